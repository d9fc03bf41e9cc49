"""What is known of one piece of labelled music, whichever dataset it comes from."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

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

FOLDS = 5


class Dataset(StrEnum):
    """Where a clip comes from; `NEGATIVE` is what is not music, made here."""

    QUADRANTS_4Q = "4q"
    MIREX = "mirex"
    EMOTIFY = "emotify"
    VGMIDI = "vgmidi"
    EMOPIA = "emopia"
    DEAM = "deam"
    PMEMO = "pmemo"
    EMOMUSIC = "emomusic"
    FEEDBACK = "feedback"
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
        valence_sd: Shape `[rows]`, spread of the raters; NaN where it was not published.
        arousal_sd: Shape `[rows]`, spread of the raters; NaN where it was not published.
        weight: Shape `[rows]`, how much each stretch counts beside one that a panel rated, 0..1;
            None where a panel rated all. Where there are weights, most of the piece is unrated.
    """

    start_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    valence: NDArray[np.float64]
    arousal: NDArray[np.float64]
    valence_sd: NDArray[np.float64]
    arousal_sd: NDArray[np.float64]
    weight: NDArray[np.float64] | None = None


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
        whole: Valence and arousal of the whole clip, rated by people, 0..1.
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
    whole: tuple[float, float] | None = None


def fold_of(group: str) -> int:
    """Put a group into a fold, the same one on every machine and in every run.

    Args:
        group: See `Clip`.
    """
    return zlib.crc32(group.encode()) % FOLDS


def artist_group(artist: str, otherwise: str) -> str:
    """Name a group after an artist, so that one name in two datasets is one group.

    Args:
        artist: As written: with tabs, quotation marks and capitals; may be empty.
        otherwise: The group where there is no artist.
    """
    name = " ".join(artist.replace('"', " ").split()).casefold()
    return name if name not in ("", "n/a", "unknown", "various artists") else otherwise
