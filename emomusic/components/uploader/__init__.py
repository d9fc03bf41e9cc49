"""The uploader: files that are sent on whatever page one is, and the desk's page of them.

Its JavaScript lives beside this file and is registered from here, in one folder of the build.
`engine.js` sends, and outlives every page; the JSX only draws what it holds.
"""

from __future__ import annotations

from typing import Final

import reflex as rx

from emomusic.page_files import page_files

LIBRARY: Final[dict[str, str]] = page_files(__file__)
"""The files, and the path by which generated code imports each."""


class UploadDesk(rx.Component):
    """The page's content: where files are dropped, how far they are, and their forms."""

    library = LIBRARY["desk.jsx"]
    tag = "UploadDesk"
    lib_dependencies: list[str] = ["tus-js-client@4.3.1", "@noble/hashes@2.4.0"]


class UploadTray(rx.Component):
    """A line on every other page while files are being sent; mount it once, as an app wrap."""

    library = LIBRARY["tray.jsx"]
    tag = "UploadTray"
    lib_dependencies: list[str] = ["tus-js-client@4.3.1", "@noble/hashes@2.4.0"]


__all__ = ["LIBRARY", "UploadDesk", "UploadTray"]
