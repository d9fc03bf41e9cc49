"""What an upload is, once all of it is here.

`check_file` runs in a worker process, for the file may be made to break whoever opens it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from sqlmodel import col, select

from emomusic.audio.decode import decode_blocks
from emomusic.audio.tag_formats import Container, read_raw, sniff
from emomusic.audio.tag_values import UNKNOWN_ALBUM
from emomusic.audio.tags import Tags, read_tags_of
from emomusic.errors import EmoMusicError, InvalidAudio, InvalidInput
from emomusic.services.access import Person
from emomusic.services.audit import Action, Subject, SubjectKind, record
from emomusic.services.scan.read import content_hash_of
from emomusic.services.turns import take_turn
from emomusic.services.uploads.form import form_of, tags_to_json
from emomusic.services.uploads.known import KnownContent, refuse_known
from emomusic.services.uploads.places import part_path
from emomusic.store.covers import store_cover
from emomusic.store.database import session
from emomusic.store.tables import Role, User, now
from emomusic.store.upload_tables import Upload, UploadState

_SUFFIXES = {
    Container.MP3: ".mp3",
    Container.FLAC: ".flac",
    Container.OGG_VORBIS: ".ogg",
    Container.OGG_FLAC: ".ogg",
    Container.OPUS: ".opus",
    Container.MP4: ".m4a",
    Container.AAC: ".aac",
    Container.WAV: ".wav",
}
_NO_MUSIC = "It is not music in a format that is known: MP3, FLAC, Ogg, Opus, M4A, AAC or WAV."
_WHOLE = 0.95
_UNKNOWN_LENGTH = 0x7FFF_0000


@dataclass(frozen=True, slots=True)
class Arrived:
    """An upload that waits to be looked at."""

    id: str
    name: str
    folder: str
    size_bytes: int
    claimed_hash: str

    @property
    def path(self) -> Path:
        """Where its bytes lie."""
        return part_path(self.id)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file that can be taken holds.

    Attributes:
        suffix: Of its format, by its content.
        tags: Without the picture.
        cover: Name of its picture's thumbnails, or empty.
        remark: What in it was left out, or empty.
    """

    suffix: str
    tags: Tags
    cover: str
    remark: str


def waiting_for_check() -> list[Arrived]:
    """Return the uploads that are whole and not yet looked at, the oldest first."""
    with session() as reading:
        query = (
            select(Upload)
            .where(Upload.state == UploadState.ARRIVED)
            .order_by(col(Upload.touched_at))
        )
        return [
            Arrived(one.id, one.name, one.folder, one.size_bytes, one.claimed_hash)
            for one in reading.exec(query)
        ]


def identify(arrived: Arrived) -> str:
    """Find the hash of an upload, and whether it is new.

    Args:
        arrived: The upload.

    Returns:
        BLAKE2b of the file, hexadecimal.

    Raises:
        InvalidAudio: It is not what was sent.
        KnownContent: The library has it already.
    """
    with arrived.path.open("rb") as file:
        content_hash = content_hash_of(file)
    if arrived.claimed_hash and content_hash != arrived.claimed_hash:
        raise InvalidAudio("It changed on its way; send it again.")
    with session() as reading:
        refuse_known(reading, content_hash, arrived.id)
    return content_hash


def check_file(path: Path, name: str, folder: str) -> Checked:
    """Look at all of a file: its kind by its content, its tags, its picture, and its sound.

    Args:
        path: Where it lies.
        name: As the person knows it; what its tags lack is taken from it.
        folder: The folder it was in, likewise.

    Returns:
        What it holds.

    Raises:
        InvalidAudio: It is not music that can be taken; the sentence says why.
        OSError: It can't be read.
    """
    with path.open("rb") as file:
        container = sniff(file)
        tags = _tags_of(file, container, Path("/", folder or UNKNOWN_ALBUM, name))
    try:
        for _ in decode_blocks(path, tags.sample_rate_hz):
            pass
    except InvalidAudio as error:
        raise InvalidAudio(error.sentence.replace(path.name, name)) from error
    remarks = []
    if tags.tags_left_out:
        remarks.append("Its tags are too large to be read, so they were left out.")
    cover = ""
    if tags.picture:
        try:
            cover = store_cover(tags.picture)
        except InvalidInput as error:
            remarks.append(f"Its cover was left out. {error.sentence}")
    return Checked(_SUFFIXES[container], replace(tags, picture=None), cover, " ".join(remarks))


def _tags_of(file: BinaryIO, container: Container, path: Path) -> Tags:
    try:
        tags = read_tags_of(file, path)
    except InvalidAudio as error:
        file.seek(0)
        # What begins like nothing that is known was tried as MP3.
        if container is Container.MP3 and not file.read(3).startswith((b"ID3", b"\xff")):
            raise InvalidAudio(_NO_MUSIC) from error
        raise
    if container is Container.WAV:
        share = read_raw(file, container).duration_share
        # A program that could not know the length beforehand states the largest there is.
        if share < _WHOLE and file.seek(0, 2) / share < _UNKNOWN_LENGTH:
            raise InvalidAudio("It is cut short: part of the sound is missing.")
    return tags


def settle(arrived: Arrived, content_hash: str, checked: Checked) -> None:
    """Let an upload that was found good wait for the person.

    Args:
        arrived: The upload.
        content_hash: From `identify`.
        checked: From `check_file`.
    """
    try:
        with session(write=True) as writing:
            take_turn(writing, "upload content")
            upload = writing.get(Upload, arrived.id)
            if upload is None or upload.state is not UploadState.ARRIVED:
                return
            refuse_known(writing, content_hash, arrived.id, checked.suffix)
            upload.state = UploadState.READY
            upload.content_hash = content_hash
            upload.suffix = checked.suffix
            upload.tags = tags_to_json(checked.tags)
            upload.cover = checked.cover
            upload.form = form_of(checked.tags, checked.cover).model_dump_json()
            upload.sentence = checked.remark[:600]
            upload.touched_at = now()
    except KnownContent as error:
        refuse(arrived.id, error)


def refuse(upload_id: str, error: EmoMusicError) -> None:
    """Say why an upload is not taken, and throw its bytes away.

    Args:
        upload_id: Which.
        error: Why.
    """
    known = isinstance(error, KnownContent)
    with session(write=True) as writing:
        upload = writing.get(Upload, upload_id)
        if upload is None or upload.state is not UploadState.ARRIVED:
            return
        upload.state = UploadState.DUPLICATE if known else UploadState.REFUSED
        upload.sentence = error.sentence[:600]
        upload.song_id = error.song_id if isinstance(error, KnownContent) else None
        upload.touched_at = now()
        user = writing.get(User, upload.user_id)
        record(
            writing,
            Person(upload.user_id, user.name if user else "", Role.ADMINISTRATOR, 0),
            Action.UPLOAD_REFUSE,
            Subject(SubjectKind.UPLOAD, name=upload.name),
            {"why": upload.sentence},
        )
    part_path(upload_id).unlink(missing_ok=True)
