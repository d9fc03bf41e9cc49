"""Backup of everything that the house keeps to one archive, and restore of it.

`archive` knows the file, `making` and `restoring` what goes in and out of it, `shelf` where
archives lie.
"""

from emomusic.services.backup.archive import Manifest, read_manifest
from emomusic.services.backup.making import Progress, back_up
from emomusic.services.backup.restoring import Restored, check_finished, restore
from emomusic.services.backup.shelf import (
    ArchiveView,
    archive_path,
    archives,
    delete_archive,
    keep_newest,
    last_automatic,
    new_archive_path,
    shelf_dir,
)

__all__ = [
    "ArchiveView",
    "Manifest",
    "Progress",
    "Restored",
    "archive_path",
    "archives",
    "back_up",
    "check_finished",
    "delete_archive",
    "keep_newest",
    "last_automatic",
    "new_archive_path",
    "read_manifest",
    "restore",
    "shelf_dir",
]
