"""Songs and albums as an administrator saw them, and what became of them since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sqlalchemy import select
from sqlmodel import Session

from emomusic.errors import Conflict
from emomusic.services.reading import ALBUM, ARTIST, CREDIT, SONG, possible_ids, rows_of
from emomusic.store.tables import User

_CHUNK = 500
_TOLD = 3
_FIELDS = {
    "title": "title",
    "artists": "artists",
    "artist": "artist",
    "album": "album",
    "album_artist": "album artist",
    "genre": "genre",
    "year": "year",
    "track": "track",
    "disc": "disc",
    "cover": "cover",
}


@dataclass(frozen=True, slots=True)
class SongSnapshot:
    """A song as it stood.

    Attributes:
        album_artist: Whose album it is on.
        cover: Its own cover, empty where it shows the album's.
        edited: The fields that an administrator wrote.
    """

    id: int
    title: str
    artists: tuple[str, ...]
    album_id: int
    album: str
    album_artist: str
    genre: str
    year: int | None
    track: int | None
    disc: int | None
    cover: str
    edited: str


@dataclass(frozen=True, slots=True)
class AlbumSnapshot:
    """An album as it stood; `edited` as in `SongSnapshot`."""

    id: int
    title: str
    artist: str
    year: int | None
    cover: str
    edited: str


class _Snapshot(Protocol):
    @property
    def id(self) -> int: ...

    @property
    def title(self) -> str: ...


Seen = TypeVar("Seen", bound=_Snapshot)


def read_songs(
    opened: Session, song_ids: Iterable[int], *, to_write: bool = False
) -> tuple[SongSnapshot, ...]:
    """Read songs that are not in the bin, in the order given.

    Args:
        opened: Any session; one that writes where they are to be written.
        song_ids: Which; unknown ones are left out.
        to_write: Nobody else may write them until the transaction ends.
    """
    wanted = possible_ids(song_ids)
    if to_write:
        lock_rows(opened, SONG, wanted)
    owner = ARTIST.alias("owner")
    found: dict[int, SongSnapshot] = {}
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        credited: dict[int, tuple[str, ...]] = {}
        named = (
            select(CREDIT.c.song_id, ARTIST.c.name)
            .join(ARTIST, ARTIST.c.id == CREDIT.c.artist_id)
            .where(CREDIT.c.song_id.in_(chunk))
            .order_by(CREDIT.c.song_id, CREDIT.c.position)
        )
        for row in rows_of(opened, named):
            credited[row.song_id] = (*credited.get(row.song_id, ()), row.name)
        songs = (
            select(
                *SONG.c["id", "title", "album_id", "genre", "year", "track", "disc", "cover"],
                SONG.c.edited,
                ALBUM.c.title.label("album"),
                owner.c.name.label("album_artist"),
            )
            .join(ALBUM, ALBUM.c.id == SONG.c.album_id)
            .join(owner, owner.c.id == ALBUM.c.artist_id)
            .where(SONG.c.id.in_(chunk), SONG.c.binned_at.is_(None))
        )
        for row in rows_of(opened, songs):
            found[row.id] = SongSnapshot(
                id=row.id,
                title=row.title,
                artists=credited.get(row.id, ()),
                album_id=row.album_id,
                album=row.album,
                album_artist=row.album_artist,
                genre=row.genre or "",
                year=row.year,
                track=row.track,
                disc=row.disc,
                cover=row.cover or "",
                edited=row.edited,
            )
    return tuple(found[one] for one in wanted if one in found)


def read_albums(
    opened: Session, album_ids: Iterable[int], *, to_write: bool = False
) -> tuple[AlbumSnapshot, ...]:
    """Read albums that are not in the bin, in the order given; as `read_songs`."""
    wanted = possible_ids(album_ids)
    if to_write:
        lock_rows(opened, ALBUM, wanted)
    found: dict[int, AlbumSnapshot] = {}
    for start in range(0, len(wanted), _CHUNK):
        statement = (
            select(
                *ALBUM.c["id", "title", "year", "cover", "edited"], ARTIST.c.name.label("artist")
            )
            .join(ARTIST, ARTIST.c.id == ALBUM.c.artist_id)
            .where(ALBUM.c.id.in_(wanted[start : start + _CHUNK]), ALBUM.c.binned_at.is_(None))
        )
        for row in rows_of(opened, statement):
            found[row.id] = AlbumSnapshot(
                row.id, row.title, row.artist, row.year, row.cover or "", row.edited
            )
    return tuple(found[one] for one in wanted if one in found)


def songs_as_seen(opened: Session, seen: Sequence[SongSnapshot]) -> tuple[SongSnapshot, ...]:
    """Read songs that are about to be written, if they still are as somebody saw them.

    Args:
        opened: A session that writes.
        seen: What they saw.

    Raises:
        Conflict: Something changed meanwhile; the sentence says what, and who did it.
    """
    found = read_songs(opened, (one.id for one in seen), to_write=True)
    _compare(opened, SONG, seen, found)
    return found


def albums_as_seen(opened: Session, seen: Sequence[AlbumSnapshot]) -> tuple[AlbumSnapshot, ...]:
    """Read albums that are about to be written; as `songs_as_seen`."""
    found = read_albums(opened, (one.id for one in seen), to_write=True)
    _compare(opened, ALBUM, seen, found)
    return found


def describe(before: Any, after: Any) -> list[str]:
    """Say which fields of a snapshot changed, and how."""
    told = []
    for name, word in _FIELDS.items():
        old, new = getattr(before, name, None), getattr(after, name, None)
        if old != new:
            told.append(word if name == "cover" else f"{word} {_shown(old)} → {_shown(new)}")
    return told


def lock_rows(writing: Session, table: Any, ids: Sequence[int]) -> None:
    """Let nobody else write rows until the transaction ends.

    Args:
        writing: The transaction.
        table: Their table, with an `id`.
        ids: Which.
    """
    # In the order of their ids, so that two who want the same rows never wait in a circle.
    # SQLite has one writer at a time, and leaves FOR UPDATE out.
    for start in range(0, len(ids), _CHUNK):
        chunk = select(table.c.id).where(table.c.id.in_(sorted(ids)[start : start + _CHUNK]))
        writing.connection().execute(chunk.order_by(table.c.id).with_for_update()).all()


def _compare(opened: Session, table: Any, seen: Sequence[Seen], found: Sequence[Seen]) -> None:
    now_there = {one.id: one for one in found}
    told: list[str] = []
    for before in seen:
        after = now_there.get(before.id)
        changes = describe(before, after) if after is not None else []
        if after is None or changes:
            told.append(_told(opened, table, before, changes if after is not None else None))
    if told:
        more = f" So were {len(told) - _TOLD} more." if len(told) > _TOLD else ""
        raise Conflict(f"{' '.join(told[:_TOLD])}{more} Nothing of yours was saved.")


def _told(opened: Session, table: Any, before: Seen, changes: list[str] | None) -> str:
    editor, binner = User.__table__.alias("editor"), User.__table__.alias("binner")  # type: ignore[attr-defined]
    statement = (
        select(
            editor.c.name.label("edited_by"),
            binner.c.name.label("binned_by"),
            table.c.binned_at,
        )
        .select_from(table)
        .outerjoin(editor, editor.c.id == table.c.edited_by)
        .outerjoin(binner, binner.c.id == table.c.binned_by)
        .where(table.c.id == before.id)
    )
    row = next(iter(rows_of(opened, statement)), None)
    name = f"“{before.title}”"
    if row is None:
        return f"{name} was deleted meanwhile."
    if changes is None:
        by = f" by {row.binned_by}" if row.binned_by else ""
        return f"{name} was put into the bin meanwhile{by}."
    by = f" by {row.edited_by}" if row.edited_by else ""
    return f"{name} was changed meanwhile{by}: {'; '.join(changes)}."


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return f"“{'; '.join(value)}”"
    if isinstance(value, str):
        return f"“{value}”" if value else "none"
    return "none" if value is None else str(value)
