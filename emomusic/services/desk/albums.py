"""Albums at the desk: added, edited, joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy
from sqlmodel import Session, col, select

from emomusic.errors import Conflict, NotFound
from emomusic.services.access import Person
from emomusic.services.audit import Action, Detail, Subject, SubjectKind, record
from emomusic.services.desk import values
from emomusic.services.desk.joining import join_albums, leave_album_name
from emomusic.services.desk.marks import joined
from emomusic.services.desk.snapshots import (
    AlbumSnapshot,
    SongSnapshot,
    albums_as_seen,
    describe,
    read_albums,
    read_songs,
    songs_as_seen,
)
from emomusic.services.desk.storing import store_songs
from emomusic.services.desk.unmerging import (
    Unmerge,
    scope_of_albums,
    standing,
    take_back,
)
from emomusic.services.reading import SONG, ids_of
from emomusic.services.scan.credit import artists_named, name_key, remove_empty
from emomusic.store.database import session
from emomusic.store.edit_tables import AlbumAlias
from emomusic.store.search_index import index_albums, index_songs
from emomusic.store.tables import Album, now


@dataclass(frozen=True, slots=True)
class AlbumChange:
    """What was typed into the fields that were touched; None leaves a field alone.

    Attributes:
        cover: Name of a stored cover, which the album's songs get as well.
    """

    title: str | None = None
    artist: str | None = None
    year: str | None = None
    cover: str | None = None


@dataclass(frozen=True, slots=True)
class AlbumsEdited:
    """An edit that was made, and all that is needed to undo it."""

    before: tuple[AlbumSnapshot, ...]
    after: tuple[AlbumSnapshot, ...]
    songs_before: tuple[SongSnapshot, ...] = ()
    songs_after: tuple[SongSnapshot, ...] = ()

    @property
    def count(self) -> int:
        """How many albums it changed."""
        return sum(old != new for old, new in zip(self.before, self.after, strict=True))


@dataclass(frozen=True, slots=True)
class AlbumsMerged:
    """What became one, and all that is needed to undo it.

    Attributes:
        songs: How many songs moved.
        title: Of the album that stays.
    """

    songs: int
    target_id: int
    title: str
    rows: Unmerge


def albums_to_edit(album_ids: Sequence[int]) -> tuple[AlbumSnapshot, ...]:
    """Show albums as a form needs them.

    Raises:
        NotFound: None of them is there.
    """
    with session() as opened:
        found = read_albums(opened, album_ids)
    if not found:
        raise NotFound("These albums are not here any more.")
    return found


def add_album(actor: Person, title: str, artist: str, year: str = "") -> int:
    """Make an album without songs, which stays until it is deleted.

    Args:
        actor: Who.
        title: Its title.
        artist: Whose it is; they are made where nobody has the name.
        year: Its year, or empty.

    Returns:
        Its id.

    Raises:
        InvalidInput: A field can't have this value.
        Conflict: There is one of this title by this artist.
    """
    title, artist = values.text(title, "A title"), values.text(artist, "The artist of an album")
    number = values.year(year)
    with session(write=True) as writing:
        owner = artists_named(writing, {name_key(artist): artist})[name_key(artist)]
        owner.binned_at = owner.binned_by = None
        assert owner.id is not None
        _refuse_taken(writing, owner.id, title, artist)
        marks = joined("artist title", "year" if number else "")
        album = Album(
            title=title,
            title_folded=name_key(title),
            artist_id=owner.id,
            year=number,
            edited=marks,
            edited_at=now(),
            edited_by=actor.id,
        )
        writing.add(album)
        _forget_name(writing, owner.id, name_key(title))
        writing.flush()
        assert album.id is not None
        index_albums(writing, [album.id])
        subject = Subject(SubjectKind.ALBUM, album.id, title)
        record(writing, actor, Action.ALBUM_ADD, subject, {"artist": artist})
        return album.id


def edit_albums(actor: Person, seen: Sequence[AlbumSnapshot], change: AlbumChange) -> AlbumsEdited:
    """Edit albums; what is written stays so, whatever a scan finds in the files.

    Args:
        actor: Who.
        seen: The albums, as they saw them.
        change: What they typed.

    Returns:
        The edit.

    Raises:
        InvalidInput: A field can't have this value.
        Conflict: Somebody else changed an album meanwhile, or there is another one of this title
            by this artist; nothing was written.
    """
    wanted = [_changed(one, change) for one in seen]
    with session(write=True) as writing:
        before = albums_as_seen(writing, seen)
        songs_before: tuple[SongSnapshot, ...] = ()
        if change.cover is not None:
            songs_before = read_songs(writing, _songs_of(writing, before), to_write=True)
        songs = [
            replace(song, cover=change.cover or "", edited=joined(song.edited, "cover"))
            for song in songs_before
        ]
        return _store(writing, actor, before, wanted, songs_before, songs, "edit")


def undo_albums(actor: Person, edit: AlbumsEdited) -> AlbumsEdited:
    """Give albums back what an edit took from them.

    Raises:
        Conflict: Somebody changed them since; nothing was undone.
    """
    with session(write=True) as writing:
        before = albums_as_seen(writing, edit.after)
        songs = songs_as_seen(writing, edit.songs_after)
        return _store(writing, actor, before, edit.before, songs, edit.songs_before, "undo")


def merge_albums(actor: Person, album_ids: Sequence[int], target_id: int) -> AlbumsMerged:
    """Put the songs of albums on one of them; the others go.

    Args:
        actor: Who.
        album_ids: The albums; the target may be among them.
        target_id: The album that stays.

    Returns:
        What was done.

    Raises:
        NotFound: One of them is not here any more.
    """
    with session(write=True) as writing:
        target = _album(writing, target_id)
        sources = sorted(set(album_ids) - {target_id})
        scope = scope_of_albums(writing, sources, target_id)
        before = standing(writing, scope)
        moved, names = 0, []
        for album_id in sources:
            source = _album(writing, album_id)
            names.append(source.title)
            owner_id = source.artist_id
            moved += len(join_albums(writing, source, target))
            remove_empty(writing, set(), {owner_id})
        subject = Subject(SubjectKind.ALBUM, target_id, target.title)
        record(writing, actor, Action.ALBUM_MERGE, subject, {"albums": names, "songs": moved})
        writing.flush()
        rows = Unmerge(scope, before, standing(writing, scope))
        return AlbumsMerged(moved, target_id, target.title, rows)


def undo_merged_albums(actor: Person, merged: AlbumsMerged) -> None:
    """Make several albums of one again, each with its songs.

    Args:
        actor: Who.
        merged: What was done.

    Raises:
        Conflict: Something of it was changed since; nothing was undone.
    """
    with session(write=True) as writing:
        take_back(writing, merged.rows)
        subject = Subject(SubjectKind.ALBUM, merged.target_id, merged.title)
        details: dict[str, Detail] = {"how": "undo", "songs": merged.songs}
        record(writing, actor, Action.ALBUM_MERGE, subject, details)


def _store(
    writing: Session,
    actor: Person,
    before: Sequence[AlbumSnapshot],
    wanted: Sequence[AlbumSnapshot],
    songs_before: Sequence[SongSnapshot],
    songs_wanted: Sequence[SongSnapshot],
    how: str,
) -> AlbumsEdited:
    for old, new in zip(before, wanted, strict=True):
        if old != new:
            _write(writing, actor, old, new)
    writing.flush()
    ids = [one.id for one in before]
    songs = _songs_of(writing, before)
    index_albums(writing, ids)
    index_songs(writing, songs)
    # The songs were read before their albums changed: only their covers count here.
    now_there = read_songs(writing, (one.id for one in songs_before))
    covers = {one.id: one for one in songs_wanted}
    store_songs(
        writing,
        now_there,
        [
            replace(one, cover=covers[one.id].cover, edited=covers[one.id].edited)
            for one in now_there
        ],
        actor.id,
    )
    _put_cover_back(writing, wanted)
    edit = AlbumsEdited(
        tuple(before),
        read_albums(writing, ids),
        tuple(songs_before),
        read_songs(writing, (one.id for one in songs_before)),
    )
    if edit.count:
        changed = [(o, n) for o, n in zip(edit.before, edit.after, strict=True) if o != n]
        subject = (
            Subject(SubjectKind.ALBUM, changed[0][0].id, changed[0][0].title)
            if len(changed) == 1
            else Subject(SubjectKind.ALBUM, None, f"{len(changed)} albums")
        )
        record(
            writing,
            actor,
            Action.ALBUM_EDIT,
            subject,
            {
                "how": how,
                "ids": [old.id for old, _ in changed],
                "changes": ["; ".join(describe(old, new)) for old, new in changed],
            },
        )
    return edit


def _write(writing: Session, actor: Person, old: AlbumSnapshot, new: AlbumSnapshot) -> None:
    album = _album(writing, old.id)
    former = Album(artist_id=album.artist_id, title=album.title, title_folded=album.title_folded)
    owner = artists_named(writing, {name_key(new.artist): new.artist})[name_key(new.artist)]
    assert owner.id is not None
    key = name_key(new.title)
    if (owner.id, key) != (album.artist_id, album.title_folded):
        _refuse_taken(writing, owner.id, new.title, new.artist)
        _forget_name(writing, owner.id, key)
        owner.binned_at = owner.binned_by = None
        album.artist_id, album.title_folded = owner.id, key
        writing.flush()
        leave_album_name(writing, former, album)
    album.title = new.title
    album.year = new.year
    album.cover = new.cover or None
    album.edited = new.edited
    album.edited_at, album.edited_by = now(), actor.id
    writing.flush()
    if former.artist_id != album.artist_id:
        remove_empty(writing, set(), {former.artist_id})


def _put_cover_back(writing: Session, wanted: Sequence[AlbumSnapshot]) -> None:
    """Let albums be as wanted: writing songs tidies their albums by what their first song has."""
    for one in wanted:
        album = writing.get(Album, one.id)
        if album is not None:
            album.cover, album.year = one.cover or None, one.year
    writing.flush()


def _changed(album: AlbumSnapshot, change: AlbumChange) -> AlbumSnapshot:
    new = album
    marks: set[str] = set()
    if change.title is not None:
        new, marks = replace(new, title=values.text(change.title, "A title")), marks | {"title"}
    if change.artist is not None:
        artist = values.text(change.artist, "The artist of an album")
        new, marks = replace(new, artist=artist), marks | {"artist"}
    if change.year is not None:
        new, marks = replace(new, year=values.year(change.year)), marks | {"year"}
    if change.cover is not None:
        new, marks = replace(new, cover=values.cover(change.cover)), marks | {"cover"}
    return replace(new, edited=joined(album.edited, marks))


def _album(writing: Session, album_id: int) -> Album:
    album = writing.exec(
        select(Album).where(col(Album.id) == album_id, col(Album.binned_at).is_(None))
    ).first()
    if album is None:
        raise NotFound("This album is not here any more.")
    return album


def _refuse_taken(writing: Session, artist_id: int, title: str, artist: str) -> None:
    same = select(Album).where(
        col(Album.artist_id) == artist_id, col(Album.title_folded) == name_key(title)
    )
    taken = writing.exec(same).first()
    if taken is None:
        return
    if taken.binned_at is not None:
        raise Conflict(f"“{title}” by {artist} is in the bin. Restore it, or purge it there first.")
    raise Conflict(
        f"There is an album “{title}” by {artist} already. Choose both and merge them instead."
    )


def _forget_name(writing: Session, artist_id: int, title_folded: str) -> None:
    """An album that has a name now is found by it, whatever had it before."""
    alias = writing.get(AlbumAlias, (artist_id, title_folded))
    if alias is not None:
        writing.delete(alias)
        writing.flush()


def _songs_of(writing: Session, albums: Sequence[AlbumSnapshot]) -> list[int]:
    wanted = [one.id for one in albums]
    return ids_of(writing, sqlalchemy.select(SONG.c.id).where(SONG.c.album_id.in_(wanted)))
