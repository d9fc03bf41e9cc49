"""Browsers, as far as HTTP goes: they keep cookies and say which page a call comes from."""

from __future__ import annotations

import httpx
from starlette.types import ASGIApp

from emomusic.api.app import api_app
from emomusic.services.people import SignedIn
from emomusic.services.sessions import COOKIE_NAME

ORIGIN = "http://music.test"


def browser(
    signed_in: SignedIn | None = None,
    app: ASGIApp | None = None,
    address: str = "192.0.2.1",
    **headers: str,
) -> httpx.AsyncClient:
    """A browser that shows a page of ours.

    Args:
        signed_in: Whose session it has, nobody's by default.
        app: What answers, the API by default.
        address: Where it calls from.
        **headers: What it sends beside its origin.
    """
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app or api_app(), client=(address, 50_000)),
        base_url=ORIGIN,
        headers={"Origin": ORIGIN, **headers},
        cookies={COOKIE_NAME: signed_in.token} if signed_in else None,
    )
