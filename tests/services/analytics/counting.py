"""A plain count of events in Python, to compare roll-ups with; and roll-ups as plain numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from emomusic.services.analytics.dimensions import SOURCE_KINDS, Dimension, Grain
from emomusic.store.columns import COLUMNS, from_document
from emomusic.store.mongo import Collection, Document, mongo

Counts = list[float]
"""starts, listens, completions, skips, heard_s."""
Table = dict[tuple[int, int], Counts]
Tables = dict[Dimension, Table]

DEVICES = {"phone": 0, "tablet": 1, "desktop": 2}


@dataclass(frozen=True)
class PlainSong:
    """What a count must know of a song."""

    duration_s: float
    album: int
    artists: tuple[int, ...]
    genre: int


def count(events: Iterable[Document], songs: dict[int, PlainSong]) -> Tables:
    """Count what events say."""
    plays: dict[str, list[Document]] = defaultdict(list)
    for one in events:
        plays[one["play_id"]].append(one)
    tables: Tables = {dimension: defaultdict(lambda: [0, 0, 0, 0, 0.0]) for dimension in Dimension}
    for told in plays.values():
        _count_play(sorted(told, key=lambda one: (one["at"], one["position_s"])), songs, tables)
    return {dimension: dict(table) for dimension, table in tables.items()}


def _count_play(told: list[Document], songs: dict[int, PlainSong], tables: Tables) -> None:
    first, last = told[0], told[-1]
    song = songs[first["song_id"]]
    heard_s = sum(one["heard_to_s"] - one["heard_from_s"] for one in told)
    ended = any(one["kind"] == "end" for one in told)
    skipped = any(one["kind"] == "skip" for one in told)
    listen = heard_s > 0 and heard_s >= min(song.duration_s / 2, 240)
    counts = [1, int(listen), int(ended), int(skipped), heard_s]
    person = first["user_id"] or 0
    local = first["started_at"] + timedelta(minutes=first["utc_offset_min"] or 0)
    hour = local.weekday() * 24 + local.hour
    kind = first["source"].split(":")[0]
    source = next((n for n, known in enumerate(SOURCE_KINDS) if known == kind), 0)
    keys: list[tuple[Dimension, int, int]] = [
        (Dimension.SONG, first["song_id"], 0),
        (Dimension.ALBUM, song.album, 0),
        *((Dimension.ARTIST, artist, 0) for artist in song.artists),
        (Dimension.GENRE, song.genre, 0),
        (Dimension.PERSON, person, 0),
        (Dimension.HOUR, hour, 0),
        (Dimension.SOURCE, source, 0),
        (Dimension.DEVICE, DEVICES.get(first["device"] or "", 3), 0),
        (Dimension.SONG_PERSON, first["song_id"], person),
        (Dimension.SONG_HOUR, first["song_id"], hour),
    ]
    if not ended:
        keys.append((Dimension.LEAVING, first["song_id"], int(last["position_s"])))
    for dimension, one, two in keys:
        _add(tables[dimension][one, two], counts)
    _count_emotion(told, counts, hour, tables)


def _count_emotion(told: list[Document], counts: Counts, hour: int, tables: Tables) -> None:
    cells: dict[int, float] = defaultdict(float)
    for one in told:
        stretch_s = one["heard_to_s"] - one["heard_from_s"]
        if stretch_s > 0:
            cells[_cell(one)] += stretch_s
    main = min(cells, key=lambda cell: (-cells[cell], cell), default=-1)
    song_id = told[0]["song_id"]
    for cell, cell_s in {main: 0.0, **cells}.items():
        of_cell = [*(counts[:4] if cell == main else [0] * 4), cell_s]
        _add(tables[Dimension.CELL][cell, 0], of_cell)
        _add(tables[Dimension.SONG_CELL][song_id, cell], of_cell)
        _add(tables[Dimension.HOUR_CELL][hour, cell], of_cell)


def _cell(one: Document) -> int:
    if one["valence"] is None or one["arousal"] is None:
        return -1
    return min(int(one["arousal"] * 10), 9) * 10 + min(int(one["valence"] * 10), 9)


def _add(total: Counts, more: Counts) -> None:
    for index, value in enumerate(more):
        total[index] += value


def rounded(tables: Tables) -> Tables:
    """The same with seconds rounded, since a sum depends on its order in the last bits."""
    return {
        dimension: {key: [*row[:4], round(row[4], 6)] for key, row in table.items()}
        for dimension, table in tables.items()
    }


async def rolled_up(grain: Grain, since: datetime, until: datetime) -> Tables:
    """Everything that is rolled up, as it is stored; `until` is excluded."""
    tables: Tables = {dimension: {} for dimension in Dimension}
    query = {"grain": grain.value, "at": {"$gte": since, "$lt": until}}
    async for document in mongo()[Collection.ROLLUPS].find(query):
        columns = from_document(document)
        table = tables[Dimension(document["dimension"])]
        for row in zip(*(getattr(columns, name).tolist() for name in COLUMNS), strict=True):
            _add(table.setdefault((row[0], row[1]), [0, 0, 0, 0, 0.0]), list(row[2:]))
    return tables
