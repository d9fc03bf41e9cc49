"""Brings listening events of the first shape forward: kind `play`, and no plays.

The first events told where the song was and not what was heard. Read in order they say it all
the same: between two events of a song that sounds, the stretch is what lies between them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pymongo import UpdateOne
from pymongo.asynchronous.collection import AsyncCollection

Document = dict[str, Any]

START_S = 5.0
"""A `play` before this position began a play; one after it went on after a pause."""

HEARTBEAT_S = 15.0
"""Seconds between the heartbeats of the first events."""

SLACK_S = 5.0
"""How far time and position may have moved apart and still be one stretch."""

_BATCH = 1000
_OLD = {"hour": None}


async def bring_forward(playback: AsyncCollection[Document]) -> int:
    """Give the events of the first shape the present one; it may be broken off and done again.

    Args:
        playback: The collection, with its index by hour.

    Returns:
        How many events were brought forward.
    """
    if await playback.find_one(_OLD, {"kind": 1}) is None:
        return 0
    count = 0
    for user_id in await playback.distinct("user_id", _OLD):
        old = await playback.find({"user_id": user_id, **_OLD}).sort("at", 1).to_list()
        changes = [UpdateOne({"_id": event["_id"]}, change) for event, change in _in_plays(old)]
        for first in range(0, len(changes), _BATCH):
            await playback.bulk_write(changes[first : first + _BATCH], ordered=False)
        count += len(changes)
    return count


def _in_plays(events: list[Document]) -> Iterator[tuple[Document, Document]]:
    """Pair the events of a person, the oldest first, with the changes that they need."""
    play: Document | None = None  # the event that began the present one
    before: Document | None = None  # the last event, while the song sounds
    for event in events:
        begins = event["kind"] == "play" and event["position_s"] < START_S
        if play is None or begins or play["song_id"] != event["song_id"]:
            play, before = event, None
        heard_from_s, heard_to_s = _stretch(before, event)
        at: datetime = play["at"]
        yield (
            event,
            {
                "$set": {
                    "kind": _kind(event, play),
                    "play_id": play["_id"],
                    "heard_from_s": heard_from_s,
                    "heard_to_s": heard_to_s,
                    "started_at": at,
                    "hour": at.replace(minute=0, second=0, microsecond=0),
                    "device": None,
                    "utc_offset_min": None,
                    "valence": None,
                    "arousal": None,
                },
                "$unset": {"client_at": ""},
            },
        )
        before = None if event["kind"] in ("pause", "skip", "end") else event


def _kind(event: Document, play: Document) -> str:
    if event["kind"] != "play":
        return str(event["kind"])
    return "start" if event is play else "resume"


def _stretch(before: Document | None, event: Document) -> tuple[float, float]:
    here = float(event["position_s"])
    if before is None:
        return here, here
    passed_s = (event["at"] - before["at"]).total_seconds()
    there = float(before["position_s"])
    if event["kind"] == "seek":  # tells where it went, not where it left
        return there, there + min(passed_s, HEARTBEAT_S)
    heard_s = here - there
    return (there, here) if 0 <= heard_s <= passed_s + SLACK_S else (here, here)
