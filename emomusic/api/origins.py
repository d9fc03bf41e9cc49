"""Changes are taken from our own pages only (against cross-site request forgery).

A browser says with every POST, PUT and DELETE which page sent it; a foreign page can't change
that. The cookie's SameSite is the first wall, this is the second.
"""

from __future__ import annotations

from reflex.config import get_config
from starlette.requests import Request

from emomusic.errors import Forbidden
from emomusic.settings import settings

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def check_origin(request: Request) -> None:
    """Refuse a change that another site's page asked for.

    Args:
        request: What was asked.

    Raises:
        Forbidden: `Origin` is foreign, or the browser says neither where it comes from nor that
            it comes from here.
    """
    if request.method in SAFE_METHODS:
        return
    origin = request.headers.get("origin")
    if origin is None:
        if request.headers.get("sec-fetch-site") == "same-origin":
            return
        raise Forbidden("This call does not say which page it comes from (no Origin header).")
    if not (_is_own(origin, request.headers.get("host", "")) or origin in _allowed()):
        raise Forbidden(
            "This call comes from another site. If it is your own address, name it in "
            "ALLOWED_ORIGINS."
        )


def _is_own(origin: str, host: str) -> bool:
    scheme, separator, netloc = origin.partition("://")
    return bool(separator and host) and scheme in ("http", "https") and netloc == host.lower()


def _allowed() -> set[str]:
    # In development the page is served from a port of its own, which rxconfig.py allows.
    configured = {origin.rstrip("/") for origin in get_config().cors_allowed_origins}
    return (configured - {"*"}) | set(settings().allowed_origins)
