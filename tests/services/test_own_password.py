"""Passwords of accounts that are there: changed, and given again before something dangerous."""

from __future__ import annotations

from datetime import timedelta

import pytest

from emomusic.errors import ConfirmationNeeded, InvalidInput, NotSignedIn, TooManyRequests
from emomusic.services import own_password, people, sessions
from emomusic.services.access import ADMINISTRATOR_CONFIRMED, CONFIRMED_FOR
from emomusic.services.sessions import person_of
from emomusic.store.database import session
from emomusic.store.tables import UserSession, now
from tests.databases import on_both
from tests.people import PASSWORD, another_browser, come_in

pytestmark = pytest.mark.usefixtures("database")


class TestChangingOnesPassword:
    def test_the_new_one_works_and_the_old_one_does_not(self) -> None:
        ada = people.sign_up("Ada", PASSWORD).person
        own_password.change_password(ada.id, PASSWORD, "another good one", ada.session_id)
        assert people.log_in("Ada", "another good one").person.id == ada.id
        with pytest.raises(NotSignedIn):
            people.log_in("Ada", PASSWORD)

    def test_it_ends_the_other_sessions_and_keeps_this_one(self) -> None:
        here = people.sign_up("Ada", PASSWORD)
        there, elsewhere = another_browser(here.person), another_browser(here.person)
        stranger = come_in("Bea")
        ended = own_password.change_password(
            here.person.id, PASSWORD, "another good one", here.person.session_id
        )
        assert ended == 2
        assert sessions.person_of(here.token) == here.person
        assert sessions.person_of(there.token) is None
        assert sessions.person_of(elsewhere.token) is None
        assert sessions.person_of(stranger.token) == stranger.person

    @pytest.mark.parametrize(
        ("old", "new"),
        [("wrong", "another good one"), (PASSWORD, "short"), (PASSWORD, PASSWORD)],
    )
    def test_a_wrong_old_or_a_bad_new_one_changes_nothing(self, old: str, new: str) -> None:
        ada = people.sign_up("Ada", PASSWORD).person
        another_browser(ada)
        with pytest.raises(InvalidInput):
            own_password.change_password(ada.id, old, new, ada.session_id)
        assert len(sessions.sessions_of(ada.id)) == 2
        assert people.log_in("Ada", PASSWORD).person.id == ada.id


@on_both
class TestGivingThePasswordAgain:
    @staticmethod
    def given(session_id: int, ago: timedelta) -> None:
        with session(write=True) as db:
            row = db.get(UserSession, session_id)
            assert row is not None
            row.confirmed_at = now() - ago

    @staticmethod
    def may(token: str) -> bool:
        try:
            ADMINISTRATOR_CONFIRMED.check(person_of(token))
        except ConfirmationNeeded:
            return False
        return True

    def test_counts_for_a_quarter_of_an_hour(self, database: str) -> None:
        ada = people.sign_up("Ada", PASSWORD)
        assert self.may(ada.token)
        self.given(ada.person.session_id, CONFIRMED_FOR + timedelta(seconds=1))
        assert not self.may(ada.token)
        own_password.confirm(ada.person, PASSWORD)
        assert self.may(ada.token)
        self.given(ada.person.session_id, CONFIRMED_FOR - timedelta(minutes=1))
        assert self.may(ada.token)

    def test_counts_for_this_session_alone(self, database: str) -> None:
        ada = people.sign_up("Ada", PASSWORD)
        other = another_browser(ada.person)
        for one in (ada, other):
            self.given(one.person.session_id, timedelta(hours=1))
        own_password.confirm(ada.person, PASSWORD)
        assert (self.may(ada.token), self.may(other.token)) == (True, False)

    def test_is_refused_when_it_is_wrong_and_slowed_down(self, database: str) -> None:
        ada = people.sign_up("Ada", PASSWORD)
        self.given(ada.person.session_id, timedelta(hours=1))
        for _ in range(5):
            with pytest.raises(InvalidInput):
                own_password.confirm(ada.person, "not the password")
        with pytest.raises(TooManyRequests):
            own_password.confirm(ada.person, PASSWORD)
        assert not self.may(ada.token)
