"""How Spotify is asked: again after a stumble, slower when it says so, and not for ever.

https://developer.spotify.com/documentation/web-api/concepts/rate-limits
"""

from __future__ import annotations

import contextlib
import math
import threading
import time
from collections.abc import Callable, Mapping
from typing import TypeVar

import requests
from spotipy.exceptions import SpotifyException

from emomusic.errors import TooManyRequests, Unavailable

Answer = TypeVar("Answer")

LONGEST_WAIT_S = 5.0
"""Seconds of a Retry-After that are waited for; a longer one is told to the person."""

_WAITS_S = (0.3, 1.0)
_UNKNOWN_WAIT_S = 5.0

_lock = threading.Lock()
_quiet_until = 0.0


def patiently(ask: Callable[[], Answer]) -> Answer:
    """Ask Spotify, up to three times.

    Args:
        ask: Asks once; blocks.

    Returns:
        The answer.

    Raises:
        TooManyRequests: Spotify wants to be left alone for longer than a person waits; nobody
            asks it until then.
        Unavailable: It can't be reached or is out of order.
        SpotifyException: It answered with another status below 500.
    """
    for wait_s in (*_WAITS_S, None):
        _stay_quiet()
        try:
            return ask()
        except SpotifyException as error:
            if error.http_status == 429:
                asked_s = _retry_after_s(error.headers)
                if asked_s > LONGEST_WAIT_S or wait_s is None:
                    _be_quiet(asked_s)
                    _stay_quiet()
                time.sleep(asked_s)
                continue
            if error.http_status < 500:
                raise
            if wait_s is None:
                raise Unavailable(
                    "Spotify is out of order just now. Try again in a few minutes."
                ) from error
        except requests.RequestException as error:
            if wait_s is None:
                raise Unavailable(
                    "Spotify can't be reached now. Check this server's connection, or try again "
                    "in a few minutes."
                ) from error
        time.sleep(wait_s)
    raise AssertionError("the last try returns or raises")


def forget_quiet() -> None:
    """Ask again at once, as after a start."""
    global _quiet_until
    with _lock:
        _quiet_until = 0.0


def _be_quiet(seconds: float) -> None:
    global _quiet_until
    with _lock:
        _quiet_until = max(_quiet_until, time.monotonic() + seconds)


def _stay_quiet() -> None:
    with _lock:
        rest_s = _quiet_until - time.monotonic()
    if rest_s > 0:
        raise TooManyRequests(
            f"Spotify asks to wait for {_in_words(rest_s)}. Try again then.", rest_s
        )


def _in_words(seconds: float) -> str:
    if seconds < 90:
        return f"{math.ceil(seconds)} s"
    return f"{math.ceil(seconds / 60)} minutes"


def _retry_after_s(headers: Mapping[str, str]) -> float:
    with contextlib.suppress(ValueError, TypeError):
        seconds = float(headers.get("Retry-After", ""))
        if math.isfinite(seconds):
            return min(max(seconds, 0.5), 86_400.0)
    return _UNKNOWN_WAIT_S
