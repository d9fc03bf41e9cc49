"""The figures of the desk's first page, and what needs a look."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from emomusic.services import analysis_queue, storage
from emomusic.services.overview import Totals, totals
from emomusic.services.troubles import KEPT_ERRORS, RecentErrors, troubles
from emomusic.store.tables import now
from tests.databases import on_both
from tests.factories import ident, make_album, make_artist, make_song, make_user
from tests.services.test_analysis_queue import claim_one, enqueue

_WATCHED = """
import logging
from emomusic.services.troubles import watch_the_log
watch_the_log()
watch_the_log()
log = logging.getLogger("emomusic.jobs")
log.warning("It rains.")
try:
    raise ValueError("too much")
except ValueError:
    log.exception("It pours.")
"""


@on_both
def test_totals_count_what_is_there(database: str) -> None:
    album = make_album("Rain", artist=make_artist("Ada"))
    make_song(album=album, duration_s=100.0, size_bytes=1_000)
    make_song(album=album, duration_s=20.0, size_bytes=3_000_000_000)
    make_song(album=album, duration_s=7.0, missing_since=now())
    make_user()
    make_user(is_disabled=True)
    assert totals() == Totals(
        songs=2,
        albums=1,
        artists=1,
        people=1,
        duration_s=120.0,
        music_bytes=3_000_001_000,
        missing=1,
    )


@on_both
def test_an_empty_place_has_nothing(database: str) -> None:
    assert totals() == Totals(0, 0, 0, 0, 0.0, 0, 0)
    found = troubles()
    assert (found.failed_count, found.missing_count) == (0, 0)


@on_both
def test_songs_that_failed_or_vanished_need_a_look(database: str) -> None:
    failed = ident(make_song("Noise"))
    gone = ident(make_song("Gone", path="/music/gone.flac", missing_since=now()))
    enqueue([failed])
    analysis_queue.fail(claim_one(), "It is no sound.")
    found = troubles()
    assert [(one.id, one.title, one.sentence) for one in found.failed] == [
        (failed, "Noise", "It is no sound.")
    ]
    assert [(one.id, one.sentence) for one in found.missing] == [(gone, "/music/gone.flac")]


class TestErrorsOfTheLog:
    @pytest.fixture
    def log(self) -> tuple[logging.Logger, RecentErrors]:
        logger, kept = logging.Logger("emomusic.test"), RecentErrors()
        logger.addHandler(kept)
        return logger, kept

    def test_are_kept_in_a_line_the_latest_first(
        self, log: tuple[logging.Logger, RecentErrors]
    ) -> None:
        logger, kept = log
        logger.warning("only a warning")
        logger.error("an event failed:\n%s", "Traceback\n  File x\nValueError: no")
        try:
            raise ZeroDivisionError("by zero")
        except ZeroDivisionError:
            logger.exception("the scheduler failed")
        assert [one.line for one in kept.latest()] == [
            "the scheduler failed ZeroDivisionError: by zero",
            "an event failed: ValueError: no",
        ]
        assert kept.latest()[0].source == "emomusic.test"

    def test_are_kept_in_a_small_number(self, log: tuple[logging.Logger, RecentErrors]) -> None:
        logger, kept = log
        for number in range(KEPT_ERRORS + 5):
            logger.error("error %d", number)
        assert len(kept.latest()) == KEPT_ERRORS
        assert kept.latest()[0].line == f"error {KEPT_ERRORS + 4}"


def test_storage_adds_up_the_parts_of_the_data_folder(data_dir: Path) -> None:
    (data_dir / "covers" / "ab").mkdir(parents=True)
    (data_dir / "covers" / "ab" / "c.webp").write_bytes(b"x" * 700)
    (data_dir / "emomusic.db").write_bytes(b"x" * 50)
    (data_dir / "emomusic.db-wal").write_bytes(b"x" * 25)
    (data_dir / "elsewhere").symlink_to("/usr")
    found = storage.storage()
    assert [(one.name, one.bytes) for one in found.parts][:2] == [("covers", 700), ("database", 75)]
    assert 0 < found.free_bytes <= found.disk_bytes


def test_what_is_kept_for_the_desk_is_printed_as_well() -> None:
    said = subprocess.run(
        [sys.executable, "-c", _WATCHED], capture_output=True, text=True, check=True, timeout=60
    ).stderr.splitlines()
    assert [line.partition("WARNING ")[2] for line in said[:1]] == ["emomusic.jobs: It rains."]
    assert said[1].endswith("ERROR emomusic.jobs: It pours.")
    assert said[-1] == "ValueError: too much"
