"""PMEmo, popular music with emotion, in the layout of its release of 2019.

Zhang, Zhang, Li, Yang, Sun 2018, “The PMEmo dataset for music emotion recognition”, ICMR, and the
README of the release: 794 choruses; ratings of each half second on 0..1, of which the first 15 s
are removed, with the spread of the raters; ratings of the whole chorus; artists in `metadata.csv`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from pathlib import Path

from emomusic.emotion.training.datasets.clips import Clip, Dataset, artist_group
from emomusic.emotion.training.datasets.tables import (
    Points,
    find,
    number,
    rated_clips,
    ratings_of,
    read_table,
    recordings,
    song_id,
    unit,
)


def _over_time(path: Path, kind: str) -> tuple[dict[str, Points], dict[str, Points]]:
    """Read valence and arousal by song and time; `kind` is `mean` or `std`."""
    names = (f"Valence({kind})", f"Arousal({kind})")
    axes: tuple[dict[str, dict[float, float]], ...] = (defaultdict(dict), defaultdict(dict))
    for row in read_table(path, ["musicId", "frameTime", *names]):
        at = number(row["frameTime"], path)
        for points, name in zip(axes, names, strict=True):
            value = unit(number(row[name], path), 0, 1, path)
            if not math.isnan(at + value):
                points[song_id(row["musicId"], path)][at] = value
    valence, arousal = axes
    return dict(valence), dict(arousal)


def _whole_songs(path: Path) -> dict[str, tuple[float, float]]:
    songs = {}
    for row in read_table(path, ["musicId", "Arousal(mean)", "Valence(mean)"]):
        pair = tuple(
            unit(number(row[name], path), 0, 1, path) for name in ("Valence(mean)", "Arousal(mean)")
        )
        if not math.isnan(sum(pair)):
            songs[song_id(row["musicId"], path)] = (pair[0], pair[1])
    return songs


def read_pmemo(folder: Path) -> list[Clip]:
    """Read PMEmo.

    Args:
        folder: `PMEmo2019`: holds `annotations/`, `chorus/` and `metadata.csv`. Some choruses
            are rated as a whole only.

    Returns:
        The choruses that have a recording and a label, in the order of their ids.

    Raises:
        InvalidInput: A file is missing or is not what it should be.
    """
    annotations = find(folder, "annotations", "PMEmo2019/annotations")
    folder = annotations.parent
    valence, arousal = _over_time(find(annotations, "dynamic_annotations.csv"), "mean")
    spread = annotations / "dynamic_annotations_std.csv"
    valence_sd, arousal_sd = _over_time(spread, "std") if spread.exists() else ({}, {})
    whole = _whole_songs(find(annotations, "static_annotations.csv"))
    metadata = find(folder, "metadata.csv")
    artists = {
        song_id(row["musicId"], metadata): row["artist"]
        for row in read_table(metadata, ["musicId", "artist"])
    }
    songs = sorted(valence.keys() & arousal.keys() | whole.keys(), key=int)
    return rated_clips(
        Dataset.PMEMO,
        recordings(find(folder, "chorus"), songs),
        lambda song: artist_group(artists.get(song, ""), f"pmemo {song}"),
        lambda song: ratings_of(
            valence.get(song, {}), arousal.get(song, {}), valence_sd.get(song), arousal_sd.get(song)
        ),
        whole,
    )
