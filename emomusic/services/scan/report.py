"""What a scan tells: how far it is, and what it did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Stage(StrEnum):
    """What a scan is doing now."""

    WAITING = "waiting"
    LOOKING = "looking"
    READING = "reading"
    FINISHING = "finishing"


class Subject(StrEnum):
    """What was refused: a folder, a whole file, or only something in a file that was taken."""

    FOLDER = "folder"
    FILE = "file"
    COVER = "cover"
    TAGS = "tags"


@dataclass(frozen=True, slots=True)
class ScanProgress:
    """How far a scan is.

    Attributes:
        done: Files that are done in this stage.
        total: Files in this stage; 0 while it is not known.
    """

    stage: Stage
    done: int = 0
    total: int = 0


OnProgress = Callable[[ScanProgress], None]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that could not be taken, and why.

    Attributes:
        path: The file or folder; its name may hold anything a file system allows.
        sentence: Why, for the person.
        subject: What of it was refused.
    """

    path: Path
    sentence: str
    subject: Subject = Subject.FILE

    @property
    def line(self) -> str:
        """The path and the sentence, on one line whatever the path holds."""
        shown = str(self.path).encode("utf-8", "backslashreplace").decode("utf-8")
        if not shown.isprintable():
            shown = "".join(
                letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii")
                for letter in shown
            )
        return f"{shown}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class ScanReport:
    """What a scan did; each file that was found counts once.

    Attributes:
        added: Files that became new songs.
        updated: Songs whose file, or whose folder's cover, has changed.
        moved: Songs whose file was found in another place.
        unchanged: Songs whose file is as it was; a song that returned is not counted here.
        missing: Songs whose file has vanished since the last scan.
        returned: Songs whose file had vanished and is back in its place.
        refused: What could not be taken.
        seconds: How long it took, without waiting for another scan.
    """

    added: int = 0
    updated: int = 0
    moved: int = 0
    unchanged: int = 0
    missing: int = 0
    returned: int = 0
    refused: tuple[Refusal, ...] = ()
    seconds: float = 0.0

    @property
    def summary(self) -> str:
        """The counts that are not zero, as one sentence."""
        counts = (
            (self.added, "added"),
            (self.updated, "updated"),
            (self.moved, "moved"),
            (self.returned, "back again"),
            (self.unchanged, "unchanged"),
            (self.missing, "missing"),
            (len(self.refused), "refused"),
        )
        told = ", ".join(f"{count:,} {word}" for count, word in counts if count)
        return f"{told or 'No music found'}, in {self.seconds:.1f} s."
