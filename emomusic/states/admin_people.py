"""The people of the desk: who there is, what they may do, and links for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import reflex as rx
from reflex.event import EventSpec

from emomusic.errors import Conflict, EmoMusicError, InvalidInput
from emomusic.services import invitations, people, resets, sessions
from emomusic.services.access import ADMINISTRATOR, ADMINISTRATOR_CONFIRMED, Person
from emomusic.services.people_list import (
    PeopleFilter,
    PeopleSort,
    PersonRow,
    list_people,
    matching_ids,
    person_row,
)
from emomusic.services.personal import delete_account
from emomusic.services.views import Page
from emomusic.states.access import person, requires
from emomusic.states.account import BrowserView
from emomusic.states.admin_table import KindTableState
from emomusic.states.base import AppState, offload
from emomusic.store.tables import Role, now

LIFETIMES_DAYS = (1, 7, 30)


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation that can still be used; times are ISO 8601 in UTC."""

    id: int
    role: str
    made: str
    until: str


class PeopleState(KindTableState, AppState):
    """The list of people."""

    rows: list[PersonRow] = []
    sort: str = PeopleSort.NAME.value
    kind: str = PeopleFilter.ALL.value
    shown: PersonRow | None = None
    deleting: PersonRow | None = None
    browsers: list[BrowserView] = []
    open_invitations: list[InvitationRow] = []
    is_inviting: bool = False
    link: str = ""
    link_title: str = ""
    link_hint: str = ""

    @rx.event
    @requires(ADMINISTRATOR)
    async def enter(self) -> None:
        """Show the people and the invitations, and no dialog of an earlier visit."""
        self._close()
        await self._show_first()
        await self._show_invitations()

    @rx.event
    @requires(ADMINISTRATOR)
    async def show_person(self, user_id: int) -> None:
        """Open what there is to know of somebody.

        Args:
            user_id: Who.
        """
        await self._show_person(user_id)

    @rx.event
    @requires(ADMINISTRATOR)
    async def close(self) -> None:
        """Close the dialog; a link in it can't be had again."""
        self._close()

    @rx.event
    @requires(ADMINISTRATOR)
    async def start_inviting(self) -> None:
        """Open the form of an invitation."""
        self._close()
        self.is_inviting = True

    @rx.event
    @requires(ADMINISTRATOR_CONFIRMED)
    async def invite(self, form: dict[str, str]) -> None:
        """Make an invitation and show its link.

        Args:
            form: `role` and `days`.
        """
        role = _role(form.get("role", ""))
        days = form.get("days", "")
        if days not in {str(one) for one in LIFETIMES_DAYS}:
            raise InvalidInput("Choose how long the invitation can be used.")
        token = await offload(invitations.invite, role, timedelta(days=int(days)), person(self))
        self._close()
        self.link = f"/sign-up?invitation={token}"
        self.link_title = "The invitation is ready"
        who = "an administrator" if role is Role.ADMINISTRATOR else "a listener"
        until = "a day" if days == "1" else f"{days} days"
        self.link_hint = f"It makes one account, of {who}, within {until}."
        await self._show_invitations()

    @rx.event
    @requires(ADMINISTRATOR)
    async def withdraw(self, invitation_id: int) -> None:
        """Take an invitation back.

        Args:
            invitation_id: Which.
        """
        await offload(invitations.withdraw, invitation_id, person(self))
        await self._show_invitations()

    @rx.event
    @requires(ADMINISTRATOR_CONFIRMED)
    async def make_reset_link(self, user_id: int) -> None:
        """Make a link with which somebody chooses a new password.

        Args:
            user_id: Who.
        """
        row = await offload(person_row, user_id)
        token = await offload(resets.make_link, user_id, person(self))
        self._close()
        self.link = f"/reset?token={token}"
        self.link_title = f"A new password for {row.name}"
        self.link_hint = "It works once, within 24 hours. The old password works until then."

    @rx.event
    @requires(ADMINISTRATOR_CONFIRMED)
    async def set_role_of(self, user_id: int, role: str) -> EventSpec:
        """Make somebody an administrator or a listener.

        Args:
            user_id: Who.
            role: The value of a `Role`.
        """
        await offload(people.set_role, user_id, _role(role), person(self))
        return await self._changed(user_id, f"is {_in_words(role)} now")

    @rx.event
    @requires(ADMINISTRATOR_CONFIRMED)
    async def disable(self, user_id: int) -> EventSpec:
        """Switch an account off.

        Args:
            user_id: Whose.
        """
        await offload(_disable, user_id, person(self))
        return await self._changed(user_id, "can't log in any more")

    @rx.event
    @requires(ADMINISTRATOR)
    async def ask_to_delete(self, user_id: int) -> None:
        """Ask whether an account is to be deleted for good.

        Args:
            user_id: Whose.
        """
        row = await offload(person_row, user_id)
        self._close()
        self.deleting = row

    @rx.event
    @requires(ADMINISTRATOR_CONFIRMED)
    async def delete_person(self, user_id: int) -> EventSpec:
        """Delete an account for good.

        Args:
            user_id: Whose.
        """
        await delete_account(user_id, person(self))
        self._close()
        self._choose([])
        await self._show()
        return rx.toast.success("The account and what belonged to it are deleted.")

    @rx.event
    @requires(ADMINISTRATOR)
    async def enable(self, user_id: int) -> EventSpec:
        """Switch an account on.

        Args:
            user_id: Whose.
        """
        await offload(people.enable, user_id, person(self))
        return await self._changed(user_id, "can log in again")

    @rx.event
    @requires(ADMINISTRATOR)
    async def sign_out(self, user_id: int) -> EventSpec:
        """End somebody's sessions.

        Args:
            user_id: Whose.
        """
        await offload(people.sign_out, user_id, person(self))
        return await self._changed(user_id, "is signed out everywhere")

    @rx.event
    @requires(ADMINISTRATOR_CONFIRMED)
    async def disable_chosen(self) -> EventSpec:
        """Switch the chosen accounts off."""
        return await self._for_chosen(_disable, "switched off")

    @rx.event
    @requires(ADMINISTRATOR)
    async def enable_chosen(self) -> EventSpec:
        """Switch the chosen accounts on."""
        return await self._for_chosen(people.enable, "switched on")

    @rx.event
    @requires(ADMINISTRATOR)
    async def sign_out_chosen(self) -> EventSpec:
        """End the sessions of the chosen people."""
        return await self._for_chosen(people.sign_out, "signed out")

    async def _for_chosen(self, act: Callable[[int, Person], object], what: str) -> EventSpec:
        actor, ids = person(self), tuple(self.selected)
        if self.all_matching:
            ids = await offload(matching_ids, self.query, PeopleFilter(self.kind))
        done, sentence = await offload(_each, act, ids, actor)
        self._choose([])
        await self._show()
        count = f"{done} {'person' if done == 1 else 'people'} {what}."
        if sentence:
            return rx.toast.warning(f"{count} {len(ids) - done} not: {sentence}")
        return rx.toast.success(count)

    async def _changed(self, user_id: int, what: str) -> EventSpec:
        await self._show()
        await self._show_person(user_id)
        assert self.shown is not None
        return rx.toast.success(f"{self.shown.name} {what}.")

    async def _show_person(self, user_id: int) -> None:
        me = person(self)
        row = await offload(person_row, user_id)
        views = await offload(sessions.sessions_of, user_id, me.session_id)
        self._close()
        self.shown = row
        self.browsers = [
            BrowserView(
                id=view.id,
                browser=view.browser,
                address=view.address,
                last_seen=view.last_seen_at.isoformat(),
                is_this_one=view.current,
            )
            for view in views
        ]

    async def _show_invitations(self) -> None:
        listed = await offload(invitations.list_invitations)
        self.open_invitations = [
            InvitationRow(
                id=one.id,
                role=one.role.value,
                made=one.created_at.isoformat(),
                until=one.expires_at.isoformat(),
            )
            for one in listed
            if not one.used_by and one.expires_at > now()
        ]

    def _close(self) -> None:
        self.deleting = None
        self.shown = None
        self.browsers = []
        self.is_inviting = False
        self.link = self.link_title = self.link_hint = ""

    async def _page(self, offset: int, limit: int) -> Page[PersonRow]:
        return await offload(
            list_people,
            self.query,
            PeopleFilter(self.kind),
            PeopleSort(self.sort),
            self.descending,
            offset,
            limit,
        )

    def _kinds(self) -> frozenset[str]:
        return frozenset(PeopleFilter)

    def _sortable(self) -> frozenset[str]:
        return frozenset(PeopleSort)


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError:
        raise InvalidInput("A person is a listener or an administrator.") from None


def _in_words(role: str) -> str:
    return "an administrator" if role == Role.ADMINISTRATOR else "a listener"


def _disable(user_id: int, actor: Person) -> None:
    if user_id == actor.id:
        raise Conflict("You can't switch your own account off. Another administrator can.")
    people.disable(user_id, actor)


def _each(
    act: Callable[[int, Person], object], ids: tuple[int, ...], actor: Person
) -> tuple[int, str]:
    """Do one thing to many people; what one of them refuses does not stop the others."""
    done, sentence = 0, ""
    for user_id in ids:
        try:
            act(user_id, actor)
        except EmoMusicError as error:
            sentence = error.sentence
        else:
            done += 1
    return done, sentence
