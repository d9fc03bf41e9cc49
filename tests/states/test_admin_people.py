"""What the people's page of the desk does with what a browser sends."""

from __future__ import annotations

from typing import Any

import pytest

from emomusic.services import people, resets
from emomusic.services.people_list import person_row
from emomusic.states.admin_people import PeopleState
from emomusic.store.tables import Role
from tests.people import come_in
from tests.states.test_access import events_of
from tests.tabs import kinds_of, tab

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def desk(database: str) -> PeopleState:
    return tab(PeopleState, come_in("Ada", Role.ADMINISTRATOR).token)


async def send(state: PeopleState, name: str, *args: Any) -> list[str]:
    return kinds_of(await events_of(PeopleState.event_handlers[name].fn, state, *args))


async def test_the_list_is_sorted_searched_and_paged(desk: PeopleState) -> None:
    for number in range(60):
        come_in(f"Person {number:02}")
    await send(desk, "enter")
    assert (desk.total, desk.page_count, len(desk.rows)) == (61, 2, 50)
    assert (desk.first_row, desk.last_row) == (1, 50)
    await send(desk, "go_to", 2)
    assert (desk.page_number, len(desk.rows), desk.first_row, desk.last_row) == (2, 11, 51, 61)
    await send(desk, "sort_by", "name")
    assert (desk.page_number, desk.descending, desk.rows[0].name) == (1, True, "Person 59")
    await send(desk, "search", "person 1")
    assert (desk.total, desk.page_count) == (10, 1)


@pytest.mark.parametrize("page", [-5, 0, 99, 10**12])
async def test_a_page_that_is_not_there_is_the_nearest_that_is(
    desk: PeopleState, page: int
) -> None:
    await send(desk, "go_to", page)
    assert (desk.page_number, len(desk.rows)) == (1, 1)


@pytest.mark.parametrize("column", ["", "password_hash", "name; DROP TABLE user_account"])
async def test_a_column_that_is_not_there_changes_nothing(desk: PeopleState, column: str) -> None:
    await send(desk, "sort_by", column)
    assert desk.sort == "name"


async def test_rows_are_chosen_over_pages_and_a_search_forgets_them(desk: PeopleState) -> None:
    ids = [come_in(f"Person {number:02}").person.id for number in range(60)]
    await send(desk, "enter")
    await send(desk, "select_page")
    assert (len(desk.selected), desk.page_is_selected) == (50, True)
    await send(desk, "go_to", 2)
    assert not desk.page_is_selected
    await send(desk, "select_row", ids[-1])
    assert len(desk.selected) == 51
    await send(desk, "select_all_matching")
    assert desk.all_matching
    await send(desk, "search", "person")
    assert (desk.selected, desk.all_matching) == ([], False)


async def test_what_one_person_refuses_does_not_stop_the_others(desk: PeopleState) -> None:
    bea, cem = come_in("Bea").person, come_in("Cem").person
    await send(desk, "enter")
    await send(desk, "select_page")
    await send(desk, "disable_chosen")
    assert [person_row(one.id).is_disabled for one in (bea, cem)] == [True, True]
    assert [row.is_disabled for row in desk.rows] == [False, True, True]
    assert desk.selected == []


async def test_nobody_switches_their_own_account_off(desk: PeopleState) -> None:
    await send(desk, "enter")
    me = desk.rows[0].id
    come_in("Bea", Role.ADMINISTRATOR)
    assert await send(desk, "disable", me) == [
        "toast You can't switch your own account off. Another administrator can."
    ]


async def test_the_last_administrator_stays_one(desk: PeopleState) -> None:
    await send(desk, "enter")
    (toast,) = await send(desk, "set_role_of", desk.rows[0].id, "listener")
    assert toast == "toast This is the last administrator. Make somebody else one first."


async def test_a_role_that_does_not_exist_is_refused(desk: PeopleState) -> None:
    bea = come_in("Bea").person
    (toast,) = await send(desk, "set_role_of", bea.id, "emperor")
    assert toast == "toast A person is a listener or an administrator."
    assert person_row(bea.id).role == "listener"


async def test_somebody_who_is_gone_says_so(desk: PeopleState) -> None:
    assert await send(desk, "show_person", 404) == ["toast There is no such account."]


async def test_a_link_is_shown_once_and_forgotten_when_the_dialog_is_closed(
    desk: PeopleState,
) -> None:
    bea = come_in("Bea").person
    await send(desk, "make_reset_link", bea.id)
    token = desk.link.removeprefix("/reset?token=")
    assert resets.name_behind(token) == "Bea"
    await send(desk, "close")
    assert desk.link == ""


@pytest.mark.parametrize(
    "form", [{}, {"role": "listener"}, {"role": "listener", "days": "9999"}, {"days": "7"}]
)
async def test_a_form_that_no_page_of_ours_sends_makes_no_invitation(
    desk: PeopleState, form: dict[str, str]
) -> None:
    (toast,) = await send(desk, "invite", form)
    assert toast.startswith("toast ")
    assert (desk.link, desk.open_invitations) == ("", [])


async def test_an_invitation_is_listed_until_it_is_used_or_withdrawn(desk: PeopleState) -> None:
    for _ in range(2):
        await send(desk, "invite", {"role": "listener", "days": "7"})
    people.sign_up(
        "Bea", "a quiet evening", invitation=desk.link.removeprefix("/sign-up?invitation=")
    )
    await send(desk, "enter")
    assert len(desk.open_invitations) == 1
    await send(desk, "withdraw", desk.open_invitations[0].id)
    assert desk.open_invitations == []
