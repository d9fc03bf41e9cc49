"""Edits the songs of a playlist, each edit in one transaction, and undoes them.

Edits of one playlist are made one after the other, in one process or in several; each makes the
next version. An edit carries a key: told twice, it is made once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import bindparam, delete, select, update
from sqlmodel import Session, col

from emomusic.errors import Conflict, InvalidInput, NotFound
from emomusic.services.playlists.arrangement import Arrangement
from emomusic.services.playlists.doors import await_turn, editable
from emomusic.services.playlists.edits import (
    END,
    Edit,
    Insert,
    Inserts,
    Inverse,
    Kept,
    Move,
    NewEntry,
    Remove,
    pack,
    unpack,
)
from emomusic.services.playlists.keeping import FULL, MOST_SONGS, known_songs
from emomusic.services.playlists.reading import ENTRY, entry_views, in_order, last_edit
from emomusic.services.playlists.views import EntryView, LastEdit
from emomusic.services.reading import possible_ids, rows_of
from emomusic.store.database import session
from emomusic.store.playlist_tables import Playlist, PlaylistEdit, PlaylistEntry
from emomusic.store.tables import Song, User, now

EDITS_KEPT = 200
"""Of each person and playlist; older ones can't be undone."""

NOBODYS = 0
"""The same change goes to all, so nobody's likes are marked in it."""

