"""What the numbers of things in roll-ups promise."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from emomusic.services.analytics.dimensions import (
    SourceKind,
    cell_centre,
    cell_of,
    device_number,
    hour_of_week,
    source_kind,
)


@pytest.mark.parametrize(
    ("valence", "arousal", "cell"),
    [
        (0.0, 0.0, 0),
        (0.99, 0.0, 9),
        (0.0, 0.1, 10),
        (1.0, 1.0, 99),
        (0.55, 0.31, 35),
        (None, 0.3, -1),
        (0.3, None, -1),
    ],
)
def test_a_point_lies_in_a_cell(valence: float | None, arousal: float | None, cell: int) -> None:
    assert cell_of(valence, arousal) == cell


def test_the_centre_of_a_cell_lies_in_it() -> None:
    assert [cell_of(*cell_centre(cell)) for cell in range(100)] == list(range(100))


@pytest.mark.parametrize(
    ("offset_min", "hour"), [(None, 0), (0, 0), (90, 1), (-16, 167), (840, 14), (-840, 154)]
)
def test_the_hour_of_the_week_is_that_of_the_listeners_clock(
    offset_min: int | None, hour: int
) -> None:
    assert hour_of_week(datetime(2026, 11, 2, 0, 15, tzinfo=UTC), offset_min) == hour


def test_sources_and_devices_that_are_not_known_are_others() -> None:
    assert source_kind("album:3") is SourceKind.ALBUM
    assert source_kind("liked") is SourceKind.LIKED
    assert source_kind("") is SourceKind.OTHER
    assert source_kind("nonsense:1") is SourceKind.OTHER
    assert device_number("tablet") == 1
    assert device_number(None) == device_number("toaster") == 3
