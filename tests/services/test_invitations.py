"""Invitations, as administrators see them; `test_people` shows how they are used."""

from __future__ import annotations

from datetime import timedelta

import pytest

from emomusic.errors import InvalidInput, NotFound
from emomusic.services import invitations, people
from emomusic.store.tables import Role
from tests.databases import on_both
from tests.factories import make_user
from tests.people import PASSWORD

pytestmark = [on_both, pytest.mark.usefixtures("database")]


def test_they_are_listed_the_newest_first_with_who_used_them() -> None:
    make_user("Ada")
    used = invitations.invite()
    invitations.invite(Role.ADMINISTRATOR)
    people.sign_up("Bea", PASSWORD, used)
    listed = invitations.list_invitations()
    assert [(view.role, view.used_by) for view in listed] == [
        (Role.ADMINISTRATOR, ""),
        (Role.LISTENER, "Bea"),
    ]
    assert listed[0].expires_at - listed[0].created_at > timedelta(days=6)


def test_one_that_is_withdrawn_can_not_be_used() -> None:
    token = invitations.invite()
    assert invitations.is_usable(token)
    (view,) = invitations.list_invitations()
    invitations.withdraw(view.id)
    assert not invitations.is_usable(token)
    with pytest.raises(NotFound):
        invitations.withdraw(view.id)


@pytest.mark.parametrize("days", [0, -1, 366])
def test_one_lasts_a_moment_at_least_and_a_year_at_most(days: int) -> None:
    with pytest.raises(InvalidInput):
        invitations.invite(lifetime=timedelta(days=days))


@pytest.mark.parametrize("token", ["", "x", "\x00", "x" * 10_000])
def test_any_other_text_is_none(token: str) -> None:
    assert not invitations.is_usable(token)
