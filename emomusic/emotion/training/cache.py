"""Features of every clip, computed once, in two memory-mapped arrays outside the repository."""

from __future__ import annotations

import functools
import json
import zlib
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from emomusic.audio.decode import decode
from emomusic.emotion.frontend import (
    SEMITONE_PER_HOP,
    extract,
    loudness_reference,
    normalise,
)
from emomusic.emotion.training import negatives
from emomusic.emotion.training.datasets import RENDERED, Clip, Dataset
from emomusic.emotion.training.render import playing_of, render, soundfonts
from emomusic.emotion.training.trunk import Trunk
from emomusic.emotion.training.variations import vary

_VARIATIONS = 1


@dataclass(frozen=True, slots=True)
class Job:
    """One sound to extract: a clip in one of its variants (a soundfont, or `plain`)."""

    clip: str
    variant: str
    path: Path | None

    @property
    def file(self) -> str:
        """The name of its file in the cache."""
        return f"{self.clip}@{self.variant}.npz"


def negative_clips() -> list[Clip]:
    """The negatives as clips; folds and groups go by their number."""
    return [
        Clip(name, Path(name), Dataset.NEGATIVE, f"negative {name}", index % 5)
        for index, name in enumerate(negatives.names())
    ]


def variants_of(clip: Clip) -> list[str]:
    """Name what is extracted of a clip, the reference first.

    Args:
        clip: From any dataset. A MIDI file is played through each soundfont. With the touch
            MuseScore's changes its colour, FluidR3 a little, TimGM6mb not at all; and only ratings
            over time say what that does.
    """
    if clip.dataset is Dataset.NEGATIVE:
        return ["plain"]
    if clip.dataset not in RENDERED:
        return ["plain", *(f"varied-{number}" for number in range(_VARIATIONS))]
    wanted = ["fluid", "timgm"]
    if clip.dataset is Dataset.VGMIDI:
        wanted += ["musescore-soft", "musescore-hard", "fluid-soft", "fluid-hard"]
    else:
        wanted.append("musescore-soft" if zlib.crc32(clip.name.encode()) % 2 else "musescore-hard")
    fonts = soundfonts()
    return [variant for variant in wanted if playing_of(clip.name, variant).font in fonts]


def jobs_of(clips: Iterable[Clip]) -> list[Job]:
    """List what has to be extracted for some clips, the reference of each first.

    Args:
        clips: From any dataset.
    """
    jobs = [
        (place, Job(clip.name, variant, None if clip.dataset is Dataset.NEGATIVE else clip.path))
        for clip in clips
        for place, variant in enumerate(variants_of(clip))
    ]
    # A cache that is not finished yet is then of use.
    return [job for _, job in sorted(jobs, key=lambda pair: pair[0])]


def _samples(job: Job) -> NDArray[np.float32]:
    if job.path is None:
        return negatives.make(job.clip)
    if job.variant == "plain":
        return decode(job.path)
    if job.variant.startswith("varied"):
        return vary(decode(job.path), zlib.crc32(f"{job.clip}@{job.variant}".encode()))
    playing = playing_of(job.clip, job.variant)
    return render(job.path, soundfonts()[playing.font], playing=playing)


@functools.cache
def _trunk() -> Trunk:
    torch.set_num_threads(1)
    return Trunk().eval()


def _extract(job: Job, folder: Path) -> str:
    features = extract(_samples(job))
    reference = loudness_reference(features.mel)
    mel, semitones = normalise(features, max(reference, 1e-12))
    with torch.no_grad():
        heard = _trunk()(torch.from_numpy(mel)[None])[0].numpy()
    partial = folder / f".{job.file}"
    with partial.open("wb") as file:
        np.savez(file, heard=heard.astype(np.float16), semitones=semitones.astype(np.float16))
    partial.rename(folder / job.file)
    return job.file


def build(
    clips: list[Clip],
    folder: Path,
    *,
    workers: int = 2,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Extract what the cache does not hold yet; it can be stopped and begun again.

    Args:
        clips: All clips, negatives included.
        folder: The cache; made where it is missing.
        workers: Processes.
        progress: Called with how many are done, and of how many.
    """
    parts = folder / "parts"
    parts.mkdir(parents=True, exist_ok=True)
    wanted = jobs_of(clips)
    missing = [job for job in wanted if not (parts / job.file).exists()]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        running = [pool.submit(_extract, job, parts) for job in missing]
        for done, future in enumerate(as_completed(running), len(wanted) - len(missing) + 1):
            future.result()
            if progress is not None:
                progress(done, len(wanted))
    _pack(wanted, folder)


def _pack(jobs: list[Job], folder: Path) -> None:
    index: dict[str, tuple[int, int]] = {}
    heard, semitones, at = [], [], 0
    for job in jobs:
        with np.load(folder / "parts" / job.file) as part:
            heard.append(part["heard"])
            semitones.append(part["semitones"])
        hops = len(heard[-1])
        index[f"{job.clip}@{job.variant}"] = (at, at + hops)
        at += hops
    np.save(folder / "heard.npy", np.concatenate(heard))
    np.save(folder / "semitones.npy", np.concatenate(semitones))
    (folder / "index.json").write_text(json.dumps(index))


class FeatureCache:
    """Reads a cache that `build` made.

    Args:
        folder: The cache.
    """

    def __init__(self, folder: Path) -> None:
        self._heard = np.load(folder / "heard.npy", mmap_mode="r")
        self._semitones = np.load(folder / "semitones.npy", mmap_mode="r")
        self._index: dict[str, tuple[int, int]] = {
            name: (first, last)
            for name, (first, last) in json.loads((folder / "index.json").read_text()).items()
        }
        self._variants: dict[str, list[str]] = {}
        for name in self._index:
            clip, _, variant = name.rpartition("@")
            self._variants.setdefault(clip, []).append(variant)

    def variants(self, clip: str) -> list[str]:
        """Name the variants of a clip, the reference first."""
        return self._variants[clip]

    def hops(self, clip: str, variant: str) -> int:
        """How many hops of 0.5 s a variant has."""
        first, last = self._index[f"{clip}@{variant}"]
        return last - first

    def read(
        self, clip: str, variant: str, first: int, last: int
    ) -> tuple[NDArray[np.float16], NDArray[np.float16]]:
        """Read some hops of a variant.

        Args:
            clip: Name of the clip.
            variant: One of `variants`.
            first: First hop.
            last: One after the last hop.

        Returns:
            What the trunk heard, `[hops, 2 * channels]`, and semitones
            `[hops * SEMITONE_PER_HOP, semitones]`.
        """
        offset = self._index[f"{clip}@{variant}"][0]
        begin, end = offset + first, offset + last
        return (
            self._heard[begin:end],
            self._semitones[begin * SEMITONE_PER_HOP : end * SEMITONE_PER_HOP],
        )
