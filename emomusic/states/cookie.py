"""The session cookie, as the websocket's handshake brought it."""

from __future__ import annotations

from reflex.state import BaseState

from emomusic.services.sessions import COOKIE_NAME


def session_token(state: BaseState) -> str:
    """Read the session cookie of the connection that an event came through.

    Args:
        state: Any state of the tab.

    Returns:
        The token, or empty where there is none.
    """
    header = state.router.headers.raw_headers.get("cookie", "")
    return token_in(header)


def token_in(header: str) -> str:
    """Find the session's token in a `Cookie` header (RFC 6265, section 4.2).

    Args:
        header: The header's value; anything at all.

    Returns:
        The token, or empty where there is none.
    """
    for pair in header.split(";"):
        name, _, value = pair.strip().partition("=")
        if name == COOKIE_NAME:
            return value.strip('"')
    return ""
