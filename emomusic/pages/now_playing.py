"""What plays now, full screen, and what it feels like."""

from __future__ import annotations

import reflex as rx

from emomusic.player import now_playing_view


def now_playing_page() -> rx.Component:
    """Lay the now-playing page out."""
    return now_playing_view()
