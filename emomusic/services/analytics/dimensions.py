"""What listening is rolled up by, and how each thing becomes a whole number.

The numbers are stored in roll-ups, so a number that was given once keeps its meaning: new members
of an enumeration go to its end.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

CELLS = 10
"""Cells along each side of the plane of valence and arousal."""

UNKNOWN_CELL = -1
"""Where nothing is known of the emotion of what was heard."""

NOBODY = 0
"""The person of plays without a name: not tracked, or erased."""

HOURS_OF_WEEK = 168


class Grain(StrEnum):
    """How long a bucket is."""

    HOUR = "hour"
    DAY = "day"


class Dimension(StrEnum):
    """What the rows of a roll-up are, with their keys `first` and `second`."""

    SONG = "song"
    ALBUM = "album"
    ARTIST = "artist"
    GENRE = "genre"
    PERSON = "person"
    HOUR = "hour"
    CELL = "cell"
    SOURCE = "source"
    DEVICE = "device"
    SONG_PERSON = "song_person"
    SONG_HOUR = "song_hour"
    SONG_CELL = "song_cell"
    HOUR_CELL = "hour_cell"
    LEAVING = "leaving"


class Device(StrEnum):
    """What somebody listens on."""

    PHONE = "phone"
    TABLET = "tablet"
    DESKTOP = "desktop"
    OTHER = "other"


class SourceKind(StrEnum):
    """What a song was played from: the part of a source before its colon."""

    OTHER = "other"
    ALBUM = "album"
    ARTIST = "artist"
    SONG = "song"
    LIBRARY = "library"
    LIKED = "liked"
    MOOD = "mood"
    SEARCH = "search"
    ROOM = "room"
    FRIEND = "friend"
    RECOMMENDATION = "recommendation"
    IMPORTED = "imported"
    QUEUE = "queue"
    HOME = "home"
    PLAYLIST = "playlist"
    RADIO = "radio"
    JOURNEY = "journey"
    MAP = "map"
    MIX = "mix"


DEVICES: tuple[Device, ...] = tuple(Device)
"""The devices by their numbers in roll-ups."""

SOURCE_KINDS: tuple[SourceKind, ...] = tuple(SourceKind)
"""The kinds of sources by their numbers in roll-ups."""

_DEVICE_NUMBERS = {device.value: number for number, device in enumerate(DEVICES)}
_SOURCE_NUMBERS = {kind.value: number for number, kind in enumerate(SOURCE_KINDS)}


def device_number(device: str | None) -> int:
    """Number a device; one that is not known or not told is `Device.OTHER`."""
    return _DEVICE_NUMBERS.get(device or "", _DEVICE_NUMBERS[Device.OTHER])


def source_kind(source: str) -> SourceKind:
    """Name the kind of a source such as `album:3`; an unknown one is `SourceKind.OTHER`."""
    return SOURCE_KINDS[source_number(source)]


def source_number(source: str) -> int:
    """Number the kind of a source such as `album:3`."""
    return _SOURCE_NUMBERS.get(source.partition(":")[0], 0)


def cell_of(valence: float | None, arousal: float | None) -> int:
    """Number the cell of the plane that holds a point.

    Args:
        valence: 0..1, or None where it is unknown.
        arousal: 0..1, or None where it is unknown.

    Returns:
        Ten times the row of arousal plus the column of valence, or `UNKNOWN_CELL`.
    """
    if valence is None or arousal is None:
        return UNKNOWN_CELL
    column, row = (min(max(int(value * CELLS), 0), CELLS - 1) for value in (valence, arousal))
    return row * CELLS + column


def cell_centre(cell: int) -> tuple[float, float]:
    """Return valence and arousal in the middle of a cell, each 0..1."""
    row, column = divmod(cell, CELLS)
    return (column + 0.5) / CELLS, (row + 0.5) / CELLS


def hour_of_week(at: datetime, utc_offset_min: int | None) -> int:
    """Number the hour of the week at a listener's place.

    Args:
        at: When, in UTC.
        utc_offset_min: Minutes that their clock is ahead of UTC; None counts as UTC.

    Returns:
        0..167, from Monday 0 h on.
    """
    local = at + timedelta(minutes=utc_offset_min or 0)
    return local.weekday() * 24 + local.hour
