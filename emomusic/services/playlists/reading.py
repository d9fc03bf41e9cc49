"""Reads playlists: as cards, whole, and as songs to play."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlmodel import Session, SQLModel, col

from emomusic.services.blocks import apart_from
from emomusic.services.orders import SOURCE_MAX
from emomusic.services.playlists.doors import open_playlist
from emomusic.services.playlists.views import (
    EntryView,
    LastEdit,
    PlaylistCard,
    PlaylistDetail,
    PlaylistPerson,
    Right,
)
from emomusic.services.reading import ALBUM, SONG, ids_of, is_kept, rows_of, song_views
from emomusic.services.rules import choose, parse
from emomusic.store.database import session
from emomusic.store.playlist_tables import (
    Playlist,
    PlaylistEdit,
    PlaylistEntry,
    PlaylistImport,
    PlaylistMember,
    Visibility,
)
from emomusic.store.tables import User

COVERS = 4
"""Covers of songs on a card at most."""

_FIRST_ENTRIES = 24
_BATCH = 500

LIST, ENTRY, MEMBER, PERSON = (
    SQLModel.metadata.tables[str(table.__tablename__)]
    for table in (Playlist, PlaylistEntry, PlaylistMember, User)
)

in_order = (ENTRY.c.place, ENTRY.c.id)
"""The order of the entries of a playlist."""


def playlists_of(user_id: int) -> tuple[PlaylistCard, ...]:
    """List the playlists of a person and those they are a member of, by title.

    Args:
        user_id: Whose.
    """
    joined = select(MEMBER.c.playlist_id).where(MEMBER.c.user_id == user_id)
    apart = apart_from(user_id)
    with session() as db:
        statement = (
            select(LIST.c.id)
            .where((LIST.c.owner_id == user_id) | LIST.c.id.in_(joined))
            .where(LIST.c.owner_id.not_in(apart))
            .order_by(func.lower(LIST.c.title), LIST.c.id)
        )
        return cards(db, ids_of(db, statement), user_id)


def playlists_of_everybody(user_id: int, limit: int = 100) -> tuple[PlaylistCard, ...]:
    """List the playlists that others share with everybody, the last changed first.

    Args:
        user_id: Who looks; their own and those they are a member of are not listed.
        limit: How many at most.
    """
    joined = select(MEMBER.c.playlist_id).where(MEMBER.c.user_id == user_id)
    apart = apart_from(user_id)
    with session() as db:
        statement = (
            select(LIST.c.id)
            .where(LIST.c.visibility == Visibility.EVERYONE.value, LIST.c.owner_id != user_id)
            .where(LIST.c.id.not_in(joined), LIST.c.owner_id.not_in(apart))
            .order_by(LIST.c.updated_at.desc(), LIST.c.id.desc())
            .limit(limit)
        )
        return cards(db, ids_of(db, statement), user_id)


def playlist(playlist_id: int, user_id: int) -> PlaylistDetail:
    """Show a playlist whole.

    Args:
        playlist_id: Which.
        user_id: Who looks.

    Raises:
        NotFound: There is none, or not for this person.
    """
    with session() as db:
        found, right = open_playlist(db, playlist_id, user_id)
        owns = right is Right.OWN
        return PlaylistDetail(
            card=cards(db, [playlist_id], user_id)[0],
            entries=_entries(db, found, user_id),
            people=_people(db, found),
            version=found.version,
            link_key=(found.link_key or "") if owns else "",
            link_may_edit=found.link_may_edit,
            last_edit=last_edit(db, playlist_id, user_id),
            rules=found.rules or "",
            lacking=_lacking(db, playlist_id) if owns else 0,
        )


def version_of(playlist_id: int, user_id: int) -> int:
    """Return how many edits the songs of a playlist have seen.

    Args:
        playlist_id: Which.
        user_id: Who asks.

    Raises:
        NotFound: There is none, or not for this person.
    """
    with session() as db:
        return open_playlist(db, playlist_id, user_id)[0].version


def song_ids_of(playlist_id: int, user_id: int, limit: int = SOURCE_MAX) -> list[int]:
    """Return the songs of a playlist in its order, those in the bin left out.

    Args:
        playlist_id: Which.
        user_id: Who asks.
        limit: How many at most.

    Raises:
        NotFound: There is none, or not for this person.
    """
    with session() as db:
        found, _ = open_playlist(db, playlist_id, user_id)
        if found.rules is not None:
            return _chosen(found)[:limit]
        return ids_of(
            db,
            select(ENTRY.c.song_id)
            .join(SONG, SONG.c.id == ENTRY.c.song_id)
            .where(ENTRY.c.playlist_id == playlist_id, is_kept)
            .order_by(*in_order)
            .limit(limit),
        )


def entry_views(
    db: Session, entries: Sequence[PlaylistEntry], user_id: int
) -> tuple[EntryView, ...]:
    """Show entries with their songs, in the order given.

    Args:
        db: Any session.
        entries: Of one playlist; those whose song is in the bin are left out.
        user_id: Whose likes are marked.
    """
    songs = {one.id: one for one in song_views(db, [one.song_id for one in entries], user_id)}
    return tuple(
        EntryView(
            key=one.key,
            place=one.place,
            song=songs[one.song_id],
            added_by=one.added_by,
            added_at=one.added_at.isoformat(),
        )
        for one in entries
        if one.song_id in songs
    )


def last_edit(db: Session, playlist_id: int, user_id: int) -> LastEdit | None:
    """Return the last edit of a person that is not undone, or None.

    Args:
        db: Any session.
        playlist_id: Of which playlist.
        user_id: Whose.
    """
    statement = (
        select(PlaylistEdit)
        .where(
            col(PlaylistEdit.playlist_id) == playlist_id,
            col(PlaylistEdit.user_id) == user_id,
            col(PlaylistEdit.undone_at).is_(None),
        )
        .order_by(col(PlaylistEdit.id).desc())
        .limit(1)
    )
    found = db.execute(statement).scalars().first()
    return None if found is None else LastEdit(found.edit_key, found.what)


def cards(db: Session, ids: Sequence[int], user_id: int) -> tuple[PlaylistCard, ...]:
    """Show playlists as cards, in the order given; who may see them was asked before.

    Args:
        db: Any session.
        ids: Playlists.
        user_id: Who looks.
    """
    found: dict[int, PlaylistCard] = {}
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        counts, covers = _counts(db, batch), _covers(db, batch)
        members = _members(db, batch)
        statement = select(LIST, PERSON.c.name.label("owner")).join(
            PERSON, PERSON.c.id == LIST.c.owner_id
        )
        for row in rows_of(db, statement.where(LIST.c.id.in_(batch))):
            theirs = members.get(row.id, {})
            right = Right.EDIT if theirs.get(user_id) else Right.SEE
            found[row.id] = PlaylistCard(
                id=row.id,
                title=row.title,
                description=row.description,
                cover=row.cover or "",
                covers=covers.get(row.id, ()),
                owner_id=row.owner_id,
                owner=row.owner,
                right=Right.OWN if row.owner_id == user_id else right,
                visibility=Visibility(row.visibility),
                is_smart=row.rules is not None,
                is_shared=bool(theirs),
                song_count=None if row.rules is not None else counts.get(row.id, 0),
                updated_at=row.updated_at.isoformat(),
            )
    return tuple(found[one] for one in ids if one in found)


def _lacking(db: Session, playlist_id: int) -> int:
    count = select(col(PlaylistImport.lacking_count))
    found = db.execute(count.where(col(PlaylistImport.playlist_id) == playlist_id))
    return found.scalar_one_or_none() or 0


def _counts(db: Session, ids: Sequence[int]) -> dict[int, int]:
    statement = (
        select(ENTRY.c.playlist_id, func.count().label("songs"))
        .join(SONG, SONG.c.id == ENTRY.c.song_id)
        .where(ENTRY.c.playlist_id.in_(ids), is_kept)
        .group_by(ENTRY.c.playlist_id)
    )
    return {row.playlist_id: row.songs for row in rows_of(db, statement)}


def _covers(db: Session, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    place = func.row_number().over(partition_by=ENTRY.c.playlist_id, order_by=in_order)
    first = (
        select(*ENTRY.c["playlist_id", "song_id"], place.label("number"))
        .where(ENTRY.c.playlist_id.in_(ids))
        .subquery()
    )
    cover = func.coalesce(SONG.c.cover, ALBUM.c.cover)
    statement = (
        select(first.c.playlist_id, cover.label("cover"))
        .join(SONG, SONG.c.id == first.c.song_id)
        .join(ALBUM, ALBUM.c.id == SONG.c.album_id)
        .where(first.c.number <= _FIRST_ENTRIES, is_kept, cover.is_not(None))
        .order_by(first.c.playlist_id, first.c.number)
    )
    found: dict[int, dict[str, None]] = {}
    for row in rows_of(db, statement):
        found.setdefault(row.playlist_id, {}).setdefault(row.cover)
    return {one: tuple(names)[:COVERS] for one, names in found.items()}


def _members(db: Session, ids: Iterable[int]) -> dict[int, dict[int, bool]]:
    statement = select(*MEMBER.c["playlist_id", "user_id", "may_edit"])
    found: dict[int, dict[int, bool]] = {}
    for row in rows_of(db, statement.where(MEMBER.c.playlist_id.in_(ids))):
        found.setdefault(row.playlist_id, {})[row.user_id] = row.may_edit
    return found


def _people(db: Session, found: Playlist) -> tuple[PlaylistPerson, ...]:
    owner = db.get(User, found.owner_id)
    statement = (
        select(*PERSON.c["id", "name"], MEMBER.c.may_edit)
        .join(MEMBER, MEMBER.c.user_id == PERSON.c.id)
        .where(MEMBER.c.playlist_id == found.id)
        .order_by(PERSON.c.name_folded)
    )
    members = tuple(
        PlaylistPerson(row.id, row.name, Right.EDIT if row.may_edit else Right.SEE)
        for row in rows_of(db, statement)
    )
    assert owner is not None
    assert owner.id is not None
    return (PlaylistPerson(owner.id, owner.name, Right.OWN), *members)


def _entries(db: Session, found: Playlist, user_id: int) -> tuple[EntryView, ...]:
    if found.rules is not None:
        songs = song_views(db, _chosen(found), user_id)
        return tuple(
            EntryView(
                key=f"song-{one.id}", place=float(place), song=one, added_by=None, added_at=""
            )
            for place, one in enumerate(songs)
        )
    statement = select(PlaylistEntry).where(col(PlaylistEntry.playlist_id) == found.id)
    ordered = statement.order_by(col(PlaylistEntry.place), col(PlaylistEntry.id))
    return entry_views(db, db.execute(ordered).scalars().all(), user_id)


def _chosen(found: Playlist) -> list[int]:
    # The rules speak of its owner's likes and listens, so that all who see it hear the same.
    return choose(parse(found.rules or ""), found.owner_id)[:SOURCE_MAX]
