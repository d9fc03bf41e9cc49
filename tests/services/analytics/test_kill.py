"""A roll-up that is killed anywhere, and started again, ends with the numbers of a plain count."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator, Sequence
from uuid import uuid4

import numpy as np
import pytest

from emomusic.services.analytics.buckets import start_of
from emomusic.services.analytics.marks import dirty, mark
from emomusic.services.analytics.rollup import roll_up
from emomusic.store.mongo import (
    Collection,
    Database,
    Document,
    ensure_indexes,
    mongo,
    use_mongo,
)
from tests.playback import listening
from tests.processes import PATIENCE_S, next_line, python, tell
from tests.recount import assert_all_is_counted, read_rollups
from tests.rollups import DAY
from tests.services.analytics.test_rollup import TOMORROW, make_songs

pytestmark = pytest.mark.slow

KILLS = 20

# For each line that it reads, a new process rolls up, and kills itself before or after the chosen
# command to MongoDB; 0 is never. The processes are forks, which saves each the imports.
ROLLUP = """
import asyncio
import os
import signal
import sys
from pymongo import monitoring
from emomusic.services.analytics import lock
from emomusic.services.analytics.rollup import roll_up
from emomusic.store.database import use_database
from emomusic.store.mongo import use_mongo

sql_url, uri, name, patience_s = sys.argv[1:]
lock.LEASE_S = 0.01  # the next process need not wait long until the lease of this one runs out

class Killer(monitoring.CommandListener):
    begun = ended = 0
    def __init__(self, before, after):
        self.before, self.after = before, after
    def started(self, event):
        self.begun += 1
        if self.begun == self.before:
            os.kill(os.getpid(), signal.SIGKILL)
    def succeeded(self, event):
        self.ended += 1
        if self.ended == self.after:
            os.kill(os.getpid(), signal.SIGKILL)
    def failed(self, event):
        pass

def work(before, after):
    signal.alarm(int(patience_s))
    killer = Killer(before, after)
    monitoring.register(killer)
    use_database(sql_url)
    with use_mongo(uri, name):
        asyncio.run(roll_up())
    print(killer.begun, flush=True)

for line in sys.stdin:
    if (pid := os.fork()) == 0:
        work(*map(int, line.split()))
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    print("ended", os.waitstatus_to_exitcode(status), flush=True)
"""


class Places:
    """Where a roll-up of a process of its own reads and writes."""

    def __init__(self, workers: subprocess.Popen[str]) -> None:
        self._workers = workers

    def roll_up(self, before: int = 0, after: int = 0) -> tuple[int, str]:
        """Roll up; the process's exit code and what it printed."""
        tell(self._workers, f"{before} {after}")
        printed = []
        while not (line := next_line(self._workers)).startswith("ended "):
            assert self._workers.poll() is None
            printed.append(line)
        return int(line.split()[1]), "\n".join(printed)


@pytest.fixture
def places(database: str, mongo_uri: str, mongo_database: Database) -> Iterator[Places]:
    arguments = (database, mongo_uri, mongo_database.name, f"{PATIENCE_S:.0f}")
    with python(ROLLUP, *arguments) as workers:
        yield Places(workers)


async def store(told: Sequence[Document]) -> None:
    """Store events, and mark their hours."""
    await mongo()[Collection.PLAYBACK].insert_many(told)
    await mark({one["hour"] for one in told})


async def everything() -> tuple[object, ...]:
    """All that is rolled up, to the last bit, but for genres: who comes first has the number 1."""
    rolled_up = {one: rows for one, rows in (await read_rollups()).items() if one[1] != "genre"}
    of_listeners = await mongo()[Collection.LISTENER_DAYS].find().sort("_id", 1).to_list()
    return rolled_up, of_listeners, await dirty()


async def test_killed_at_20_random_points_it_says_what_a_plain_count_says(
    places: Places, mongo_uri: str
) -> None:
    make_songs(6)
    told = listening(21, start_of(DAY), 4000, 6, 30) + listening(22, TOMORROW, 4000, 6, 30)
    dice = np.random.default_rng(2026)
    parts = np.array_split(dice.permutation(len(told)), KILLS + 1)

    async def tell_part(number: int) -> None:
        await store([told[index] for index in parts[number].tolist()])

    await tell_part(0)
    code, printed = places.roll_up()
    assert code == 0
    commands = int(printed)
    for number in range(1, KILLS + 1):
        await tell_part(number)
        point = int(dice.integers(1, commands + 1))
        is_before = bool(dice.integers(2))
        code, printed = places.roll_up(point, 0) if is_before else places.roll_up(0, point)
        # A kill -9, and no end: each time it was in the middle.
        assert (code, printed) == (-signal.SIGKILL, ""), f"command {point} of {commands}"
    assert places.roll_up()[0] == 0

    await assert_all_is_counted()
    after_kills = await everything()
    assert after_kills == await _in_one_go(mongo_uri, told)


async def _in_one_go(mongo_uri: str, told: Sequence[Document]) -> tuple[object, ...]:
    """What a roll-up that nobody kills makes of the same events, in a database of its own."""
    with use_mongo(mongo_uri, f"test_{uuid4().hex[:16]}"):
        await ensure_indexes()
        await store(told)
        await roll_up()
        found = await everything()
        await mongo().client.drop_database(mongo().name)
    return found
