"""The emotion map: the whole library on the plane of valence and arousal.

Its JavaScript lives beside this file and is registered from here, in one folder of the build.
`points.js`, `geometry.js`, `camera.js` and `density.js` are pure; `gl.js` and `flat.js` paint the
same picture with and without WebGL; `store.js` holds what the page shows, and the JSX draws it.
"""

from __future__ import annotations

from typing import Final

import reflex as rx

from emomusic.page_files import page_files

LIBRARY: Final[dict[str, str]] = page_files(__file__)
"""The files, and the path by which generated code imports each."""


class EmotionMap(rx.Component):
    """The content of the map's page."""

    library = LIBRARY["page.jsx"]
    tag = "EmotionMapPage"


__all__ = ["LIBRARY", "EmotionMap"]
