"""Where people leave: by the second of the song, over all songs and over the curve of one."""

from __future__ import annotations

import asyncio
import math

import numpy as np
from numpy.typing import NDArray

from emomusic.emotion import NEUTRAL, EmotionCurve, unpack_curve
from emomusic.services.analytics.chart import (
    RED,
    TEAL,
    WHITE,
    YELLOW,
    Chart,
    Labels,
    Row,
    Series,
    Shape,
    Unit,
    Value,
)
from emomusic.services.analytics.dimensions import Dimension
from emomusic.services.analytics.platform_asked import Asked, read_songs
from emomusic.services.analytics.reading import Facts
from emomusic.store.database import session
from emomusic.store.tables import Song, SongEmotion

STEP_S = 10
"""Length of a column of the chart of all songs."""
LONGEST_S = 600
"""Where that chart ends; who leaves later is in its last column."""
MOST_COLUMNS = 80
"""Of the chart of one song."""

_STILL = Series("Still listening", Unit.SHARE, WHITE)
_LEFT = (Series("Skipped", Unit.COUNT, RED), Series("Left otherwise", Unit.COUNT, NEUTRAL))


async def leaving(asking: Asked) -> Chart:
    """Count, by the second of the song, the plays that were left there.

    Args:
        asking: The range, and of which songs.
    """
    facts = await read_songs(asking, Dimension.LEAVING)
    starts = int((await read_songs(asking, Dimension.SONG)).starts.sum())
    left, skips = _columns(facts, STEP_S, LONGEST_S // STEP_S)
    end = int(np.flatnonzero(left)[-1]) + 1 if left.any() else 0
    still = _still(left, starts)
    rows = tuple(
        Row(str(number * STEP_S), (still[number], skips[number], left[number] - skips[number]))
        for number in range(end)
    )
    return Chart(
        "leaving",
        "Where do people leave?",
        _says(left, starts, STEP_S),
        Shape.COURSE,
        "From",
        (_STILL, *_LEFT),
        rows,
        Labels.SECONDS,
        f"Plays that did not come to the end, by where in the song they stopped, in steps of "
        f"{STEP_S} seconds.",
        "Nobody left a song in this time.",
    )


async def song_leaving(asking: Asked) -> Chart:
    """Lay where people leave a song over its curve of emotion.

    Args:
        asking: The range, and the song.
    """
    duration_s, curve = await asyncio.to_thread(_song, asking.song_id)
    facts = await read_songs(asking, Dimension.LEAVING)
    starts = int((await read_songs(asking, Dimension.SONG)).starts.sum())
    step_s = max(1, math.ceil(duration_s / MOST_COLUMNS))
    count = max(1, math.ceil(duration_s / step_s))
    left, skips = _columns(facts, step_s, count)
    still = _still(left, starts)
    valence, arousal = _felt(curve, step_s, count)
    rows = tuple(
        Row(
            str(number * step_s),
            (
                still[number],
                valence[number],
                arousal[number],
                skips[number],
                left[number] - skips[number],
            ),
        )
        for number in range(count)
    )
    return Chart(
        "song_leaving",
        "Where do people leave this song?",
        _says(left, starts, step_s),
        Shape.COURSE,
        "From",
        (
            _STILL,
            Series("Valence", Unit.SHARE, TEAL, "7 4"),
            Series("Arousal", Unit.SHARE, YELLOW, "2 3"),
            *_LEFT,
        ),
        rows if starts else (),
        Labels.SECONDS,
        f"In steps of {step_s} s." if curve else "The song's emotion has not been heard yet.",
        "Nobody began this song in this time.",
    )


def _columns(
    facts: Facts, step_s: int, count: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Count who left, and who skipped, in each step; the last takes all that is later."""
    step = np.clip(facts.second // step_s, 0, count - 1)
    return (
        np.bincount(step, facts.starts, minlength=count).astype(np.float64),
        np.bincount(step, facts.skips, minlength=count).astype(np.float64),
    )


def _still(left: NDArray[np.float64], starts: int) -> list[Value]:
    """Return the share of plays that had not been left when each step began."""
    gone = np.append(0.0, np.cumsum(left)[:-1])
    return [float(one) for one in 1 - gone / starts] if starts else [None] * len(left)


def _says(left: NDArray[np.float64], starts: int, step_s: int) -> str:
    total = float(left.sum())
    if not total or not starts:
        return ""
    half = int(np.searchsorted(np.cumsum(left), total / 2)) + 1
    minutes, seconds = divmod(half * step_s, 60)
    return (
        f"{100 * total / starts:.0f} % of {starts:,} plays are left before the end, "
        f"half of those before {minutes}:{seconds:02d}."
    )


def _song(song_id: int) -> tuple[float, EmotionCurve | None]:
    with session() as opened:
        song = opened.get(Song, song_id)
        heard = opened.get(SongEmotion, song_id)
    return (song.duration_s if song else 0.0), (unpack_curve(heard.curve) if heard else None)


def _felt(curve: EmotionCurve | None, step_s: int, count: int) -> tuple[list[Value], list[Value]]:
    """Return the means of valence and arousal over each step."""
    if curve is None:
        return [None] * count, [None] * count
    time_s = (np.arange(len(curve)) + 0.5) * curve.hop_s
    step = np.minimum((time_s // step_s).astype(np.int64), count - 1)
    number = np.bincount(step, minlength=count)
    sums = (np.bincount(step, track, minlength=count) for track in (curve.valence, curve.arousal))
    valence, arousal = (
        [
            float(total) / int(entries) if entries else None
            for total, entries in zip(sum_, number, strict=True)
        ]
        for sum_ in sums
    )
    return valence, arousal
