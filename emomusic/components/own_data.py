"""Python faces of what one does with one's own data: take it along, and delete it."""

from __future__ import annotations

import reflex as rx

_OWN = rx.asset("own_data.jsx", shared=True)


class ExportLink(rx.Component):
    """A link that takes along everything that is kept of a person."""

    library = _OWN.importable_path
    tag = "ExportLink"


class DeleteAccount(rx.Component):
    """A button, and then a form with the password, that delete one's own account."""

    library = _OWN.importable_path
    tag = "DeleteAccount"
