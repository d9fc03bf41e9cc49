"""What can be asked about a song's moments."""

from __future__ import annotations

from pathlib import Path

import pytest

from emomusic.errors import InvalidInput, NotFound
from emomusic.services.explanations import question
from tests.factories import ident, make_song

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def song_id(database: str, tmp_path: Path) -> int:
    path = tmp_path / "song.flac"
    path.write_bytes(b"sound")
    return ident(make_song(path=str(path), duration_s=90.25))


@pytest.mark.parametrize(
    ("at_s", "moment_s"), [(0.0, 0.0), (63.3, 63.5), (63.2, 63.0), (90.25, 90.0), (90.7, 90.5)]
)
def test_a_moment_is_taken_to_the_nearest_half_second(
    song_id: int, at_s: float, moment_s: float
) -> None:
    asked = question(song_id, at_s)
    assert (asked.song_id, asked.at_s, asked.duration_s) == (song_id, moment_s, 90.25)
    assert asked.size_bytes == len(b"sound")


def test_questions_about_a_changed_file_differ(song_id: int) -> None:
    before = question(song_id, 3.0)
    assert question(song_id, 3.1) == before
    before.path.write_bytes(b"another sound")
    assert question(song_id, 3.0) != before


@pytest.mark.parametrize("at_s", [-0.1, 90.8, 1e300, float("nan"), float("inf"), float("-inf")])
def test_a_moment_that_the_song_has_not_is_refused(song_id: int, at_s: float) -> None:
    with pytest.raises(InvalidInput, match=r"from 0 to 90\.2 seconds"):
        question(song_id, at_s)


def test_no_song_and_no_file_are_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="does not exist"):
        question(999, 3.0)
    gone = ident(make_song(path=str(tmp_path / "gone.flac")))
    with pytest.raises(NotFound, match="has vanished"):
        question(gone, 3.0)
