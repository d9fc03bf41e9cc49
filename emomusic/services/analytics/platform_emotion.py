"""What is felt: over the day, over the plane, and what the library lacks."""

from __future__ import annotations

import asyncio

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from emomusic.emotion import NEUTRAL
from emomusic.emotion.curve import mood_of
from emomusic.services.analytics.chart import (
    TEAL,
    YELLOW,
    Chart,
    Row,
    Series,
    Shape,
    Unit,
    Value,
)
from emomusic.services.analytics.dimensions import (
    CELLS,
    UNKNOWN_CELL,
    Dimension,
    cell_centre,
)
from emomusic.services.analytics.platform_asked import Asked, read, read_songs
from emomusic.services.analytics.reading import Facts, read_days
from emomusic.services.reading import EMOTION, SONG, present, rows_of
from emomusic.store.database import session

_HOUR_S = 3600.0
_CENTRES = np.array([cell_centre(cell) for cell in range(CELLS * CELLS)])
_UNHEARD = "Nothing that the ear has heard was listened to in this time."

Felt = NDArray[np.float64]
"""Shape `[24, 2]`: mean valence and arousal of what was heard in each hour; NaN where none was."""


async def emotion_of_day(asking: Asked) -> Chart:
    """Follow the emotion of what is heard over the hours of the day.

    Roll-ups do not cross songs, hours and emotion: where songs are chosen, each counts in every
    hour with the mean emotion of what was heard of it in the whole range.

    Args:
        asking: The range, and of which songs.
    """
    now, then = await _felt(asking), await _felt(asking.before)
    rows = tuple(
        Row(
            f"{hour}:00",
            tuple(_value(one) for one in (*now[hour], *then[hour])),
        )
        for hour in range(24)
    )
    return Chart(
        "emotion_of_day",
        "How does listening feel over the day?",
        _says_of_day(now),
        Shape.LINES,
        "Hour",
        (
            Series("Valence", Unit.SHARE, TEAL),
            Series("Arousal", Unit.SHARE, YELLOW, "7 4"),
            Series("Valence, the time before", Unit.SHARE, NEUTRAL, drawn=False),
            Series("Arousal, the time before", Unit.SHARE, NEUTRAL, drawn=False),
        ),
        rows if not np.isnan(now).all() else (),
        note="By the clock where each listener was; 50 % is neutral."
        + (" Each song counts with its mean emotion." if asking.chooses_songs else ""),
        empty=_UNHEARD,
    )


async def _felt(asking: Asked) -> Felt:
    if asking.chooses_songs:
        return await _felt_by_songs(asking)
    facts = await read_days(Dimension.HOUR_CELL, asking.since, asking.until)
    known = facts.where(facts.second != UNKNOWN_CELL)
    hour = known.first % 24
    return _means(hour, known.heard_s, _CENTRES[known.second], 24)


async def _felt_by_songs(asking: Asked) -> Felt:
    cells = await read_songs(asking, Dimension.SONG_CELL)
    known = cells.where(cells.second != UNKNOWN_CELL)
    songs = int(known.first.max(initial=0)) + 1
    of_song = _means(known.first, known.heard_s, _CENTRES[known.second], songs)
    hours = await read_songs(asking, Dimension.SONG_HOUR)
    heard = hours.where(np.isin(hours.first, np.flatnonzero(~np.isnan(of_song[:, 0]))))
    return _means(heard.second % 24, heard.heard_s, of_song[heard.first], 24)


