"""Headers that every answer carries, of the API and of the pages alike."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from reflex.utils.prerequisites import get_web_dir
from reflex_base.constants import Dirs
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from emomusic.settings import settings

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    # Not `same-origin`: in development the page is on another port of the same site.
    "Cross-Origin-Resource-Policy": "same-site",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_OF_API = "default-src 'none'; frame-ancestors 'none'"
# What people brought: opened as a page it may do nothing at all, and belongs to no origin.
_OF_MEDIA = "default-src 'none'; sandbox; frame-ancestors 'none'"
# Nothing comes from elsewhere, and nothing goes there. The scripts that Reflex and React Router
# write into the page are known by their hashes. Reflex evaluates what an event handler tells the
# browser to do (a toast, a redirect), so `unsafe-eval` stays. The one frame is Spotify's player,
# which a person opens by a click on a link's card.
_OF_PAGES = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-eval'{hashes}",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "media-src 'self' blob:",
        "worker-src 'self' blob:",
        "frame-src https://open.spotify.com",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)

_SCRIPT = re.compile(rb"<script([^>]*)>(.*?)</script>", re.DOTALL)
_HAS_SOURCE = re.compile(rb"\bsrc=")
_HTTPS_FOR_A_YEAR = "max-age=31536000"

_MEDIA_PATHS = ("/media/", "/covers/")
_OUR_PATHS = ("/api/", *_MEDIA_PATHS)

# The page's build names these files by what they hold.
_HASHED = re.compile(r"/assets/[^/]+-[A-Za-z0-9_-]{8}\.(?:js|css|woff2?|png|svg|webp)")
_FOREVER = "public, max-age=31536000, immutable"
_ASK_FIRST = "no-cache"


def page_policy(folder: Path) -> str:
    """Write the policy of the pages, which allows just those inline scripts that are built in.

    Args:
        folder: Where the built pages are; without any, no inline script is allowed.

    Returns:
        The value of `Content-Security-Policy`.
    """
    found: dict[str, None] = {}
    for page in sorted(folder.rglob("*.html")):
        for attributes, script in _SCRIPT.findall(page.read_bytes()):
            if not _HAS_SOURCE.search(attributes):
                digest = base64.b64encode(hashlib.sha256(script).digest()).decode("ascii")
                found[f" 'sha256-{digest}'"] = None
    return _OF_PAGES.format(hashes="".join(found))


class SecurityHeaders:
    """Adds the headers; touches neither bodies nor websockets.

    Args:
        app: What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._of_pages = page_policy(get_web_dir() / Dirs.STATIC)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add(MutableHeaders(scope=message), path, message["status"], self._of_pages)
            await send(message)

        await self._app(scope, receive, send_with_headers)


class OwnOrigin:
    """Lets our own pages open the websocket under whatever address they were reached.

    Reflex compares `Origin` with a list made at the start, which can't know by which name or
    address of this machine a browser comes. A page whose origin is the very host it now calls
    is ours; its `Origin` is taken out, so that only foreign ones are compared with the list.

    Args:
        app: What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or websocket."""
        if scope["type"] in ("http", "websocket") and scope["path"].startswith("/_event"):
            headers = Headers(scope=scope)
            _, _, netloc = headers.get("origin", "").partition("://")
            if netloc and netloc == headers.get("host", "").lower():
                kept = [pair for pair in scope["headers"] if pair[0] != b"origin"]
                scope = {**scope, "headers": kept}
        await self._app(scope, receive, send)


def _add(headers: MutableHeaders, path: str, status: int, of_pages: str) -> None:
    for name, value in _ALWAYS.items():
        headers.setdefault(name, value)
    if settings().secure_cookies:
        headers.setdefault("Strict-Transport-Security", _HTTPS_FOR_A_YEAR)
    is_ours = path.startswith(_OUR_PATHS)
    policy = _OF_MEDIA if path.startswith(_MEDIA_PATHS) else _OF_API if is_ours else of_pages
    headers.setdefault("Content-Security-Policy", policy)
    if not is_ours and "cache-control" not in headers:
        is_hashed = status in (200, 304) and _HASHED.fullmatch(path)
        headers["Cache-Control"] = _FOREVER if is_hashed else _ASK_FIRST
