"""Gives people of the browser tests a past: plays told the real way, and rolled up.

Run as `python -m tests.e2e.history` in the environment of a server, with JSON on its input; the
tests call `give_history`.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlmodel import select

from emomusic.commands.mongo import mongo_for_a_command
from emomusic.errors import Conflict
from emomusic.services import listening, privacy
from emomusic.services.analytics.dimensions import Device
from emomusic.services.analytics.rollup import roll_up
from emomusic.services.listening import Listener
from emomusic.store.database import session
from emomusic.store.folding import folded_key
from emomusic.store.mongo import close_mongo
from emomusic.store.tables import User
from tools.server import PROJECT_DIR, Server

TRIES = 100
PAUSE_S = 0.2


@dataclass(frozen=True, slots=True)
class Past:
    """A play in the past, heard from the song's beginning.

    Attributes:
        song_id: The song.
        started_at_s: When it began, in seconds since 1970.
        heard_s: How much of it sounded.
        utc_offset_min: Of the listener's clock.
    """

    song_id: int
    started_at_s: int
    heard_s: float
    utc_offset_min: int = 60


def give_history(server: Server, name: str, plays: Sequence[Past], tracked: bool = True) -> None:
    """Let somebody have listened.

    Args:
        server: A running one.
        name: Of an account.
        plays: What they heard.
        tracked: Whether they are, from now on.
    """
    told = {"name": name, "plays": [asdict(one) for one in plays], "tracked": tracked}
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.history"],
        input=json.dumps(told),
        cwd=PROJECT_DIR,
        env=server.settings(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def _events(play: Past) -> list[dict[str, Any]]:
    same = {
        "play_id": str(uuid4()),
        "song_id": play.song_id,
        "started_at_ms": 1000 * play.started_at_s,
        "source": "library",
        "utc_offset_min": play.utc_offset_min,
    }
    half_s = round(play.heard_s / 2, 3)
    steps = (("start", 0.0, 0.0), ("heartbeat", 0.0, half_s), ("pause", half_s, play.heard_s))
    return [
        same
        | {
            "event_id": str(uuid4()),
            "kind": kind,
            "position_s": until_s,
            "heard_from_s": from_s,
            "heard_to_s": until_s,
            "at_ms": 1000 * play.started_at_s + round(1000 * until_s),
        }
        for kind, from_s, until_s in steps
    ]


async def _tell(user_id: int, plays: Sequence[Past]) -> None:
    listener = Listener(user_id, Device.DESKTOP)
    for play in plays:
        told_at = datetime.fromtimestamp(play.started_at_s, UTC)
        told_at += timedelta(seconds=play.heard_s + 1)
        receipt = await listening.record(listener, _events(play), told_at)
        assert (receipt.accepted, receipt.refused) == (3, ())


async def _roll_up() -> None:
    for _ in range(TRIES):
        try:
            await roll_up()
            return
        except Conflict:  # the server's own scheduler is at it
            await asyncio.sleep(PAUSE_S)
    raise TimeoutError("the roll-up of the server does not end")


async def _give(told: dict[str, Any]) -> None:
    with session() as db:
        key = folded_key(told["name"])
        user_id = db.exec(select(User.id).where(User.name_folded == key)).one() or 0
    privacy.set_tracked(user_id, told["tracked"])
    try:
        if told["plays"]:
            await _tell(user_id, [Past(**one) for one in told["plays"]])
            await _roll_up()
    finally:
        await close_mongo()


if __name__ == "__main__":
    with mongo_for_a_command():
        asyncio.run(_give(json.load(sys.stdin)))
