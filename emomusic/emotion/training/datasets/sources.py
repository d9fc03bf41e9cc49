"""Which labelled music a model learns from: the shared folder, and other datasets beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from emomusic.emotion.training.datasets.clips import Clip, Dataset
from emomusic.emotion.training.datasets.deam import read_deam
from emomusic.emotion.training.datasets.emomusic import read_emomusic
from emomusic.emotion.training.datasets.emopia import read_emopia
from emomusic.emotion.training.datasets.feedback import read_feedback
from emomusic.emotion.training.datasets.pmemo import read_pmemo
from emomusic.emotion.training.datasets.shared import read_shared

READERS: dict[Dataset, Callable[[Path], list[Clip]]] = {
    Dataset.DEAM: read_deam,
    Dataset.PMEMO: read_pmemo,
    Dataset.EMOMUSIC: read_emomusic,
    Dataset.EMOPIA: read_emopia,
    Dataset.FEEDBACK: read_feedback,
}
"""Readers of the datasets that somebody may have in their published layout, and of feedback."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Folders of labelled music.

    Attributes:
        shared: The shared folder.
        others: Datasets in their published layouts, each with its folder, and feedback with its
            file.
    """

    shared: Path
    others: tuple[tuple[Dataset, Path], ...] = ()

    @classmethod
    def of(cls, shared: Path, **others: Sequence[Path]) -> Sources:
        """Name the folders.

        Args:
            shared: The shared folder.
            others: Folders of each dataset, by its name.
        """
        pairs = [(Dataset(name), folder) for name in others for folder in others[name]]
        return cls(shared, tuple(pairs))

    def clips(self) -> list[Clip]:
        """Read everything; see `beside` for what is left out of the others.

        Raises:
            FileNotFoundError: A file of the shared folder is missing.
            InvalidInput: A file of another dataset is missing or not what it should be.
        """
        clips = read_shared(self.shared)
        return [*clips, *beside(clips, self.read_others())]

    def read_others(self) -> list[Clip]:
        """Read the datasets that are not in the shared folder.

        Raises:
            InvalidInput: A file is missing or is not what it should be.
        """
        return [clip for dataset, folder in self.others for clip in READERS[dataset](folder)]


def beside(clips: Iterable[Clip], others: Iterable[Clip]) -> list[Clip]:
    """Choose what other datasets add to some clips.

    A group that is known keeps its fold, so that an artist who is in two datasets is never on both
    sides of a split. A clip that is known is left out, and so are the songs of emoMusic that DEAM
    holds as well.

    Args:
        clips: What there is.
        others: What may be added.
    """
    folds = {clip.group: clip.fold for clip in clips}
    known = {clip.name for clip in clips}
    # DEAM is read before emoMusic is looked at, in whatever order they were named.
    added = []
    for clip in sorted(others, key=lambda clip: clip.dataset is Dataset.EMOMUSIC):
        same = clip.name.replace("emomusic-", "deam-")
        if not {clip.name, same} & known:
            known.add(clip.name)
            added.append(replace(clip, fold=folds.setdefault(clip.group, clip.fold)))
    return added
