"""The desk's page on which music is brought into the library."""

from __future__ import annotations

import reflex as rx

from emomusic.components.admin_shell import admin_shell
from emomusic.components.uploader import UploadDesk


def admin_uploads_page() -> rx.Component:
    """Lay the uploads out."""
    return admin_shell("Uploads", UploadDesk.create())