def _means(
    group: NDArray[np.int64], weight: NDArray[np.float64], points: NDArray[np.float64], count: int
) -> NDArray[np.float64]:
    """Return the weighted means of points of shape `[n, 2]` in each group, NaN in empty ones."""
    total = np.bincount(group, weight, minlength=count)
    sums = np.stack(
        [np.bincount(group, weight * points[:, axis], minlength=count) for axis in (0, 1)], axis=1
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        means: NDArray[np.float64] = np.where(total[:, None] > 0, sums / total[:, None], np.nan)
    return means


def _value(number: float) -> Value:
    return None if np.isnan(number) else float(number)


def _says_of_day(felt: Felt) -> str:
    if np.isnan(felt).all():
        return ""
    energetic, quiet = int(np.nanargmax(felt[:, 1])), int(np.nanargmin(felt[:, 1]))
    brightest = int(np.nanargmax(felt[:, 0]))
    return (
        f"Most energetic at {energetic}:00, quietest at {quiet}:00, "
        f"most pleasant at {brightest}:00."
    )


async def plane(asking: Asked) -> Chart:
    """Sum the hours heard in each cell of the plane of emotion.

    Args:
        asking: The range, and of which songs.
    """
    facts = await read(asking, Dimension.CELL, Dimension.SONG_CELL)
    known = facts.where(facts.first != UNKNOWN_CELL)
    heard = np.bincount(known.first, known.heard_s, minlength=CELLS * CELLS) / _HOUR_S
    unknown = float(facts.heard_s.sum() - known.heard_s.sum()) / _HOUR_S
    note = "Hours heard; a cell is a tenth of valence by a tenth of arousal."
    if unknown >= 0.05:
        note += f" {unknown:,.1f} hours of music that the ear has not heard yet are left out."
    return Chart(
        "plane",
        "What does listening feel like?",
        _says_of_plane(heard),
        Shape.PLANE,
        "Arousal",
        tuple(Series(f"Valence {_tenth(column)}", Unit.HOURS) for column in range(CELLS)),
        tuple(
            Row(_tenth(line), tuple(float(value) for value in heard.reshape(CELLS, CELLS)[line]))
            for line in reversed(range(CELLS))
        )
        if heard.any()
        else (),
        note=note,
        empty=_UNHEARD,
    )


def _tenth(number: int) -> str:
    return f"{100 * number // CELLS}–{100 * (number + 1) // CELLS} %"


def _says_of_plane(heard: NDArray[np.float64]) -> str:
    total = heard.sum()
    if not total:
        return ""
    moods: dict[str, float] = {}
    for cell, hours in enumerate(heard):
        mood = mood_of(*cell_centre(cell)).value
        moods[mood] = moods.get(mood, 0.0) + float(hours)
    ranked = sorted(moods.items(), key=lambda one: -one[1])
    return ", ".join(f"{100 * hours / total:.0f} % {mood}" for mood, hours in ranked if hours) + "."


async def lacks(asking: Asked) -> Chart:
    """Compare where listeners are on the plane with where the songs are that can be played.

    A song counts in the cell of its overall emotion, on both sides.

    Args:
        asking: The range, of which songs, and how many rows.
    """
    ids, cells = await asyncio.to_thread(_cells_of_songs)
    facts = (await read_songs(asking, Dimension.SONG)).total_by("first")
    heard_s = _heard_in_cells(facts, ids, cells)
    held = np.bincount(cells, minlength=CELLS * CELLS)
    if not heard_s.any():
        return _lacks_chart((), "")
    sought, offered = heard_s / heard_s.sum(), held / held.sum()
    order = np.argsort(offered - sought, kind="stable")
    rows = tuple(
        Row(
            _place(int(cell)),
            (
                float(sought[cell]),
                float(offered[cell]),
                float(held[cell]),
                float(heard_s[cell]) / _HOUR_S,
            ),
        )
        for cell in order[: asking.most]
        if sought[cell] > offered[cell]
    )
    return _lacks_chart(rows, _says_lack(rows))


def _lacks_chart(rows: tuple[Row, ...], says: str) -> Chart:
    return Chart(
        "lacks",
        "What does the library lack?",
        says,
        Shape.BARS,
        "Valence, arousal",
        (
            Series("Of what is heard", Unit.SHARE, TEAL),
            Series("Of the songs", Unit.SHARE, NEUTRAL),
            Series("Songs", drawn=False),
            Series("Hours heard", Unit.HOURS, drawn=False),
        ),
        rows,
        note="Where on the plane people seek more than the library holds, widest gap first: "
        "the mood, its valence and its arousal.",
        empty="Nowhere on the plane is more heard than the library holds; or nothing was heard.",
    )


def _says_lack(rows: tuple[Row, ...]) -> str:
    if not rows:
        return ""
    sought, offered, songs, _ = (value or 0.0 for value in rows[0].cells)
    noun = "song" if songs == 1 else "songs"
    return (
        f"{100 * sought:.0f} % of what is heard is there ({rows[0].label}), "
        f"which has {songs:.0f} {noun}, {100 * offered:.0f} % of them all."
    )


def _place(cell: int) -> str:
    row, column = divmod(cell, CELLS)
    mood = mood_of(*cell_centre(cell)).value.capitalize()
    return f"{mood}, {_tenth(column)}, {_tenth(row)}"


def _cells_of_songs() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the songs that can be played and were heard by the ear, by id, and their cells."""
    statement = (
        select(EMOTION.c.song_id, EMOTION.c.valence, EMOTION.c.arousal)
        .join(SONG, SONG.c.id == EMOTION.c.song_id)
        .where(present)
        .order_by(EMOTION.c.song_id)
    )
    with session() as opened:
        found = np.array([tuple(row) for row in rows_of(opened, statement)], np.float64)
    found = found.reshape(-1, 3)
    place = np.clip((found[:, 1:] * CELLS).astype(np.int64), 0, CELLS - 1)
    return found[:, 0].astype(np.int64), place[:, 1] * CELLS + place[:, 0]


def _heard_in_cells(
    facts: Facts, ids: NDArray[np.int64], cells: NDArray[np.int64]
) -> NDArray[np.float64]:
    known = facts.where(np.isin(facts.first, ids))
    place = np.searchsorted(ids, known.first)
    return np.bincount(cells[place], known.heard_s, minlength=CELLS * CELLS).astype(np.float64)
