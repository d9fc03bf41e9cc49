"""The check of what has arrived: after restarts, in turn, and whatever a file does to it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from emomusic.errors import Unavailable
from emomusic.jobs import uploads as jobs
from emomusic.jobs.lane import Lane, WorkerDied, WorkerHung
from emomusic.jobs.uploads import UploadChecker
from emomusic.jobs.worker import AnalysisFault
from emomusic.services.uploads.checking import Checked, waiting_for_check
from emomusic.services.uploads.places import part_path
from emomusic.store.tables import Role
from tests.bad_uploads import sound
from tests.people import come_in
from tests.uploading import Sender


@pytest.fixture
def sender(database: str) -> Sender:
    return Sender(come_in("Ada", Role.ADMINISTRATOR))


@asynccontextmanager
async def running(checker: UploadChecker) -> AsyncIterator[None]:
    task = asyncio.create_task(checker.run())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def state_of(sender: Sender, upload_id: str, *, but: str = "arrived") -> str:
    """Wait until an upload is in another state, and return it."""
    async with asyncio.timeout(60):
        while (state := (await sender.upload(upload_id))["state"]) == but:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    return str(state)


class Failing(Lane):
    """A process to which the same thing always happens."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error
        self.tries = 0

    async def check_upload(self, path: Path, name: str, folder: str, limit_s: float) -> Checked:
        self.tries += 1
        raise self.error


async def test_what_arrived_before_a_restart_is_looked_at_after_it(sender: Sender) -> None:
    first = await sender.send("a.mp3", sound(".mp3", 1.0, 900.0))
    second = await sender.send("b.mp3", b"no music at all")
    async with running(UploadChecker()):
        assert await state_of(sender, first) == "ready"
        assert await state_of(sender, second) == "refused"
    assert waiting_for_check() == []


async def test_what_arrives_while_it_waits_is_looked_at_at_once(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "LOOK_S", 3600.0)
    async with running(UploadChecker()):
        await asyncio.sleep(0)
        upload_id = await sender.send("a.mp3", sound(".mp3", 1.0, 905.0))
        assert await state_of(sender, upload_id) == "ready"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (WorkerDied(), "It broke the program that looked at it, so it is not taken."),
        (WorkerHung(), "It took far too long to be looked at, so it is not taken."),
        (AnalysisFault("KeyError: 3"), "It can't be read as music."),
        (FileNotFoundError(), "Its bytes are gone; send it again."),
    ],
)
async def test_a_file_that_breaks_it_is_refused_and_the_next_is_looked_at(
    sender: Sender, error: Exception, said: str
) -> None:
    upload_id = await sender.send("bad.mp3", sound(".mp3", 1.0, 910.0))
    (arrived,) = waiting_for_check()
    await UploadChecker(Failing(error)).check(arrived)
    upload = await sender.upload(upload_id)
    assert (upload["state"], upload["sentence"]) == ("refused", said)
    assert not part_path(upload_id).exists()
    good = await sender.bring("good.mp3", sound(".mp3", 1.0, 920.0))
    assert (await sender.upload(good))["state"] == "ready"


async def test_where_no_process_starts_a_file_goes_on_waiting(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "LOOK_S", 0.0)
    upload_id = await sender.send("a.mp3", sound(".mp3", 1.0, 930.0))
    (arrived,) = waiting_for_check()
    await UploadChecker(Failing(Unavailable("No process starts."))).check(arrived)
    assert (await sender.upload(upload_id))["state"] == "arrived"
