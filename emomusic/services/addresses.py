"""Where somebody asks from, behind the proxies that are trusted."""

from __future__ import annotations

import ipaddress
from functools import lru_cache

from emomusic.settings import settings

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def address_behind_proxies(peer: str, forwarded_for: str) -> str:
    """Find the address of a browser.

    Anybody can write `X-Forwarded-For`; each proxy appends what it saw. So it is read from its
    end, as far as the names of `TRUSTED_PROXIES` reach.

    Args:
        peer: Address of the connection's other end, or empty.
        forwarded_for: The `X-Forwarded-For` header, several joined by commas, or empty.

    Returns:
        An IP address, or empty where the server knows none.
    """
    hops = [hop.strip() for hop in forwarded_for.split(",") if hop.strip()]
    while hops and _is_trusted(peer):
        peer = hops.pop()
    return peer


def _is_trusted(address: str) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in _networks(settings().trusted_proxies))


@lru_cache(maxsize=4)
def _networks(proxies: tuple[str, ...]) -> tuple[_Network, ...]:
    return tuple(ipaddress.ip_network(proxy, strict=False) for proxy in proxies)
