"""Who is at the other end of a connection."""

from __future__ import annotations

from starlette.requests import Request

from emomusic.services.addresses import address_behind_proxies
from emomusic.services.sessions import Client


def client_of(request: Request) -> Client:
    """Describe the browser that asks.

    Args:
        request: What was asked.

    Returns:
        Its address and what it calls itself.
    """
    return Client(address_of(request), request.headers.get("user-agent", ""))


def address_of(request: Request) -> str:
    """Find the address of the browser, behind the proxies that are trusted.

    Args:
        request: What was asked.

    Returns:
        An IP address, or empty where the server knows none.
    """
    peer = request.client.host if request.client else ""
    return address_behind_proxies(peer, ",".join(request.headers.getlist("x-forwarded-for")))
