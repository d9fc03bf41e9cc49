"""Rolls up what was listened to, by the clock."""

from __future__ import annotations

import logging

from emomusic.errors import EmoMusicError
from emomusic.services.analytics.rollup import mark_missed, roll_up

logger = logging.getLogger(__name__)

EVERY_S = 120.0
"""Seconds between two roll-ups."""

LOOK_BACK_EVERY_S = 86_400.0
"""Seconds between looks for events that no mark tells of."""


async def roll_up_what_is_new() -> None:
    """Roll up the hours of which something was told since the last time."""
    try:
        report = await roll_up()
    except EmoMusicError as error:
        logger.warning("nothing was rolled up: %s", error)
    else:
        if report.hours or report.kept:
            logger.info("rolled up: %s", report)


async def roll_up_what_was_missed() -> None:
    """Roll up what was told lately and a crash kept from being marked."""
    try:
        missed = await mark_missed()
    except EmoMusicError as error:
        logger.warning("nobody could look for what was not rolled up: %s", error)
        return
    if missed:
        logger.warning("events of %d hours had not been marked; they are rolled up now", missed)
        await roll_up_what_is_new()
