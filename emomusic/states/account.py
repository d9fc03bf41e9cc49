"""One's own account: name, password, and the browsers in which one is signed in."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from emomusic.errors import EmoMusicError
from emomusic.services import own_password, privacy, sessions
from emomusic.services.access import LISTENER
from emomusic.services.spotify import connection
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


class AccountState(AppState):
    """The settings page."""

    browsers: list[BrowserView] = []
    wrong: str = ""
    done: str = ""
    offers_spotify: bool = False
    is_tracked: bool = True

    @rx.event
    @requires(LISTENER)
    async def load(self) -> None:
        """Show the sessions."""
        self.wrong = self.done = ""
        self.offers_spotify = connection.is_offered()
        self.is_tracked = await offload(privacy.is_tracked, person(self).id)
        await self._show_browsers()

    @rx.event
    @requires(LISTENER)
    async def go_untracked(self, untracked: bool) -> None:
        """Leave one's name out of what is kept of listening, or put it there again.

        Args:
            untracked: Whether the name is left out from now on.
        """
        await offload(privacy.set_tracked, person(self).id, not untracked)
        self.is_tracked = not untracked

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
                own_password.change_password,
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
                browser=session.browser,
                address=session.address,
                last_seen=session.last_seen_at.isoformat(),
                is_this_one=session.current,
            )
            for session in await offload(sessions.sessions_of, me.id, me.session_id)
        ]
