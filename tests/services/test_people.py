"""Accounts: coming in, one's name and password, and what an administrator may change."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from statistics import median

import pytest
from argon2 import PasswordHasher

from emomusic.errors import (
    Conflict,
    EmoMusicError,
    Forbidden,
    InvalidInput,
    NotFound,
    NotSignedIn,
)
from emomusic.services import invitations, people, removal, sessions
from emomusic.services.sessions import Client
from emomusic.settings import settings
from emomusic.store.database import session
from emomusic.store.tables import Role, User
from tests.databases import on_both
from tests.factories import ident, make_like, make_song, make_user
from tests.people import PASSWORD, another_browser, come_in

pytestmark = pytest.mark.usefixtures("database")


def roles() -> list[Role]:
    return [account.role for account in people.accounts()]


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Call all in threads; an error with a sentence is its result."""

    def outcome(call: Callable[[], object]) -> object:
        try:
            return call()
        except EmoMusicError as error:
            return type(error)

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(outcome, calls))


@on_both
class TestSigningUp:
    def test_the_first_account_is_the_administrator_and_the_second_is_not(self) -> None:
        assert people.is_first_account()
        first = people.sign_up("Ada", PASSWORD)
        second = people.sign_up("Bea", PASSWORD)
        assert not people.is_first_account()
        assert first.person.role is Role.ADMINISTRATOR
        assert second.person.role is Role.LISTENER

    def test_of_four_first_accounts_at_once_one_is_the_administrator(self) -> None:
        at_once(*[lambda n=n: people.sign_up(f"Person {n}", PASSWORD) for n in range(4)])
        assert sorted(roles()) == [Role.ADMINISTRATOR] + [Role.LISTENER] * 3

    def test_one_is_signed_in_at_once(self) -> None:
        signed_in = people.sign_up("Ada", PASSWORD, client=Client("192.0.2.1", "Firefox/130"))
        assert sessions.person_of(signed_in.token) == signed_in.person
        (view,) = sessions.sessions_of(signed_in.person.id)
        assert (view.address, view.user_agent) == ("192.0.2.1", "Firefox/130")

    @pytest.mark.parametrize("name", ["ada lovelace", "ADA LOVELACE", "Àda  Lovelacé "])
    def test_a_name_is_taken_whatever_its_case_and_accents(self, name: str) -> None:
        make_user("Ada Lovelace")
        with pytest.raises(Conflict):
            people.sign_up(name, PASSWORD)

    def test_of_two_with_one_name_at_once_one_is_told_that_it_is_taken(self) -> None:
        outcomes = at_once(*[lambda: people.sign_up("Ada", PASSWORD)] * 2)
        assert Conflict in outcomes
        assert len(people.accounts()) == 1

    def test_the_password_may_not_be_the_name(self) -> None:
        with pytest.raises(InvalidInput):
            people.sign_up("Ada Lovelace", "ada lovelace")
        assert people.accounts() == ()


@on_both
class TestByInvitation:
    @pytest.fixture(autouse=True)
    def only_by_invitation(self, monkeypatch: pytest.MonkeyPatch, database: str) -> None:
        monkeypatch.setenv("SIGN_UP", "invitation")
        settings.cache_clear()

    def test_the_very_first_account_needs_none(self) -> None:
        assert people.sign_up("Ada", PASSWORD).person.is_administrator

    def test_without_one_nobody_comes_in(self) -> None:
        make_user("Ada")
        with pytest.raises(Forbidden):
            people.sign_up("Bea", PASSWORD)
        with pytest.raises(Forbidden):
            people.sign_up("Bea", PASSWORD, "no such token")
        assert len(people.accounts()) == 1

    def test_it_is_used_once(self) -> None:
        make_user("Ada")
        token = invitations.invite()
        people.sign_up("Bea", PASSWORD, token)
        with pytest.raises(Forbidden):
            people.sign_up("Cleo", PASSWORD, token)
        assert [account.name for account in people.accounts()] == ["Ada", "Bea"]

    def test_of_three_at_once_one_uses_it(self) -> None:
        make_user("Ada")
        token = invitations.invite()
        outcomes = at_once(
            *[lambda n=n: people.sign_up(f"Person {n}", PASSWORD, token) for n in range(3)]
        )
        assert outcomes.count(Forbidden) == 2
        assert len(people.accounts()) == 2

    def test_a_name_that_is_taken_does_not_use_it_up(self) -> None:
        make_user("Ada")
        token = invitations.invite()
        with pytest.raises(Conflict):
            people.sign_up("Ada", PASSWORD, token)
        assert invitations.is_usable(token)

    def test_it_runs_out(self) -> None:
        make_user("Ada")
        token = invitations.invite(lifetime=timedelta(microseconds=1))
        with pytest.raises(Forbidden):
            people.sign_up("Bea", PASSWORD, token)

    def test_it_gives_the_role_that_it_was_made_for(self) -> None:
        make_user("Ada")
        token = invitations.invite(Role.ADMINISTRATOR)
        assert people.sign_up("Bea", PASSWORD, token).person.is_administrator


