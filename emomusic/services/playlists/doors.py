"""Who may see a playlist, who may edit it, and whose it is."""

from __future__ import annotations

from sqlmodel import Session

from emomusic.errors import Forbidden, NotFound
from emomusic.services.blocks import apart_from
from emomusic.services.playlists.views import Right
from emomusic.services.reading import possible_ids
from emomusic.services.turns import take_turn
from emomusic.store.playlist_tables import Playlist, PlaylistMember, Visibility

NO_PLAYLIST = "There is no such playlist, or it is not shared with you."


def await_turn(db: Session, playlist_id: int) -> None:
    """Wait until nobody else changes a playlist or its people, and keep them out until the end.

    Args:
        db: A writing session.
        playlist_id: Which.
    """
    take_turn(db, f"playlist {playlist_id}")


def open_playlist(db: Session, playlist_id: int, user_id: int) -> tuple[Playlist, Right]:
    """Find a playlist for somebody.

    Two people of whom one blocked the other do not meet in the playlist of one of them either.

    Args:
        db: Any session.
        playlist_id: Which.
        user_id: Who asks.

    Returns:
        The playlist, and what they may do with it.

    Raises:
        NotFound: There is none, or not for this person.
    """
    found = db.get(Playlist, playlist_id) if possible_ids([playlist_id]) else None
    right = None if found is None else _right(db, found, user_id)
    if found is None or right is None:
        raise NotFound(NO_PLAYLIST)
    if right is not Right.OWN and found.owner_id in apart_from(user_id):
        raise NotFound(NO_PLAYLIST)
    return found, right


def editable(db: Session, playlist_id: int, user_id: int) -> Playlist:
    """Find a playlist whose songs somebody may change.

    Args:
        db: Any session.
        playlist_id: Which.
        user_id: Who asks.

    Raises:
        NotFound: There is none, or not for this person.
        Forbidden: They may only see it, or rules choose its songs.
    """
    found, right = open_playlist(db, playlist_id, user_id)
    if not right.may_edit:
        raise Forbidden("You may listen to this playlist, but not change it.")
    if found.rules is not None:
        raise Forbidden("Rules choose the songs of this playlist. Change the rules instead.")
    return found


def own(db: Session, playlist_id: int, user_id: int) -> Playlist:
    """Find a playlist that somebody owns.

    Args:
        db: Any session.
        playlist_id: Which.
        user_id: Who asks.

    Raises:
        NotFound: There is none, or not for this person.
        Forbidden: It is somebody else's.
    """
    found, right = open_playlist(db, playlist_id, user_id)
    if right is not Right.OWN:
        raise Forbidden("Only its owner can do this.")
    return found


def _right(db: Session, playlist: Playlist, user_id: int) -> Right | None:
    if playlist.owner_id == user_id:
        return Right.OWN
    member = db.get(PlaylistMember, (playlist.id, user_id))
    if member is not None:
        return Right.EDIT if member.may_edit else Right.SEE
    return Right.SEE if playlist.visibility is Visibility.EVERYONE else None
