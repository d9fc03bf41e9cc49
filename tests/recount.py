"""Counts listening again, by hand: dictionaries and loops over the events as they are stored.

It shares nothing with the roll-ups, not even the decoding of their documents, so that an error
there can't hide here. It is slow, and that is all right.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import select

from emomusic.store.database import session
from emomusic.store.mongo import Document, mongo
from emomusic.store.tables import Song, SongArtist

SOURCES = [
    "other",
    "album",
    "artist",
    "song",
    "library",
    "liked",
    "mood",
    "search",
    "room",
    "friend",
    "recommendation",
    "imported",
    "queue",
    "home",
    "playlist",
    "radio",
    "journey",
    "map",
    "mix",
]
DEVICES = ["phone", "tablet", "desktop", "other"]

Key = tuple[int, int]


@dataclass(slots=True)
class Counted:
    """What was counted of something."""

    starts: int = 0
    listens: int = 0
    completions: int = 0
    skips: int = 0
    heard_s: float = 0.0

    def add(self, other: Counted) -> None:
        self.starts += other.starts
        self.listens += other.listens
        self.completions += other.completions
        self.skips += other.skips
        self.heard_s += other.heard_s


Rows = dict[Key, Counted]
Buckets = dict[tuple[str, str, datetime], Rows]
"""Rows by grain, dimension and the start of the bucket."""


@dataclass(slots=True)
class SongFacts:
    """What is known of a song."""

    duration_s: float
    album_id: int
    genre: str
    artist_ids: list[int] = field(default_factory=list)


@dataclass(slots=True)
class PlayAgain:
    """One playing-through of a song."""

    song_id: int
    user_id: int
    started_at: datetime
    hour: datetime
    utc_offset_min: int
    source: str
    device: str
    heard_s: float = 0.0
    is_listen: bool = False
    is_completed: bool = False
    is_skipped: bool = False
    left_s: float = 0.0
    heard_in_cell: dict[int, float] = field(default_factory=dict)
    valence: float | None = None
    arousal: float | None = None

    @property
    def hour_of_week(self) -> int:
        local = self.started_at + timedelta(minutes=self.utc_offset_min)
        return local.weekday() * 24 + local.hour

    @property
    def cell(self) -> int:
        """Where most was heard; of equals the one with the lower number."""
        best, most = -1, 0.0
        for cell in sorted(self.heard_in_cell):
            if self.heard_in_cell[cell] > most:
                best, most = cell, self.heard_in_cell[cell]
        return best

    def counted(self) -> Counted:
        return Counted(
            1, int(self.is_listen), int(self.is_completed), int(self.is_skipped), self.heard_s
        )


def read_library() -> dict[int, SongFacts]:
    """All songs of the database."""
    found: dict[int, SongFacts] = {}
    with session() as opened:
        for song in opened.exec(select(Song)).all():
            found[song.id or 0] = SongFacts(song.duration_s, song.album_id, song.genre or "")
        for credit in opened.exec(select(SongArtist)).all():
            if credit.artist_id not in found[credit.song_id].artist_ids:
                found[credit.song_id].artist_ids.append(credit.artist_id)
    return found


async def read_events() -> list[Document]:
    """All events as they are stored."""
    return await mongo()["playback"].find().to_list()


def plays_again(events: Iterable[Document], library: Mapping[int, SongFacts]) -> list[PlayAgain]:
    """Put plays together from events that come in any order."""
    by_play: dict[str, list[Document]] = defaultdict(list)
    for event in events:
        by_play[event["play_id"]].append(event)
    found = []
    for of_play in by_play.values():
        of_play.sort(key=lambda event: (event["at"], event["position_s"], event["_id"]))
        found.append(_play_again(of_play, library))
    return found


def _play_again(events: list[Document], library: Mapping[int, SongFacts]) -> PlayAgain:
    first = events[0]
    play = PlayAgain(
        song_id=first["song_id"],
        user_id=first["user_id"] or 0,
        started_at=first["started_at"],
        hour=first["started_at"].replace(minute=0, second=0, microsecond=0),
        utc_offset_min=first["utc_offset_min"] or 0,
        source=first["source"],
        device=first["device"] or "other",
        left_s=events[-1]["position_s"],
    )
    felt_s = valence_s = arousal_s = 0.0
    for event in events:
        heard_s = event["heard_to_s"] - event["heard_from_s"]
        play.heard_s += heard_s
        play.is_completed = play.is_completed or event["kind"] == "end"
        play.is_skipped = play.is_skipped or event["kind"] == "skip"
        if heard_s > 0:
            cell = cell_again(event["valence"], event["arousal"])
            play.heard_in_cell[cell] = play.heard_in_cell.get(cell, 0.0) + heard_s
            if event["valence"] is not None:
                felt_s += heard_s
                valence_s += heard_s * event["valence"]
                arousal_s += heard_s * event["arousal"]
    if felt_s:
        play.valence, play.arousal = valence_s / felt_s, arousal_s / felt_s
    song = library.get(play.song_id)
    enough_s = min(song.duration_s / 2, 240.0) if song else 240.0
    play.is_listen = play.heard_s > 0 and play.heard_s >= enough_s
    return play


def cell_again(valence: float | None, arousal: float | None) -> int:
    """The cell of a point, counted from the lower left, row after row; -1 where it is unknown."""
    if valence is None or arousal is None:
        return -1
    return min(9, int(arousal * 10)) * 10 + min(9, int(valence * 10))


def recount(
    events: Iterable[Document], library: Mapping[int, SongFacts], genres: Mapping[str, int]
) -> Buckets:
    """Count everything.

    Args:
        events: As they are stored.
        library: The songs.
        genres: The number that the roll-ups gave each genre; no genre is 0.

    Returns:
        The rows of every bucket in which something began to play.
    """
    found: Buckets = defaultdict(lambda: defaultdict(Counted))
    for play in plays_again(events, library):
        day = play.hour.replace(hour=0)
        for dimension, key, counted in _rows_of(play, library.get(play.song_id), genres):
            found["hour", dimension, play.hour][key].add(counted)
            found["day", dimension, day][key].add(counted)
    return found


def _rows_of(
    play: PlayAgain, song: SongFacts | None, genres: Mapping[str, int]
) -> Iterable[tuple[str, Key, Counted]]:
    counted = play.counted()
    kind = play.source.split(":")[0]
    yield "song", (play.song_id, 0), counted
    yield "album", (song.album_id if song else 0, 0), counted
    for artist_id in song.artist_ids if song else ():
        yield "artist", (artist_id, 0), counted
    yield "genre", (genres.get(song.genre, 0) if song and song.genre else 0, 0), counted
    yield "person", (play.user_id, 0), counted
    yield "hour", (play.hour_of_week, 0), counted
    yield "source", (SOURCES.index(kind) if kind in SOURCES else 0, 0), counted
    yield "device", (DEVICES.index(play.device), 0), counted
    yield "song_person", (play.song_id, play.user_id), counted
    yield "song_hour", (play.song_id, play.hour_of_week), counted
    if not play.is_completed:
        yield "leaving", (play.song_id, int(play.left_s)), counted
    whole = play.counted()
    whole.heard_s = 0.0
    yield from _cell_rows(play, play.cell, whole)
    for cell, heard_s in play.heard_in_cell.items():
        yield from _cell_rows(play, cell, Counted(heard_s=heard_s))


def _cell_rows(play: PlayAgain, cell: int, counted: Counted) -> Iterable[tuple[str, Key, Counted]]:
    yield "cell", (cell, 0), counted
    yield "song_cell", (play.song_id, cell), counted
    yield "hour_cell", (play.hour_of_week, cell), counted


async def read_rollups() -> Buckets:
    """Every roll-up that MongoDB has, decoded with `struct`; empty ones are left out."""
    found: Buckets = {}
    async for document in mongo()["rollups"].find():
        rows = document["rows"]
        columns = [struct.unpack(f"<{rows}q", document[name]) for name in ("first", "second")]
        columns += [
            struct.unpack(f"<{rows}i", document[name])
            for name in ("starts", "listens", "completions", "skips")
        ]
        heard_s = struct.unpack(f"<{rows}d", document["heard_s"])
        decoded: Rows = {}
        for index in range(rows):
            first, second, *counts = (column[index] for column in columns)
            assert (first, second) not in decoded, f"{document['_id']} has a row twice"
            decoded[first, second] = Counted(*counts, heard_s=heard_s[index])
        if decoded:
            found[document["grain"], document["dimension"], document["at"]] = decoded
    return found


async def read_genres() -> dict[str, int]:
    """The numbers that the roll-ups gave the genres."""
    return {one["_id"]: one["number"] async for one in mongo()["rollup_genres"].find()}


def listener_days_again(
    events: Iterable[Document], library: Mapping[int, SongFacts]
) -> dict[tuple[int, date], list[dict[str, Any]]]:
    """What everybody who has a name played on each day (UTC), the earliest first."""
    found: dict[tuple[int, date], list[dict[str, Any]]] = defaultdict(list)
    plays = plays_again(events, library)
    for play in sorted(plays, key=lambda one: (one.started_at, one.song_id)):
        if play.user_id:
            found[play.user_id, play.started_at.astimezone(UTC).date()].append(
                {
                    "song_id": play.song_id,
                    "started_at": play.started_at,
                    "utc_offset_min": play.utc_offset_min,
                    "heard_s": play.heard_s,
                    "listen": play.is_listen,
                    "completed": play.is_completed,
                    "skipped": play.is_skipped,
                    "valence": play.valence,
                    "arousal": play.arousal,
                    "source": play.source,
                }
            )
    return found


async def assert_all_is_counted() -> None:
    """Fail unless every roll-up is what a recount of the events gives."""
    events, library = await read_events(), read_library()
    expected = recount(events, library, await read_genres())
    found = await read_rollups()
    assert sorted(map(str, found)) == sorted(map(str, expected))
    for bucket, rows in expected.items():
        assert found[bucket].keys() == rows.keys(), bucket
        for key, counted in rows.items():
            there = found[bucket][key]
            where = f"{bucket} {key}"
            assert _counts(there) == _counts(counted), where
            assert abs(there.heard_s - counted.heard_s) < 1e-6, where
    await _assert_listener_days(events, library)


async def _assert_listener_days(
    events: Iterable[Document], library: Mapping[int, SongFacts]
) -> None:
    expected = listener_days_again(events, library)
    found = {}
    async for document in mongo()["listener_days"].find():
        assert document["_id"] == f"{document['user_id']}/{document['at']:%Y-%m-%d}"
        if document["plays"]:
            found[document["user_id"], document["at"].date()] = document["plays"]
    assert found.keys() == expected.keys()
    for of_day, plays in expected.items():
        assert len(found[of_day]) == len(plays), of_day
        for there, again in zip(found[of_day], plays, strict=True):
            assert _exact(there) == _exact(again), of_day
            for name in ("heard_s", "valence", "arousal"):
                assert (there[name] is None) == (again[name] is None), of_day
                assert abs((there[name] or 0.0) - (again[name] or 0.0)) < 1e-6, of_day


def _counts(counted: Counted) -> tuple[int, int, int, int]:
    return counted.starts, counted.listens, counted.completions, counted.skips


def _exact(play: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value for name, value in play.items() if name not in ("heard_s", "valence", "arousal")
    }
