"""The editor of smart playlists: rows of rules, groups of them, and what they find meanwhile.

Its JavaScript lives beside this file and is registered from here, in one folder of the build.
Fields and tests come from `services.rules.form`, so the editor knows none by itself.
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


class NewSmartPlaylist(rx.Component):
    """The page's content: examples to begin with, the editor, and a name to keep it under."""

    library = LIBRARY["new_smart.jsx"]
    tag = "NewSmartPlaylist"


class PlaylistRules(rx.Component):
    """What the rules of the open playlist say, and for its owner the editor."""

    library = LIBRARY["playlist_rules.jsx"]
    tag = "PlaylistRules"


__all__ = ["LIBRARY", "NewSmartPlaylist", "PlaylistRules"]
