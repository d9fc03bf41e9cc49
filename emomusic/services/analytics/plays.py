"""From what players told to plays: one for each playing-through of a song, with its measures.

Columns rather than objects, since an hour may hold a hundred thousand events. The order of the
events is (play, `at`, `position_s`, `_id`), so the same events give the same plays, bit by bit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

import numpy as np
from bson import CodecOptions, decode_all
from numpy.typing import NDArray

from emomusic.services.analytics.dimensions import (
    CELLS,
    HOURS_OF_WEEK,
    NOBODY,
    UNKNOWN_CELL,
    device_number,
)
from emomusic.store.columns import Real, Whole, total_by
from emomusic.store.mongo import Document

Flag = NDArray[np.bool_]

LISTEN_SHARE, LISTEN_S = 0.5, 240.0
"""A play counts as a listen at this share of the song, or at these seconds if they come first."""

END, SKIP = "end", "skip"

# 1970 began on a Thursday, three days into its week.
_HOURS_BEFORE_1970 = 72
_MS_OF_HOUR, _MS_OF_MINUTE = 3_600_000, 60_000
# Times without a zone are decoded in C, and all of MongoDB's are in UTC.
_PLAIN: CodecOptions[Document] = CodecOptions(tz_aware=False)


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """What players told, sorted by play and then by time; shape `[n]` each.

    Attributes:
        play: Which play an event belongs to, 0 to the number of plays - 1.
        position_s: Where in the song it happened.
        heard_s: Length of the stretch that sounded since the event before.
        valence: Mean of the stretch, NaN where it is unknown.
        arousal: Mean of the stretch, NaN where it is unknown.
        is_end: Whether the song came to its end.
        is_skip: Whether the song was skipped.
        first: Of each play, the index of its first event; shape `[plays]`.
        openings: Of each play, its first event as it is stored.
    """

    play: Whole
    position_s: Real
    heard_s: Real
    valence: Real
    arousal: Real
    is_end: Flag
    is_skip: Flag
    first: Whole
    openings: tuple[Document, ...]

    def __len__(self) -> int:
        return len(self.play)


@dataclass(frozen=True, slots=True, eq=False)
class Stretches:
    """What was heard, piece by piece; shape `[n]` each.

    Attributes:
        play: Which play.
        cell: Cell of the plane in which the piece lies, or `UNKNOWN_CELL`.
        heard_s: Its length in seconds, above 0.
    """

    play: Whole
    cell: Whole
    heard_s: Real


@dataclass(frozen=True, slots=True, eq=False)
class Plays:
    """Plays, column by column; shape `[n]` each.

    Attributes:
        person: Who, or `NOBODY`.
        started_ms: When, in milliseconds since 1970, UTC.
        offset_min: Minutes that the listener's clock was ahead of UTC, 0 where it is unknown.
        hour: The hour of the week by the listener's clock, 0..167.
        cell: The cell in which most was heard; of equals the first; `UNKNOWN_CELL` for none.
        device: Number of the device.
        source: What it was played from, such as `album:3`.
        heard_s: Seconds that really sounded.
        listen: Whether that is enough to count.
        completed: Whether the song came to its end.
        skipped: Whether it was skipped.
        left_s: Position at the last event.
        valence: Mean of what was heard, NaN where it is unknown.
        arousal: Mean of what was heard, NaN where it is unknown.
        stretches: What was heard, piece by piece.
    """

    song: Whole
    person: Whole
    started_ms: Whole
    offset_min: Whole
    hour: Whole
    cell: Whole
    device: Whole
    source: tuple[str, ...]
    heard_s: Real
    listen: Flag
    completed: Flag
    skipped: Flag
    left_s: Real
    valence: Real
    arousal: Real
    stretches: Stretches

    def __len__(self) -> int:
        return len(self.song)


def decode_events(batches: Sequence[bytes]) -> Events:
    """Decode events as MongoDB sends them, and sort them by play.

    Args:
        batches: BSON documents of the collection `playback`, one after another.
    """
    told: list[Document] = []
    for batch in batches:
        told.extend(decode_all(batch, _PLAIN))
    return sorted_events(told)


def sorted_events(told: list[Document]) -> Events:
    """Put events into columns, sorted by play.

    Args:
        told: Documents of the collection `playback`, with times that have no zone.
    """
    told.sort(key=itemgetter("_id"))
    numbers: dict[str, int] = {}
    play = np.array([numbers.setdefault(one["play_id"], len(numbers)) for one in told], np.int64)
    at = _times_ms(told, "at")
    position_s = _reals(told, "position_s")
    order = np.lexsort((position_s, at, play))
    kinds = [one["kind"] for one in told]
    heard_s = np.maximum(_reals(told, "heard_to_s") - _reals(told, "heard_from_s"), 0.0)
    first = np.searchsorted(play[order], np.arange(len(numbers)))
    return Events(
        play=play[order],
        position_s=position_s[order],
        heard_s=heard_s[order],
        valence=_reals(told, "valence")[order],
        arousal=_reals(told, "arousal")[order],
        is_end=np.array([kind == END for kind in kinds], bool)[order],
        is_skip=np.array([kind == SKIP for kind in kinds], bool)[order],
        first=first,
        openings=tuple(told[index] for index in order[first].tolist()),
    )


def plays_of(events: Events, durations_s: Mapping[int, float]) -> Plays:
    """Compute plays and their measures.

    Args:
        events: Sorted by play.
        durations_s: Length of each song in seconds; one that is unknown counts as long.
    """
    openings = events.openings
    count = len(openings)
    play, heard_s = events.play, events.heard_s
    song = np.array([one["song_id"] for one in openings], np.int64)
    duration_s = np.array([durations_s.get(one, np.inf) for one in song.tolist()], np.float64)
    total_s = np.asarray(np.bincount(play, heard_s, minlength=count), np.float64)
    started_ms = _times_ms(openings, "started_at")
    offset_min = np.array([one.get("utc_offset_min") or 0 for one in openings], np.int64)
    last = np.searchsorted(play, np.arange(count), side="right") - 1
    stretches = _stretches(events)
    return Plays(
        song=song,
        person=np.array([one.get("user_id") or NOBODY for one in openings], np.int64),
        started_ms=started_ms,
        offset_min=offset_min,
        hour=_hours_of_week(started_ms, offset_min),
        cell=_main_cells(stretches, count),
        device=np.array([device_number(one.get("device")) for one in openings], np.int64),
        source=tuple(one.get("source") or "" for one in openings),
        heard_s=total_s,
        listen=(total_s >= np.minimum(duration_s * LISTEN_SHARE, LISTEN_S)) & (total_s > 0),
        completed=np.bincount(play, events.is_end, minlength=count) > 0,
        skipped=np.bincount(play, events.is_skip, minlength=count) > 0,
        left_s=events.position_s[last],
        valence=_mean_heard(events, events.valence, count),
        arousal=_mean_heard(events, events.arousal, count),
        stretches=stretches,
    )


def cells_of(valence: Real, arousal: Real) -> Whole:
    """Number the cells of the plane that hold points; `UNKNOWN_CELL` where one is NaN."""
    known = ~(np.isnan(valence) | np.isnan(arousal))
    column, row = (
        np.clip(np.where(known, axis, 0.0) * CELLS, 0, CELLS - 1).astype(np.int64)
        for axis in (valence, arousal)
    )
    return np.where(known, row * CELLS + column, UNKNOWN_CELL)


def _times_ms(told: Sequence[Document], name: str) -> Whole:
    return np.array([one[name] for one in told], "datetime64[ms]").astype(np.int64)


def _reals(told: Sequence[Document], name: str) -> Real:
    return np.array([one.get(name) for one in told], np.float64)


def _stretches(events: Events) -> Stretches:
    heard = events.heard_s > 0
    cell = cells_of(events.valence, events.arousal)
    return Stretches(events.play[heard], cell[heard], events.heard_s[heard])


def _main_cells(stretches: Stretches, count: int) -> Whole:
    (play, cell), (heard_s,) = total_by([stretches.play, stretches.cell], [stretches.heard_s])
    # The last write to an index stays, so the most heard cell comes last in its play.
    order = np.lexsort((-cell, heard_s, play))
    main = np.full(count, UNKNOWN_CELL, np.int64)
    main[play[order]] = cell[order]
    return main


def _mean_heard(events: Events, values: Real, count: int) -> Real:
    known = ~np.isnan(values) & (events.heard_s > 0)
    play, weight = events.play[known], events.heard_s[known]
    heard_s = np.bincount(play, weight, minlength=count)
    weighed = np.bincount(play, weight * values[known], minlength=count)
    return np.divide(weighed, heard_s, out=np.full(count, np.nan), where=heard_s > 0)


def _hours_of_week(started_ms: Whole, offset_min: Whole) -> Whole:
    hours = (started_ms + offset_min * _MS_OF_MINUTE) // _MS_OF_HOUR
    return (hours + _HOURS_BEFORE_1970) % HOURS_OF_WEEK
