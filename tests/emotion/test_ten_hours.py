"""Ten hours in one file: the worker hears them within its time limit, in the memory of a song."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from emomusic.emotion import analyse_file
from emomusic.jobs.analysis import time_limit_s
from emomusic.jobs.lane import Lane
from emomusic.jobs.worker import process_id

HOURS = 10
RATE_HZ = 22050

pytestmark = pytest.mark.long


def make_minute(path: Path) -> bytes:
    """A minute of chords and a beat as MP3 frames that can be laid end to end."""
    time_s = np.arange(60 * RATE_HZ) / RATE_HZ
    sound = 0.1 * np.random.default_rng(0).standard_normal(len(time_s))
    sound *= np.exp(-((time_s * 2) % 1) * 12)
    for bar, root_hz in enumerate((220.0, 174.61, 261.63, 196.0)):
        playing = ((time_s // 2) % 4) == bar
        sound += 0.06 * playing * sum(np.sin(2 * np.pi * root_hz * r * time_s) for r in (1, 1.26))
    # Without the frame that says how long the file is: it would be wrong for ten hours.
    plain = {"write_xing": "0", "id3v2_version": "0"}
    with av.open(str(path), "w", format="mp3", options=plain) as container:
        stream = container.add_stream("mp3", rate=RATE_HZ, layout="mono")
        stream.bit_rate = 32_000
        frame = av.AudioFrame.from_ndarray(
            sound[None].astype(np.float32), format="fltp", layout="mono"
        )
        frame.rate = RATE_HZ
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path.read_bytes()


def tell_memory_kb(path: Path, progress: object) -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def tell_process(path: Path, progress: object) -> int:
    return process_id()


async def test_ten_hours_are_heard(tmp_path: Path) -> None:
    minute = make_minute(tmp_path / "minute.mp3")
    with (tmp_path / "mix.mp3").open("wb") as file:
        for _ in range(HOURS * 60):
            file.write(minute)
    lane = Lane()
    try:
        before = await lane.hear(tell_process, tmp_path, 60.0)  # type: ignore[arg-type]
        limit_s = time_limit_s(HOURS * 3600.0)
        analysis = await lane.hear(analyse_file, tmp_path / "mix.mp3", limit_s)
        assert analysis.duration_s == pytest.approx(HOURS * 3600, rel=0.01)
        assert len(analysis.curve) == pytest.approx(HOURS * 7200, rel=0.01)
        assert np.isfinite(analysis.curve.valence).all()
        memory_kb = await lane.hear(tell_memory_kb, tmp_path, 60.0)  # type: ignore[arg-type]
        assert memory_kb / 1024 < 600
        assert await lane.hear(tell_process, tmp_path, 60.0) == before  # type: ignore[arg-type]
    finally:
        lane.kill()
