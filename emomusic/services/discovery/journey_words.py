"""What there is to say of a journey, in plain sentences."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from emomusic.services.discovery.joining import ARTIST_APART

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def words_of(
    *,
    wanted: int | None,
    songs: int,
    duration_s: float,
    gaps: NDArray[np.float64],
    largest_step: float | None,
    artist_returns: int,
) -> str:
    """Say how long a journey is, and what of the wish the library does not allow.

    Args:
        wanted: How many songs were wanted, or None where a time was.
        songs: How many there are.
        duration_s: How long they last together.
        gaps: Shape `[M]`, between the end of each song and the start of the next.
        largest_step: The largest gap wanted, or None.
        artist_returns: How many songs have an artist who played shortly before.

    Returns:
        One to four sentences.
    """
    said = [f"{songs} {'song' if songs == 1 else 'songs'}, {_minutes(duration_s)}."]
    if wanted is not None and songs < wanted:
        said.append("There are no more songs here whose emotion is known.")
    if largest_step is not None and len(gaps):
        over = int((gaps > largest_step).sum())
        if over:
            said.append(
                f"{_counted(over, 'step is', 'steps are').capitalize()} larger than you asked for, "
                f"up to {gaps.max():.2f}: no song was found that joins more closely there."
            )
        else:
            said.append(f"No step is larger than {largest_step:.2f}.")
    if artist_returns:
        said.append(
            f"{_counted(artist_returns, 'song has', 'songs have').capitalize()} an artist who "
            f"played within the last {_NUMBERS[ARTIST_APART]}: along this path too few others were "
            "found."
        )
    return " ".join(said)


def _counted(number: int, one: str, many: str) -> str:
    word = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return f"{word} {one if number == 1 else many}"


def _minutes(duration_s: float) -> str:
    minutes = max(1, round(duration_s / 60))
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"
