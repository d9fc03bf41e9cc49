"""Who is at the other end of a connection."""

from __future__ import annotations

import ipaddress
from functools import lru_cache

from starlette.requests import Request

from emomusic.services.sessions import Client
from emomusic.settings import settings

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


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

    Anybody can write `X-Forwarded-For`; each proxy appends what it saw. So it is read from its
    end, as far as the names of `TRUSTED_PROXIES` reach.

    Args:
        request: What was asked.

    Returns:
        An IP address, or empty where the server knows none.
    """
    address = request.client.host if request.client else ""
    header = ",".join(request.headers.getlist("x-forwarded-for"))
    hops = [hop.strip() for hop in header.split(",") if hop.strip()]
    while hops and _is_trusted(address):
        address = hops.pop()
    return address


def _is_trusted(address: str) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in _networks(settings().trusted_proxies))


@lru_cache(maxsize=4)
def _networks(proxies: tuple[str, ...]) -> tuple[_Network, ...]:
    return tuple(ipaddress.ip_network(proxy, strict=False) for proxy in proxies)
