"""An upload becomes a song.

First its file goes to its place among the songs, under a name that its content alone gives; then
one transaction makes the song and marks the upload. Killed in between, there is no song, and the
upload still waits: taking it again finds the file in its place.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, select

from emomusic.errors import Conflict, EmoMusicError, NotFound, Unavailable
from emomusic.services.access import Person
from emomusic.services.audit import Action, Subject, SubjectKind, record
from emomusic.services.scan.compare import Plan, Unread
from emomusic.services.scan.read import ReadFile
from emomusic.services.scan.walk import FileState, Walk
from emomusic.services.scan.write import write_in
from emomusic.services.turns import take_turn
from emomusic.services.uploads.form import Form, changed_fields, tags_from_json, tags_with
from emomusic.services.uploads.known import KnownContent, refuse_known
from emomusic.services.uploads.places import part_path, song_path, sync_folder
from emomusic.store.database import session
from emomusic.store.tables import Song, now
from emomusic.store.upload_tables import Upload, UploadState

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one upload.

    Attributes:
        song_id: The song that was made, or None.
        title: Of the song, or the file's name.
        error: Why there is no song, or empty.
    """

    upload_id: str
    song_id: int | None
    title: str
    error: str = ""


def take(actor: Person, upload_ids: Sequence[str]) -> list[Outcome]:
    """Take uploads into the library, each by itself.

    Args:
        actor: Whose.
        upload_ids: Which.

    Returns:
        What became of each, in their order.
    """
    return [_take_persistently(actor, upload_id) for upload_id in dict.fromkeys(upload_ids)]


def _take_persistently(actor: Person, upload_id: str) -> Outcome:
    for tries_left in reversed(range(_TRIES)):
        try:
            return _take_one(actor, upload_id)
        except (IntegrityError, OperationalError):
            # On PostgreSQL a scan may have stored the same names at this moment.
            if not tries_left:
                raise
    raise AssertionError("unreachable")


def _take_one(actor: Person, upload_id: str) -> Outcome:
    try:
        with session(write=True) as writing:
            take_turn(writing, "upload content")
            upload = writing.get(Upload, upload_id)
            if upload is None or upload.user_id != actor.id:
                raise NotFound("There is no such upload any more.")
            if upload.state is UploadState.TAKEN:
                return Outcome(upload_id, upload.song_id, upload.name)
            if upload.state is not UploadState.READY:
                raise Conflict("It is not ready yet.")
            try:
                outcome = _make_song(writing, actor, upload)
            except KnownContent as error:
                part_path(upload_id).unlink(missing_ok=True)
                upload.state = UploadState.DUPLICATE
                upload.sentence, upload.song_id = error.sentence, error.song_id
                return Outcome(upload_id, None, upload.name, error.sentence)
            made = Subject(SubjectKind.SONG, outcome.song_id, outcome.title)
            record(writing, actor, Action.UPLOAD_TAKE, made, {"file": upload.name})
            return outcome
    except EmoMusicError as error:
        return Outcome(upload_id, None, "", error.sentence)


def _make_song(writing: Session, actor: Person, upload: Upload) -> Outcome:
    refuse_known(writing, upload.content_hash, upload.id, upload.suffix)
    path = song_path(upload.content_hash, upload.suffix)
    state = _put_in_place(part_path(upload.id), path)
    form = Form.model_validate_json(upload.form)
    own = tags_from_json(upload.tags)
    tags = tags_with(form, own)
    unread = Unread(str(path), state)
    read = ReadFile(unread, state, upload.content_hash, tags, form.cover or None, ())
    write_in(writing, [read], Walk(files={str(path): state}), Plan())
    song = writing.exec(select(Song).where(Song.path == str(path))).one()
    if changed := changed_fields(form, own, upload.cover):
        song.edited, song.edited_at, song.edited_by = changed, now(), actor.id
    upload.state, upload.song_id = UploadState.TAKEN, song.id
    upload.sentence, upload.touched_at = "", now()
    return Outcome(upload.id, song.id, song.title)


def _put_in_place(part: Path, path: Path) -> FileState:
    """Move an upload's file among the songs, unless it is there already."""
    try:
        if part.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            # The part was for its owner alone; a web server may be another user.
            part.chmod(0o644)
            os.replace(part, path)  # noqa: PTH105  (one step, on the same disk)
            sync_folder(path.parent)
        stat = path.stat()
    except OSError as error:
        raise Unavailable(f"Its file can't be stored now ({error.strerror}).") from error
    return FileState(stat.st_size, stat.st_mtime_ns)
