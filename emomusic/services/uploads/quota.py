"""How much may be uploaded: by one person, by all, and as far as the disk goes."""

from __future__ import annotations

import shutil

from sqlmodel import Session, and_, col, func, or_, select

from emomusic.errors import InvalidInput
from emomusic.settings import settings
from emomusic.store.upload_tables import Upload, UploadState

MOST_UNFINISHED = 2000
"""Uploads of one person that wait at once."""

KEPT_FREE_BYTES = 2**30

_UNFINISHED = (UploadState.RECEIVING, UploadState.ARRIVED, UploadState.READY)
_COUNTS = or_(
    col(Upload.state).in_(_UNFINISHED),
    and_(col(Upload.state) == UploadState.TAKEN, col(Upload.song_id).is_not(None)),
)


def used_bytes(db: Session, user_id: int | None = None) -> int:
    """Tell how much was uploaded and is still here, or is on its way.

    Args:
        db: A database session.
        user_id: By whom; None counts everybody's.

    Returns:
        Bytes.
    """
    query = select(func.coalesce(func.sum(Upload.size_bytes), 0)).where(_COUNTS)
    if user_id is not None:
        query = query.where(Upload.user_id == user_id)
    return int(db.exec(query).one())


def largest_bytes() -> int:
    """Return how large one file may be, in bytes."""
    return round(settings().upload_max_mb * 2**20)


def quota_bytes() -> int:
    """Return how much one person may have uploaded, in bytes; 0 is without limit."""
    return round(settings().upload_quota_gb * 2**30)


def check_room(db: Session, user_id: int, size_bytes: int) -> None:
    """Make sure that a file may come, and has room.

    Args:
        db: A writing database session that has the turn.
        user_id: Who sends it.
        size_bytes: Of the file.

    Raises:
        InvalidInput: It is too much; the sentence says of what.
    """
    if size_bytes > largest_bytes():
        raise InvalidInput(
            f"It is larger than {amount(largest_bytes())}, the most that one file may have here."
        )
    unfinished = select(func.count()).where(
        Upload.user_id == user_id, col(Upload.state).in_(_UNFINISHED)
    )
    if db.exec(unfinished).one() >= MOST_UNFINISHED:
        raise InvalidInput(
            f"{MOST_UNFINISHED:,} of your files wait already; "
            "add some of them to the library first."
        )
    quota = quota_bytes()
    if quota and used_bytes(db, user_id) + size_bytes > quota:
        raise InvalidInput(f"With it you would have uploaded more than your {amount(quota)}.")
    total = round(settings().upload_total_gb * 2**30)
    if total and used_bytes(db) + size_bytes > total:
        raise InvalidInput(f"With it more than {amount(total)} would have been uploaded in all.")
    if size_bytes > _free_bytes(db) - KEPT_FREE_BYTES:
        raise InvalidInput("The server's disk has no room for it.")


def _free_bytes(db: Session) -> int:
    folder = settings().uploads_dir
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    query = select(func.coalesce(func.sum(Upload.size_bytes), 0))
    promised = int(db.exec(query.where(Upload.state == UploadState.RECEIVING)).one())
    arrived = sum(
        (folder / upload_id).stat().st_size
        for upload_id in db.exec(select(Upload.id).where(Upload.state == UploadState.RECEIVING))
        if (folder / upload_id).exists()
    )
    return shutil.disk_usage(folder).free - max(0, promised - arrived)


def amount(size_bytes: int) -> str:
    """Say a size: "2 GB", "700 MB"."""
    for unit, name in ((2**30, "GB"), (2**20, "MB"), (2**10, "kB")):
        if size_bytes >= unit:
            return f"{size_bytes / unit:.4g} {name}"
    return f"{size_bytes} bytes"
