"""What a player tells: its shape, and what of it can be true.

A play is one playing-through of a song, from its start to its end, its skip or the song after
it. Each event closes the stretch of the song that sounded since the event before it, so the
stretches of a play are what was really heard.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

FUTURE_S = 60.0
"""How far ahead a browser's clock may be."""

LATE = timedelta(days=7)
"""How old an event may be, and the play that it belongs to."""

HEARD_SLACK_S = 5.0
"""How much more may be heard than time has passed: clocks and sound cards differ a little."""

SONG_SLACK_S = 2.0
"""How far beyond the end of a song a position may be: browsers measure lengths themselves."""

SOURCE_TEXT_MAX = 64
"""Characters of the list that something was played from."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_Seconds = Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]
_Milliseconds = Annotated[int, Field(ge=0, lt=2**47)]


class PlaybackKind(StrEnum):
    """What happened in the player."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    HEARTBEAT = "heartbeat"
    SEEK = "seek"
    SKIP = "skip"
    END = "end"


class PlaybackEvent(BaseModel):
    """One thing that happened in the player.

    Attributes:
        event_id: Made by the browser for this event; the same when it is sent again.
        play_id: Made by the browser for one playing-through of a song.
        kind: What happened.
        song_id: The song.
        position_s: Where in the song, in seconds; of a seek, where it went.
        heard_from_s: Where the stretch begins that sounded since the event before.
        heard_to_s: Where it ends; the same where nothing sounded.
        at_ms: When, by the browser's clock, in milliseconds since 1970.
        started_at_ms: When the play began, by the same clock.
        source: The list it was played from, such as `album:12`, `liked` or nothing.
        utc_offset_min: Of the browser's time zone, in minutes, positive in the east.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    event_id: UUID
    play_id: UUID
    kind: PlaybackKind
    song_id: Annotated[int, Field(gt=0, lt=2**31)]
    position_s: _Seconds
    heard_from_s: _Seconds
    heard_to_s: _Seconds
    at_ms: _Milliseconds
    started_at_ms: _Milliseconds
    source: Annotated[str, Field(max_length=SOURCE_TEXT_MAX)] = ""
    utc_offset_min: Annotated[int, Field(ge=-840, le=840)] = 0

    @property
    def at(self) -> datetime:
        """When it happened."""
        return _EPOCH + timedelta(milliseconds=self.at_ms)

    @property
    def started_at(self) -> datetime:
        """When the play began."""
        return _EPOCH + timedelta(milliseconds=self.started_at_ms)

    @property
    def hour(self) -> datetime:
        """The UTC hour in which the play began; everything of the play counts there."""
        return self.started_at.replace(minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An event that is not taken.

    Attributes:
        event_id: As it was told, empty where it has none.
        why: A sentence.
    """

    event_id: str
    why: str


def understood(told: Mapping[str, Any] | PlaybackEvent) -> PlaybackEvent | Refusal:
    """Read an event.

    Args:
        told: As a browser tells it.

    Returns:
        The event, or why it is none.
    """
    if isinstance(told, PlaybackEvent):
        return told
    try:
        return PlaybackEvent.model_validate(told)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        event_id = told.get("event_id") if isinstance(told, Mapping) else None
        return Refusal(event_id[:64] if isinstance(event_id, str) else "", _sentence(first))


def _sentence(problem: Mapping[str, Any]) -> str:
    where = ".".join(str(part) for part in problem["loc"][:2])
    if where == "kind":
        return "There is no such kind of event."
    return f"{where}: {problem['msg']}." if where else "This is no event of playback."


def impossible(
    event: PlaybackEvent, received_at: datetime, duration_s: float | None
) -> Refusal | None:
    """Say why an event can't be true.

    Args:
        event: What was told.
        received_at: When it was told, by the server's clock.
        duration_s: Length of the song; None where there is no such song.

    Returns:
        Why, or None for what can be true.
    """
    why = _why_its_time_is_wrong(event, received_at) or _why_its_stretch_is_wrong(event, duration_s)
    return Refusal(str(event.event_id), why) if why else None


def _why_its_time_is_wrong(event: PlaybackEvent, received_at: datetime) -> str:
    if event.at > received_at + timedelta(seconds=FUTURE_S):
        return "It lies in the future."
    if min(event.at, event.started_at) < received_at - LATE:
        return "It is older than seven days."
    if event.started_at > event.at + timedelta(seconds=HEARD_SLACK_S):
        return "It is older than the play it belongs to."
    return ""


def _why_its_stretch_is_wrong(event: PlaybackEvent, duration_s: float | None) -> str:
    if duration_s is None:
        return "There is no such song."
    farthest_s = max(event.position_s, event.heard_from_s, event.heard_to_s)
    if farthest_s > duration_s + SONG_SLACK_S:
        return "The song is not that long."
    heard_s = event.heard_to_s - event.heard_from_s
    if heard_s < 0:
        return "A stretch can't end before it begins."
    if heard_s > (event.at - event.started_at).total_seconds() + HEARD_SLACK_S:
        return "More was heard than time has passed."
    return ""
