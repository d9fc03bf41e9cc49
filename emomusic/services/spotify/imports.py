"""Imports playlists: read from Spotify a page at a time, matched against the library, reported.

An import runs in a thread of its own to its end, whether or not the page that began it is open.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlmodel import col

from emomusic.errors import Conflict, EmoMusicError, NotFound
from emomusic.services.spotify import client
from emomusic.services.spotify.client import LONGEST_ARTISTS, Track
from emomusic.services.spotify.connection import check_offered
from emomusic.services.spotify.imported import SEPARATOR, is_cut_off
from emomusic.services.spotify.matching import Recording, same_recordings
from emomusic.services.spotify.oembed import cover_at
from emomusic.services.spotify.threads import executor
from emomusic.services.turns import take_turn
from emomusic.store.database import session
from emomusic.store.spotify_tables import ImportedEntry, ImportedPlaylist, ImportState
from emomusic.store.tables import now

MOST_ENTRIES = 11_000
"""Entries that are read of a playlist; Spotify's own limit is ten thousand."""

GONE = "No longer at Spotify"
_SPOTIFY_ID = re.compile(r"[A-Za-z0-9]{22}")

logger = logging.getLogger(__name__)


def begin_import(user_id: int, playlist_id: str) -> int:
    """Begin to import a playlist; one that was imported before is read anew.

    Args:
        user_id: For whom.
        playlist_id: Its id at Spotify.

    Returns:
        The id of the import, which goes on by itself.

    Raises:
        NotFound: That is no id, or nobody can connect accounts here.
        Conflict: It is being imported already.
    """
    import_id = prepare_import(user_id, playlist_id)
    executor().submit(run_import, import_id)
    return import_id


def prepare_import(user_id: int, playlist_id: str) -> int:
    """Note that a playlist is to be imported, without reading it yet.

    Args:
        user_id: For whom.
        playlist_id: Its id at Spotify.

    Returns:
        The id of the import.

    Raises:
        NotFound: That is no id, or nobody can connect accounts here.
        Conflict: It is being imported already.
    """
    check_offered()
    if not _SPOTIFY_ID.fullmatch(playlist_id):
        raise NotFound("There is no such playlist.")
    with session(write=True) as opened:
        take_turn(opened, f"import {user_id} {playlist_id}")
        statement = select(ImportedPlaylist).where(
            col(ImportedPlaylist.user_id) == user_id,
            col(ImportedPlaylist.spotify_id) == playlist_id,
        )
        known = opened.execute(statement).scalars().first()
        if known is not None and known.state is ImportState.RUNNING and not is_cut_off(known):
            raise Conflict("This playlist is being imported already.")
        playlist = known or ImportedPlaylist(
            user_id=user_id, spotify_id=playlist_id, title="Playlist"
        )
        playlist.state, playlist.error, playlist.total = ImportState.RUNNING, "", 0
        playlist.imported_at = playlist.beat_at = now()
        opened.add(playlist)
        opened.flush()
        assert playlist.id is not None
        opened.execute(delete(ImportedEntry).where(col(ImportedEntry.playlist_id) == playlist.id))
        return playlist.id


def run_import(import_id: int) -> None:
    """Read a playlist and match it; what goes wrong is noted where the person sees it.

    Args:
        import_id: Which.
    """
    try:
        _read_all(import_id)
    except EmoMusicError as error:
        _end(import_id, ImportState.FAILED, error.sentence)
    except Exception:  # the last place where it can be seen
        logger.exception("the import %d failed", import_id)
        _end(import_id, ImportState.FAILED, "Something went wrong on the server. Try again.")
    else:
        _end(import_id, ImportState.DONE)


def _read_all(import_id: int) -> None:
    with session() as opened:
        row = opened.get(ImportedPlaylist, import_id)
    if row is None:
        return
    seen = client.playlist_of(row.user_id, row.spotify_id)
    _note(import_id, title=seen.title, total=seen.total or 0, cover=cover_at(seen.cover_url))
    offset = 0
    while offset < MOST_ENTRIES:
        page = client.entries_of(row.user_id, row.spotify_id, offset)
        if not page.tracks or not _add(import_id, offset, page.tracks, page.total):
            return
        offset += len(page.tracks)
        if offset >= page.total:
            return


def _add(import_id: int, offset: int, tracks: Sequence[Track | None], total: int) -> bool:
    """Keep a page of entries; False where the import was deleted meanwhile."""
    described = [
        Recording(one.title, one.artists, one.duration_s or None, one.isrc)
        if one
        else Recording("")
        for one in tracks
    ]
    with session(write=True) as opened:
        playlist = opened.get(ImportedPlaylist, import_id)
        if playlist is None:
            return False
        songs = same_recordings(opened, described)
        for index, (track, song_id) in enumerate(zip(tracks, songs, strict=True)):
            opened.add(_entry(import_id, offset + index, track, song_id))
        playlist.total, playlist.beat_at = total, now()
        opened.add(playlist)
    return True


def _entry(
    import_id: int, position: int, track: Track | None, song_id: int | None
) -> ImportedEntry:
    if track is None:
        return ImportedEntry(playlist_id=import_id, position=position, title=GONE)
    return ImportedEntry(
        playlist_id=import_id,
        position=position,
        spotify_id=track.id,
        title=track.title,
        artists=SEPARATOR.join(track.artists)[:LONGEST_ARTISTS],
        album=track.album,
        duration_s=track.duration_s,
        isrc=track.isrc,
        song_id=song_id,
    )


def _note(import_id: int, title: str, total: int, cover: str) -> None:
    with session(write=True) as opened:
        playlist = opened.get(ImportedPlaylist, import_id)
        if playlist is not None:
            playlist.title, playlist.total, playlist.beat_at = title, total, now()
            playlist.cover = cover or playlist.cover
            opened.add(playlist)


def _end(import_id: int, state: ImportState, error: str = "") -> None:
    with session(write=True) as opened:
        playlist = opened.get(ImportedPlaylist, import_id)
        if playlist is not None:
            playlist.state, playlist.error = state, error[:500]
            opened.add(playlist)
