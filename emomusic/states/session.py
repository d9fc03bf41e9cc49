"""Who is here, and what the shell round every page shows of them."""

from __future__ import annotations

import reflex as rx
from reflex.event import EventSpec

from emomusic.services import catalogue, people, resets
from emomusic.services.access import ADMINISTRATOR, ANYONE
from emomusic.services.onward import door
from emomusic.services.orders import AlbumSort
from emomusic.services.views import AlbumView
from emomusic.settings import SignUp, settings
from emomusic.states.access import person_or_nobody, requires
from emomusic.states.base import AppState, offload
from emomusic.states.doors import LOG_IN_PATH, SIGN_UP_PATH, lead_to_the_door, target_at

NAVIGATION_ALBUMS = 60


class SessionState(AppState):
    """The person of this browser, for the shell."""

    ready: bool = False
    person_id: int = 0
    person_name: str = ""
    is_administrator: bool = False
    albums: list[AlbumView] = []

    @rx.event
    @requires(ANYONE)
    async def enter(self) -> EventSpec | None:
        """Show who is here; nobody is led to the log-in."""
        person = person_or_nobody(self)
        if person is None:
            self.ready = False
            return await lead_to_the_door(self)
        if self.person_id != person.id or self.person_name != person.name:
            self.person_id = person.id
            self.person_name = person.name
        self.is_administrator = person.is_administrator
        page = await offload(catalogue.list_albums, AlbumSort.NEWEST, 0, NAVIGATION_ALBUMS)
        if self.albums != list(page.rows):
            self.albums = list(page.rows)
        self.ready = True
        return None

    @rx.event
    @requires(ANYONE)
    async def look_again(self) -> None:
        """Close the desk of a page that is open, if its person is no administrator any more."""
        someone = person_or_nobody(self)
        self.is_administrator = someone is not None and someone.is_administrator

    @rx.event
    @requires(ADMINISTRATOR)
    async def enter_desk(self) -> None:
        """Say to everybody else that a page of the desk is not for them."""


class DoorState(AppState):
    """What the log-in and the sign-up page need to know."""

    is_first: bool = False
    needs_invitation: bool = False
    invitation: str = ""
    log_in_path: str = LOG_IN_PATH
    sign_up_path: str = SIGN_UP_PATH

    @rx.event
    @requires(ANYONE)
    async def load(self) -> EventSpec | None:
        """Say whether this is the first account, and whether an invitation is needed."""
        target = target_at(self)
        if person_or_nobody(self) is not None:
            return rx.redirect(target)
        self.log_in_path, self.sign_up_path = door(LOG_IN_PATH, target), door(SIGN_UP_PATH, target)
        self.is_first = await offload(people.is_first_account)
        self.invitation = self.router.url.query_parameters.get("invitation", "")
        by_invitation = settings().sign_up is SignUp.INVITATION
        self.needs_invitation = by_invitation and not self.is_first and not self.invitation
        return None


class ResetState(AppState):
    """What the page of a link to a new password needs to know."""

    ready: bool = False
    name: str = ""
    token: str = ""

    @rx.event
    @requires(ANYONE)
    async def load(self) -> None:
        """Say whose password is chosen, or that the link is of no use."""
        self.token = self.router.url.query_parameters.get("token", "")
        self.name = await offload(resets.name_behind, self.token)
        self.ready = True
