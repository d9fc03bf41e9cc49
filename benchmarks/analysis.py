"""How fast the ear listens, and in how much memory: one core, a 4-minute stereo MP3.

`python benchmarks/analysis.py` makes the MP3, analyses it in processes of their own as a worker
would, and reports medians of several runs:

- `load_s`: until a fresh process has imported what it needs and loaded the model;
- `realtime_x`: end to end, file in, curve out, model loaded; and each stage by itself;
- `peak_mb`: the most memory that the process ever held;
- `explain_s`: a first question why a moment sounds so, the file decoded, and `explain_again_s`
  the next one about the same song;
- `two_hours_mb`, `two_hours_s`: a mix of two hours;
- `cut_difference`: how far the curve moves when the stream is cut otherwise, or decoded twice;
- `onnx_difference`: how far the served network is from the torch weights beside it.
"""

from __future__ import annotations

import importlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

LENGTH_S = 240.0
MIX_S = 7200.0
RUNS = 9
LOADS = 5
RATE_HZ = 44100

MIX = "mix.mp3"

Figures = dict[str, float]


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


def make_mix(song: Path, path: Path) -> None:
    """Lay the song end to end for two hours, without encoding it each time."""
    import av
    import soundfile

    samples, rate_hz = soundfile.read(song, dtype="float32")
    plain = song.with_name("plain.mp3")
    # Without the frame that says how long the file is: it would be wrong for the mix.
    with av.open(str(plain), "w", format="mp3", options={"write_xing": "0"}) as container:
        stream = container.add_stream("mp3", rate=rate_hz, layout="stereo")
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples.T), format="fltp", layout="stereo"
        )
        frame.rate = rate_hz
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    content = plain.read_bytes()
    with path.open("wb") as file:
        for _ in range(round(MIX_S / LENGTH_S)):
            file.write(content)


def most_memory_mb() -> float:
    """Read the most memory this process ever held; `getrusage` would count its parent's."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return float("nan")


def measure_load(path: Path) -> Figures:
    """Load what a worker needs before its first song."""
    began = time.perf_counter()
    importlib.import_module("emomusic.emotion.listening").session()
    return {"load_s": time.perf_counter() - began}


def measure_song(path: Path) -> Figures:
    """Analyse the file again and again, and time each stage by itself."""
    from emomusic.audio.decode import decode
    from emomusic.audio.waveform import measure as measure_waveform
    from emomusic.emotion.analysis import analyse_file
    from emomusic.emotion.frontend import extract
    from emomusic.emotion.inference import curve_of
    from emomusic.emotion.listening import run_network
    from emomusic.emotion.model import calibration, model_version

    analyse_file(path)
    # Memory is read before the whole decoded file is held below, which a worker never does.
    whole, stages = [], {"decode_s": [], "waveform_s": [], "features_s": [], "network_s": []}
    for _ in range(RUNS):
        began = time.perf_counter()
        analyse_file(path)
        whole.append(time.perf_counter() - began)
    figures = {"peak_mb": most_memory_mb()}
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
    figures |= {name: statistics.median(values) for name, values in stages.items()}
    figures["total_s"] = statistics.median(whole)
    figures["best_s"] = min(whole)
    figures["realtime_x"] = LENGTH_S / figures["total_s"]
    return figures


def measure_explanation(path: Path) -> Figures:
    """Ask why a moment sounds so."""
    from emomusic.emotion.occlusion import explain
    from emomusic.emotion.recording import read_recording

    middle_s = LENGTH_S / 2
    recording = read_recording(path, middle_s)
    first, again = [], []
    for run in range(RUNS):
        began = time.perf_counter()
        explain(read_recording(path, middle_s), middle_s)
        first.append(time.perf_counter() - began)
        began = time.perf_counter()
        explain(recording, middle_s + run)
        again.append(time.perf_counter() - began)
    return {"explain_s": statistics.median(first), "explain_again_s": statistics.median(again)}


def measure_mix(path: Path) -> Figures:
    """Analyse a mix of two hours."""
    from emomusic.emotion.analysis import analyse_file

    began = time.perf_counter()
    analysis = analyse_file(path.with_name(MIX))
    seconds = time.perf_counter() - began
    assert abs(analysis.duration_s - MIX_S) < 60
    return {"two_hours_s": seconds, "two_hours_mb": most_memory_mb()}


def measure_cuts(path: Path) -> Figures:
    """Hear one recording in blocks of several lengths, and as a mix would be heard."""
    from emomusic.audio.decode import decode
    from emomusic.emotion.frontend import extract
    from emomusic.emotion.inference import Sound, curve_of
    from emomusic.emotion.listening import run_network
    from emomusic.emotion.model import calibration, model_version
    from emomusic.emotion.streaming import Replayed, features_of, joined

    samples = decode(path)

    def blocks(length: int) -> Iterator[np.ndarray]:
        return (samples[first : first + length] for first in range(0, len(samples), length))

    def heard(sound: Sound) -> np.ndarray:
        curve = curve_of(sound, LENGTH_S, run_network, calibration(), model_version())
        return np.stack([curve.valence, curve.arousal])

    whole = extract(samples)
    expected = heard(whole)
    otherwise = [joined(list(features_of(blocks(length)))) for length in (777, 11_025, 500_000)]
    otherwise.append(Replayed(lambda: blocks(100_000), whole.hop_power))
    return {"cut_difference": max(float(np.abs(heard(one) - expected).max()) for one in otherwise)}


def measure_parity(path: Path) -> Figures:
    """Compare the served network with the torch weights that it was exported from."""
    import torch

    from emomusic.emotion.model import model_folder
    from emomusic.emotion.training.export import parity
    from emomusic.emotion.training.network import Ear

    network = Ear()
    folder = model_folder()
    network.load_state_dict(torch.load(folder / "weights.pt", weights_only=True))
    return {"onnx_difference": parity(network.eval(), folder / "ear.onnx")}


MEASURES: dict[str, Callable[[Path], Figures]] = {
    "load": measure_load,
    "song": measure_song,
    "explanation": measure_explanation,
    "mix": measure_mix,
    "cuts": measure_cuts,
    "parity": measure_parity,
}


def in_a_process(name: str, path: Path) -> Figures:
    """Measure in a fresh process, as a worker is one."""
    answer = subprocess.run(
        [sys.executable, __file__, name, str(path)],
        env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(answer.stdout.splitlines()[-1])


def main() -> None:
    """Run the measurements, each on one core in a fresh process, and print what they found."""
    if len(sys.argv) == 3:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        print(json.dumps(MEASURES[sys.argv[1]](Path(sys.argv[2]))))
        return
    figures: Figures = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "song.mp3"
        make_mp3(path)
        make_mix(path, path.with_name(MIX))
        for name in MEASURES:
            figures |= in_a_process(name, path)
        loads = [in_a_process("load", path)["load_s"] for _ in range(LOADS)]
        figures["load_s"] = statistics.median(loads)
    for name, value in figures.items():
        unit = {"s": "s", "mb": "MB", "x": "x"}.get(name.rpartition("_")[2], "")
        shown = f"{value:9.1e}" if name.endswith("difference") else f"{value:9.3f}"
        print(f"{name:16} {shown} {unit}")
    print(json.dumps({name: float(f"{value:.4g}") for name, value in figures.items()}))


if __name__ == "__main__":
    main()
