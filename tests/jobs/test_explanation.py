"""What the explainer promises; with a real process and stand-ins for the ear."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from emomusic.emotion import Explanation
from emomusic.errors import InvalidAudio, NotFound, TooManyRequests, Unavailable
from emomusic.jobs import explanation as module
from emomusic.jobs.explanation import ALL_AT_ONCE, AT_ONCE, Explainer
from emomusic.jobs.worker import ASKED_NICENESS
from emomusic.services.explanations import Question
from tests.processes import lives, wait_until

pytestmark = pytest.mark.slow

ADA, BEA = 1, 2


def answer(path: Path, at_s: float) -> Explanation:
    """Explain without listening; a line in `asked.log` tells who did, and how politely."""
    with (path.parent / "asked.log").open("a", encoding="utf-8") as log:
        log.write(f"{path.name} {at_s} {os.getpid()} {os.nice(0)}\n")
    return Explanation(at_s, 200.0, (0.0, 12.0), (), (), None, "ear-test")


def answer_as_named(path: Path, at_s: float) -> Explanation:
    """Do what the name of the file says."""
    found = answer(path, at_s)
    match path.stem:
        case "killed":
            os._exit(1)
        case "hangs":
            time.sleep(3600)
        case "bad":
            raise InvalidAudio("This file is not sound.")
        case "gone":
            raise FileNotFoundError(path)
        case "surprise":
            raise ZeroDivisionError
        case "waits":
            wait_until((path.parent / "go").exists)
    return found


class Asked:
    """An explainer, and what it was asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.model = "ear-test"
        self.explainer = Explainer(answer_as_named, lambda: self.model)

    async def ask(self, name: str, at_s: float = 3.0, person_id: int = ADA) -> Explanation:
        return await self.explainer.explain(person_id, self.question(name, at_s))

    def question(self, name: str, at_s: float, mtime_ns: int = 0) -> Question:
        return Question(1, self.folder / name, mtime_ns, 100, 20.0, at_s)

    def log(self) -> list[list[str]]:
        path = self.folder / "asked.log"
        return [line.split() for line in path.read_text().splitlines()] if path.exists() else []

    async def until_in_hand(self, count: int = 1) -> None:
        await asyncio.to_thread(wait_until, lambda: len(self.log()) >= count)

    def go(self) -> None:
        (self.folder / "go").touch()


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Asked]:
    made = Asked(tmp_path)
    yield made
    made.explainer.close()


async def test_one_process_answers_politely_and_before_the_library(asked: Asked) -> None:
    assert (await asked.ask("song", 3.0)).at_s == 3.0
    assert (await asked.ask("song", 4.0)).at_s == 4.0
    first, second = asked.log()
    assert first[2] == second[2] != str(os.getpid())
    assert int(first[3]) == os.nice(0) + ASKED_NICENESS


async def test_a_question_that_was_answered_is_not_asked_again(asked: Asked) -> None:
    assert await asked.ask("song") == await asked.ask("song", person_id=BEA)
    assert len(asked.log()) == 1


async def test_another_moment_file_or_model_is_another_question(asked: Asked) -> None:
    await asked.ask("song")
    await asked.ask("song", 3.5)
    await asked.explainer.explain(ADA, asked.question("song", 3.0, mtime_ns=1))
    asked.model = "ear-next"
    await asked.ask("song")
    assert len(asked.log()) == 4


async def test_the_oldest_answers_are_let_go(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT", 2)
    for at_s in (1.0, 2.0, 1.0, 3.0, 1.0, 2.0):
        await asked.ask("song", at_s)
    assert [line[1] for line in asked.log()] == ["1.0", "2.0", "3.0", "2.0"]


async def test_the_same_question_twice_at_once_is_asked_once(asked: Asked) -> None:
    both = asyncio.gather(asked.ask("waits"), asked.ask("waits", person_id=BEA))
    await asked.until_in_hand()
    asked.go()
    first, second = await both
    assert first == second
    assert len(asked.log()) == 1


async def test_a_person_may_wait_for_only_so_many_answers(asked: Asked) -> None:
    waiting = [asyncio.create_task(asked.ask("waits", at_s)) for at_s in range(AT_ONCE)]
    await asked.until_in_hand()
    with pytest.raises(TooManyRequests) as raised:
        await asked.ask("song")
    assert raised.value.retry_after_s > 0
    others = asyncio.create_task(asked.ask("song", person_id=BEA))
    asked.go()
    await asyncio.gather(*waiting)
    assert (await others).at_s == 3.0
    await asked.ask("song", 9.0)


async def test_everybody_together_may_wait_for_only_so_many_answers(asked: Asked) -> None:
    waiting = [
        asyncio.create_task(asked.ask("waits", float(person), person))
        for person in range(ALL_AT_ONCE)
    ]
    await asked.until_in_hand()
    with pytest.raises(TooManyRequests, match="Many people ask"):
        await asked.ask("song", person_id=ALL_AT_ONCE)
    asked.go()
    await asyncio.gather(*waiting)


@pytest.mark.parametrize(
    ("name", "error", "words"),
    [
        ("bad", InvalidAudio, "This file is not sound"),
        ("gone", NotFound, "vanished"),
        ("surprise", Unavailable, "could not be explained"),
        ("killed", Unavailable, "could not be explained"),
    ],
)
async def test_what_goes_wrong_is_said_and_the_next_is_answered(
    asked: Asked, name: str, error: type[Exception], words: str
) -> None:
    for _ in range(AT_ONCE + 1):  # a question that failed does not count as waiting
        with pytest.raises(error, match=words):
            await asked.ask(name)
    assert (await asked.ask("song")).at_s == 3.0


async def test_a_question_that_takes_too_long_is_given_up(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asked.ask("song")
    monkeypatch.setattr(module, "GRACE_S", -0.7)  # and 1 s for the song's length
    with pytest.raises(Unavailable):
        await asked.ask("hangs")
    *_, last = asked.log()
    await asyncio.to_thread(wait_until, lambda: not lives(int(last[2])))


async def test_an_idle_process_is_let_go(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "IDLE_S", 0.05)
    await asked.ask("song")
    ((_, _, pid, _),) = asked.log()
    await asyncio.to_thread(wait_until, lambda: not lives(int(pid)))
    assert (await asked.ask("song", 4.0)).at_s == 4.0


async def test_closing_ends_the_process(asked: Asked) -> None:
    await asked.ask("song")
    asked.explainer.close()
    ((_, _, pid, _),) = asked.log()
    await asyncio.to_thread(wait_until, lambda: not lives(int(pid)))
