"""The accounts of simulated listeners: made so that nobody can use them, and found again."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from emomusic.errors import Conflict
from emomusic.services.analytics import marks
from emomusic.services.analytics.lock import alone
from emomusic.services.analytics.rollup import WAIT_S
from emomusic.services.people import is_first_account
from emomusic.services.personal import delete_account
from emomusic.services.simulation.habits import Habits
from emomusic.services.simulation.playing import MARK
from emomusic.services.turns import take_turn
from emomusic.store.database import session, upsert
from emomusic.store.folding import fold
from emomusic.store.mongo import Collection, answering, mongo
from emomusic.store.people_tables import Privacy
from emomusic.store.tables import Like, Role, User

PREFIX = "Sim "
"""Begins the name of every simulated listener."""

_NO_PASSWORD = "!simulated"
"""In place of a hash, so that no password fits."""

_NAMES = re.compile(r"\w+").findall(
    """
    Ada Amir Anouk Bela Carmen Chidi Dario Edda Elif Emre Esi Farid Femke Goran Hana Ines Ivo Jana
    Jonas Kaia Kenji Lale Leif Lena Malik Marta Mei Milo Nadia Nils Noor Olga Pavel Priya Rasa Rui
    Sami Tove Uma Yara
    """
)
_LETTERS = "ABCDEFGHJKLMNOPRSTUVWZ"


def name_of(number: int) -> str:
    """The name of a simulated listener; no two have the same.

    Args:
        number: Which.
    """
    names = [f"{first} {last}." for last in _LETTERS for first in _NAMES]
    random.Random("names").shuffle(names)
    again, at = divmod(number, len(names))
    return f"{PREFIX}{names[at]}{f' {again + 1}' if again else ''}"


@dataclass(frozen=True, slots=True)
class Member:
    """A simulated listener with an account.

    Attributes:
        user_id: Of the account.
        habits: Who they are; they joined on the day from which the account is.
    """

    user_id: int
    habits: Habits


def make_accounts(listeners: Sequence[Habits]) -> list[Member]:
    """Make the accounts of simulated listeners, or find them; they like their favourites.

    Args:
        listeners: Who; an account that is there already stays as it is.

    Returns:
        The listeners with their accounts, in the order given.

    Raises:
        Conflict: There is no account yet, for the first one is the administrator's; or somebody
            who is not simulated has one of the names.
    """
    if is_first_account():
        raise Conflict("Make your own account first: the first one is the administrator's.")
    with session(write=True) as db:
        take_turn(db, "accounts")
        there = {user.name_folded: user for user in db.exec(_simulated()).all()}
        users = [
            there.get(fold(name_of(habits.number))) or _add(db, habits) for habits in listeners
        ]
        db.flush()
        members = [
            Member(user.id or 0, habits.joining(_day_of(user.created_at, habits)))
            for user, habits in zip(users, listeners, strict=True)
        ]
        for member in members:
            _settle_in(db, member)
    return members


def _add(db: Session, habits: Habits) -> User:
    name = name_of(habits.number)
    if db.exec(select(User.id).where(User.name_folded == fold(name))).first():
        raise Conflict(f"Somebody is named {name!r} already.")
    user = User(
        name=name,
        name_folded=fold(name),
        password_hash=_NO_PASSWORD,
        role=Role.LISTENER,
        created_at=_midnight(habits),
    )
    db.add(user)
    return user


def _settle_in(db: Session, member: Member) -> None:
    habits = member.habits
    privacy = db.get(Privacy, member.user_id) or Privacy(user_id=member.user_id)
    privacy.is_tracked = habits.is_tracked
    db.add(privacy)
    for song in habits.favourites:
        liked = upsert(db, Like).values(
            user_id=member.user_id, song_id=song.id, liked_at=_midnight(habits)
        )
        db.connection().execute(liked.on_conflict_do_nothing())


async def remove_simulated() -> tuple[int, int]:
    """Remove every event that was simulated, and every simulated listener.

    The hours of the events are marked: the next roll-up counts them anew.

    Returns:
        How many accounts, and how many events.

    Raises:
        Conflict: A roll-up is at it for long.
        Unavailable: A database can't be reached; what is left is removed the next time.
    """
    events = 0
    with answering():
        hours = await mongo()[Collection.ROLLUP_MARKS].distinct("_id")
    async with alone(WAIT_S) as still_mine:
        for hour in hours:
            await still_mine()
            events += await _remove_events(hour)
    with session() as db:
        ids = [user.id for user in db.exec(_simulated()).all() if user.id is not None]
    for user_id in ids:
        await delete_account(user_id, None)
    return len(ids), events


async def _remove_events(hour: datetime) -> int:
    wanted = {"hour": hour, "_id": {"$gte": f"{MARK:08x}-", "$lt": f"{MARK:08x}."}}
    with answering():
        count = await mongo()[Collection.PLAYBACK].count_documents(wanted)
        if count:
            await marks.expect_fewer(hour, count)
            await mongo()[Collection.PLAYBACK].delete_many(wanted)
    return count


def _simulated() -> SelectOfScalar[User]:
    """Select the accounts that were made here, by all that tells them apart."""
    return select(User).where(
        col(User.name).startswith(PREFIX),
        User.role == Role.LISTENER,
        User.password_hash == _NO_PASSWORD,
    )


def _midnight(habits: Habits) -> datetime:
    at = datetime.combine(habits.joined, time(), UTC)
    return at - timedelta(minutes=habits.utc_offset_min)


def _day_of(at: datetime, habits: Habits) -> date:
    return (at + timedelta(minutes=habits.utc_offset_min)).date()
