"""From how I feel to how I want to feel: the panel that starts a journey."""

from __future__ import annotations

import reflex as rx

from emomusic.page_files import page_file

_PANEL = page_file(__file__, "journey_panel.jsx")


class JourneyPanel(rx.Component):
    """Two marks on a plane, by hand, keyboard or words; a length; and a button that plays it."""

    library = _PANEL
    tag = "JourneyPanel"
