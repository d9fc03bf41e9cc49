"""Links to a new password: once, in time, for one account."""

from __future__ import annotations

from datetime import timedelta

import pytest

from emomusic.errors import Forbidden, InvalidInput, NotFound
from emomusic.services import people, removal, resets, sessions
from emomusic.services.sessions import Client
from emomusic.store.tables import Role
from tests.databases import on_both
from tests.factories import make_user
from tests.people import PASSWORD, come_in
from tests.services.test_people import at_once

NEW = "another quiet evening"


@on_both
class TestALink:
    def test_gives_a_new_password_and_ends_every_session(self, database: str) -> None:
        ada = people.sign_up("Ada", PASSWORD)
        token = resets.make_link(ada.person.id)
        assert resets.name_behind(token) == "Ada"
        back = resets.use(token, NEW, Client("192.0.2.1", "Firefox/130"))
        assert sessions.person_of(ada.token) is None
        assert sessions.person_of(back.token) == back.person
        assert people.log_in("Ada", NEW).person.id == ada.person.id

    def test_is_used_once(self, database: str) -> None:
        ada = people.sign_up("Ada", PASSWORD)
        token = resets.make_link(ada.person.id)
        resets.use(token, NEW)
        assert resets.name_behind(token) == ""
        with pytest.raises(Forbidden, match="has been used"):
            resets.use(token, "yet another evening")

    def test_is_used_once_by_two_at_once(self, database: str) -> None:
        token = resets.make_link(people.sign_up("Ada", PASSWORD).person.id)
        passwords = ("evening the first", "evening the second")
        outcomes = at_once(*[lambda word=word: resets.use(token, word) for word in passwords])
        assert outcomes.count(Forbidden) == 1

    def test_takes_the_place_of_the_one_before(self, database: str) -> None:
        ada = come_in("Ada").person
        first, second = resets.make_link(ada.id), resets.make_link(ada.id)
        assert (resets.name_behind(first), resets.name_behind(second)) == ("", "Ada")

    def test_goes_with_its_account(self, database: str) -> None:
        make_user(role=Role.ADMINISTRATOR)
        ada = come_in("Ada").person
        token = resets.make_link(ada.id)
        removal.remove(ada.id)
        assert resets.name_behind(token) == ""


def test_a_link_runs_out(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resets, "LIFETIME", timedelta(microseconds=-1))
    token = resets.make_link(come_in("Ada").person.id)
    with pytest.raises(Forbidden):
        resets.use(token, NEW)
    resets.purge_expired()


def test_a_weak_password_leaves_the_link_as_it_was(database: str) -> None:
    token = resets.make_link(come_in("Ada").person.id)
    with pytest.raises(InvalidInput):
        resets.use(token, "12345678")
    resets.use(token, NEW)


def test_an_account_that_is_off_stays_off(database: str) -> None:
    make_user(role=Role.ADMINISTRATOR)
    ada = come_in("Ada").person
    token = resets.make_link(ada.id)
    people.disable(ada.id)
    with pytest.raises(Forbidden):
        resets.use(token, NEW)


@pytest.mark.parametrize("token", ["", "x", "ü" * 40, "a" * 4000, "' OR 1=1 --"])
def test_anything_else_is_no_link(database: str, token: str) -> None:
    assert resets.name_behind(token) == ""
    with pytest.raises(Forbidden):
        resets.use(token, NEW)


def test_there_is_no_link_for_nobody(database: str) -> None:
    with pytest.raises(NotFound):
        resets.make_link(404)


def test_who_was_locked_out_by_wrong_tries_can_log_in_again(database: str) -> None:
    ada = people.sign_up("Ada", PASSWORD)
    for _ in range(5):
        at_once(lambda: people.log_in("Ada", "wrong wrong"))
    resets.use(resets.make_link(ada.person.id), NEW)
    assert people.log_in("Ada", NEW).person.id == ada.person.id