_TITLE_LENGTH = 150


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit changed, for all who have the list open.

    Attributes:
        playlist_id: Of which playlist.
        version: Of its songs, after the edit.
        edit_key: Of the edit, or of the one that was undone.
        put: Entries that are new, or that stand elsewhere now.
        gone: Keys of entries that are there no longer.
        is_anew: All places are other ones: the list is to be read anew.
        changed: Whether this changed anything; an edit told twice changes nothing more.
    """

    playlist_id: int
    version: int
    edit_key: str
    put: tuple[EntryView, ...] = ()
    gone: tuple[str, ...] = ()
    is_anew: bool = False
    changed: bool = True


@dataclass(frozen=True, slots=True)
class Done:
    """An edit as its author sees it: the change, and what they can undo now."""

    change: Change
    last_edit: LastEdit | None


def apply(playlist_id: int, user_id: int, edit_key: str, edit: Edit) -> Done:
    """Make an edit.

    Args:
        playlist_id: Of which playlist.
        user_id: Who edits.
        edit_key: Of the edit; the same key again is the same edit.
        edit: What to do.

    Raises:
        NotFound: There is no such playlist for this person, or no such song any more.
        Forbidden: They may not change it.
        InvalidInput: It would be too long.
        Conflict: The key is another edit's.
    """
    with session(write=True) as db:
        await_turn(db, playlist_id)
        found = editable(db, playlist_id, user_id)
        if _is_told_again(db, playlist_id, user_id, edit_key):
            return _done(db, user_id, Change(playlist_id, found.version, edit_key, changed=False))
        there = _arrangement(db, playlist_id)
        match edit:
            case Insert():
                put, gone, inverse, what = _insert(db, found, there, user_id, [edit])
            case Inserts():
                put, gone, inverse, what = _insert(db, found, there, user_id, edit.parts)
            case Move():
                put, gone, inverse, what = _move(db, found, there, edit)
            case Remove():
                put, gone, inverse, what = _remove(db, found, there, edit)
        _note(db, playlist_id, user_id, edit_key, what, inverse)
        change = _change(db, found, edit_key, there, put, gone)
        return _done(db, user_id, change)


def undo(playlist_id: int, user_id: int, edit_key: str) -> Done:
    """Undo one's own edit; what others did since stays as they did it.

    Args:
        playlist_id: Of which playlist.
        user_id: Who edited, and undoes.
        edit_key: Of the edit; undone already, nothing changes.

    Raises:
        NotFound: There is no such playlist or edit for this person.
        Forbidden: They may not change the playlist any more.
        InvalidInput: It would be too long.
    """
    with session(write=True) as db:
        await_turn(db, playlist_id)
        found = editable(db, playlist_id, user_id)
        note = _noted(db, edit_key)
        if note is None or (note.playlist_id, note.user_id) != (playlist_id, user_id):
            raise NotFound("This edit can't be undone any more.")
        if note.undone_at is not None:
            return _done(db, user_id, Change(playlist_id, found.version, edit_key, changed=False))
        there = _arrangement(db, playlist_id)
        put, gone = _undo(db, found, there, unpack(note.inverse))
        note.undone_at = now()
        db.add(note)
        return _done(db, user_id, _change(db, found, edit_key, there, put, gone))


def add_songs(playlist_id: int, user_id: int, song_ids: Sequence[int]) -> Done:
    """Put songs at the end of a playlist.

    Args:
        playlist_id: Which.
        user_id: Who edits.
        song_ids: In their order; unknown ones are left out.

    Raises:
        NotFound: There is no such playlist for this person, or none of the songs any more.
        Forbidden: They may not change it.
        InvalidInput: It would be too long.
    """
    entries = tuple(NewEntry(uuid4().hex, one) for one in song_ids)
    return apply(playlist_id, user_id, uuid4().hex, Insert(entries, END))


Steps = tuple[list[PlaylistEntry], list[str], Inverse, str]


def _insert(
    db: Session, found: Playlist, there: Arrangement, user_id: int, parts: Sequence[Insert]
) -> Steps:
    asked = [one for part in parts for one in part.entries]
    songs = set(known_songs(db, [one.song_id for one in asked]))
    wanted = {one.key: one.song_id for one in asked if one.song_id in songs}
    fresh = [key for key in wanted if key not in there.places]
    if not fresh:
        raise NotFound("The library does not have these songs any more.")
    if len(there) + len(fresh) > MOST_SONGS:
        raise InvalidInput(FULL)
    for part in parts:
        keys = dict.fromkeys(one.key for one in part.entries)
        there.put([key for key in keys if key in wanted and key not in there.places], part.spot)
    made = [
        PlaylistEntry(
            playlist_id=_id(found),
            key=key,
            song_id=wanted[key],
            place=there.places[key],
            added_by=user_id,
        )
        for key in fresh
    ]
    db.add_all(made)
    return made, [], Inverse(remove=tuple(fresh)), _words(db, "Added", made)


def _move(db: Session, found: Playlist, there: Arrangement, edit: Move) -> Steps:
    keys = there.known(edit.keys)
    if not keys or edit.spot.after in keys:
        return [], [], Inverse(), "Moved nothing"
    moved = _entries(db, found, keys)
    inverse = _restoring(there, moved)
    there.take_out(keys)
    there.put(keys, edit.spot)
    _place(moved, there)
    return moved, [], inverse, _words(db, "Moved", moved)


def _remove(db: Session, found: Playlist, there: Arrangement, edit: Remove) -> Steps:
    keys = there.known(edit.keys)
    chosen = _entries(db, found, keys)
    inverse = _restoring(there, chosen)
    what = _words(db, "Removed", chosen)
    there.take_out(keys)
    _delete(db, chosen)
    return [], keys, inverse, what


def _undo(
    db: Session, found: Playlist, there: Arrangement, inverse: Inverse
) -> tuple[list[PlaylistEntry], list[str]]:
    gone = there.known(inverse.remove)
    there.take_out(gone)
    _delete(db, _entries(db, found, gone))
    songs = set(known_songs(db, [one.song_id for one in inverse.restore]))
    restore = [one for one in inverse.restore if one.song_id in songs]
    standing = {one.key: one for one in _entries(db, found, [one.key for one in restore])}
    there.take_out([kept.key for kept in restore])
    for run in _runs(restore):
        there.put([kept.key for kept in run], run[0].spot)
    if len(there) > MOST_SONGS:
        raise InvalidInput(FULL)
    people = _people(db, {kept.added_by for kept in restore if kept.added_by is not None})
    back = [standing.get(kept.key) or _restored(found, kept, people) for kept in restore]
    _place(back, there)
    db.add_all(back)
    return back, gone


def _people(db: Session, user_ids: Collection[int]) -> frozenset[int]:
    """Those of some people whose accounts are still there."""
    statement = select(col(User.id)).where(col(User.id).in_(user_ids))
    return frozenset(one for one in db.execute(statement).scalars() if one is not None)


def _runs(restore: Sequence[Kept]) -> list[list[Kept]]:
    """Put together what stood one after the other, so that thousands are soon put back."""
    runs: list[list[Kept]] = []
    for kept in restore:
        if runs and kept.spot.after == runs[-1][-1].key:
            runs[-1].append(kept)
        else:
            runs.append([kept])
    return runs


def _restored(found: Playlist, kept: Kept, people: frozenset[int]) -> PlaylistEntry:
    return PlaylistEntry(
        playlist_id=_id(found),
        key=kept.key,
        song_id=kept.song_id,
        place=0.0,
        added_by=kept.added_by if kept.added_by in people else None,
        added_at=kept.added_at,
    )


def _restoring(there: Arrangement, entries: Sequence[PlaylistEntry]) -> Inverse:
    by_key = {one.key: one for one in entries}
    return Inverse(
        restore=tuple(
            Kept(key, by_key[key].song_id, by_key[key].added_by, by_key[key].added_at, spot)
            for key, spot in there.spots(by_key).items()
        )
    )


def _place(entries: Sequence[PlaylistEntry], there: Arrangement) -> None:
    for one in entries:
        one.place = there.places[one.key]


def _arrangement(db: Session, playlist_id: int) -> Arrangement:
    statement = select(*ENTRY.c["key", "place"]).where(ENTRY.c.playlist_id == playlist_id)
    rows = rows_of(db, statement.order_by(*in_order))
    return Arrangement((row.key, row.place) for row in rows)


def _entries(db: Session, found: Playlist, keys: Sequence[str]) -> list[PlaylistEntry]:
    """Read entries that are there, in the order of their keys."""
    statement = select(PlaylistEntry).where(
        col(PlaylistEntry.playlist_id) == found.id, col(PlaylistEntry.key).in_(keys)
    )
    by_key = {one.key: one for one in db.execute(statement).scalars()}
    return [by_key[key] for key in keys if key in by_key]


def _keep_all_places(db: Session, found: Playlist, there: Arrangement) -> None:
    db.flush()
    table = ENTRY.c
    statement = (
        update(ENTRY)
        .where(table.playlist_id == _id(found), table.key == bindparam("of"))
        .values(place=bindparam("at"))
    )
    places = [{"of": key, "at": place} for key, place in there.places.items()]
    db.connection().execute(statement, places)


def _delete(db: Session, entries: Sequence[PlaylistEntry]) -> None:
    for one in entries:
        db.delete(one)
    db.flush()


def _id(found: Playlist) -> int:
    assert found.id is not None
    return found.id


def _noted(db: Session, edit_key: str) -> PlaylistEdit | None:
    statement = select(PlaylistEdit).where(col(PlaylistEdit.edit_key) == edit_key)
    return db.execute(statement).scalars().first()


def _is_told_again(db: Session, playlist_id: int, user_id: int, edit_key: str) -> bool:
    note = _noted(db, edit_key)
    if note is not None and (note.playlist_id, note.user_id) != (playlist_id, user_id):
        raise Conflict("This edit can't be made. Load the page again.")
    return note is not None


def _note(
    db: Session, playlist_id: int, user_id: int, edit_key: str, what: str, inverse: Inverse
) -> None:
    idle = not inverse.remove and not inverse.restore
    db.add(
        PlaylistEdit(
            playlist_id=playlist_id,
            user_id=user_id,
            edit_key=edit_key,
            what=what,
            inverse=pack(inverse),
            undone_at=now() if idle else None,
        )
    )
    db.flush()
    theirs = (
        select(col(PlaylistEdit.id))
        .where(col(PlaylistEdit.playlist_id) == playlist_id, col(PlaylistEdit.user_id) == user_id)
        .order_by(col(PlaylistEdit.id).desc())
        .offset(EDITS_KEPT)
        .limit(1)
    )
    oldest = db.execute(theirs).scalars().first()
    if oldest is not None:
        old = delete(PlaylistEdit).where(
            col(PlaylistEdit.playlist_id) == playlist_id,
            col(PlaylistEdit.user_id) == user_id,
            col(PlaylistEdit.id) <= oldest,
        )
        db.execute(old)


def _change(
    db: Session,
    found: Playlist,
    edit_key: str,
    there: Arrangement,
    put: Sequence[PlaylistEntry],
    gone: Sequence[str],
) -> Change:
    if not put and not gone:
        return Change(_id(found), found.version, edit_key, changed=False)
    found.version, found.updated_at = found.version + 1, now()
    db.add(found)
    if there.is_anew:
        _keep_all_places(db, found, there)
    db.flush()
    return Change(
        playlist_id=_id(found),
        version=found.version,
        edit_key=edit_key,
        put=() if there.is_anew else entry_views(db, put, NOBODYS),
        gone=tuple(gone),
        is_anew=there.is_anew,
    )


def _done(db: Session, user_id: int, change: Change) -> Done:
    return Done(change, last_edit(db, change.playlist_id, user_id))


def _words(db: Session, deed: str, entries: Sequence[PlaylistEntry]) -> str:
    if len(entries) != 1:
        return f"{deed} {len(entries)} songs"
    song = db.get(Song, entries[0].song_id) if possible_ids([entries[0].song_id]) else None
    title = song.title if song else "a song"
    cut = title if len(title) <= _TITLE_LENGTH else f"{title[:_TITLE_LENGTH]}…"
    return f"{deed} “{cut}”"
