"""Features of every clip, computed once, in two memory-mapped arrays outside the repository."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from emomusic.audio.decode import decode
from emomusic.emotion.frontend import (
    MEL_PER_HOP,
    SEMITONE_PER_HOP,
    extract,
    loudness_reference,
    normalise,
)
from emomusic.emotion.training import negatives
from emomusic.emotion.training.datasets import RENDERED, Clip, Dataset
from emomusic.emotion.training.render import render, soundfonts


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


def jobs_of(clips: Iterable[Clip]) -> list[Job]:
    """List what has to be extracted for some clips.

    Args:
        clips: From any dataset; rendered ones are done once for each soundfont.
    """
    fonts = soundfonts()
    jobs = []
    for clip in clips:
        if clip.dataset is Dataset.NEGATIVE:
            jobs.append(Job(clip.name, "plain", None))
        elif clip.dataset in RENDERED:
            jobs.extend(Job(clip.name, font, clip.path) for font in fonts)
        else:
            jobs.append(Job(clip.name, "plain", clip.path))
    # The reference soundfonts come first, so that a cache that is not finished yet is of use.
    order = ["plain", *fonts]
    return sorted(jobs, key=lambda job: order.index(job.variant))


def _samples(job: Job) -> NDArray[np.float32]:
    if job.path is None:
        return negatives.make(job.clip)
    if job.variant == "plain":
        return decode(job.path)
    return render(job.path, soundfonts()[job.variant])


def _extract(job: Job, folder: Path) -> str:
    features = extract(_samples(job))
    reference = loudness_reference(features.mel)
    mel, semitones = normalise(features, max(reference, 1e-9))
    partial = folder / f".{job.file}"
    with partial.open("wb") as file:
        np.savez(file, mel=mel.astype(np.float16), semitones=semitones.astype(np.float16))
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
    mels, semitones, at = [], [], 0
    for job in jobs:
        with np.load(folder / "parts" / job.file) as part:
            mels.append(part["mel"])
            semitones.append(part["semitones"])
        hops = len(mels[-1]) // MEL_PER_HOP
        index[f"{job.clip}@{job.variant}"] = (at, at + hops)
        at += hops
    np.save(folder / "mel.npy", np.concatenate(mels))
    np.save(folder / "semitones.npy", np.concatenate(semitones))
    (folder / "index.json").write_text(json.dumps(index))


class FeatureCache:
    """Reads a cache that `build` made.

    Args:
        folder: The cache.
    """

    def __init__(self, folder: Path) -> None:
        self._mel = np.load(folder / "mel.npy", mmap_mode="r")
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
            Log-mel `[hops * MEL_PER_HOP, bands]` and semitones
            `[hops * SEMITONE_PER_HOP, semitones]`.
        """
        offset = self._index[f"{clip}@{variant}"][0]
        begin, end = offset + first, offset + last
        return (
            self._mel[begin * MEL_PER_HOP : end * MEL_PER_HOP],
            self._semitones[begin * SEMITONE_PER_HOP : end * SEMITONE_PER_HOP],
        )
