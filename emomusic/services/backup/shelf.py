"""Where archives lie that were made by button or by the clock: `DATA_DIR/backups`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from emomusic.errors import NotFound
from emomusic.settings import settings

_NAME = re.compile(r"emomusic-(\d{8}-\d{6})(-auto)?(-music)?\.zip")


@dataclass(frozen=True, slots=True)
class ArchiveView:
    """An archive as administrators see it.

    Attributes:
        made_at: ISO 8601 in UTC.
        automatic: Whether the clock made it.
        with_music: Whether uploaded music is in it.
    """

    name: str
    size_bytes: int
    made_at: str
    automatic: bool
    with_music: bool


def shelf_dir() -> Path:
    """Return the folder of the archives, which may not be there yet."""
    return settings().data_dir / "backups"


def new_archive_path(automatic: bool = False, with_music: bool = False) -> Path:
    """Return where the next archive goes.

    Args:
        automatic: Whether the clock makes it.
        with_music: Whether uploaded music will be in it.
    """
    kind = ("-auto" if automatic else "") + ("-music" if with_music else "")
    return shelf_dir() / f"emomusic-{datetime.now(UTC):%Y%m%d-%H%M%S}{kind}.zip"


def archives() -> tuple[ArchiveView, ...]:
    """List the archives, the newest first."""
    found = []
    for path in sorted(shelf_dir().glob("emomusic-*.zip"), reverse=True):
        match = _NAME.fullmatch(path.name)
        if match is not None:
            made_at = datetime.strptime(match[1], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
            size = path.stat().st_size
            found.append(
                ArchiveView(path.name, size, made_at.isoformat(), bool(match[2]), bool(match[3]))
            )
    return tuple(found)


def archive_path(name: str) -> Path:
    """Return where an archive lies.

    Args:
        name: As `archives` lists it; anything else leads nowhere.

    Returns:
        The path.

    Raises:
        NotFound: There is no such archive.
    """
    path = shelf_dir() / name
    if not _NAME.fullmatch(name) or not path.is_file():
        raise NotFound("There is no such backup any more.")
    return path


def delete_archive(name: str) -> None:
    """Delete an archive for good.

    Args:
        name: As `archives` lists it.

    Raises:
        NotFound: There is no such archive.
    """
    archive_path(name).unlink(missing_ok=True)


def last_automatic() -> datetime | None:
    """Return when the clock made its last archive that is still there."""
    made = [view.made_at for view in archives() if view.automatic]
    return datetime.fromisoformat(made[0]) if made else None


def keep_newest(count: int) -> int:
    """Delete the archives that the clock made, but for the newest.

    Args:
        count: How many stay.

    Returns:
        How many were deleted.
    """
    old = [view.name for view in archives() if view.automatic][count:]
    for name in old:
        delete_archive(name)
    return len(old)
