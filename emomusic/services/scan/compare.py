"""Second stage: what the walk found against what the catalogue knows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from sqlmodel import col, select

from emomusic.services.scan.report import Subject
from emomusic.services.scan.walk import FileState, Walk, folder_of, is_inside
from emomusic.store.database import session
from emomusic.store.edit_tables import LeftOutFile
from emomusic.store.tables import Song


@dataclass(frozen=True, slots=True)
class Unread:
    """A file to open.

    Attributes:
        song_id: The song whose path it has, or None for a path that is new.
        recorded: The file of that song, as the catalogue knows it.
    """

    path: str
    state: FileState
    song_id: int | None = None
    recorded: FileState | None = None


@dataclass(slots=True)
class Plan:
    """What is to be done.

    Attributes:
        to_read: Files that are new or have changed.
        unchanged: How many files are as they were.
        returned: Songs whose file had vanished and is back as it was.
        gone: Songs, by id, whose file was not found where it should be; whether they were known
            to be missing already.
        away: Songs that are gone or whose path holds another file now, by what their file was.
    """

    to_read: list[Unread] = field(default_factory=list)
    unchanged: int = 0
    returned: list[int] = field(default_factory=list)
    gone: dict[int, bool] = field(default_factory=dict)
    away: dict[FileState, list[int]] = field(default_factory=lambda: defaultdict(list))


def compare(found: Walk) -> Plan:
    """Decide what has to be read, without opening a file.

    Songs in the bin stay there, and files that were left out when they were purged stay out. A
    root that is quite empty although songs were in it is taken for a disk that is not there.

    Args:
        found: What lies in the folders; such roots are added to what is refused there.

    Returns:
        The plan.
    """
    plan = Plan()
    unknown = dict(found.files)
    lost: dict[int, tuple[str, bool]] = {}
    columns = (Song.id, Song.path, Song.size_bytes, Song.mtime_ns, Song.cover)
    marks = (col(Song.missing_since).is_not(None), col(Song.binned_at).is_not(None))
    with session() as reading:
        rows = reading.exec(select(*columns, *marks)).all()  # type: ignore[call-overload]
        for file in reading.exec(select(LeftOutFile)):
            if unknown.get(file.path) == FileState(file.size_bytes, file.mtime_ns):
                del unknown[file.path]
    for song_id, path, size_bytes, mtime_ns, cover, is_missing, is_binned in rows:
        state = unknown.pop(path, None)
        recorded = FileState(size_bytes, mtime_ns)
        if state != recorded:
            plan.away[recorded].append(song_id)
        if state is None:
            lost[song_id] = (path, is_missing)
        elif state != recorded or (
            cover is None and not is_binned and folder_of(path) in found.covers
        ):
            plan.to_read.append(Unread(path, state, song_id, recorded))
        elif is_missing and not is_binned:
            plan.returned.append(song_id)
        else:
            plan.unchanged += 1
    plan.to_read += (Unread(path, state) for path, state in unknown.items())
    plan.to_read.sort(key=lambda unread: unread.path)
    _note_unmounted(found, lost)
    for song_id, (path, is_missing) in lost.items():
        if is_inside(path, found.roots) and not is_inside(path, found.unread):
            plan.gone[song_id] = is_missing
    return plan


def _note_unmounted(found: Walk, lost: dict[int, tuple[str, bool]]) -> None:
    for root in found.empty_roots:
        count = sum(not missing and is_inside(path, [root]) for path, missing in lost.values())
        if count:
            found.unread.append(root)
            found.refuse(
                root,
                f"The folder is quite empty, though songs of it are known ({count:,}). It is "
                "taken for a disk that is not mounted, and they stay as they are; if it is "
                "meant to be empty, put any file in it.",
                Subject.FOLDER,
            )
