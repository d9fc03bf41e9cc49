"""Log-ins are slowed down by account and by address, so that passwords can't be guessed.

A try is written down before the password is looked at and struck out when it was right: of a
hundred tries at once, none gets in unseen.
"""

from __future__ import annotations

import hashlib
import ipaddress
import math
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from emomusic.errors import TooManyRequests
from emomusic.services.turns import take_turn
from emomusic.settings import settings
from emomusic.store.database import session
from emomusic.store.folding import fold
from emomusic.store.tables import LogInFailure, now

WINDOW = timedelta(minutes=15)
"""How long a failure counts."""

FAILURES_PER_ACCOUNT = 5
FAILURES_PER_ADDRESS = 30

FIRST_DELAY_S = 30.0
"""Seconds to wait after the last free failure; doubled by each that follows."""

_LONGEST_DELAY_S = WINDOW.total_seconds()


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try that was let through, and is a failure until it is struck out."""

    row_ids: tuple[int, ...]
    account_key: str


def address_key(address: str) -> str:
    """Name the place that an address stands for.

    Args:
        address: An IP address, or anything else that a server says of its client.

    Returns:
        A key; an IPv6 address counts as its /64, which is what one subscriber gets.
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return f"address:{address[:64]}"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return f"address:{parsed.ipv4_mapped}"
        return f"address:{ipaddress.ip_network((parsed, 64), strict=False)}"
    return f"address:{parsed}"


def account_key(name: str) -> str:
    """Name an account, whether it exists or not.

    It is a hash because people type their password in the wrong field at times.

    Args:
        name: What was typed as the name.

    Returns:
        A key.
    """
    return "account:" + hashlib.sha256(fold(name).encode()).hexdigest()


def admit(name: str, address: str) -> Attempt:
    """Let a log-in be tried, or say how long to wait.

    Args:
        name: What was typed as the name.
        address: Of the client; empty where it is the shell.

    Returns:
        The try, to be struck out with `succeed`.

    Raises:
        TooManyRequests: Too many failed from this address or for this account.
    """
    account = account_key(name)
    limits = {account: FAILURES_PER_ACCOUNT}
    if address:
        limits[address_key(address)] = FAILURES_PER_ADDRESS
    with session(write=True) as db:
        return Attempt(_write_down(db, limits), account)


def admit_sign_up(address: str) -> None:
    """Let an account be made, or say how long to wait.

    Args:
        address: Of the client; empty where it is the shell.

    Raises:
        TooManyRequests: Too many were made from this address.
    """
    if address:
        with session(write=True) as db:
            limit = settings().sign_ups_per_address
            _write_down(db, {"sign-up:" + address_key(address): limit})


def succeed(attempt: Attempt) -> None:
    """Strike out a try that was right, and the account's failures before it.

    Args:
        attempt: From `admit`.
    """
    with session(write=True) as db:
        db.execute(delete(LogInFailure).where(col(LogInFailure.key) == attempt.account_key))
        db.execute(delete(LogInFailure).where(col(LogInFailure.id).in_(attempt.row_ids)))


def forgive(name: str) -> None:
    """Forget the failures of an account that has a new password.

    Args:
        name: Of the account.
    """
    with session(write=True) as db:
        db.execute(delete(LogInFailure).where(col(LogInFailure.key) == account_key(name)))


def purge_old_failures() -> None:
    """Forget the failures that no longer count."""
    with session(write=True) as db:
        db.execute(delete(LogInFailure).where(col(LogInFailure.at) < now() - WINDOW))


def _write_down(db: Session, limits: dict[str, int]) -> tuple[int, ...]:
    for key, limit in sorted(limits.items()):  # in one order, so that turns can't deadlock
        take_turn(db, key)
        _check(db, key, limit)
    rows = [LogInFailure(key=key) for key in limits]
    db.add_all(rows)
    db.flush()
    return tuple(row.id for row in rows if row.id is not None)


def _check(db: Session, key: str, limit: int) -> None:
    at = now()
    counted, last = db.exec(
        select(func.count(), func.max(LogInFailure.at)).where(
            LogInFailure.key == key, LogInFailure.at > at - WINDOW
        )
    ).one()
    if counted < limit or last is None:
        return
    doublings = min(counted - limit, 10)
    delay = timedelta(seconds=min(FIRST_DELAY_S * 2**doublings, _LONGEST_DELAY_S))
    wait_s = (last + delay - at).total_seconds()
    if wait_s > 0:
        raise TooManyRequests(
            f"Too many tries. Please wait {_in_words(wait_s)} and try again.", wait_s
        )


def _in_words(wait_s: float) -> str:
    if wait_s <= 90:
        seconds = math.ceil(wait_s)
        return f"{seconds} second{'' if seconds == 1 else 's'}"
    return f"{math.ceil(wait_s / 60)} minutes"


def forget(db: Session, name: str) -> None:
    """Forget the failures of an account that is deleted.

    Args:
        db: The writing session of the deletion.
        name: Of the account.
    """
    db.execute(delete(LogInFailure).where(col(LogInFailure.key) == account_key(name)))
