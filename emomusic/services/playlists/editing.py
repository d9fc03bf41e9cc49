"""Edits the songs of a playlist, each edit in one transaction, and undoes them.

Edits of one playlist are made one after the other, in one process or in several; each makes the
next version. An edit carries a key: told twice, it is made once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import delete, select
from sqlmodel import Session, col

from emomusic.errors import Conflict, InvalidInput, NotFound
from emomusic.services.playlists.arrangement import Arrangement
from emomusic.services.playlists.doors import editable
from emomusic.services.playlists.edits import (
    END,
    Edit,
    Insert,
    Inverse,
    Move,
    NewEntry,
    Remove,
    pack,
    unpack,
)
from emomusic.services.playlists.keeping import FULL, MOST_SONGS, known_songs
from emomusic.services.playlists.reading import entry_views, last_edit
from emomusic.services.playlists.views import EntryView, LastEdit
from emomusic.services.reading import possible_ids
from emomusic.services.turns import take_turn
from emomusic.store.database import session
from emomusic.store.playlist_tables import Playlist, PlaylistEdit, PlaylistEntry
from emomusic.store.tables import Song, now

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
        take_turn(db, f"playlist {playlist_id}")
        found = editable(db, playlist_id, user_id)
        if _is_told_again(db, playlist_id, user_id, edit_key):
            return _done(db, user_id, Change(playlist_id, found.version, edit_key, changed=False))
        there = _arrangement(db, playlist_id)
        match edit:
            case Insert():
                put, gone, inverse, what = _insert(db, found, there, user_id, edit)
            case Move():
                put, gone, inverse, what = _move(db, there, edit)
            case Remove():
                put, gone, inverse, what = _remove(db, there, edit)
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
        take_turn(db, f"playlist {playlist_id}")
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


def _insert(db: Session, found: Playlist, there: Arrangement, user_id: int, edit: Insert) -> Steps:
    known = set(known_songs(db, [one.song_id for one in edit.entries]))
    taken = {one.key for one in there.entries}
    wanted = {one.key: one for one in edit.entries if one.song_id in known}
    fresh = [one for key, one in wanted.items() if key not in taken]
    if not fresh:
        raise NotFound("The library does not have these songs any more.")
    if len(there) + len(fresh) > MOST_SONGS:
        raise InvalidInput(FULL)
    assert found.id is not None
    made = [
        PlaylistEntry(
            playlist_id=found.id, key=one.key, song_id=one.song_id, place=0.0, added_by=user_id
        )
        for one in fresh
    ]
    there.put(made, edit.spot)
    db.add_all(made)
    return made, [], Inverse(remove=tuple(one.key for one in made)), _words(db, "Added", made)


def _move(db: Session, there: Arrangement, edit: Move) -> Steps:
    moved = there.find(edit.keys)
    if not moved or edit.spot.after in {one.key for one in moved}:
        return [], [], Inverse(), "Moved nothing"
    inverse = Inverse(restore=there.kept(moved))
    there.take_out(moved)
    there.put(moved, edit.spot)
    return moved, [], inverse, _words(db, "Moved", moved)


def _remove(db: Session, there: Arrangement, edit: Remove) -> Steps:
    chosen = there.find(edit.keys)
    inverse = Inverse(restore=there.kept(chosen))
    what = _words(db, "Removed", chosen)
    there.take_out(chosen)
    _delete(db, chosen)
    return [], [one.key for one in chosen], inverse, what


def _undo(
    db: Session, found: Playlist, there: Arrangement, inverse: Inverse
) -> tuple[list[PlaylistEntry], list[str]]:
    gone = there.find(inverse.remove)
    there.take_out(gone)
    _delete(db, gone)
    known = set(known_songs(db, [one.song_id for one in inverse.restore]))
    back: list[PlaylistEntry] = []
    assert found.id is not None
    for kept in inverse.restore:
        if kept.song_id not in known:
            continue
        standing = there.find([kept.key])
        entry = (
            standing[0]
            if standing
            else PlaylistEntry(
                playlist_id=found.id,
                key=kept.key,
                song_id=kept.song_id,
                place=0.0,
                added_by=kept.added_by,
                added_at=kept.added_at,
            )
        )
        there.take_out(standing)
        there.put([entry], kept.spot)
        back.append(entry)
    if len(there) > MOST_SONGS:
        raise InvalidInput(FULL)
    db.add_all(back)
    return back, [one.key for one in gone]


def _arrangement(db: Session, playlist_id: int) -> Arrangement:
    statement = (
        select(PlaylistEntry)
        .where(col(PlaylistEntry.playlist_id) == playlist_id)
        .order_by(col(PlaylistEntry.place), col(PlaylistEntry.id))
    )
    return Arrangement(db.execute(statement).scalars())


def _delete(db: Session, entries: Sequence[PlaylistEntry]) -> None:
    for one in entries:
        db.delete(one)
    db.flush()


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
    assert found.id is not None
    if not put and not gone:
        return Change(found.id, found.version, edit_key, changed=False)
    found.version, found.updated_at = found.version + 1, now()
    db.add(found)
    db.flush()
    return Change(
        playlist_id=found.id,
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
