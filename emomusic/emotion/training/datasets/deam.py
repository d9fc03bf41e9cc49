"""DEAM, the MediaEval Database for Emotional Analysis of Music, as it is published.

Aljanaki, Yang, Soleymani 2017, “Developing a benchmark for emotional analysis of music”, PLoS ONE
12(3) e0173392: 1,802 songs, of which 1,744 are excerpts of 45 s and 58 (ids over 2000) are whole.
The page of the database offers three archives: annotations, audio (`MEMD_audio/<id>.mp3`) and
metadata. Songs 1 to 1000 are those of emoMusic, under the same ids.
"""

from __future__ import annotations

import math
from pathlib import Path

from emomusic.emotion.training.datasets.clips import Clip, Dataset, artist_group
from emomusic.emotion.training.datasets.tables import (
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

_AVERAGED = "annotations/annotations averaged per song"
_DYNAMIC = f"{_AVERAGED}/dynamic (per second annotations)"
_STATIC = f"{_AVERAGED}/song_level/static_annotations_averaged_songs"


def _find(folder: Path, place: str) -> Path:
    """Find a part of one of the archives, unpacked into one folder or each into its own."""
    return find(folder, place, f"DEAM_Annotations/{place}", f"DEAM_audio/{place}")


def _whole_songs(folder: Path) -> dict[str, tuple[float, float]]:
    """Read the ratings of whole songs, on nine points; the columns' names begin with a blank."""
    songs = {}
    for part in ("1_2000", "2000_2058"):
        path = _find(folder, f"{_STATIC}_{part}.csv")
        for row in read_table(path, ["song_id", "valence_mean", "arousal_mean"]):
            pair = tuple(
                unit(number(row[name], path), 1, 9, path)
                for name in ("valence_mean", "arousal_mean")
            )
            if not math.isnan(sum(pair)):
                songs[song_id(row["song_id"], path)] = (pair[0], pair[1])
    return songs


def _artists(folder: Path) -> dict[str, str]:
    """Read who plays: the three files, which not everybody has, name their columns differently."""
    artists = {}
    for year in (2013, 2014, 2015):
        name = f"metadata/metadata_{year}.csv"
        places = (folder / name, folder / "DEAM_Annotations" / name, folder / "metadata" / name)
        for path in [place for place in places if place.exists()][:1]:
            for row in read_table(path, []):
                cells = {column.casefold(): cell for column, cell in row.items()}
                identity = cells.get("song_id") or cells.get("id") or ""
                if identity.isdigit():
                    artists[str(int(identity))] = cells.get("artist", "")
    return artists


def read_deam(folder: Path) -> list[Clip]:
    """Read DEAM.

    Args:
        folder: Holds the unpacked archives: `annotations/` and `MEMD_audio/`, and `metadata/`
            where the groups are to be artists. Ratings over time are at 2 Hz on -1..1 and begin
            after 15 s; whole songs are rated 1..9.

    Returns:
        The songs that have a recording and a label, in the order of their ids.

    Raises:
        InvalidInput: A file is missing or is not what it should be.
    """
    valence, arousal = (
        read_samples(_find(folder, f"{_DYNAMIC}/{axis}.csv"), -1, 1)
        for axis in ("valence", "arousal")
    )
    whole, artists = _whole_songs(folder), _artists(folder)
    songs = sorted(valence.keys() & arousal.keys() | whole.keys(), key=int)
    return rated_clips(
        Dataset.DEAM,
        recordings(_find(folder, "MEMD_audio"), songs),
        lambda song: artist_group(artists.get(song, ""), f"deam {song}"),
        lambda song: ratings_of(valence.get(song, {}), arousal.get(song, {})),
        whole,
    )
