"""The player: the sound, the queue and the pictures of emotion, with their Python faces.

Its JavaScript lives beside this file and is registered from here, in one folder of the build, so
that its modules can import one another.
"""

from __future__ import annotations

from typing import Final

from emomusic.page_files import page_files

LIBRARY: Final[dict[str, str]] = page_files(__file__)
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