class TestLoggingIn:
    def test_case_and_accents_of_the_name_do_not_matter(self) -> None:
        people.add_account("Zoë", PASSWORD)
        assert people.log_in("ZOE", PASSWORD).person.name == "Zoë"

    @pytest.mark.parametrize(("name", "password"), [("Ada", "wrong"), ("Nobody", PASSWORD)])
    def test_an_unknown_name_and_a_wrong_password_are_answered_alike(
        self, name: str, password: str
    ) -> None:
        people.add_account("Ada", PASSWORD)
        with pytest.raises(NotSignedIn) as refusal:
            people.log_in(name, password)
        assert refusal.value.sentence == "The name or the password is wrong."

    def test_they_take_the_same_time(self) -> None:
        people.add_account("Ada", PASSWORD)

        def seconds(name: str) -> float:
            began = time.process_time()
            with pytest.raises(NotSignedIn):
                people.log_in(name, "wrong password")
            return time.process_time() - began

        # processor time of four each, in turns: under the limit, and free of who else computes
        pairs = [(seconds("Ada"), seconds("Nobody")) for _ in range(4)]
        known, unknown = (median(column) for column in zip(*pairs, strict=True))
        assert 0.5 < known / unknown < 2.0

    def test_a_disabled_account_is_told_only_when_the_password_is_right(self) -> None:
        people.add_account("Ada", PASSWORD)
        bea = people.add_account("Bea", PASSWORD)
        people.disable(bea)
        with pytest.raises(Forbidden):
            people.log_in("Bea", PASSWORD)
        with pytest.raises(NotSignedIn):
            people.log_in("Bea", "wrong")

    def test_an_old_hash_is_renewed(self) -> None:
        weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
        user = make_user("Ada", password_hash=weak)
        people.log_in("Ada", PASSWORD)
        with session() as db:
            kept = db.get(User, ident(user))
        assert kept is not None
        assert kept.password_hash.startswith("$argon2id$v=19$m=47104,")
        assert people.log_in("Ada", PASSWORD).person.name == "Ada"


@on_both
class TestTheLastAdministrator:
    def test_stays_one(self) -> None:
        ada = people.add_account("Ada", PASSWORD)
        for change in (people.disable, removal.remove):
            with pytest.raises(Conflict):
                change(ada)
        with pytest.raises(Conflict):
            people.set_role(ada, Role.LISTENER)
        assert roles() == [Role.ADMINISTRATOR]

    def test_a_disabled_other_one_does_not_count(self) -> None:
        ada = ident(make_user("Ada", role=Role.ADMINISTRATOR))
        make_user("Bea", role=Role.ADMINISTRATOR, is_disabled=True)
        with pytest.raises(Conflict):
            people.set_role(ada, Role.LISTENER)

    def test_of_two_that_step_down_at_once_one_stays(self) -> None:
        ids = [ident(make_user(name, role=Role.ADMINISTRATOR)) for name in ("Ada", "Bea")]
        outcomes = at_once(*[lambda i=i: people.set_role(i, Role.LISTENER) for i in ids])
        assert outcomes.count(Conflict) == 1
        assert sorted(roles()) == [Role.ADMINISTRATOR, Role.LISTENER]

    def test_another_one_may_go(self) -> None:
        ids = [ident(make_user(name, role=Role.ADMINISTRATOR)) for name in ("Ada", "Bea")]
        removal.remove(ids[0])
        assert [account.name for account in people.accounts()] == ["Bea"]


@on_both
class TestAnAccount:
    def test_that_is_disabled_is_nobody_at_once_and_comes_back(self) -> None:
        make_user(role=Role.ADMINISTRATOR)
        bea = come_in("Bea")
        people.disable(bea.person.id)
        assert sessions.person_of(bea.token) is None
        people.enable(bea.person.id)
        assert sessions.person_of(bea.token) is None
        assert sessions.person_of(another_browser(bea.person).token) is not None

    def test_that_is_removed_takes_what_it_owns_along(self) -> None:
        make_user(role=Role.ADMINISTRATOR)
        bea = make_user("Bea")
        make_like(bea, make_song())
        another = come_in("Cleo")
        removal.remove(ident(bea))
        assert [account.name for account in people.accounts()][1:] == ["Cleo"]
        assert sessions.person_of(another.token) == another.person

    def test_can_be_renamed_but_not_to_a_name_that_is_taken(self) -> None:
        ada = ident(make_user("Ada"))
        make_user("Bea")
        assert people.rename(ada, " Ada L ") == "Ada L"
        assert people.rename(ada, "ADA L") == "ADA L"
        with pytest.raises(Conflict):
            people.rename(ada, "béa")
        assert people.account_named("ada l").id == ada

    def test_that_does_not_exist_is_not_found(self) -> None:
        with pytest.raises(NotFound):
            people.account_named("Nobody")
        for change in (people.disable, people.enable, removal.remove):
            with pytest.raises(NotFound):
                change(1)
