"""A few threads of its own for what asks Spotify, so that a slow answer delays nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from typing import ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_THREADS = 4


@lru_cache(maxsize=1)
def executor() -> ThreadPoolExecutor:
    """Return the threads, made at their first use."""
    return ThreadPoolExecutor(_THREADS, thread_name_prefix="spotify")


async def in_thread(
    function: Callable[Arguments, Result], /, *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Result:
    """Call a function that may wait for Spotify.

    Args:
        function: What is called.
        *args: Its arguments.
        **kwargs: Its named arguments.

    Returns:
        What it returns.
    """
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(executor(), partial(function, *args, **kwargs))
