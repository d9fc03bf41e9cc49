"""Hearing emotion: the names that the rest of the app uses."""

from emomusic.emotion.analysis import Analysis, analyse_file
from emomusic.emotion.curve import MOODS, EmotionCurve, Mood, Overall, mood_of
from emomusic.emotion.explanation import Axis, Doubt, Explanation, explain_file
from emomusic.emotion.explanation_words import explanation_json
from emomusic.emotion.model import model_folder, model_version
from emomusic.emotion.palette import NEUTRAL, colour_of
from emomusic.emotion.storage import (
    curve_json,
    curve_to_cli_json,
    pack_curve,
    sparkline,
    unpack_curve,
)

__all__ = [
    "MOODS",
    "NEUTRAL",
    "Analysis",
    "Axis",
    "Doubt",
    "EmotionCurve",
    "Explanation",
    "Mood",
    "Overall",
    "analyse_file",
    "colour_of",
    "curve_json",
    "curve_to_cli_json",
    "explain_file",
    "explanation_json",
    "model_folder",
    "model_version",
    "mood_of",
    "pack_curve",
    "sparkline",
    "unpack_curve",
]
