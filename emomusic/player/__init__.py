"""The player: the sound, the queue and the pictures of emotion, with their Python faces.

Its JavaScript lives beside this file and is registered from here, in one folder of the build, so
that its modules can import one another.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import reflex as rx

LIBRARY: Final[dict[str, str]] = {
    file.name: rx.asset(file.name, shared=True).importable_path
    for file in sorted(Path(__file__).parent.iterdir())
    if file.suffix in {".js", ".jsx", ".json", ".css"}
}
"""The player's files, and the path by which generated code imports each."""

api_library: Final = LIBRARY["api.js"]
"""Calls to the server, for the JavaScript of the pages."""

from emomusic.player.faces import (  # noqa: E402 - the faces need the files above
    Cover,
    EmotionPanel,
    EmotionPlane,
    EmotionSentence,
    EmotionWash,
    FieldPlane,
    HeardBy,
    LightField,
    MoodDot,
    MoodMeters,
    PlayButton,
    PlayerBar,
    QueuePanel,
    RadioButton,
    Reheard,
    SidePanel,
    SongCards,
    SongCurve,
    SongList,
    Spark,
)
from emomusic.player.timeline import emotion_timeline, now_playing_view  # noqa: E402

__all__ = [
    "LIBRARY",
    "Cover",
    "EmotionPanel",
    "EmotionPlane",
    "EmotionSentence",
    "EmotionWash",
    "FieldPlane",
    "HeardBy",
    "LightField",
    "MoodDot",
    "MoodMeters",
    "PlayButton",
    "PlayerBar",
    "QueuePanel",
    "RadioButton",
    "Reheard",
    "SidePanel",
    "SongCards",
    "SongCurve",
    "SongList",
    "Spark",
    "api_library",
    "emotion_timeline",
    "now_playing_view",
]
