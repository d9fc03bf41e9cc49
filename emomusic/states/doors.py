"""The doors, and the page that somebody was on the way to when they were led there."""

from __future__ import annotations

import reflex as rx
from reflex.event import EventSpec
from reflex.state import BaseState

from emomusic.services.onward import door, onward
from emomusic.services.people import is_first_account
from emomusic.states.base import offload

LOG_IN_PATH = "/log-in"
"""The page where nobody becomes somebody."""
SIGN_UP_PATH = "/sign-up"
"""The page where an account is made; the door while there is none."""


def target_at(state: BaseState) -> str:
    """Read where one goes on to from the door that a tab shows.

    Args:
        state: Any state of the tab.

    Returns:
        The path of a page of this place.
    """
    return onward(state.router.url.query_parameters.get("next", ""))


async def lead_to_the_door(state: BaseState) -> EventSpec:
    """Send somebody who is nobody to the door, so that they come back to where they are.

    Args:
        state: Any state of the tab.

    Returns:
        The event to return or yield.
    """
    url = state.router.url
    if url.path.rstrip("/") in {LOG_IN_PATH, SIGN_UP_PATH}:
        target = target_at(state)
    else:
        target = f"{url.path}?{url.query}" if url.query else url.path
    path = SIGN_UP_PATH if await offload(is_first_account) else LOG_IN_PATH
    return rx.redirect(door(path, target))
