"""From how I feel to how I want to feel: the panel that starts a journey."""

from __future__ import annotations

import reflex as rx

_PANEL = rx.asset("journey_panel.jsx", shared=True)


class JourneyPanel(rx.Component):
    """Two marks on a plane, by hand, keyboard or words; a length; and a button that plays it."""

    library = _PANEL.importable_path
    tag = "JourneyPanel"
