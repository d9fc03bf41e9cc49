"""A scan that is killed, stopped, or not alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from filelock import FileLock
from sqlmodel import func, select

from emomusic.errors import Conflict
from emomusic.services.scan import ScanProgress, ScanReport, Stage, scan
from emomusic.settings import PROJECT_DIR
from emomusic.store.database import session
from emomusic.store.tables import AnalysisJob, Song, SongArtist
from tests.audio_files import make_audio, make_picture, tag
from tests.databases import on_both
from tests.services.scan.conftest import Library, counts

FILES = 60

_SCAN_SLOWLY = """
import sys, time
from pathlib import Path
from emomusic.services.scan import pipeline, read, scan
from emomusic.store.database import use_database
use_database(sys.argv[2])
pipeline.BATCH_FILES = 7
original = read.read_tags_of
def slow(file, path):
    time.sleep(0.02)
    return original(file, path)
read.read_tags_of = slow
print("ready", flush=True)
print(scan([Path(sys.argv[1])]).summary)
"""


@pytest.fixture
def filled(library: Library) -> Library:
    """A folder of songs in albums of ten."""
    first = make_audio(library.folder / "0.flac", seconds=0.2)
    sound = first.read_bytes()
    first.unlink()
    for number in range(FILES):
        path = library.folder / f"{number // 10}" / f"{number}.flac"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(sound)
        tag(
            path,
            make_picture(20, 20, f"#0000{number // 10:02x}"),
            title=f"Song {number}",
            artist=[f"Artist {number % 7}", "Everybody"],
            album=f"Album {number // 10}",
            albumartist="Everybody",
        )
    return library


def _start(library: Library, database: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _SCAN_SLOWLY, str(library.folder), database],
        cwd=PROJECT_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PROJECT_DIR)},
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "ready"
    return process


def _song_count() -> int:
    with session() as reading:
        return reading.exec(select(func.count()).select_from(Song)).one()


def _wait_for_songs(least: int) -> None:
    deadline = time.monotonic() + 60
    while _song_count() < least:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _assert_whole(library: Library) -> None:
    assert all(library.songs().values())
    assert library.titles() == sorted(f"Song {number}" for number in range(FILES))
    assert library.albums() == [f"Album {number}" for number in range(FILES // 10)]
    assert library.artists() == [*[f"Artist {number}" for number in range(7)], "Everybody"]
    with session() as reading:
        credited = reading.exec(select(func.count()).select_from(SongArtist)).one()
        queued = reading.exec(select(func.count()).select_from(AnalysisJob)).one()
    assert (credited, queued) == (2 * FILES, FILES)


@on_both
@pytest.mark.parametrize("songs_before", [1, 30])
def test_a_killed_scan_leaves_whole_songs_and_the_next_completes_it(
    filled: Library, database: str, songs_before: int
) -> None:
    process = _start(filled, database)
    _wait_for_songs(songs_before)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    with session() as reading:
        kept = reading.exec(select(func.count()).select_from(Song)).one()
        credited = reading.exec(select(func.count()).select_from(SongArtist)).one()
        queued = reading.exec(select(func.count()).select_from(AnalysisJob)).one()
    assert songs_before <= kept < FILES
    assert (credited, queued) == (2 * kept, kept)
    report = filled.scan()
    assert (report.added, report.unchanged) == (FILES - kept, kept)
    _assert_whole(filled)


@on_both
def test_two_scans_at_once_do_the_work_once(filled: Library, database: str) -> None:
    processes = [_start(filled, database), _start(filled, database)]
    outputs = [process.communicate(timeout=120)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert sum(f"{FILES} added" in output for output in outputs) == 1
    assert sum(f"{FILES} unchanged" in output for output in outputs) == 1
    _assert_whole(filled)


@on_both
def test_two_servers_with_data_folders_of_their_own_do_not_collide(
    filled: Library, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the lock that one folder gives, the database alone keeps them apart."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "one"))
    one = _start(filled, database)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "two"))
    other = _start(filled, database)
    outputs = [process.communicate(timeout=120)[0] for process in (one, other)]
    assert (one.returncode, other.returncode) == (0, 0), outputs
    _assert_whole(filled)


def test_a_scan_that_must_not_wait_is_told_of_the_other(filled: Library, data_dir: Path) -> None:
    with FileLock(data_dir / "scan.lock"), pytest.raises(Conflict, match="Another scan"):
        scan([filled.folder], wait=False)


def test_a_scan_that_waits_says_so_and_then_does_its_work(filled: Library, data_dir: Path) -> None:
    told: list[ScanProgress] = []
    waits = threading.Event()
    reports: list[ScanReport] = []

    def tell(progress: ScanProgress) -> None:
        told.append(progress)
        if progress.stage is Stage.WAITING:
            waits.set()

    with FileLock(data_dir / "scan.lock"):
        thread = threading.Thread(target=lambda: reports.append(scan([filled.folder], tell)))
        thread.start()
        assert waits.wait(30)
        assert _song_count() == 0
    thread.join()
    assert told[0].stage is Stage.WAITING
    assert counts(reports[0]) == {"added": FILES}


def test_a_scan_that_is_stopped_keeps_what_it_wrote(
    filled: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("emomusic.services.scan.pipeline.BATCH_FILES", 10)
    monkeypatch.setattr("emomusic.services.scan.pipeline._TELL_EVERY_S", 0.0)

    def stop(progress: ScanProgress) -> None:
        if progress.stage is Stage.READING and progress.done > 25:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scan([filled.folder], stop)
    assert _song_count() == 20
    assert counts(filled.scan()) == {"added": 40, "unchanged": 20}
    _assert_whole(filled)


def test_a_rename_that_was_interrupted_is_completed(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = make_audio(library.folder / "a.flac", title="A")
    other = make_audio(library.folder / "b.flac", title="B", hertz=300)
    library.scan()
    ids = (library.song_id("a.flac"), library.song_id("b.flac"))
    one.rename(library.folder / "t.flac")
    other.rename(one)
    (library.folder / "t.flac").rename(other)

    def stop(progress: ScanProgress) -> None:
        if progress.stage is Stage.READING:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scan([library.folder], stop)
    assert counts(library.scan()) == {"moved": 2}
    assert (library.song_id("b.flac"), library.song_id("a.flac")) == ids
