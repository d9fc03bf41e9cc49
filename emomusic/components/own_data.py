"""The Python face of deleting one's own account."""

from __future__ import annotations

import reflex as rx

_OWN = rx.asset("own_data.jsx", shared=True)


class DeleteAccount(rx.Component):
    """A button, and then a form with the password, that delete one's own account."""

    library = _OWN.importable_path
    tag = "DeleteAccount"
