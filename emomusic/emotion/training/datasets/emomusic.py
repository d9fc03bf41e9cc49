"""emoMusic, also “1000 songs”, as it is published.

Soleymani, Caro, Schmidt, Sha, Yang 2013, “1000 songs for emotional analysis of music”, CrowdMM,
and the page of the database at the University of Geneva: 744 songs after duplicates were taken
out, excerpts of 45 s; ratings over time at 2 Hz between -1 and 1 that leave out the first 15 s,
with the spread of the raters; ratings of the whole excerpt on nine points.
"""

from __future__ import annotations

import math
from pathlib import Path

from emomusic.emotion.training.datasets.clips import Clip, Dataset, artist_group
from emomusic.emotion.training.datasets.tables import (
    Points,
    find,
    number,
    rated_clips,
    ratings_of,
    read_samples,
    read_table,
    recordings,
    song_id,
    unit,
)


def _whole_songs(path: Path) -> dict[str, tuple[float, float]]:
    songs = {}
    for row in read_table(path, ["song_id", "mean_arousal", "mean_valence"]):
        pair = tuple(
            unit(number(row[name], path), 1, 9, path) for name in ("mean_valence", "mean_arousal")
        )
        if not math.isnan(sum(pair)):
            songs[song_id(row["song_id"], path)] = (pair[0], pair[1])
    return songs


def _spread(folder: Path, axis: str) -> dict[str, Points]:
    path = folder / f"{axis}_cont_std.csv"
    # A spread of 2, from end to end of the scale, is 1 here.
    return read_samples(path, 0, 2) if path.exists() else {}


def read_emomusic(folder: Path) -> list[Clip]:
    """Read emoMusic.

    Args:
        folder: Holds `annotations/` (with `songs_info.csv` in it or beside it) and
            `clips_45seconds/`.

    Returns:
        The songs that have a recording and a label, in the order of their ids. The published
        split into `development` and `evaluation` is not kept: folds go by artist here.

    Raises:
        InvalidInput: A file is missing or is not what it should be.
    """
    annotations = find(folder, "annotations")
    valence, arousal = (
        read_samples(find(annotations, f"{axis}_cont_average.csv"), -1, 1)
        for axis in ("valence", "arousal")
    )
    valence_sd, arousal_sd = (_spread(annotations, axis) for axis in ("valence", "arousal"))
    whole = _whole_songs(find(annotations, "static_annotations.csv"))
    info = find(folder, "annotations/songs_info.csv", "songs_info.csv")
    artists = {
        song_id(row["song_id"], info): row["Artist"]
        for row in read_table(info, ["song_id", "Artist"])
    }
    songs = sorted(valence.keys() & arousal.keys() | whole.keys(), key=int)
    sounds = recordings(find(folder, "clips_45seconds", "clips_45sec/clips_45seconds"), songs)
    return rated_clips(
        Dataset.EMOMUSIC,
        sounds,
        # Without an artist it is grouped with the same song of DEAM.
        lambda song: artist_group(artists.get(song, ""), f"deam {song}"),
        lambda song: ratings_of(
            valence.get(song, {}), arousal.get(song, {}), valence_sd.get(song), arousal_sd.get(song)
        ),
        whole,
    )
