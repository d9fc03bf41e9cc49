"""The SQL tables: people, the catalogue, what is felt, and what is queued.

Names that people search or that must be unique have a `_folded` twin, made by
`emomusic.store.folding.folded_key`, so that SQLite and PostgreSQL compare and sort alike.

The lists leave vanished songs out, so their indices hold only the songs that are there; a deep
page of a long list is then read from the index alone. A database older than a change here gets
it by a revision in `alembic/versions`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, DateTime, Dialect, Index, String, UniqueConstraint, text
from sqlalchemy import Enum as EnumType
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel


def now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """A time zone's aware UTC time, also where the database (SQLite) knows no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without its zone can't be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


FoldedText = String(500).with_variant(String(500, collation="C"), "postgresql")
"""A `_folded` column: sorted by code point, as SQLite does."""


def names_of(kind: type[StrEnum]) -> EnumType:
    """Type of a column that holds one of some words.

    Stored as plain text, so that a new member needs no migration.

    Args:
        kind: The words; at most 32 letters each.

    Returns:
        The column's type.
    """
    return EnumType(
        kind,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        length=32,
    )


def _index_of_present(name: str, *columns: str) -> Index:
    here = text("missing_since IS NULL")
    return Index(name, *columns, sqlite_where=here, postgresql_where=here)


def _index_of_binned(table: str) -> Index:
    there = text("binned_at IS NOT NULL")
    return Index(
        f"ix_{table}_binned", "binned_at", "id", sqlite_where=there, postgresql_where=there
    )


class Role(StrEnum):
    """What a person may do."""

    LISTENER = "listener"
    ADMINISTRATOR = "administrator"


class JobState(StrEnum):
    """Where the analysis of a song stands."""

    QUEUED = "queued"
    RUNNING = "running"
    FAILED = "failed"
    CANCELLED = "cancelled"


class RepeatMode(StrEnum):
    """What happens at the end of a song or of the queue."""

    OFF = "off"
    ALL = "all"
    ONE = "one"


class User(SQLModel, table=True):
    """A person with an account."""

    __tablename__ = "user_account"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=64)
    name_folded: str = Field(sa_type=FoldedText, unique=True, index=True)
    password_hash: str
    role: Role = Field(default=Role.LISTENER, sa_type=names_of(Role))
    is_disabled: bool = False
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class UserSession(SQLModel, table=True):
    """One browser in which a person is signed in; the token itself is never stored."""

    __tablename__ = "user_session"

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", ondelete="CASCADE", index=True)
    token_hash: str = Field(max_length=64, unique=True, index=True)
    user_agent: str = Field(default="", max_length=300)
    address: str = Field(default="", max_length=64)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    last_seen_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
    confirmed_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When the password was last given."
    )


class Invitation(SQLModel, table=True):
    """A link that lets one person make an account where sign-up is by invitation."""

    __tablename__ = "invitation"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(max_length=64, unique=True, index=True)
    role: Role = Field(default=Role.LISTENER, sa_type=names_of(Role))
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_by: int | None = Field(default=None, foreign_key="user_account.id", ondelete="SET NULL")


