"""The editor of smart playlists: rows of rules, groups of them, and what they find meanwhile.

Its JavaScript lives beside this file and is registered from here, in one folder of the build.
Fields and tests come from `services.rules.form`, so the editor knows none by itself.
"""

from __future__ import annotations

from typing import Final

import reflex as rx

from emomusic.page_files import page_files

LIBRARY: Final[dict[str, str]] = page_files(__file__)
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
