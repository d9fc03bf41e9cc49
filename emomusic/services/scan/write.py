"""Fourth stage: batches of files into the catalogue, each in one transaction."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, col, select

from emomusic.services import analysis_queue, features
from emomusic.services.scan.compare import Plan
from emomusic.services.scan.credit import (
    Credits,
    find_or_make,
    name_key,
    remove_empty,
    revive,
    tidy_albums,
)
from emomusic.services.scan.read import ReadFile, RefusedFile
from emomusic.services.scan.walk import Walk, is_inside, name_of
from emomusic.store.database import session
from emomusic.store.search_index import index_songs
from emomusic.store.tables import Song, SongArtist, now

BATCH_FILES = 500

_TRIES = 3
_CHUNK_ROWS = 500


@dataclass(slots=True)
class Written:
    """What a batch did.

    Attributes:
        claimed: Songs that were gone from their path and were found elsewhere, or returned.
    """

    added: int = 0
    updated: int = 0
    moved: int = 0
    unchanged: int = 0
    returned: int = 0
    missing: int = 0
    claimed: set[int] = field(default_factory=set)


def write_batch(batch: Sequence[ReadFile | RefusedFile], found: Walk, plan: Plan) -> Written:
    """Store what was read: all of it, or nothing if the process dies.

    Args:
        batch: Results of the reading stage.
        found: What lies in the folders.
        plan: What is known to be gone.

    Returns:
        What was done.
    """
    for tries_left in reversed(range(_TRIES)):
        try:
            with session(write=True) as writing:
                return write_in(writing, batch, found, plan)
        except (IntegrityError, OperationalError):
            # On PostgreSQL another server may have stored the same path a moment ago, or have
            # waited for this one while this one waited for it; the next try sees its rows.
            if not tries_left:
                raise
    raise AssertionError("unreachable")


def write_in(
    writing: Session, batch: Sequence[ReadFile | RefusedFile], found: Walk, plan: Plan
) -> Written:
    """Store what was read in a transaction that does more than that.

    Args:
        writing: A writing session.
        batch: Results of the reading stage.
        found: What lies in the folders.
        plan: What is known to be gone.

    Returns:
        What was done.
    """
    return _Batch(writing, batch, found, plan).write()


def mark_missing(plan: Plan) -> int:
    """Mark the songs whose file was not found anywhere; those known to be missing stay so.

    Returns:
        How many were marked.
    """
    return _mark(song_id for song_id, was_missing in plan.gone.items() if not was_missing)


def mark_returned(plan: Plan) -> int:
    """Take the mark from songs whose file is back as it was.

    Returns:
        How many came back.
    """
    with session(write=True) as writing:
        for start in range(0, len(plan.returned), _CHUNK_ROWS):
            chunk = plan.returned[start : start + _CHUNK_ROWS]
            writing.execute(update(Song).where(col(Song.id).in_(chunk)).values(missing_since=None))
    return len(plan.returned)


def _mark(song_ids: Iterable[int]) -> int:
    ids = list(song_ids)
    if not ids:
        return 0
    with session(write=True) as writing:
        return _mark_in(writing, ids)


def _mark_in(writing: Session, ids: Sequence[int]) -> int:
    count = 0
    for start in range(0, len(ids), _CHUNK_ROWS):
        marked = writing.execute(
            update(Song)
            .where(
                col(Song.id).in_(ids[start : start + _CHUNK_ROWS]),
                col(Song.missing_since).is_(None),
            )
            .values(missing_since=now())
        )
        count += int(marked.rowcount)  # type: ignore[attr-defined]
    return count


class _Batch:
    """One batch in its transaction."""

    def __init__(
        self,
        writing: Session,
        batch: Sequence[ReadFile | RefusedFile],
        found: Walk,
        plan: Plan,
    ) -> None:
        self.writing = writing
        self.files = [one for one in batch if isinstance(one, ReadFile)]
        self.refused = [one for one in batch if isinstance(one, RefusedFile)]
        self.found = found
        self.plan = plan
        self.done = Written()
        self.to_analyse: list[Song] = []
        self.touched_albums: set[int] = set()
        self.left_albums: set[int] = set()
        self.left_artists: set[int] = set()

    def write(self) -> Written:
        """Store the batch in the open transaction."""
        writing = self.writing
        named = find_or_make(writing, [one.tags for one in self.files])
        known = self._known_songs()
        songs = [self._store(one, known, named) for one in self.files]
        writing.flush()
        ids = [_id(song) for song in songs]
        self._credit(ids, [named.artist_ids(one.tags) for one in self.files])
        revive(writing, [_id(song) for song in songs if song.binned_at is None])
        tidy_albums(writing, self.touched_albums)
        writing.flush()
        remove_empty(writing, self.left_albums - self.touched_albums, self.left_artists)
        index_songs(writing, ids)
        other_sound = [_id(song) for song in self.to_analyse]
        analysis_queue.enqueue(writing, other_sound)
        features.forget(writing, other_sound)
        refused_ids = [one.unread.song_id for one in self.refused if one.unread.song_id]
        self.done.missing += _mark_in(writing, refused_ids)
        return self.done

    def _known_songs(self) -> _KnownSongs:
        paths = [one.unread.path for one in self.files]
        hashes = [one.content_hash for one in self.files]
        by_path = {
            song.path: song
            for song in self.writing.exec(select(Song).where(col(Song.path).in_(paths)))
        }
        by_hash: dict[str, list[Song]] = defaultdict(list)
        same_content = select(Song).where(col(Song.content_hash).in_(hashes)).order_by(col(Song.id))
        for song in self.writing.exec(same_content):
            if song.path not in by_path and self._is_gone(song):
                by_hash[song.content_hash].append(song)
        return _KnownSongs(by_path, by_hash)

    def _is_gone(self, song: Song) -> bool:
        """Tell whether a song's file is surely no longer where it was."""
        if song.path in self.found.files or is_inside(song.path, self.found.unread):
            return False
        return _id(song) in self.plan.gone or not os.path.lexists(song.path)

    def _store(self, one: ReadFile, known: _KnownSongs, named: Credits) -> Song:
        song, moved = known.take(one)
        album_id = named.album_id(one.tags)
        if song is not None and "album" in song.edited.split():
            self.left_albums.add(album_id)
            album_id = song.album_id
        self.touched_albums.add(album_id)
        if song is None:
            song = _new_song(one, album_id)
            self.writing.add(song)
            self.done.added += 1
            self.to_analyse.append(song)
            return song
        if song.album_id != album_id:
            self.left_albums.add(song.album_id)
        is_other_sound = song.content_hash != one.content_hash
        if is_other_sound:
            self.to_analyse.append(song)
        if moved:
            self.done.moved += 1
            self.done.claimed.add(_id(song))
        elif song.missing_since is not None:
            self.done.returned += 1
        elif is_other_sound or song.cover != one.cover:
            self.done.updated += 1
        else:
            self.done.unchanged += 1
        _apply(song, one, album_id)
        return song

    def _credit(self, song_ids: Sequence[int], artist_ids: Sequence[Sequence[int]]) -> None:
        """Write who is credited, where that differs from what is stored."""
        stored: dict[int, list[int]] = defaultdict(list)
        by_hand = select(Song.id).where(
            col(Song.id).in_(song_ids), col(Song.edited).contains("artists")
        )
        kept = set(self.writing.exec(by_hand))
        rows = select(SongArtist.song_id, SongArtist.artist_id).order_by(
            col(SongArtist.song_id), col(SongArtist.position)
        )
        for song_id, artist_id in self.writing.exec(
            rows.where(col(SongArtist.song_id).in_(song_ids))
        ):
            stored[song_id].append(artist_id)
        named = zip(song_ids, artist_ids, strict=True)
        wanted = {song_id: ids for song_id, ids in named if song_id not in kept}
        self.left_artists.update(
            one
            for song_id, ids in zip(song_ids, artist_ids, strict=True)
            if song_id in kept
            for one in ids
        )
        changed = [song_id for song_id in wanted if stored[song_id] != wanted[song_id]]
        if not changed:
            return
        self.left_artists.update(one for song_id in changed for one in stored[song_id])
        self.writing.execute(delete(SongArtist).where(col(SongArtist.song_id).in_(changed)))
        self.writing.execute(
            insert(SongArtist),
            [
                {"song_id": song_id, "position": position, "artist_id": artist_id}
                for song_id in changed
                for position, artist_id in enumerate(wanted[song_id])
            ],
        )


