"""The emotion map: the whole library on the plane of valence and arousal.

Its JavaScript lives beside this file and is registered from here, in one folder of the build.
`points.js`, `geometry.js`, `camera.js` and `density.js` are pure; `gl.js` and `flat.js` paint the
same picture with and without WebGL; `store.js` holds what the page shows, and the JSX draws it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import reflex as rx

LIBRARY: Final[dict[str, str]] = {
    file.name: rx.asset(file.name, shared=True).importable_path
    for file in sorted(Path(__file__).parent.iterdir())
    if file.suffix in {".js", ".jsx", ".css"}
}
"""The files, and the path by which generated code imports each."""


class EmotionMap(rx.Component):
    """The content of the map's page."""

    library = LIBRARY["page.jsx"]
    tag = "EmotionMapPage"


__all__ = ["LIBRARY", "EmotionMap"]
