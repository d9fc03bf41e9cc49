"""What the ear says of a recording: valence and arousal over time, and moods."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float32]


class Mood(StrEnum):
    """The four quadrants of the plane, and the answer where the model can't know."""

    HAPPY = "happy"
    ANGRY = "angry"
    SAD = "sad"
    CALM = "calm"
    UNSURE = "unsure"


MOODS: tuple[Mood, ...] = (Mood.HAPPY, Mood.ANGRY, Mood.SAD, Mood.CALM)
"""The order of the last axis of every `moods` array."""


def mood_of(valence: float, arousal: float) -> Mood:
    """Name the quadrant of a point on the plane (Russell 1980).

    Args:
        valence: 0..1, 0.5 neutral.
        arousal: 0..1, 0.5 neutral.

    Returns:
        The mood of the quadrant; a point on an axis belongs to its upper or right side.
    """
    if arousal >= 0.5:
        return Mood.HAPPY if valence >= 0.5 else Mood.ANGRY
    return Mood.CALM if valence >= 0.5 else Mood.SAD


@dataclass(frozen=True, slots=True)
class Overall:
    """The song as a whole.

    Attributes:
        valence: 0..1.
        arousal: 0..1.
        mood: The likeliest mood, or `Mood.UNSURE` where the model abstains.
        moods: Probability of each of `MOODS`, summing to 1.
        confidence: 0..1, share of the song in which the model does not abstain, weighed by
            how peaked its moods are there.
    """

    valence: float
    arousal: float
    mood: Mood
    moods: tuple[float, float, float, float]
    confidence: float


@dataclass(frozen=True, slots=True)
class EmotionCurve:
    """Emotion over time; every array has one entry per hop.

    Attributes:
        duration_s: Length of the recording in seconds.
        hop_s: Seconds between entries; entry `t` speaks of the time `(t + 0.5) * hop_s`.
        valence: Shape `[T]`, 0..1.
        arousal: Shape `[T]`, 0..1.
        valence_low: Shape `[T]`, lower end of the 80 % interval of valence.
        valence_high: Shape `[T]`, its upper end.
        arousal_low: Shape `[T]`, lower end of the 80 % interval of arousal.
        arousal_high: Shape `[T]`, its upper end.
        moods: Shape `[T, 4]`, probabilities in the order of `MOODS`.
        confident: Shape `[T]`, bool; False where the model abstains.
        overall: The song as a whole.
        model: Name and version of the model, such as `ear-1`.
    """

    duration_s: float
    hop_s: float
    valence: Float
    arousal: Float
    valence_low: Float
    valence_high: Float
    arousal_low: Float
    arousal_high: Float
    moods: Float
    confident: NDArray[np.bool_]
    overall: Overall
    model: str

    def __len__(self) -> int:
        return len(self.valence)
