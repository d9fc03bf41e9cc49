"""Artists at the desk: added, renamed, merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy
from sqlmodel import Session, col, select

from emomusic.errors import Conflict, NotFound
from emomusic.services.access import Person
from emomusic.services.audit import Action, Detail, Subject, SubjectKind, record
from emomusic.services.desk import values
from emomusic.services.desk.joining import join_artists, leave_artist_name
from emomusic.services.desk.marks import joined
from emomusic.services.desk.unmerging import (
    Unmerge,
    scope_of_artists,
    standing,
    take_back,
)
from emomusic.services.reading import ALBUM, CREDIT, SONG, ids_of
from emomusic.services.scan.credit import name_key
from emomusic.store.database import session
from emomusic.store.edit_tables import ArtistAlias
from emomusic.store.search_index import index_albums, index_artists, index_songs
from emomusic.store.tables import Artist, User, now


@dataclass(frozen=True, slots=True)
class ArtistSeen:
    """An artist as an administrator saw them."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class ArtistsMerged:
    """What became one, and all that is needed to undo it.

    Attributes:
        songs: Songs that credit the artist who stays instead.
        albums: Albums that are theirs now, joined ones included.
        name: Of the artist who stays.
    """

    songs: int
    albums: int
    target_id: int
    name: str
    rows: Unmerge


def artist_to_edit(artist_id: int) -> ArtistSeen:
    """Show an artist as a form needs them.

    Raises:
        NotFound: There is no such artist.
    """
    with session() as opened:
        found = _artist(opened, artist_id)
        return ArtistSeen(artist_id, found.name)


def add_artist(actor: Person, name: str) -> int:
    """Make an artist without songs, who stays until they are deleted.

    Args:
        actor: Who.
        name: The artist's name.

    Returns:
        The artist's id.

    Raises:
        InvalidInput: Nothing that can be seen was typed.
        Conflict: There is an artist of this name.
    """
    name = values.text(name, "A name")
    with session(write=True) as writing:
        _refuse_taken(writing, name)
        artist = Artist(
            name=name,
            name_folded=name_key(name),
            edited="name",
            edited_at=now(),
            edited_by=actor.id,
        )
        writing.add(artist)
        _forget_name(writing, name_key(name))
        writing.flush()
        assert artist.id is not None
        index_artists(writing, [artist.id])
        record(writing, actor, Action.ARTIST_ADD, Subject(SubjectKind.ARTIST, artist.id, name))
        return artist.id


def rename_artist(actor: Person, seen: ArtistSeen, name: str) -> ArtistSeen:
    """Give an artist another name; tags that have the former one lead to them.

    Args:
        actor: Who.
        seen: The artist, as they saw them.
        name: The new name.

    Returns:
        The artist as they are now.

    Raises:
        InvalidInput: Nothing that can be seen was typed.
        Conflict: Somebody renamed them meanwhile, or another artist has the name.
    """
    name = values.text(name, "A name")
    with session(write=True) as writing:
        artist = _artist(writing, seen.id, to_write=True)
        if artist.name != seen.name:
            by = writing.get(User, artist.edited_by) if artist.edited_by else None
            who = f" by {by.name}" if by else ""
            raise Conflict(
                f"“{seen.name}” was renamed to “{artist.name}” meanwhile{who}. "
                "Nothing of yours was saved."
            )
        key, former = name_key(name), artist.name_folded
        if key != former:
            _refuse_taken(writing, name)
            _forget_name(writing, key)
            artist.name_folded = key
            writing.flush()
            leave_artist_name(writing, former, artist)
        artist.name = name
        artist.edited = joined(artist.edited, "name")
        artist.edited_at, artist.edited_by = now(), actor.id
        writing.flush()
        _index(writing, seen.id)
        subject = Subject(SubjectKind.ARTIST, seen.id, seen.name)
        details: dict[str, Detail] = {"changes": f"name “{seen.name}” → “{name}”"}
        record(writing, actor, Action.ARTIST_EDIT, subject, details)
    return ArtistSeen(seen.id, name)


def merge_artists(actor: Person, artist_ids: Sequence[int], target_id: int) -> ArtistsMerged:
    """Make one artist of several: credits and albums; albums of one title are joined.

    Args:
        actor: Who.
        artist_ids: The artists; the target may be among them.
        target_id: The artist who stays.

    Returns:
        What became theirs.

    Raises:
        NotFound: One of them is not here any more.
    """
    songs, albums, names = 0, 0, []
    with session(write=True) as writing:
        target = _artist(writing, target_id, to_write=True)
        sources = sorted(set(artist_ids) - {target_id})
        scope = scope_of_artists(writing, sources, target_id)
        before = standing(writing, scope)
        for artist_id in sources:
            source = _artist(writing, artist_id, to_write=True)
            names.append(source.name)
            of_songs, of_albums = join_artists(writing, source, target)
            songs, albums = songs + of_songs, albums + of_albums
        subject = Subject(SubjectKind.ARTIST, target_id, target.name)
        details: dict[str, Detail] = {"artists": names, "songs": songs, "albums": albums}
        record(writing, actor, Action.ARTIST_MERGE, subject, details)
        writing.flush()
        rows = Unmerge(scope, before, standing(writing, scope))
        return ArtistsMerged(songs, albums, target_id, target.name, rows)


def undo_merged_artists(actor: Person, merged: ArtistsMerged) -> None:
    """Make several artists of one again, each with their songs, albums and former names.

    Args:
        actor: Who.
        merged: What was done.

    Raises:
        Conflict: Something of it was changed since; nothing was undone.
    """
    with session(write=True) as writing:
        take_back(writing, merged.rows)
        subject = Subject(SubjectKind.ARTIST, merged.target_id, merged.name)
        details: dict[str, Detail] = {"how": "undo", "songs": merged.songs, "albums": merged.albums}
        record(writing, actor, Action.ARTIST_MERGE, subject, details)


def _index(writing: Session, artist_id: int) -> None:
    of_theirs = sqlalchemy.select(ALBUM.c.id).where(ALBUM.c.artist_id == artist_id)
    albums = ids_of(writing, of_theirs)
    credited = sqlalchemy.select(CREDIT.c.song_id).where(CREDIT.c.artist_id == artist_id)
    on_albums = sqlalchemy.select(SONG.c.id).where(SONG.c.album_id.in_(of_theirs))
    index_artists(writing, [artist_id])
    index_albums(writing, albums)
    index_songs(writing, {*ids_of(writing, credited), *ids_of(writing, on_albums)})


def _artist(opened: Session, artist_id: int, *, to_write: bool = False) -> Artist:
    statement = select(Artist).where(col(Artist.id) == artist_id, col(Artist.binned_at).is_(None))
    artist = opened.exec(statement.with_for_update() if to_write else statement).first()
    if artist is None:
        raise NotFound("This artist is not here any more.")
    return artist


def _refuse_taken(writing: Session, name: str) -> None:
    taken = writing.exec(select(Artist).where(col(Artist.name_folded) == name_key(name))).first()
    if taken is None:
        return
    if taken.binned_at is not None:
        raise Conflict(f"“{taken.name}” is in the bin. Restore it, or purge it there first.")
    raise Conflict(
        f"There is an artist “{taken.name}” already. Choose both and merge them instead."
    )


def _forget_name(writing: Session, name_folded: str) -> None:
    """An artist who has a name now is found by it, whoever had it before."""
    alias = writing.get(ArtistAlias, name_folded)
    if alias is not None:
        writing.delete(alias)
        writing.flush()
