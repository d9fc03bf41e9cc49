"""Log-ins are slowed down by account and by address."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import func, select

from emomusic.errors import TooManyRequests
from emomusic.services import throttle
from emomusic.services.throttle import account_key, address_key, admit
from emomusic.store.database import session
from emomusic.store.tables import LogInFailure, now
from tests.databases import on_both

pytestmark = [on_both, pytest.mark.usefixtures("database")]


def fail(name: str, times: int, address: str = "", ago: timedelta = timedelta(0)) -> None:
    """Let log-ins have failed some time ago."""
    keys = [account_key(name)] + ([address_key(address)] if address else [])
    with session(write=True) as db:
        db.add_all(LogInFailure(key=key, at=now() - ago) for key in keys for _ in range(times))


def wait_s(name: str, address: str = "") -> float:
    with pytest.raises(TooManyRequests) as refusal:
        admit(name, address)
    return refusal.value.retry_after_s


def failures() -> int:
    with session() as db:
        return db.exec(select(func.count()).select_from(LogInFailure)).one()


def test_five_failures_are_free_and_then_one_waits() -> None:
    for _ in range(5):
        admit("Ada", "")
    assert wait_s("ada") == pytest.approx(30, abs=5)
    admit("Bea", "")


def test_the_wait_doubles_with_each_further_failure_up_to_the_window() -> None:
    waits = []
    for times in (5, 1, 1, 1, 1, 1, 1):
        fail("Ada", times)
        waits.append(wait_s("Ada"))
    assert waits == pytest.approx([30, 60, 120, 240, 480, 900, 900], abs=5)


def test_when_the_wait_is_over_one_may_try_again() -> None:
    fail("Ada", 5, ago=timedelta(seconds=31))
    admit("Ada", "")
    assert wait_s("Ada") == pytest.approx(60, abs=5)


def test_asking_while_one_waits_does_not_make_it_longer() -> None:
    fail("Ada", 5)
    for _ in range(10):
        wait_s("Ada")
    assert failures() == 5


def test_failures_of_a_quarter_of_an_hour_ago_do_not_count() -> None:
    fail("Ada", 50, "192.0.2.1", ago=timedelta(minutes=15, seconds=1))
    admit("Ada", "192.0.2.1")
    throttle.purge_old_failures()
    assert failures() == 2


def test_an_address_has_thirty_over_all_accounts() -> None:
    for number in range(30):
        admit(f"Person {number}", "192.0.2.1")
    assert wait_s("Somebody else", "192.0.2.1") == pytest.approx(30, abs=5)
    admit("Somebody else", "192.0.2.2")


def test_success_forgets_the_accounts_failures_but_not_the_addresses() -> None:
    for _ in range(4):
        admit("Ada", "192.0.2.1")
    throttle.succeed(admit("Ada", "192.0.2.1"))
    assert failures() == 4
    for _ in range(5):
        admit("Ada", "")


def test_of_twenty_tries_at_once_five_are_let_through() -> None:
    def let_through(_: int) -> bool:
        try:
            admit("Ada", "192.0.2.1")
        except TooManyRequests:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(let_through, range(20))) == 5


def test_sign_ups_are_limited_by_address() -> None:
    for _ in range(100):
        throttle.admit_sign_up("192.0.2.1")
    with pytest.raises(TooManyRequests):
        throttle.admit_sign_up("192.0.2.1")
    throttle.admit_sign_up("192.0.2.2")
    throttle.admit_sign_up("")