@dataclass(slots=True)
class _KnownSongs:
    """The songs that the files of a batch may be."""

    by_path: dict[str, Song]
    gone_by_hash: dict[str, list[Song]]

    def take(self, one: ReadFile) -> tuple[Song | None, bool]:
        """Return the song that a file is, if any, and whether it has moved.

        Of several vanished songs with this content, that with the same file name is preferred;
        each is taken once, so that a second copy is a second song.
        """
        if (song := self.by_path.get(one.unread.path)) is not None:
            return song, False
        gone = self.gone_by_hash.get(one.content_hash)
        if not gone:
            return None, False
        name = name_of(one.unread.path)
        song = min(gone, key=lambda each: name_of(each.path) != name)
        gone.remove(song)
        return song, True


def _new_song(one: ReadFile, album_id: int) -> Song:
    song = Song(path="", album_id=album_id, edited="")  # type: ignore[call-arg]
    _apply(song, one, album_id)
    return song


def _apply(song: Song, one: ReadFile, album_id: int) -> None:
    tags = one.tags
    song.path = one.unread.path
    song.size_bytes = one.state.size_bytes
    song.mtime_ns = one.state.mtime_ns
    song.content_hash = one.content_hash
    song.mime_type = tags.mime_type
    song.album_id = album_id
    said: dict[str, Any] = {
        "title": tags.title,
        "track": tags.track,
        "disc": tags.disc,
        "year": tags.year,
        "genre": tags.genre,
        "cover": one.cover,
    }
    # What an administrator wrote stays, whatever the file says.
    for name in said.keys() - set(song.edited.split()):
        setattr(song, name, said[name])
    song.title_folded = name_key(song.title)
    song.duration_s = tags.duration_s
    song.sample_rate_hz = tags.sample_rate_hz
    song.channels = tags.channels
    song.track_gain_db = tags.gains.track_db
    song.track_peak = tags.gains.track_peak
    song.album_gain_db = tags.gains.album_db
    song.album_peak = tags.gains.album_peak
    song.musicbrainz_id = tags.musicbrainz.recording
    song.isrc = tags.isrc
    if song.binned_at is None:
        song.missing_since = None


def _id(song: Song) -> int:
    assert song.id is not None
    return song.id
