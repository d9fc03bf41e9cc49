"""The tables of discovery: how a song goes, how it felt to people, and the mixes of a day."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from emomusic.store.tables import UtcDateTime, now


class SongFeatures(SQLModel, table=True):
    """Tempo and key of a recording, as measured in a background pass."""

    __tablename__ = "song_features"

    song_id: int = Field(foreign_key="song.id", ondelete="CASCADE", primary_key=True)
    tempo_bpm: float | None = Field(default=None, description="Beats a minute; none without beat.")
    tonic: int | None = Field(
        default=None, description="Pitch class of the key, 0 = C .. 11 = B; none where unclear."
    )
    is_minor: bool | None = Field(default=None, description="None where the key is unclear.")
    measured_by: str = Field(max_length=32, index=True, description="Name and version of the way.")
    error: str | None = Field(default=None, max_length=500, description="Why it can't be measured.")
    measured_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class FeltEmotion(SQLModel, table=True):
    """What a person felt at a second of a song, and what the model had heard there."""

    __tablename__ = "felt_emotion"
    __table_args__ = (
        Index("ix_felt_emotion_person", "user_id", "felt_at"),
        Index("ix_felt_emotion_song", "song_id", "user_id", "felt_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    tap_id: str = Field(max_length=36, unique=True, description="One tap told twice is one.")
    user_id: int = Field(foreign_key="user_account.id", ondelete="CASCADE")
    song_id: int = Field(foreign_key="song.id", ondelete="CASCADE")
    at_s: float = Field(description="Second of the song.")
    valence: float = Field(description="0..1, as felt.")
    arousal: float = Field(description="0..1, as felt.")
    heard_valence: float | None = Field(
        default=None, description="0..1, of the model there; none where it was not sure."
    )
    heard_arousal: float | None = Field(default=None, description="0..1, as above.")
    model: str = Field(max_length=64, description="Which model heard it.")
    felt_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class CalibrationChoice(SQLModel, table=True):
    """Whether what a person felt corrects what they see; who has no row is corrected by all."""

    __tablename__ = "calibration_choice"

    user_id: int = Field(foreign_key="user_account.id", ondelete="CASCADE", primary_key=True)
    is_on: bool = True
    since: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="What was felt before does not count."
    )


class DailyMix(SQLModel, table=True):
    """A mix that was made for a person; it stays the same for its day."""

    __tablename__ = "daily_mix"

    user_id: int = Field(foreign_key="user_account.id", ondelete="CASCADE", primary_key=True)
    day: date = Field(primary_key=True, description="The person's own day.")
    key: str = Field(max_length=40, primary_key=True)
    position: int
    title: str = Field(max_length=120)
    why: str = Field(max_length=300)
    song_ids: str = Field(description="JSON list of song ids, in playing order.")
