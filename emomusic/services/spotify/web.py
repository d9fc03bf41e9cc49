"""Fetches small files from Spotify's hosts, and from nowhere else.

Redirects are not followed, an answer has a size and a time limit, and when the network is away
nobody waits for it again and again.
"""

from __future__ import annotations

import threading
import time
from urllib.parse import urlsplit

import requests

from emomusic.errors import NotFound, Unavailable
from emomusic.settings import settings

CONNECT_S = 2.0
READ_S = 3.0
WHOLE_S = 6.0
"""Seconds an answer may take from its first byte to its last."""

QUIET_S = 60.0
"""Seconds in which nobody asks after the network failed."""

# Where Spotify keeps its pictures.
_PICTURE_DOMAINS = (".scdn.co", ".spotifycdn.com")
_CHUNK = 16 * 1024

_lock = threading.Lock()
_quiet_until: dict[str, float] = {}


def fetch(url: str, most_bytes: int, params: dict[str, str] | None = None) -> bytes:
    """Fetch a file.

    Args:
        url: Its address; the caller has seen to it that it is one of Spotify's.
        most_bytes: Its largest size.
        params: Of the query.

    Returns:
        The file.

    Raises:
        NotFound: There is none, or it is larger than that.
        Unavailable: The network or Spotify does not answer, now or a moment ago.
    """
    host = urlsplit(url).netloc
    with _lock:
        if time.monotonic() < _quiet_until.get(host, 0.0):
            raise Unavailable("Spotify can't be reached now.")
    try:
        return _fetch(url, most_bytes, params)
    except requests.RequestException as error:
        with _lock:
            _quiet_until[host] = time.monotonic() + QUIET_S
        raise Unavailable("Spotify can't be reached now.") from error


def is_picture_address(url: str) -> bool:
    """Tell whether an address that an answer names is one of Spotify's pictures.

    Args:
        url: Any text.

    Returns:
        Whether it may be fetched.
    """
    try:
        parsed = urlsplit(url)
        port = parsed.port
    except ValueError:
        return False
    if parsed.username or parsed.password:
        return False
    source = urlsplit(settings().spotify_oembed_url)
    if source.hostname != "open.spotify.com" and parsed.netloc == source.netloc:
        return parsed.scheme == source.scheme
    host = parsed.hostname or ""
    return parsed.scheme == "https" and port in (None, 443) and host.endswith(_PICTURE_DOMAINS)


def forget_failures() -> None:
    """Ask again at once, as after a start."""
    with _lock:
        _quiet_until.clear()


def _fetch(url: str, most_bytes: int, params: dict[str, str] | None) -> bytes:
    began = time.monotonic()
    with requests.get(
        url,
        params=params,
        timeout=(CONNECT_S, READ_S),
        allow_redirects=False,
        stream=True,
        headers={"User-Agent": "EmoMusic", "Accept-Encoding": "identity"},
    ) as answer:
        if answer.status_code == 429 or answer.status_code >= 500:
            raise requests.RequestException(f"status {answer.status_code}")
        if answer.status_code != 200:
            raise NotFound("Spotify does not know this link.")
        body = bytearray()
        for chunk in answer.iter_content(_CHUNK):
            body += chunk
            if len(body) > most_bytes:
                raise NotFound("Spotify's answer is larger than it may be.")
            if time.monotonic() - began > WHOLE_S:
                raise requests.Timeout("the answer drips")
    return bytes(body)
