"""Explains moments of songs to people who wait for it.

A process of its own does it, so that nobody waits behind the analysis of a library; it starts
when somebody first asks and is let go when nobody has asked for a while. It takes one question
at a time. Answers are kept for a while, since a moment is often asked about twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, OrderedDict
from collections.abc import Callable
from functools import cache

from emomusic.emotion import Explanation, explain_file, model_version
from emomusic.errors import NotFound, TooManyRequests, Unavailable
from emomusic.jobs.lane import Lane, WorkerDied, WorkerHung
from emomusic.jobs.worker import ASKED_NICENESS, AnalysisFault, Explain
from emomusic.services.explanations import Question

logger = logging.getLogger(__name__)

AT_ONCE = 2
"""Questions of one person that may wait at once."""

ALL_AT_ONCE = 12
"""Questions of everybody that may wait at once."""

KEPT = 128
"""Answers that are kept, about 4 kB each."""

IDLE_S = 120.0
"""Seconds after which an idle process is let go, and its memory with it."""

GRACE_S, SLOWEST = 30.0, 20.0
"""A question may take so long, and beyond that 1/20 of the song's length, to decode it."""

_RETRY_S = 2.0


class Explainer:
    """Answers questions, one at a time.

    Args:
        explain: `emomusic.emotion.explain_file`, or a stand-in of a test: a function of a module.
        version: `emomusic.emotion.model_version`, or a stand-in: which model is asked.
    """

    def __init__(
        self, explain: Explain = explain_file, version: Callable[[], str] = model_version
    ) -> None:
        self._explain = explain
        self._version = version
        self._lane = Lane(ASKED_NICENESS)
        self._turn = asyncio.Lock()
        self._waiting: Counter[int] = Counter()
        self._kept: OrderedDict[tuple[str, Question], Explanation] = OrderedDict()
        self._rest: asyncio.TimerHandle | None = None

    async def explain(self, person_id: int, question: Question) -> Explanation:
        """Explain a moment.

        Args:
            person_id: Who asks.
            question: From `services.explanations.question`.

        Returns:
            What pushed valence and arousal there.

        Raises:
            TooManyRequests: This person, or everybody together, waits for too many answers.
            InvalidAudio: The file can't be decoded.
            InvalidInput: There is no such moment in it.
            NotFound: The file has vanished.
            Unavailable: There is no model, or the process broke off.
        """
        version = await asyncio.to_thread(self._version)
        key = (version, question)
        if (kept := self._kept_answer(key)) is not None:
            return kept
        self._admit(person_id)
        try:
            async with self._turn:
                # The same may have been asked, and answered, while this one waited.
                if (kept := self._kept_answer(key)) is not None:
                    return kept
                return self._keep(key, await self._ask(question))
        finally:
            self._waiting -= Counter([person_id])

    def close(self) -> None:
        """End the process."""
        if self._rest is not None:
            self._rest.cancel()
        self._lane.kill()

    def _admit(self, person_id: int) -> None:
        if self._waiting[person_id] >= AT_ONCE:
            raise TooManyRequests(
                f"You have asked about {AT_ONCE} moments already. Wait for an answer first.",
                _RETRY_S,
            )
        if self._waiting.total() >= ALL_AT_ONCE:
            raise TooManyRequests(
                "Many people ask why just now. Try again in a few seconds.", _RETRY_S
            )
        self._waiting[person_id] += 1

    async def _ask(self, question: Question) -> Explanation:
        if self._rest is not None:
            self._rest.cancel()
        limit_s = GRACE_S + question.duration_s / SLOWEST
        try:
            return await self._lane.explain(self._explain, question.path, question.at_s, limit_s)
        except FileNotFoundError:
            raise NotFound("The file of this song has vanished.") from None
        except (WorkerDied, WorkerHung, AnalysisFault) as error:
            logger.warning("explaining song %d broke off: %r", question.song_id, error)
            raise Unavailable("This moment could not be explained just now. Try again.") from error
        finally:
            self._rest = asyncio.get_running_loop().call_later(IDLE_S, self._lane.rest)

    def _kept_answer(self, key: tuple[str, Question]) -> Explanation | None:
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
        return kept

    def _keep(self, key: tuple[str, Question], explanation: Explanation) -> Explanation:
        self._kept[key] = explanation
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return explanation


@cache
def explainer() -> Explainer:
    """Return the explainer of this server process."""
    return Explainer()
