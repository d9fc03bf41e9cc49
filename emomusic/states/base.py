"""What all states of the product share.

A public function on a state class is an event that any client can send, so helpers live beside
the classes: `await offload(service, argument)`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import reflex as rx
from reflex.event import EventSpec
from reflex.state import _override_base_method

from emomusic.errors import EmoMusicError

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class AppState(rx.State):
    """Base of every state of the product; it holds nothing itself."""

    @classmethod
    @_override_base_method
    def _create_setvar(cls) -> None:
        """Leave out Reflex's `setvar` event: what a client may change has a handler and a rule."""


async def offload(
    function: Callable[Arguments, Result], /, *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Result:
    """Call a synchronous service in a thread, so that the event loop goes on meanwhile.

    Args:
        function: The service.
        *args: Its arguments.
        **kwargs: Its named arguments.

    Returns:
        What it returns.
    """
    return await asyncio.to_thread(function, *args, **kwargs)


def sentence_toast(error: EmoMusicError) -> EventSpec:
    """Make a toast of an error's sentence.

    Args:
        error: What a service raised.

    Returns:
        The event to return or yield.
    """
    return rx.toast.error(error.sentence)
