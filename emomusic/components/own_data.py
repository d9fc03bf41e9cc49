"""The Python face of deleting one's own account."""

from __future__ import annotations

import reflex as rx

from emomusic.page_files import page_file

_OWN = page_file(__file__, "own_data.jsx")


class DeleteAccount(rx.Component):
    """A button, and then a form with the password, that delete one's own account."""

    library = _OWN
    tag = "DeleteAccount"
