"""The shared folder of labelled music, as the README in it describes."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np

from emomusic.emotion.curve import MOODS, Mood
from emomusic.emotion.training.datasets.clips import GEMS, Clip, Dataset, Ratings

QUADRANTS = {"Q1": Mood.HAPPY, "Q2": Mood.ANGRY, "Q3": Mood.SAD, "Q4": Mood.CALM}


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
            quadrant=MOODS.index(QUADRANTS[row["quadrant"]]) if row["quadrant"] else None,
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
