"""Who is in a playlist: everybody, who came by its link, and members who may edit."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from emomusic.errors import Conflict, InvalidInput, NotFound
from emomusic.services.blocks import apart_from
from emomusic.services.friends import friend_ids
from emomusic.services.playlists.doors import await_turn, open_playlist, own
from emomusic.services.playlists.views import Right
from emomusic.store.database import session
from emomusic.store.playlist_tables import Playlist, PlaylistMember, Visibility
from emomusic.store.tables import now

MOST_MEMBERS = 200
"""Members of one playlist at most."""

_DEAD_LINK = "This link leads to no playlist any more. Ask for a new one."


def show_to(playlist_id: int, user_id: int, visibility: Visibility) -> None:
    """Choose who may open a playlist beside its people.

    Args:
        playlist_id: Which.
        user_id: Its owner.
        visibility: Nobody else, or everybody who is signed in.

    Raises:
        NotFound: There is none, or not for this person.
        Forbidden: It is somebody else's.
    """
    with session(write=True) as db:
        found = own(db, playlist_id, user_id)
        found.visibility, found.updated_at = visibility, now()
        db.add(found)


def make_link(playlist_id: int, user_id: int, *, may_edit: bool) -> str:
    """Make a link by which others join; one that there was before leads nowhere any more.

    Args:
        playlist_id: Which.
        user_id: Its owner.
        may_edit: Whether who comes by it may edit.

    Returns:
        The key in the link.

    Raises:
        NotFound: There is none, or not for this person.
        Forbidden: It is somebody else's.
        InvalidInput: Nobody can edit the songs of a playlist that rules choose.
    """
    with session(write=True) as db:
        found = own(db, playlist_id, user_id)
        _check_edit(found, may_edit)
        found.link_key, found.link_may_edit = secrets.token_urlsafe(24), may_edit
        db.add(found)
        return found.link_key


def drop_link(playlist_id: int, user_id: int) -> None:
    """Let the link lead nowhere; who came by it stays.

    Args:
        playlist_id: Which.
        user_id: Its owner.

    Raises:
        NotFound: There is none, or not for this person.
        Forbidden: It is somebody else's.
    """
    with session(write=True) as db:
        found = own(db, playlist_id, user_id)
        _end_link(db, found)


def join(link_key: str, user_id: int) -> int:
    """Come into a playlist by its link; a second time changes nothing but may let one edit.

    Args:
        link_key: Of the link.
        user_id: Who comes.

    Returns:
        The playlist's id.

    Raises:
        NotFound: The link leads nowhere, or not for this person.
        Conflict: The playlist has as many members as one may have.
    """
    apart = apart_from(user_id)
    with session(write=True) as db:
        by_link = col(Playlist.link_key) == link_key
        playlist_id = db.execute(select(col(Playlist.id)).where(by_link)).scalars().first()
        if playlist_id is not None:
            await_turn(db, playlist_id)
        found = db.execute(select(Playlist).where(by_link)).scalars().first()
        if found is None or found.id is None or found.owner_id in apart:
            raise NotFound(_DEAD_LINK)
        if found.owner_id != user_id:
            member = db.get(PlaylistMember, (found.id, user_id))
            allowed = found.link_may_edit or (member is not None and member.may_edit)
            _put(db, found.id, user_id, may_edit=allowed)
        return found.id


def ask_in(playlist_id: int, user_id: int, friend_id: int, *, may_edit: bool) -> bool:
    """Bring a friend into a playlist, or say anew what a member may do.

    Where a member may only listen from now on, a link to edit by is turned off.

    Args:
        playlist_id: Which.
        user_id: Its owner.
        friend_id: A friend of theirs, or a member.
        may_edit: Whether they may change what is in it.

    Returns:
        Whether the link was turned off.

    Raises:
        NotFound: There is none, or the other is neither friend nor member.
        Forbidden: It is somebody else's.
        InvalidInput: Nobody can edit the songs of a playlist that rules choose.
        Conflict: The playlist has as many members as one may have.
    """
    friends = friend_ids(user_id)
    with session(write=True) as db:
        await_turn(db, playlist_id)
        found = own(db, playlist_id, user_id)
        _check_edit(found, may_edit)
        known = db.get(PlaylistMember, (playlist_id, friend_id))
        if known is None and friend_id not in friends:
            raise NotFound("Only friends can be asked in this way. Others can come by a link.")
        undone_by_link = known is not None and known.may_edit and found.link_may_edit
        _put(db, playlist_id, friend_id, may_edit=may_edit)
        return not may_edit and undone_by_link and _end_link(db, found)


def put_out(playlist_id: int, user_id: int, member_id: int) -> bool:
    """Let a member go; who has gone already is passed over.

    Whom the owner lets go does not come back by the link: it is turned off.

    Args:
        playlist_id: Which.
        user_id: Its owner, or the member themselves.
        member_id: Who goes.

    Returns:
        Whether the link was turned off.

    Raises:
        NotFound: There is none, or not for this person.
        Forbidden: It is somebody else's, and somebody else who is to go.
    """
    with session(write=True) as db:
        await_turn(db, playlist_id)
        if member_id == user_id:
            _, right = open_playlist(db, playlist_id, user_id)
            if right is Right.OWN:
                raise InvalidInput("This playlist is yours: you can delete it, but not leave it.")
            is_ended = False
        else:
            is_ended = _end_link(db, own(db, playlist_id, user_id))
        member = db.get(PlaylistMember, (playlist_id, member_id))
        if member is not None:
            db.delete(member)
        return is_ended


def playlists_owned_by(user_id: int) -> tuple[int, ...]:
    """List the playlists of a person.

    Args:
        user_id: Whose.

    Returns:
        Their ids.
    """
    with session() as db:
        query = select(col(Playlist.id)).where(col(Playlist.owner_id) == user_id)
        return tuple(db.execute(query).scalars())


def _put(db: Session, playlist_id: int, user_id: int, *, may_edit: bool) -> None:
    known = db.get(PlaylistMember, (playlist_id, user_id))
    if known is None:
        members = select(func.count()).where(col(PlaylistMember.playlist_id) == playlist_id)
        if db.execute(members).scalar_one() >= MOST_MEMBERS:
            raise Conflict(f"A playlist has at most {MOST_MEMBERS} members.")
        known = PlaylistMember(playlist_id=playlist_id, user_id=user_id)
    known.may_edit = may_edit
    db.add(known)


def _end_link(db: Session, found: Playlist) -> bool:
    """Turn the link off; says whether there was one."""
    there_was = found.link_key is not None
    found.link_key, found.link_may_edit = None, False
    db.add(found)
    return there_was


def _check_edit(found: Playlist, may_edit: bool) -> None:
    if may_edit and found.rules is not None:
        raise InvalidInput("Rules choose the songs of this playlist: others can only listen.")


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is told of what happens to a playlist.

    Attributes:
        user_ids: Its owner and its members, but for those whom the owner does not meet.
        everybody: Whether everybody may see it, but for whom the owner does not meet.
        all_meet: Whether the owner meets everybody.
    """

    user_ids: tuple[int, ...]
    everybody: bool
    all_meet: bool = True


def audience(playlist_id: int) -> Audience:
    """Say who may be told of a playlist; nobody where there is none.

    Args:
        playlist_id: Which.
    """
    with session() as db:
        found = db.get(Playlist, playlist_id)
        if found is None:
            return Audience((), everybody=False)
        statement = select(col(PlaylistMember.user_id)).where(
            col(PlaylistMember.playlist_id) == playlist_id
        )
        members = db.execute(statement).scalars().all()
    apart = apart_from(found.owner_id)
    return Audience(
        user_ids=(found.owner_id, *(one for one in members if one not in apart)),
        everybody=found.visibility is Visibility.EVERYONE,
        all_meet=not apart,
    )
