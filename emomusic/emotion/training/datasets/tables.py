"""Reads the CSV files of published datasets, whose headers and rows are not always tidy."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from emomusic.emotion.training.datasets.clips import Clip, Dataset, Ratings, fold_of
from emomusic.errors import InvalidInput

Row = Mapping[str, str]
Points = Mapping[float, float]

SOUND = (".mp3", ".wav", ".flac", ".ogg", ".opus", ".m4a")
"""Endings under which a recording is looked for, in this order; the originals are MP3."""

_SPILL = 0.1
"""How far, as part of the scale, a mean may lie beyond its end before the scale is in doubt."""

_HALF_POINT_S = 0.25
_SAMPLE = re.compile(r"sample_(\d+)ms")


def find(folder: Path, *places: str) -> Path:
    """Find a file or folder of a dataset.

    Args:
        folder: Where the dataset is.
        places: Where it may be, relative to `folder`, the likeliest first.

    Raises:
        InvalidInput: It is at none of them.
    """
    for place in places:
        if (folder / place).exists():
            return folder / place
    raise InvalidInput(f"There is no “{places[0]}” in {folder}.")


def read_table(path: Path, needed: Iterable[str]) -> list[Row]:
    """Read a CSV file with a header.

    Args:
        path: The file; blanks and quotation marks round names and cells are taken off, cells that
            are missing at the end of a row are empty, those beyond the header are dropped.
        needed: Columns that must be there.

    Returns:
        A row for each line that is not blank.

    Raises:
        InvalidInput: The file can't be read, or a column is missing.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig", errors="replace") as text:
            lines = [[cell.strip().strip('"').strip() for cell in row] for row in csv.reader(text)]
    except (OSError, csv.Error) as error:
        raise InvalidInput(f"“{path}” can't be read: {error}.") from error
    lines = [row for row in lines if any(row)]
    header = lines[0] if lines else []
    missing = [name for name in needed if name not in header]
    if missing:
        raise InvalidInput(f"“{path}” has no column “{missing[0]}”.")
    return [
        dict(zip(header, [*row, *[""] * (len(header) - len(row))], strict=False))
        for row in lines[1:]
    ]


def number(text: str, path: Path) -> float:
    """Read a cell; NaN where it is empty.

    Args:
        text: The cell.
        path: Its file, for the message.

    Raises:
        InvalidInput: It is no number.
    """
    try:
        return float(text) if text else math.nan
    except ValueError:
        raise InvalidInput(f"“{path}” has “{text}” where a number should be.") from None


def song_id(text: str, path: Path) -> str:
    """Read the id of a song, which some tables write as `12.0` or `0012`.

    Args:
        text: The cell.
        path: Its file, for the message.

    Raises:
        InvalidInput: It is no whole number.
    """
    value = number(text, path)
    if not value.is_integer():
        raise InvalidInput(f"“{path}” has “{text}” where the id of a song should be.")
    return str(int(value))


def unit(value: float, low: float, high: float, path: Path) -> float:
    """Bring a rating to the scale 0..1.

    Args:
        value: As published; NaN stays NaN.
        low: The low end of the published scale.
        high: Its high end.
        path: The file, for the message.

    Raises:
        InvalidInput: It lies so far outside that the scale must be another one.
    """
    scaled = (value - low) / (high - low)
    if scaled < -_SPILL or scaled > 1 + _SPILL:
        raise InvalidInput(f"“{path}” has a rating of {value:g}, outside {low:g} to {high:g}.")
    return min(1.0, max(0.0, scaled)) if not math.isnan(scaled) else scaled


def read_samples(path: Path, low: float, high: float) -> dict[str, Points]:
    """Read a table with a song in each row and a column `sample_15000ms` for each moment.

    Args:
        path: The CSV file.
        low: The low end of the published scale.
        high: Its high end.

    Returns:
        For each song its ratings, 0..1, by the time in seconds; moments without one are left out.

    Raises:
        InvalidInput: The file is not such a table.
    """
    rows = read_table(path, ["song_id"])
    moments = {
        name: int(match[1]) / 1000
        for name in (rows[0] if rows else {})
        if (match := _SAMPLE.fullmatch(name))
    }
    if not moments:
        raise InvalidInput(f"“{path}” has no column like “sample_15000ms”.")
    songs: dict[str, Points] = {}
    for row in rows:
        points = {at: number(row[name], path) for name, at in moments.items()}
        songs[song_id(row["song_id"], path)] = {
            at: unit(value, low, high, path)
            for at, value in points.items()
            if not math.isnan(value)
        }
    return songs


def ratings_of(
    valence: Points,
    arousal: Points,
    valence_sd: Points | None = None,
    arousal_sd: Points | None = None,
) -> Ratings | None:
    """Make ratings of points in time: each speaks of the quarter second on either side.

    Args:
        valence: By time in seconds, 0..1.
        arousal: By time in seconds, 0..1.
        valence_sd: Spread of the raters, on the same scale.
        arousal_sd: Spread of the raters, on the same scale.

    Returns:
        The moments at which both were rated, or None where there are none.
    """
    moments = sorted(valence.keys() & arousal.keys())
    if not moments:
        return None
    at = np.array(moments)

    def column(points: Points | None) -> NDArray[np.float64]:
        return np.array([(points or {}).get(moment, math.nan) for moment in moments])

    return Ratings(
        at - _HALF_POINT_S,
        at + _HALF_POINT_S,
        column(valence),
        column(arousal),
        column(valence_sd),
        column(arousal_sd),
    )


def recordings(folder: Path, names: Sequence[str]) -> dict[str, Path]:
    """Find the recordings of songs; a song without one is left out.

    Args:
        folder: Holds them, named after the songs.
        names: The songs.

    Raises:
        InvalidInput: None of the songs has one.
    """
    there = {path.name: path for path in folder.iterdir() if path.suffix in SOUND}
    found = {}
    for name in names:
        endings = [ending for ending in SOUND if name + ending in there]
        if endings:
            found[name] = there[name + endings[0]]
    if not found:
        raise InvalidInput(f"None of the labelled songs has a recording in {folder}.")
    return found


def rated_clips(
    dataset: Dataset,
    paths: Mapping[str, Path],
    groups: Callable[[str], str],
    ratings: Callable[[str], Ratings | None],
    whole: Mapping[str, tuple[float, float]],
) -> list[Clip]:
    """Put songs together from what a dataset says of each.

    Args:
        dataset: Which; its name begins the names of the clips.
        paths: Song to recording.
        groups: The artist of a song, or the song.
        ratings: The ratings over time of a song, if it has any.
        whole: Valence and arousal of whole songs, 0..1.

    Returns:
        The songs that have a label.
    """
    clips = [
        Clip(
            name=f"{dataset.value}-{song}",
            path=path,
            dataset=dataset,
            group=groups(song),
            fold=fold_of(groups(song)),
            ratings=ratings(song),
            whole=whole.get(song),
        )
        for song, path in paths.items()
    ]
    return [clip for clip in clips if clip.ratings is not None or clip.whole is not None]
