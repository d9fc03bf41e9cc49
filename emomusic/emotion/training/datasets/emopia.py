"""EMOPIA, pop piano as MIDI with a quadrant for each clip, as in its releases 1.0 to 2.2.

Hung, Ching, Doh, Kim, Nam, Yang 2021, “EMOPIA: a multi-modal pop piano dataset for emotion
recognition and emotion-based music generation”, ISMIR, and the README of the release: `midis/`
holds `Q1_<song>_<clip>.mid`, where the song is its id on YouTube; `label.csv` has a row for each
clip with the columns `ID`, `4Q` and `annotator`.
"""

from __future__ import annotations

import re
from pathlib import Path

from emomusic.emotion.curve import MOODS
from emomusic.emotion.training.datasets.clips import Clip, Dataset, fold_of
from emomusic.emotion.training.datasets.shared import QUADRANTS
from emomusic.emotion.training.datasets.tables import find, read_table
from emomusic.errors import InvalidInput

# Ids on YouTube hold underscores and hyphens themselves.
_NAME = re.compile(r"Q[1-4]_(.+)_\d+")


def read_emopia(folder: Path) -> list[Clip]:
    """Read EMOPIA.

    Args:
        folder: Holds `label.csv` and `midis/`.

    Returns:
        The clips that have a MIDI file, in the order of `label.csv`, under the names and in the
        groups (a song each) that the shared folder gives them.

    Raises:
        InvalidInput: A file is missing or is not what it should be.
    """
    labels, midis = find(folder, "label.csv"), find(folder, "midis")
    clips = []
    for row in read_table(labels, ["ID", "4Q"]):
        name = row["ID"].removesuffix(".mid")
        mood = QUADRANTS.get(f"Q{row['4Q'].removeprefix('Q')}")
        song = _NAME.fullmatch(name)
        if song is None or mood is None:
            raise InvalidInput(f"“{labels}” has a clip “{row['ID']}” in quadrant “{row['4Q']}”.")
        path = midis / f"{name}.mid"
        if path.exists():
            group = f"emopia {song[1]}"
            clips.append(
                Clip(
                    name=name,
                    path=path,
                    dataset=Dataset.EMOPIA,
                    group=group,
                    fold=fold_of(group),
                    quadrant=MOODS.index(mood),
                )
            )
    if not clips:
        raise InvalidInput(f"None of the labelled clips is in {midis}.")
    return clips
