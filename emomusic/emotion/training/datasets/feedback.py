"""What listeners felt, as `python -m emomusic feedback export` writes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError

from emomusic.emotion.feedback import FORMAT, VERSION, FeedbackSong
from emomusic.emotion.training.datasets.clips import (
    Clip,
    Dataset,
    Ratings,
    artist_group,
    fold_of,
)
from emomusic.errors import InvalidInput

ONE_RATER = 0.3
"""How far one rater agrees with another one, as a correlation, about as in VGMIDI and DEAM."""

_SONG = TypeAdapter(FeedbackSong)


def weight_of(people: int) -> float:
    """Say how much a moment counts beside one that a whole panel rated.

    The reliability of a mean of several raters (Spearman 1910, Brown 1910): 0.3 for one person,
    0.56 for three, 0.81 for ten.

    Args:
        people: How many felt it.
    """
    return people * ONE_RATER / (1 + (people - 1) * ONE_RATER)


def read_feedback(file: Path) -> list[Clip]:
    """Read what listeners felt.

    Args:
        file: As `feedback export` wrote it; the recordings must be where it says.

    Returns:
        The songs whose recording is there, in the order of the file.

    Raises:
        InvalidInput: It is no such file, or none of its recordings is there.
    """
    try:
        head, *lines = file.read_text(encoding="utf-8").splitlines()
        known: Any = json.loads(head)
        wrong = known.get("format") != FORMAT or known.get("version") != VERSION
    except (OSError, ValueError, AttributeError) as error:
        raise InvalidInput(f"“{file}” is no file of feedback export.") from error
    if wrong:
        raise InvalidInput(f"“{file}” is no file of feedback export, or of another version.")
    clips = [_clip(line, file) for line in lines if line.strip()]
    found = [clip for clip in clips if clip.path.is_file()]
    if not found:
        raise InvalidInput(f"None of the recordings that “{file}” names is there.")
    return found


def _clip(line: str, file: Path) -> Clip:
    try:
        song = _SONG.validate_json(line)
    except ValidationError as error:
        raise InvalidInput(f"“{file}” has a line that is no song.") from error
    if not song.moments:
        raise InvalidInput(f"“{file}” has a song without a moment.")

    def column(name: str) -> NDArray[np.float64]:
        return np.array([getattr(one, name) for one in song.moments], dtype=np.float64)

    group = artist_group(song.artist, f"feedback {song.content_hash}")
    return Clip(
        name=f"feedback-{song.content_hash}",
        path=Path(song.path),
        dataset=Dataset.FEEDBACK,
        group=group,
        fold=fold_of(group),
        ratings=Ratings(
            start_s=column("start_s"),
            end_s=column("end_s"),
            valence=column("valence"),
            arousal=column("arousal"),
            valence_sd=column("valence_sd"),
            arousal_sd=column("arousal_sd"),
            weight=np.array([weight_of(one.people) for one in song.moments]),
        ),
    )
