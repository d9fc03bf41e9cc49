"""The labelled music that the network learns from, read from the folder its README describes."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from emomusic.emotion.curve import MOODS, Mood

GEMS = (
    "amazement",
    "solemnity",
    "tenderness",
    "nostalgia",
    "calmness",
    "power",
    "joyful_activation",
    "tension",
    "sadness",
)
"""The nine factors of the Geneva Emotional Music Scale (Zentner et al. 2008)."""

_QUADRANTS = {"Q1": Mood.HAPPY, "Q2": Mood.ANGRY, "Q3": Mood.SAD, "Q4": Mood.CALM}


class Dataset(StrEnum):
    """Where a clip comes from; `NEGATIVE` is what is not music, made here."""

    QUADRANTS_4Q = "4q"
    MIREX = "mirex"
    EMOTIFY = "emotify"
    VGMIDI = "vgmidi"
    EMOPIA = "emopia"
    NEGATIVE = "negative"


RENDERED = frozenset({Dataset.VGMIDI, Dataset.EMOPIA})
"""Datasets of MIDI files, rendered to piano sound: judged apart from recordings."""


@dataclass(frozen=True, slots=True)
class Ratings:
    """Valence and arousal over time, by people.

    Attributes:
        start_s: Shape `[rows]`, where each rated stretch begins.
        end_s: Shape `[rows]`, where it ends.
        valence: Shape `[rows]`, mean of the raters, 0..1.
        arousal: Shape `[rows]`, mean of the raters, 0..1.
        valence_sd: Shape `[rows]`, spread of the raters.
        arousal_sd: Shape `[rows]`, spread of the raters.
    """

    start_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    valence: NDArray[np.float64]
    arousal: NDArray[np.float64]
    valence_sd: NDArray[np.float64]
    arousal_sd: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Clip:
    """One piece of labelled music; what a dataset does not say is None.

    Attributes:
        name: Unique name.
        path: The recording or the MIDI file.
        dataset: Where it comes from.
        group: Artist, game or song: never split between training and judging.
        fold: 0..4, a split by group.
        quadrant: Index into `MOODS`.
        norms: Mean valence and arousal of its mood words, 0..1: weak.
        gems: Shape `[9]`, share of listeners who felt each of `GEMS`.
        ratings: Valence and arousal over time.
    """

    name: str
    path: Path
    dataset: Dataset
    group: str
    fold: int
    quadrant: int | None = None
    norms: tuple[float, float] | None = None
    gems: tuple[float, ...] | None = None
    ratings: Ratings | None = None


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


def _read_ratings(path: Path) -> dict[str, Ratings]:
    by_clip: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in _rows(path):
        by_clip[row["clip"]].append(row)
    columns = ("start_s", "end_s", "valence", "arousal", "valence_sd", "arousal_sd")
    return {
        clip: Ratings(*(np.array([float(row[column]) for row in rows]) for column in columns))
        for clip, rows in by_clip.items()
    }


def read_shared(folder: Path) -> list[Clip]:
    """Read every clip of the shared folder.

    Args:
        folder: Holds `clips.csv`, `emotify_ratings.csv`, `vgmidi_dynamic.csv`, `audio/` and
            `midi/`; the README in it explains labels, scale, groups and folds.

    Returns:
        The clips in the order of `clips.csv`.

    Raises:
        FileNotFoundError: A file of the folder is missing.
    """
    gems = {
        row["clip"]: tuple(float(row[name]) for name in GEMS)
        for row in _rows(folder / "emotify_ratings.csv")
    }
    ratings = _read_ratings(folder / "vgmidi_dynamic.csv")
    return [
        Clip(
            name=row["clip"],
            path=folder / row["file"],
            dataset=Dataset(row["dataset"]),
            group=row["group"],
            fold=int(row["fold"]),
            quadrant=MOODS.index(_QUADRANTS[row["quadrant"]]) if row["quadrant"] else None,
            norms=(
                (float(row["valence_norm"]), float(row["arousal_norm"]))
                if row["valence_norm"]
                else None
            ),
            gems=gems.get(row["clip"]),
            ratings=ratings.get(row["clip"]),
        )
        for row in _rows(folder / "clips.csv")
    ]
