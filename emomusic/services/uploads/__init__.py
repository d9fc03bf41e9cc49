"""Files that an administrator sends, from the first byte to a song of the library.

`arrival` begins, ends and lists uploads, `receiving` writes their bytes, `checking` looks at what
has arrived, `form` is what the person fills in, `taking` makes the song, `expiry` tidies up.
"""

from emomusic.services.uploads.arrival import (
    Announced,
    UploadsView,
    UploadView,
    begin,
    cancel,
    clear_done,
    find,
    finish,
    touch,
    uploads_of,
)
from emomusic.services.uploads.expiry import forget_stale_uploads
from emomusic.services.uploads.form import Form, fill
from emomusic.services.uploads.known import KnownContent
from emomusic.services.uploads.receiving import BusyUpload, Receiver, received_bytes
from emomusic.services.uploads.taking import Outcome, take

__all__ = [
    "Announced",
    "BusyUpload",
    "Form",
    "KnownContent",
    "Outcome",
    "Receiver",
    "UploadView",
    "UploadsView",
    "begin",
    "cancel",
    "clear_done",
    "fill",
    "find",
    "finish",
    "forget_stale_uploads",
    "received_bytes",
    "take",
    "touch",
    "uploads_of",
]
