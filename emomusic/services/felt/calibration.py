"""Corrects what a listener sees by what they felt, the more the more they told.

On each axis, what a person feels is taken to be what the model hears, moved and stretched:

    felt - heard = offset + stretch * (heard - 0.5) + song + tap

`offset` and `stretch` are the person's own; `song` is what a song does to that person and the
model does not know, the same for all their taps in it; `tap` is how well one hits the plane. All
four are normal round nothing, so the best guess of the first two is a ridge regression (the best
linear unbiased prediction of Henderson 1975): one tap moves the curve a little, ten taps in one
song hardly more, ten taps in ten songs most of the way.

How much people differ (the spread of `offset`) is learnt from everybody here, as far as there
are enough of them (empirical Bayes, Efron and Morris 1973). docs/feelings.md has the numbers.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlmodel import col

from emomusic.services.reading import rows_of
from emomusic.services.turns import take_turn
from emomusic.store.database import engine, session
from emomusic.store.discovery_tables import CalibrationChoice, FeltEmotion
from emomusic.store.tables import now

MOST_TAPS = 5000
"""The latest taps of a person that count."""

SLOPES = (0.2, 1.8)
"""How much a curve is flattened or stretched at most; it never turns over."""

_LEARN_AGAIN_S = 600.0
_PEOPLE_ASSUMED = 10
_OFFSETS = (0.03, 0.25)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spread:
    """Standard deviations of what makes people and the model differ, as parts of an axis.

    Together the defaults are what one rater is off the mean of thirty in VGMIDI: 0.2.

    Attributes:
        offset: Of how much higher or lower a person feels everything.
        stretch: Of how much wider or narrower they feel.
        song: Of what a song does to one person.
        tap: Of one tap round what they feel.
    """

    offset: float = 0.10
    stretch: float = 0.35
    song: float = 0.12
    tap: float = 0.12


@dataclass(frozen=True, slots=True)
class Line:
    """The correction of one axis.

    Attributes:
        offset: What is added at the middle of the axis.
        slope: How much what is heard is stretched round the middle.
    """

    offset: float = 0.0
    slope: float = 1.0

    def apply(self, heard: float) -> float:
        """Correct a value, 0..1; the result stays on the axis."""
        return min(1.0, max(0.0, 0.5 + self.offset + self.slope * (heard - 0.5)))


@dataclass(frozen=True, slots=True)
class Calibration:
    """How what a person sees is corrected.

    Attributes:
        valence: The line of valence; the one that changes nothing where there are no taps.
        arousal: The line of arousal.
        taps: How many taps it rests on.
        songs: How many songs they are in.
        is_on: Whether the person wants it.
        since: What was felt before does not count; None where everything does.
    """

    valence: Line = Line()
    arousal: Line = Line()
    taps: int = 0
    songs: int = 0
    is_on: bool = True
    since: datetime | None = None

    def apply(self, valence: float, arousal: float) -> tuple[float, float]:
        """Correct a place on the plane, 0..1 each; nothing changes where it is off."""
        if not self.is_on:
            return valence, arousal
        return self.valence.apply(valence), self.arousal.apply(arousal)


def fit(
    heard: Sequence[float] | Floats,
    felt: Sequence[float] | Floats,
    songs: Sequence[int] | NDArray[np.int64],
    spread: Spread | None = None,
) -> Line:
    """Find the line of one axis.

    Args:
        heard: Shape `[taps]`, 0..1, of the model.
        felt: Shape `[taps]`, 0..1, of the person.
        songs: Shape `[taps]`, in which song each tap is.
        spread: How people differ; the default where None.

    Returns:
        The likeliest line; without taps the one that changes nothing.
    """
    spread = spread or Spread()
    x = np.asarray(heard, dtype=np.float64) - 0.5
    y = np.asarray(felt, dtype=np.float64) - np.asarray(heard, dtype=np.float64)
    _, song = np.unique(np.asarray(songs), return_inverse=True)
    count = np.bincount(song).astype(np.float64)
    # The inverse covariance of the taps of a song, by Sherman and Morrison.
    shared = spread.song**2 / (spread.tap**2 + count * spread.song**2)
    columns = np.stack([np.ones_like(x), x])
    sums = np.stack([np.bincount(song, weights=column) for column in columns])
    precision = columns @ columns.T - (sums * shared) @ sums.T
    weighted = columns @ y - (sums * shared) @ np.bincount(song, weights=y)
    prior = spread.tap**2 * np.diag([spread.offset**-2, spread.stretch**-2])
    offset, stretch = np.linalg.solve(precision + prior, weighted)
    return Line(float(offset), float(np.clip(1 + stretch, *SLOPES)))


def calibration(user_id: int) -> Calibration:
    """Return how what a person sees is corrected.

    Args:
        user_id: Who.

    Raises:
        Unavailable: The database can't be reached.
    """
    with session() as reading:
        choice = reading.get(CalibrationChoice, user_id) or CalibrationChoice(user_id=user_id)
        query: Any = (
            select(
                *(
                    getattr(FeltEmotion, name)
                    for name in ("song_id", "heard_valence", "valence", "heard_arousal", "arousal")
                )
            )
            .where(col(FeltEmotion.user_id) == user_id, col(FeltEmotion.heard_valence).is_not(None))
            .order_by(col(FeltEmotion.felt_at).desc(), col(FeltEmotion.id).desc())
            .limit(MOST_TAPS)
        )
        if choice.since is not None:
            query = query.where(col(FeltEmotion.felt_at) >= choice.since)
        rows = rows_of(reading, query)
    plain = Calibration(is_on=choice.is_on, since=choice.since)
    if not rows:
        return plain
    table = np.array(rows, dtype=np.float64).T
    songs, (valence, arousal) = table[0].astype(np.int64), _spreads()
    return replace(
        plain,
        valence=fit(table[1], table[2], songs, valence),
        arousal=fit(table[3], table[4], songs, arousal),
        taps=len(rows),
        songs=len(np.unique(songs)),
    )


def choose(user_id: int, *, is_on: bool | None = None, afresh: bool | None = None) -> Calibration:
    """Turn the correction on or off, or begin it afresh.

    Args:
        user_id: Whose.
        is_on: Whether they want it; None leaves it as it is.
        afresh: True leaves out what was felt so far, False counts it again; None leaves it.

    Returns:
        What there is from now on.
    """
    with session(write=True) as writing:
        take_turn(writing, f"calibration {user_id}")
        choice = writing.get(CalibrationChoice, user_id) or CalibrationChoice(user_id=user_id)
        if is_on is not None:
            choice.is_on = is_on
        if afresh is not None:
            choice.since = now() if afresh else None
        writing.add(choice)
    return calibration(user_id)


# ---- what is learnt from everybody ---------------------------------------------------------------

_learnt: dict[str, tuple[float, tuple[Spread, Spread]]] = {}
_learning = threading.Lock()


def _spreads() -> tuple[Spread, Spread]:
    """Of valence and arousal, learnt every ten minutes."""
    key, at_s = str(engine().url), time.monotonic()
    with _learning:
        held = _learnt.get(key)
        if held is None or at_s - held[0] > _LEARN_AGAIN_S:
            held = _learnt[key] = (at_s, _learn())
        return held[1]


def forget_spreads() -> None:
    """Learn again at the next question; for tests."""
    with _learning:
        _learnt.clear()


def _learn() -> tuple[Spread, Spread]:
    statement: Any = (
        select(
            col(FeltEmotion.user_id),
            func.count(),
            func.avg(col(FeltEmotion.valence) - col(FeltEmotion.heard_valence)),
            func.avg(col(FeltEmotion.arousal) - col(FeltEmotion.heard_arousal)),
        )
        .where(col(FeltEmotion.heard_valence).is_not(None))
        .group_by(col(FeltEmotion.user_id), col(FeltEmotion.song_id))
    )
    with session() as reading:
        rows = rows_of(reading, statement)
    if not rows:
        return Spread(), Spread()
    table = np.array(rows, dtype=np.float64).T
    _, people = np.unique(table[0], return_inverse=True)
    return learn(people, table[1], table[2]), learn(people, table[1], table[3])


def learn(people: NDArray[np.intp], taps: Floats, differences: Floats) -> Spread:
    """Learn how much people differ, by the method of moments.

    Args:
        people: Shape `[pairs]`, numbers from 0 of the person of each pair of person and song.
        taps: Shape `[pairs]`, how many taps the person has in the song.
        differences: Shape `[pairs]`, mean of what they felt less what was heard.

    Returns:
        The default, with the spread of offsets moved towards what is found, as if the default
        came from ten people.
    """
    default = Spread()
    weight = 1 / (default.song**2 + default.tap**2 / taps)
    total = np.bincount(people, weights=weight)
    mean = np.bincount(people, weights=weight * differences) / total
    excess = float(np.sum(mean**2 - 1 / total))
    variance = (_PEOPLE_ASSUMED * default.offset**2 + excess) / (_PEOPLE_ASSUMED + len(total))
    low, high = _OFFSETS
    return replace(default, offset=float(np.sqrt(np.clip(variance, low**2, high**2))))