class LogInFailure(SQLModel, table=True):
    """A log-in that failed; counted by account and by address."""

    __tablename__ = "log_in_failure"
    __table_args__ = (Index("ix_log_in_failure_key_at", "key", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=160)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class Kept(SQLModel):
    """What administrators did to a thing of the catalogue, which no scan undoes.

    A song in the bin has `missing_since` as well, so that it is in no list. Who did it is no
    foreign key, which SQLite can't add; `services.desk.marks.forget_person` is its ON DELETE.
    """

    edited: str = Field(default="", max_length=200, description="Fields, separated by spaces.")
    edited_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    edited_by: int | None = Field(default=None, description="Id of an account.")
    binned_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    binned_by: int | None = Field(default=None, description="Id of an account.")


class Artist(Kept, table=True):
    """A person or a group that is credited."""

    __tablename__ = "artist"
    __table_args__ = (_index_of_binned("artist"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=500)
    name_folded: str = Field(sa_type=FoldedText, unique=True, index=True)
    musicbrainz_id: str | None = Field(default=None, max_length=36)


class Album(Kept, table=True):
    """Songs published together."""

    __tablename__ = "album"
    __table_args__ = (
        UniqueConstraint("artist_id", "title_folded", name="uq_album_identity"),
        _index_of_binned("album"),
    )

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=500)
    title_folded: str = Field(sa_type=FoldedText, index=True)
    artist_id: int = Field(foreign_key="artist.id", ondelete="CASCADE", index=True)
    year: int | None = Field(default=None, index=True)
    cover: str | None = Field(default=None, max_length=64)
    musicbrainz_id: str | None = Field(default=None, max_length=36)
    added_at: datetime = Field(default_factory=now, sa_type=UtcDateTime, index=True)


class Song(Kept, table=True):
    """A recording, and the file that holds it."""

    __tablename__ = "song"
    __table_args__ = (
        Index("ix_song_album_order", "album_id", "disc", "track"),
        _index_of_present("ix_song_present_album", "album_id"),
        _index_of_present("ix_song_present_title", "title_folded", "id"),
        _index_of_present("ix_song_present_added", "added_at", "id"),
        _index_of_present("ix_song_present_year", "year", "id"),
        # With the size, so that the totals of the library are summed from it alone.
        _index_of_present("ix_song_present_duration", "duration_s", "id", "size_bytes"),
        _index_of_present("ix_song_present_genre", "genre", "title_folded", "id"),
        _index_of_binned("song"),
        Index(
            "ix_song_isrc",
            "isrc",
            sqlite_where=text("isrc IS NOT NULL"),
            postgresql_where=text("isrc IS NOT NULL"),
        ),
        Index(
            "ix_song_missing",
            "missing_since",
            sqlite_where=text("missing_since IS NOT NULL"),
            postgresql_where=text("missing_since IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    path: str = Field(unique=True, index=True)
    size_bytes: int = Field(sa_type=BigInteger)
    mtime_ns: int = Field(sa_type=BigInteger)
    content_hash: str = Field(max_length=64, index=True)
    mime_type: str = Field(max_length=64)

    title: str = Field(max_length=500)
    title_folded: str = Field(sa_type=FoldedText)
    album_id: int = Field(foreign_key="album.id", ondelete="CASCADE")
    track: int | None = None
    disc: int | None = None
    year: int | None = None
    genre: str | None = Field(default=None, max_length=200, index=True)
    duration_s: float
    sample_rate_hz: int
    channels: int
    cover: str | None = Field(default=None, max_length=64)

    track_gain_db: float | None = None
    track_peak: float | None = None
    album_gain_db: float | None = None
    album_peak: float | None = None
    musicbrainz_id: str | None = Field(default=None, max_length=36)
    isrc: str | None = Field(default=None, max_length=12)

    added_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    missing_since: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SongArtist(SQLModel, table=True):
    """Who is credited for a song, in order."""

    __tablename__ = "song_artist"
    __table_args__ = (Index("ix_song_artist_songs", "artist_id", "song_id"),)

    song_id: int = Field(foreign_key="song.id", ondelete="CASCADE", primary_key=True)
    position: int = Field(primary_key=True)
    artist_id: int = Field(foreign_key="artist.id", ondelete="CASCADE")


class SongEmotion(SQLModel, table=True):
    """What the ear heard in a song.

    `curve` and `spark` are packed by `emomusic.emotion`; `peaks` is the waveform, one byte a
    bin.
    """

    __tablename__ = "emotion_curve"
    __table_args__ = (
        Index("ix_emotion_curve_mood", "mood", "confidence"),
        Index("ix_emotion_curve_mood_song", "mood", "song_id"),
    )

    song_id: int = Field(foreign_key="song.id", ondelete="CASCADE", primary_key=True)
    model: str = Field(max_length=64, index=True)
    valence: float = Field(index=True)
    arousal: float = Field(index=True)
    mood: str = Field(max_length=16)
    confidence: float
    loudness_lufs: float | None = None
    sample_peak: float = 1.0
    analysed_at: datetime = Field(default_factory=now, sa_type=UtcDateTime, index=True)
    # The long columns come last: SQLite reads a row up to the last column that is asked for.
    spark: bytes
    peaks: bytes
    curve: bytes


class AnalysisJob(SQLModel, table=True):
    """A song that waits for the ear, is being heard, could not be heard, or shall not be."""

    __tablename__ = "analysis_job"
    __table_args__ = (Index("ix_analysis_job_order", "state", "priority", "queued_at"),)

    song_id: int = Field(foreign_key="song.id", ondelete="CASCADE", primary_key=True)
    state: JobState = Field(default=JobState.QUEUED, sa_type=names_of(JobState))
    priority: int = 0
    attempts: int = 0
    error: str | None = Field(default=None, max_length=500)
    queued_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    runner: str | None = Field(default=None, max_length=64, description="Who hears it now.")
    leased_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Like(SQLModel, table=True):
    """A song that a person likes."""

    __tablename__ = "song_like"
    __table_args__ = (Index("ix_song_like_order", "user_id", "liked_at"),)

    user_id: int = Field(foreign_key="user_account.id", ondelete="CASCADE", primary_key=True)
    song_id: int = Field(foreign_key="song.id", ondelete="CASCADE", primary_key=True, index=True)
    liked_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class PlayQueue(SQLModel, table=True):
    """What a person's player holds, as their browser last told it."""

    __tablename__ = "play_queue"

    user_id: int = Field(foreign_key="user_account.id", ondelete="CASCADE", primary_key=True)
    song_ids: str = Field(default="[]", description="JSON list of song ids, in playing order.")
    current: int = Field(default=0, description="Index of the current song in `song_ids`.")
    position_s: float = 0.0
    shuffle: bool = False
    repeat: RepeatMode = Field(default=RepeatMode.OFF, sa_type=names_of(RepeatMode))
    updated_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
