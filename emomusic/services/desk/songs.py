"""Edits of songs: one or many at once, moved between albums, and undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from emomusic.errors import InvalidInput, NotFound
from emomusic.services.access import Person
from emomusic.services.audit import Action, Detail, Subject, SubjectKind, record
from emomusic.services.desk import values
from emomusic.services.desk.marks import joined
from emomusic.services.desk.snapshots import (
    SongSnapshot,
    describe,
    read_albums,
    read_songs,
    songs_as_seen,
)
from emomusic.services.desk.storing import store_songs
from emomusic.store.database import session

MOST_AT_ONCE = 5000
"""Songs that one edit writes at most."""


@dataclass(frozen=True, slots=True)
class SongChange:
    """What was typed into the fields that were touched; None leaves a field alone.

    Attributes:
        artists: Names, separated by semicolons.
        album: A title; the album is found or made.
        album_artist: Whose album it is; the albums keep theirs where it is None.
        cover: Name of a stored cover; empty shows the album's.
    """

    title: str | None = None
    artists: str | None = None
    album: str | None = None
    album_artist: str | None = None
    genre: str | None = None
    year: str | None = None
    track: str | None = None
    disc: str | None = None
    cover: str | None = None


@dataclass(frozen=True, slots=True)
class SongsEdited:
    """An edit that was made, and all that is needed to undo it."""

    before: tuple[SongSnapshot, ...]
    after: tuple[SongSnapshot, ...]

    @property
    def count(self) -> int:
        """How many songs it changed."""
        return sum(old != new for old, new in zip(self.before, self.after, strict=True))


def songs_to_edit(song_ids: Sequence[int]) -> tuple[SongSnapshot, ...]:
    """Show songs as a form needs them.

    Args:
        song_ids: Which.

    Raises:
        NotFound: None of them is there.
        InvalidInput: They are too many for one edit.
    """
    if len(song_ids) > MOST_AT_ONCE:
        raise InvalidInput(f"Edit at most {MOST_AT_ONCE:,} songs at once.")
    with session() as opened:
        found = read_songs(opened, song_ids)
    if not found:
        raise NotFound("These songs are not here any more.")
    return found


def edit_songs(actor: Person, seen: Sequence[SongSnapshot], change: SongChange) -> SongsEdited:
    """Edit songs; the fields that are written stay so, whatever a scan finds in the files.

    Args:
        actor: Who.
        seen: The songs, as they saw them.
        change: What they typed.

    Returns:
        The edit.

    Raises:
        InvalidInput: A field can't have this value.
        Conflict: Somebody else changed a song meanwhile; nothing was written.
    """
    wanted = [_changed(one, change) for one in seen]
    return _store(actor, seen, wanted, "edit")


def move_songs(actor: Person, seen: Sequence[SongSnapshot], album_id: int) -> SongsEdited:
    """Move songs to an album that is there.

    Args:
        actor: Who.
        seen: The songs, as they saw them.
        album_id: Where to.

    Raises:
        NotFound: There is no such album.
        Conflict: Somebody else changed a song meanwhile; nothing was moved.
    """
    with session() as opened:
        album = next(iter(read_albums(opened, [album_id])), None)
    if album is None:
        raise NotFound("There is no such album any more.")
    change = SongChange(album=album.title, album_artist=album.artist)
    return _store(actor, seen, [_changed(one, change) for one in seen], "move")


def undo_songs(actor: Person, edit: SongsEdited) -> SongsEdited:
    """Give songs back what an edit took from them.

    Args:
        actor: Who.
        edit: What was done.

    Raises:
        Conflict: Somebody changed them since; nothing was undone.
    """
    return _store(actor, edit.after, edit.before, "undo")


def _store(
    actor: Person, seen: Sequence[SongSnapshot], wanted: Sequence[SongSnapshot], how: str
) -> SongsEdited:
    if len(seen) > MOST_AT_ONCE:
        raise InvalidInput(f"Edit at most {MOST_AT_ONCE:,} songs at once.")
    with session(write=True) as writing:
        before = songs_as_seen(writing, seen)
        store_songs(writing, before, wanted, actor.id)
        after = read_songs(writing, (one.id for one in before))
        edit = SongsEdited(before, after)
        if edit.count:
            record(writing, actor, Action.SONG_EDIT, _subject(edit), _details(edit, how))
    return edit


def _changed(song: SongSnapshot, change: SongChange) -> SongSnapshot:
    typed = {
        one.name: value
        for one in fields(change)
        if (value := getattr(change, one.name)) is not None
    }
    new = replace(song)
    for name, value in typed.items():
        match name:
            case "title":
                new = replace(new, title=values.text(value, "A title"))
            case "artists":
                new = replace(new, artists=values.artists(value))
            case "album":
                new = replace(new, album=values.text(value, "The title of an album"))
            case "album_artist":
                new = replace(new, album_artist=values.text(value, "The artist of an album"))
            case "genre":
                new = replace(new, genre=values.genre(value))
            case "year":
                new = replace(new, year=values.year(value))
            case "track":
                new = replace(new, track=values.ordinal(value, "The number of a track"))
            case "disc":
                new = replace(new, disc=values.ordinal(value, "The number of a disc"))
            case "cover":
                new = replace(new, cover=values.cover(value))
    marks = {"album" if name == "album_artist" else name for name in typed}
    return replace(new, edited=joined(song.edited, marks))


def _subject(edit: SongsEdited) -> Subject:
    if edit.count == 1:
        pairs = zip(edit.before, edit.after, strict=True)
        only = next(old for old, new in pairs if old != new)
        return Subject(SubjectKind.SONG, only.id, only.title)
    return Subject(SubjectKind.SONG, None, f"{edit.count} songs")


def _details(edit: SongsEdited, how: str) -> dict[str, Detail]:
    changes = [
        (old.id, "; ".join(describe(old, new)))
        for old, new in zip(edit.before, edit.after, strict=True)
        if old != new
    ]
    return {
        "how": how,
        "ids": [song_id for song_id, _ in changes],
        "changes": [told for _, told in changes],
    }
