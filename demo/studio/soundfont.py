"""Renders one part through FluidSynth and a General MIDI sound font.

Debian packages: ``fluidsynth`` and ``musescore-general-soundfont`` (licence MIT).
"""

import hashlib
import os
import subprocess
import tempfile
from pathlib import Path

import mido
import numpy as np
import soundfile

from demo.studio.score import Audio, Part, Sampled, Score

RATE_HZ = 44100
TICKS_PER_S = 2000
SOUND_FONT = Path(
    os.environ.get("EMOMUSIC_SOUND_FONT", "/usr/share/sounds/sf3/MuseScore_General.sf3")
)


def midi(score: Score, part: Part, voice: Sampled) -> mido.MidiFile:
    """Write a part as MIDI with half-millisecond ticks, tempo already worked in."""
    channel = 9 if voice.drums else 0
    events: list[tuple[int, int, mido.Message]] = []

    def put(time_s: float, order: int, kind: str, **values: int) -> None:
        message = mido.Message(kind, channel=channel, **values)
        events.append((round(time_s * TICKS_PER_S), order, message))

    put(0.0, 0, "program_change", program=voice.program)
    for note in score.played(part):
        velocity = max(1, min(127, round(127 * note.velocity)))
        put(note.start_s, 2, "note_on", note=note.pitch, velocity=velocity)
        put(note.start_s + note.length_s, 1, "note_off", note=note.pitch)
    for down, up in part.pedals:
        down_s, up_s = score.seconds([down, up])
        put(down_s + 0.06, 3, "control_change", control=64, value=127)
        put(up_s - 0.01, 3, "control_change", control=64, value=0)
    track = mido.MidiTrack()
    track.append(mido.MetaMessage("set_tempo", tempo=500_000))
    now = 0
    for tick, _, message in sorted(events, key=lambda e: (e[0], e[1])):
        track.append(message.copy(time=tick - now))
        now = tick
    return mido.MidiFile(ticks_per_beat=TICKS_PER_S // 2, tracks=[track])


def render(score: Score, part: Part, voice: Sampled) -> Audio:
    """Render a part dry.

    Returns:
        Sound of shape (2, samples) at ``RATE_HZ``. Stems are kept in the temporary folder under
        the hash of their MIDI, so that mixing again is quick.
    """
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "part.mid"
        midi(score, part, voice).save(source)
        name = hashlib.sha256(source.read_bytes() + SOUND_FONT.name.encode()).hexdigest()
        kept = Path(tempfile.gettempdir()) / "emomusic-stems" / f"{name}.wav"
        if not kept.exists():
            kept.parent.mkdir(exist_ok=True)
            target = Path(folder) / "part.wav"
            subprocess.run(_command(source, target), check=True, capture_output=True)
            target.replace(kept)
        sound, _ = soundfile.read(kept, dtype="float64", always_2d=True)
    if not sound.any():
        kept.unlink()
        raise RuntimeError(f"FluidSynth returned silence for {part.name}")
    return np.ascontiguousarray(sound.T)


def _command(source: Path, target: Path) -> list[str]:
    settings = ["synth.dynamic-sample-loading=1", "synth.polyphony=256", "synth.cpu-cores=1"]
    options = [item for setting in settings for item in ("-o", setting)]
    fixed = ["-ni", "-q", "-R", "0", "-C", "0", "-g", "0.5", "-r", str(RATE_HZ)]
    output = ["-O", "float", "-T", "wav", "-F", str(target)]
    return ["fluidsynth", *fixed, *options, *output, str(SOUND_FONT), str(source)]
