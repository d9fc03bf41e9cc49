"""What nobody goes on with is thrown away, and so is what no upload is for."""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from sqlmodel import col, or_, select

from emomusic.services.uploads.arrival import forget
from emomusic.settings import settings
from emomusic.store.database import session
from emomusic.store.tables import now
from emomusic.store.upload_tables import Upload, UploadState

logger = logging.getLogger(__name__)

_ORPHAN_S = 3600.0
"""A file without a row may belong to an upload that begins at this moment."""


def forget_stale_uploads() -> int:
    """Forget uploads that were not touched for long, and files that belong to none.

    Returns:
        How many uploads and files went.
    """
    before = now() - timedelta(hours=settings().upload_keep_hours)
    is_open = col(Upload.state) != UploadState.TAKEN
    count = 0
    with session(write=True) as writing:
        gone = col(Upload.song_id).is_(None)
        stale = select(Upload).where(col(Upload.touched_at) < before, or_(is_open, gone))
        for upload in writing.exec(stale).all():
            if upload.state is UploadState.TAKEN:
                writing.delete(upload)
            else:
                forget(writing, upload)
            count += 1
    count += _remove_orphans()
    if count:
        logger.info("uploads: %d that nobody went on with are gone", count)
    return count


def _remove_orphans() -> int:
    folder = settings().uploads_dir
    if not folder.is_dir():
        return 0
    with session() as reading:
        known = set(reading.exec(select(Upload.id)))
    count = 0
    for path in folder.iterdir():
        if path.name not in known and time.time() - path.stat().st_mtime > _ORPHAN_S:
            path.unlink(missing_ok=True)
            count += 1
    return count
