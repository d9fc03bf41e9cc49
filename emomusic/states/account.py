"""One's own account: name, password, and the browsers in which one is signed in."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from emomusic.errors import EmoMusicError
from emomusic.services import people, sessions
from emomusic.services.access import LISTENER
from emomusic.states.access import person, requires
from emomusic.states.base import AppState, offload


@dataclass(frozen=True, slots=True)
class BrowserView:
    """A session as its owner sees it; times are ISO 8601 in UTC."""

    id: int
    browser: str
    address: str
    last_seen: str
    is_this_one: bool


_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser_name(user_agent: str) -> str:
    """Say which browser a User-Agent header speaks of, in a person's words.

    Args:
        user_agent: The header; the first name in the order of `_BROWSERS` wins, since browsers
            name those they descend from too.

    Returns:
        Such as "Firefox on Linux", or "A browser" where it is unknown.
    """
    browser = next((name for sign, name in _BROWSERS if sign in user_agent), "A browser")
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), "")
    return f"{browser} on {system}" if system else browser


class AccountState(AppState):
    """The settings page."""

    browsers: list[BrowserView] = []
    wrong: str = ""
    done: str = ""

    @rx.event
    @requires(LISTENER)
    async def load(self) -> None:
        """Show the sessions."""
        self.wrong = self.done = ""
        await self._show_browsers()

    @rx.event
    @requires(LISTENER)
    async def change_password(self, form: dict[str, str]) -> None:
        """Change the password; all other browsers are signed out.

        Args:
            form: `current`, `new` and `again`.
        """
        me = person(self)
        self.wrong = self.done = ""
        if form.get("new", "") != form.get("again", ""):
            self.wrong = "The two new passwords differ."
            return
        try:
            await offload(
                people.change_password,
                me.id,
                form.get("current", ""),
                form.get("new", ""),
                me.session_id,
            )
        except EmoMusicError as error:
            self.wrong = error.sentence
            return
        self.done = "Your password is changed, and other browsers are signed out."
        await self._show_browsers()

    @rx.event
    @requires(LISTENER)
    async def end_session(self, session_id: int) -> None:
        """Sign one of one's own browsers out.

        Args:
            session_id: Which.
        """
        await offload(sessions.end_session, person(self).id, session_id)
        await self._show_browsers()

    async def _show_browsers(self) -> None:
        me = person(self)
        self.browsers = [
            BrowserView(
                id=session.id,
                browser=browser_name(session.user_agent),
                address=session.address,
                last_seen=session.last_seen_at.isoformat(),
                is_this_one=session.current,
            )
            for session in await offload(sessions.sessions_of, me.id, me.session_id)
        ]
