"""When the roll-ups were last brought up to date, and what was missed last looked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from emomusic.store.mongo import Collection, answering, mongo


class Run(StrEnum):
    """What is done again and again."""

    ROLL_UP = "roll_up"
    LOOK_BACK = "look_back"


@dataclass(frozen=True, slots=True)
class LastRun:
    """When something was last done from beginning to end, in UTC."""

    began_at: datetime
    ended_at: datetime


async def note(run: Run, began_at: datetime) -> None:
    """Note that something was done to its end.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    noted = {"began_at": began_at, "ended_at": datetime.now(UTC)}
    with answering():
        await mongo()[Collection.ROLLUP_STATE].replace_one({"_id": run.value}, noted, upsert=True)


async def last_run(run: Run) -> LastRun | None:
    """Return when something was last done, or None where it never was.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    with answering():
        found = await mongo()[Collection.ROLLUP_STATE].find_one({"_id": run.value})
    return LastRun(found["began_at"], found["ended_at"]) if found else None
