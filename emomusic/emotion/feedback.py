"""The file in which felt emotions go from the library to the training."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

FORMAT: Final = "emomusic-feedback"
VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class FeedbackMoment:
    """What some people felt at a moment of a song, together.

    Attributes:
        start_s: Where the moment begins.
        end_s: Where it ends.
        valence: 0..1, mean over people.
        arousal: 0..1, mean over people.
        valence_sd: Spread of the people; 0 where there is one.
        arousal_sd: Spread of the people; 0 where there is one.
        people: How many.
    """

    start_s: float
    end_s: float
    valence: float
    arousal: float
    valence_sd: float
    arousal_sd: float
    people: int


@dataclass(frozen=True, slots=True)
class FeedbackSong:
    """A song and its moments.

    Attributes:
        content_hash: Of the recording's file.
        path: Where the recording is.
        artist: The artist named first, so that no artist is on both sides of a split; may be
            empty.
        moments: By time.
    """

    content_hash: str
    path: str
    artist: str
    moments: tuple[FeedbackMoment, ...]
