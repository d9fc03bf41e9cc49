"""How fast the ear listens: one core, a 4-minute stereo MP3, stage by stage.

`python benchmarks/analysis.py` makes the MP3, analyses it in a process of its own as a worker
would, and reports the median of several runs: `x_realtime` end to end (file in, curve out, model
loaded) and `rss_mb`, the most memory that the process ever held. `explain_s` is a first question
why a moment sounds so, the file decoded, and `explain_again_s` the next one about the same song.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

LENGTH_S = 240.0
RUNS = 9
RATE_HZ = 44100


def make_mp3(path: Path) -> None:
    """Write four minutes of stereo: chords, a bass, a beat and a little noise."""
    import soundfile

    rng = np.random.default_rng(0)
    time_s = np.arange(round(LENGTH_S * RATE_HZ)) / RATE_HZ
    beat = np.exp(-((time_s * 2) % 1) * 12)
    sound = 0.1 * rng.standard_normal(len(time_s)) * beat
    for bar, root_hz in enumerate((220.0, 174.61, 261.63, 196.0)):
        playing = ((time_s // 2) % 4) == bar
        for ratio in (0.5, 1, 1.26, 1.5, 2.0):
            sound += 0.06 * playing * np.sin(2 * np.pi * root_hz * ratio * time_s)
    stereo = np.stack([sound, np.roll(sound, 200)], axis=1).astype(np.float32)
    soundfile.write(path, stereo, RATE_HZ, format="MP3", subtype="MPEG_LAYER_III")


def most_memory_mb() -> float:
    """Read the most memory this process ever held; `getrusage` would count its parent's."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return float("nan")


def measure(path: Path) -> dict[str, float]:
    """Analyse the file again and again, and time each stage by itself."""
    began = time.perf_counter()
    from emomusic.audio.decode import decode
    from emomusic.audio.waveform import measure as measure_waveform
    from emomusic.emotion.analysis import analyse_file
    from emomusic.emotion.frontend import extract
    from emomusic.emotion.inference import curve_of
    from emomusic.emotion.listening import run_network
    from emomusic.emotion.model import calibration, model_version, session
    from emomusic.emotion.occlusion import explain, read_recording

    session()
    figures = {"load_s": time.perf_counter() - began}
    analyse_file(path)
    # Read before the whole decoded file is held below, which a worker never does.
    whole, stages = [], {"decode_s": [], "waveform_s": [], "features_s": [], "network_s": []}
    for _ in range(RUNS):
        began = time.perf_counter()
        analyse_file(path)
        whole.append(time.perf_counter() - began)
    figures["rss_mb"] = most_memory_mb()
    for _ in range(RUNS):
        marks = [time.perf_counter()]
        samples = decode(path)
        marks.append(time.perf_counter())
        measure_waveform(samples)
        marks.append(time.perf_counter())
        features = extract(samples)
        marks.append(time.perf_counter())
        curve_of(features, LENGTH_S, run_network, calibration(), model_version())
        marks.append(time.perf_counter())
        for name, first, last in zip(stages, marks, marks[1:], strict=False):
            stages[name].append(last - first)
    recording = read_recording(path)
    stages |= {"explain_s": [], "explain_again_s": []}
    for run in range(RUNS):
        began = time.perf_counter()
        explain(read_recording(path), LENGTH_S / 2)
        stages["explain_s"].append(time.perf_counter() - began)
        began = time.perf_counter()
        explain(recording, LENGTH_S / 2 + run)
        stages["explain_again_s"].append(time.perf_counter() - began)
    for name, values in stages.items():
        figures[name] = statistics.median(values)
    figures["total_s"] = statistics.median(whole)
    figures["best_s"] = min(whole)
    figures["x_realtime"] = LENGTH_S / figures["total_s"]
    return figures


def main() -> None:
    """Run the measurement on one core in a fresh process and print what it found."""
    if len(sys.argv) == 2:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        print(json.dumps(measure(Path(sys.argv[1]))))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "song.mp3"
        make_mp3(path)
        environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        answer = subprocess.run(
            [sys.executable, __file__, str(path)],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
    figures = json.loads(answer.stdout.splitlines()[-1])
    for name, value in figures.items():
        unit = {"s": "s", "mb": "MB"}.get(name.rpartition("_")[2], "x")
        print(f"{name:14} {value:9.3f} {unit}")
    print(json.dumps({name: round(value, 4) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
