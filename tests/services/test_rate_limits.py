"""Promises of the rate limits, with buckets in the process and in a real Redis."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from emomusic.errors import TooManyRequests
from emomusic.services import rate_limits
from emomusic.services.rate_limits import LIMITS, Limit, Limited, forget_buckets, spend
from emomusic.settings import settings
from emomusic.store.redis import close_redis
from tests.redis import RedisServer


@pytest_asyncio.fixture(autouse=True)
async def full_buckets(data_dir: Path) -> AsyncIterator[None]:
    forget_buckets()
    yield
    forget_buckets()
    await close_redis()


async def _passed(person_id: int, kind: Limited, tries: int) -> int:
    results = await asyncio.gather(
        *(spend(person_id, kind) for _ in range(tries)), return_exceptions=True
    )
    assert all(result is None or isinstance(result, TooManyRequests) for result in results)
    return results.count(None)


def test_messages_are_five_a_second_in_bursts_of_twenty() -> None:
    assert LIMITS[Limited.MESSAGE] == Limit(per_s=5.0, burst=20)


async def test_a_burst_passes_and_what_is_over_it_does_not(
    redis_or_not: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, Limited.MESSAGE, Limit(per_s=0.001, burst=20))
    assert await _passed(1, Limited.MESSAGE, 50) == 20


async def test_the_refusal_says_how_long_to_wait(
    redis_or_not: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, Limited.MESSAGE, Limit(per_s=0.5, burst=1))
    await spend(1, Limited.MESSAGE)
    with pytest.raises(TooManyRequests) as refused:
        await spend(1, Limited.MESSAGE)
    assert 1.0 < refused.value.retry_after_s <= 2.0
    assert refused.value.sentence == "That was a lot at once. Try again in 2 seconds."


async def test_a_bucket_fills_again(redis_or_not: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, Limited.MESSAGE, Limit(per_s=50.0, burst=1))
    await spend(1, Limited.MESSAGE)
    async with asyncio.timeout(5):
        while True:
            try:
                await spend(1, Limited.MESSAGE)
                break
            except TooManyRequests as refused:
                await asyncio.sleep(refused.retry_after_s)


async def test_people_and_kinds_have_buckets_of_their_own(
    redis_or_not: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, Limited.MESSAGE, Limit(per_s=0.001, burst=1))
    await spend(1, Limited.MESSAGE)
    await spend(2, Limited.MESSAGE)
    await spend(1, Limited.TYPING)
    with pytest.raises(TooManyRequests):
        await spend(1, Limited.MESSAGE)


async def test_without_its_redis_a_worker_counts_for_itself(
    redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", redis_server.url)
    settings.cache_clear()
    monkeypatch.setitem(LIMITS, Limited.MESSAGE, Limit(per_s=0.001, burst=2))
    await spend(1, Limited.MESSAGE)
    redis_server.stop()
    assert await _passed(1, Limited.MESSAGE, 5) == 2


async def test_full_buckets_are_forgotten_when_there_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rate_limits, "MOST_BUCKETS", 3)
    monkeypatch.setitem(LIMITS, Limited.MESSAGE, Limit(per_s=1e9, burst=1))
    for person_id in range(10):
        await spend(person_id, Limited.MESSAGE)
    assert len(rate_limits._buckets) <= 4
