"""Uploads begun, gone on with, cancelled and listed; each belongs to the person who sends it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col, or_, select

from emomusic.audio.tag_values import clean_text
from emomusic.errors import InvalidInput, NotFound
from emomusic.services.access import Person
from emomusic.services.audit import Action, Subject, SubjectKind, record
from emomusic.services.turns import take_turn
from emomusic.services.uploads.form import Form
from emomusic.services.uploads.known import refuse_known
from emomusic.services.uploads.places import part_path, song_path
from emomusic.services.uploads.quota import check_room, largest_bytes, quota_bytes, used_bytes
from emomusic.services.uploads.receiving import received_bytes
from emomusic.settings import settings
from emomusic.store.database import session
from emomusic.store.tables import Song, now
from emomusic.store.upload_tables import Upload, UploadState

MAX_NAME = 255
_MOST_LISTED = 3000
_TAKEN_SHOWN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Announced:
    """What a browser says of a file before it sends it; all but the size may be wrong.

    Attributes:
        name: The file's name, for the person and for a title that the tags lack.
        folder: The folder it was dropped in, likewise for the album; or empty.
        modified_ms: When it was last changed, in milliseconds since 1970.
        content_hash: BLAKE2b of the file, 64 hexadecimal digits; empty where it was not found.
    """

    name: str
    size_bytes: int
    folder: str = ""
    modified_ms: int = 0
    content_hash: str = ""


@dataclass(frozen=True, slots=True)
class UploadView:
    """An upload as its owner sees it.

    Attributes:
        sentence: Why it was refused, which song it is, or what was left out.
        form: What was filled in; None before it was looked at.
        expires_at: When it is thrown away if nobody goes on with it; ISO 8601.
    """

    id: str
    state: UploadState
    name: str
    folder: str
    size_bytes: int
    received_bytes: int
    modified_ms: int
    sentence: str
    song_id: int | None
    form: Form | None
    expires_at: str


@dataclass(frozen=True, slots=True)
class UploadsView:
    """All uploads of a person.

    Attributes:
        used_bytes: What they have uploaded that is still here.
        quota_bytes: How much that may be; 0 is without limit.
        largest_bytes: How large one file may be.
    """

    uploads: tuple[UploadView, ...]
    used_bytes: int
    quota_bytes: int
    largest_bytes: int


def begin(user_id: int, announced: Announced) -> UploadView:
    """Begin an upload.

    Args:
        user_id: Who sends it.
        announced: What is to come.

    Returns:
        The upload, of which nothing has arrived yet.

    Raises:
        InvalidInput: It is empty, or there is no room for it.
        KnownContent: The library has it already.
    """
    name = _shown(announced.name) or "Untitled"
    if announced.size_bytes <= 0:
        raise InvalidInput("The file is empty.")
    upload = Upload(
        id=secrets.token_hex(16),
        user_id=user_id,
        name=name,
        folder=_shown(announced.folder),
        size_bytes=announced.size_bytes,
        modified_ms=announced.modified_ms,
        claimed_hash=announced.content_hash,
    )
    with session(write=True) as writing:
        take_turn(writing, "upload quota")
        if announced.content_hash:
            refuse_known(writing, announced.content_hash)
        check_room(writing, user_id, announced.size_bytes)
        writing.add(upload)
    return _view(upload)


def find(user_id: int, upload_id: str) -> UploadView:
    """Return one upload.

    Args:
        user_id: Whose.
        upload_id: Which.

    Returns:
        The upload.

    Raises:
        NotFound: They have no such upload, or no more.
    """
    with session() as reading:
        return _view(_own(reading, user_id, upload_id))


def uploads_of(user_id: int) -> UploadsView:
    """Return the uploads of a person that they have not put away, in the order they came.

    Those that were taken into the library are listed for a day.

    Args:
        user_id: Whose.

    Returns:
        The uploads, and how much room they have.
    """
    with session() as reading:
        query = (
            select(Upload)
            .where(
                Upload.user_id == user_id,
                col(Upload.is_hidden).is_(False),
                or_(
                    col(Upload.state) != UploadState.TAKEN,
                    col(Upload.touched_at) > now() - _TAKEN_SHOWN,
                ),
            )
            .order_by(col(Upload.created_at).desc(), col(Upload.id).desc())
            .limit(_MOST_LISTED)
        )
        views = tuple(_view(upload) for upload in reversed(reading.exec(query).all()))
        return UploadsView(views, used_bytes(reading, user_id), quota_bytes(), largest_bytes())


def touch(upload_id: str) -> None:
    """Note that bytes came, so that the upload is kept."""
    with session(write=True) as writing:
        writing.execute(update(Upload).where(col(Upload.id) == upload_id).values(touched_at=now()))


def finish(upload_id: str) -> None:
    """Note that all of an upload is on the disk; it waits to be looked at."""
    with session(write=True) as writing:
        writing.execute(
            update(Upload)
            .where(col(Upload.id) == upload_id, col(Upload.state) == UploadState.RECEIVING)
            .values(state=UploadState.ARRIVED, touched_at=now())
        )


def cancel(actor: Person, upload_id: str) -> None:
    """Forget an upload and its bytes; a song that was made of it stays.

    Args:
        actor: Whose.
        upload_id: Which.

    Raises:
        NotFound: They have no such upload, or no more.
    """
    with session(write=True) as writing:
        upload = _own(writing, actor.id, upload_id)
        forget(writing, upload)
        record(
            writing,
            actor,
            Action.UPLOAD_CANCEL,
            Subject(SubjectKind.UPLOAD, name=upload.name),
            {"size_bytes": upload.size_bytes},
        )


def clear_done(user_id: int) -> None:
    """Put away what is done: taken, refused, or here already.

    Args:
        user_id: Whose.
    """
    with session(write=True) as writing:
        mine = col(Upload.user_id) == user_id
        writing.execute(
            update(Upload)
            .where(mine, col(Upload.state) == UploadState.TAKEN)
            .values(is_hidden=True)
        )
        writing.execute(
            delete(Upload).where(
                mine, col(Upload.state).in_((UploadState.DUPLICATE, UploadState.REFUSED))
            )
        )


def forget(writing: Session, upload: Upload) -> None:
    """Delete an upload and its bytes, or put it away if it is a song.

    The row goes last: what dies in between is an upload without bytes, never bytes without one.

    Args:
        writing: A writing session.
        upload: Which.
    """
    if upload.state is UploadState.TAKEN:
        upload.is_hidden = True
        return
    part_path(upload.id).unlink(missing_ok=True)
    if upload.content_hash and upload.suffix:
        # Where it was killed while it was taken in, its file is among the songs already.
        path = song_path(upload.content_hash, upload.suffix)
        if writing.exec(select(Song.id).where(Song.path == str(path))).first() is None:
            path.unlink(missing_ok=True)
    writing.delete(upload)


def _own(db: Session, user_id: int, upload_id: str) -> Upload:
    upload = db.get(Upload, upload_id)
    if upload is None or upload.user_id != user_id:
        raise NotFound("There is no such upload any more.")
    return upload


def _view(upload: Upload) -> UploadView:
    receiving = upload.state is UploadState.RECEIVING
    return UploadView(
        id=upload.id,
        state=upload.state,
        name=upload.name,
        folder=upload.folder,
        size_bytes=upload.size_bytes,
        received_bytes=received_bytes(upload.id) if receiving else upload.size_bytes,
        modified_ms=upload.modified_ms,
        sentence=upload.sentence,
        song_id=upload.song_id,
        form=Form.model_validate_json(upload.form) if upload.form else None,
        expires_at=(upload.touched_at + timedelta(hours=settings().upload_keep_hours)).isoformat(),
    )


def _shown(name: str) -> str:
    """Make a file's name fit to be shown: its last part, on one line, and without the path."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return clean_text(last, MAX_NAME)
