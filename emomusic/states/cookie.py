"""The session cookie, as the websocket's handshake brought it."""

from __future__ import annotations

from reflex.state import BaseState

from emomusic.services.sessions import token_in


def session_token(state: BaseState) -> str:
    """Read the session cookie of the connection that an event came through.

    Args:
        state: Any state of the tab.

    Returns:
        The token, or empty where there is none.
    """
    header = state.router.headers.raw_headers.get("cookie", "")
    return token_in(header)
