"""Sessions: known by a token whose hash alone is kept, moving on with use, ended at will."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from emomusic.errors import NotFound
from emomusic.services import sessions
from emomusic.services.people import SignedIn
from emomusic.services.sessions import Client, person_of
from emomusic.settings import settings
from emomusic.store.database import session
from emomusic.store.tables import UserSession, now
from tests.databases import on_both
from tests.people import another_browser, come_in

pytestmark = [on_both, pytest.mark.usefixtures("database")]


def row_of(signed_in: SignedIn) -> UserSession:
    with session() as db:
        row = db.get(UserSession, signed_in.person.session_id)
    assert row is not None
    return row


def change(signed_in: SignedIn, **values: object) -> None:
    with session(write=True) as db:
        row = db.get(UserSession, signed_in.person.session_id)
        assert row is not None
        row.sqlmodel_update(values)


def test_the_token_has_256_bits_and_is_not_in_the_database() -> None:
    ada = come_in("Ada")
    assert len(ada.token) == 43
    with session() as db:
        row = db.exec(select(UserSession)).one()
    assert ada.token not in row.model_dump_json()
    assert row.token_hash == sessions.hash_token(ada.token)


@pytest.mark.parametrize("token", ["", "x", "x" * 10_000, "\x00", "\udce4"])
def test_another_token_is_nobody(token: str) -> None:
    come_in("Ada")
    assert person_of(token) is None


def test_the_hash_of_a_token_is_not_a_token() -> None:
    assert person_of(row_of(come_in("Ada")).token_hash) is None


def test_a_session_that_is_not_used_ends() -> None:
    ada = come_in("Ada")
    change(ada, expires_at=now() - timedelta(seconds=1))
    assert person_of(ada.token) is None
    assert sessions.sessions_of(ada.person.id) == ()


def test_its_end_moves_on_with_use() -> None:
    ada = come_in("Ada")
    long_ago = now() - timedelta(days=20)
    change(ada, last_seen_at=long_ago, expires_at=long_ago + timedelta(days=30))
    assert person_of(ada.token) == ada.person
    row = row_of(ada)
    assert now() - row.last_seen_at < timedelta(minutes=1)
    assert row.expires_at - row.last_seen_at == timedelta(days=settings().session_days)


def test_use_is_written_once_a_minute_at_most() -> None:
    ada = come_in("Ada")
    recently = now() - timedelta(seconds=50)
    change(ada, last_seen_at=recently)
    person_of(ada.token)
    assert row_of(ada).last_seen_at == recently


def test_one_sees_ones_own_sessions_the_last_used_first() -> None:
    first = come_in("Ada", client=Client("192.0.2.1", "Mozilla/5.0 (X11; Linux) Firefox/140.0"))
    second = another_browser(first.person, Client("192.0.2.2", "curl"))
    change(first, last_seen_at=now() - timedelta(hours=1))
    come_in("Bea")
    views = sessions.sessions_of(first.person.id, second.person.session_id)
    assert [(view.address, view.browser, view.current) for view in views] == [
        ("192.0.2.2", "Unknown browser", True),
        ("192.0.2.1", "Firefox on Linux", False),
    ]


def test_one_ends_ones_own_sessions_and_nobody_elses() -> None:
    ada, bea = come_in("Ada"), come_in("Bea")
    with pytest.raises(NotFound):
        sessions.end_session(ada.person.id, bea.person.session_id)
    assert person_of(bea.token) == bea.person
    sessions.end_session(bea.person.id, bea.person.session_id)
    assert person_of(bea.token) is None
    with pytest.raises(NotFound):
        sessions.end_session(bea.person.id, bea.person.session_id)


def test_all_but_one_can_be_ended() -> None:
    here = come_in("Ada")
    there = another_browser(here.person)
    assert sessions.end_sessions(here.person.id, here.person.session_id) == 1
    assert person_of(here.token) == here.person
    assert person_of(there.token) is None


def test_logging_out_ends_this_session_and_can_be_said_twice() -> None:
    here = come_in("Ada")
    there = another_browser(here.person)
    sessions.log_out(here.token)
    sessions.log_out(here.token)
    assert person_of(here.token) is None
    assert person_of(there.token) == there.person


def test_what_has_run_out_is_forgotten() -> None:
    ada, bea = come_in("Ada"), come_in("Bea")
    change(ada, expires_at=now() - timedelta(seconds=1))
    assert sessions.purge_expired() == 1
    assert person_of(bea.token) == bea.person


def test_a_long_user_agent_is_cut() -> None:
    ada = come_in("Ada", client=Client("x" * 500, "y" * 5000))
    assert (len(row_of(ada).address), len(row_of(ada).user_agent)) == (64, 300)
