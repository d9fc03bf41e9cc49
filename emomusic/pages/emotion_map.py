"""The library on the plane of valence and arousal."""

from __future__ import annotations

import reflex as rx

from emomusic.components.emotion_map import EmotionMap
from emomusic.components.journey_panel import JourneyPanel
from emomusic.components.shell import shell
from emomusic.emotion.curve import Mood
from emomusic.emotion.palette import CORNERS

_WASH = (
    f"radial-gradient(60% 100% at 12% 0%, {CORNERS[Mood.ANGRY]}2a, transparent),"
    f"radial-gradient(60% 100% at 88% 0%, {CORNERS[Mood.HAPPY]}2a, transparent)"
)


def emotion_map_page() -> rx.Component:
    """Lay the emotion map out."""
    return shell(EmotionMap.create(JourneyPanel.create()), wash=_WASH)
