"""Tags into music files: a copy is written, made safe on the disk, and put in the file's place.

Whoever reads the file meanwhile, or pulls the plug, has the old one or the new one, whole.
"""

from __future__ import annotations

import base64
import errno
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mutagen.flac import FLAC, Picture
from mutagen.id3 import (
    APIC,
    ID3,
    TALB,
    TCON,
    TDRC,
    TIT2,
    TPE1,
    TPE2,
    TPOS,
    TRCK,
    ID3NoHeaderError,
    PictureType,
)
from mutagen.mp4 import MP4, MP4Cover
from mutagen.oggflac import OggFLAC
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis
from mutagen.wave import WAVE

from emomusic.audio.tag_formats import Container, sniff
from emomusic.audio.tag_guard import PARSER_FAILURES
from emomusic.errors import InvalidAudio, Unavailable

Values = Mapping[str, Sequence[str]]
"""Texts by their Vorbis comment names in lower case; no texts take the field away."""

_FRAMES: dict[str, Any] = {
    "title": TIT2,
    "artist": TPE1,
    "albumartist": TPE2,
    "album": TALB,
    "genre": TCON,
    "date": TDRC,
    "tracknumber": TRCK,
    "discnumber": TPOS,
}
_ATOMS = {
    "title": "\xa9nam",
    "artist": "\xa9ART",
    "albumartist": "aART",
    "album": "\xa9alb",
    "genre": "\xa9gen",
    "date": "\xa9day",
    "tracknumber": "trkn",
    "discnumber": "disk",
}
# Other fields that say the same, or that would say something else now.
_WITH = {
    "artist": ("artists", "musicbrainz_artistid", "musicbrainz artist id"),
    "albumartist": (
        "album artist",
        "album_artist",
        "musicbrainz_albumartistid",
        "musicbrainz album artist id",
        "compilation",
    ),
    "album": ("musicbrainz_albumid", "musicbrainz album id"),
    "date": ("year", "originaldate", "originalyear"),
    "tracknumber": ("track",),
    "discnumber": ("disc", "disk"),
}
_ID3_WITH = {"albumartist": ("TCMP",), "date": ("TDRL", "TDOR", "TYER", "TDAT", "TORY")}


def write_tags(path: Path, values: Values, picture: bytes | None = None) -> None:
    """Write tags into a file; what is not named stays as it is.

    Args:
        path: An MP3, FLAC, Ogg Vorbis, Ogg FLAC, Opus, M4A or WAV file.
        values: The fields to write.
        picture: A JPEG that becomes its cover; empty takes the pictures away, None leaves them.

    Raises:
        InvalidAudio: It is no such file, or is broken.
        Unavailable: It can't be written; the sentence says why.
    """
    try:
        with path.open("rb") as file:
            container = sniff(file)
        if container is Container.AAC:
            raise InvalidAudio("A bare AAC file holds no tags that all programs read.")
        if not os.access(path, os.W_OK):
            raise PermissionError(errno.EACCES, "read-only")
        _replace(path, lambda copy: _write(copy, container, values, picture))
    except OSError as error:
        raise Unavailable(_why(error)) from error


def _replace(path: Path, write: Any) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".emomusic-", suffix=".tagging")
    os.close(handle)
    copy = Path(name)
    try:
        shutil.copyfile(path, copy)
        shutil.copystat(path, copy)
        was = path.stat()
        try:
            write(copy)
        except PARSER_FAILURES as error:
            if isinstance(error, OSError):
                raise
            if isinstance(error.__cause__ or error.__context__, OSError):
                raise OSError(errno.EIO, "its copy can't be written") from error
            raise InvalidAudio(
                "Its tags are broken, or of a kind that can’t be written."
            ) from error
        _as_owned(copy, was)
        os.utime(copy)
        with copy.open("rb") as file:
            os.fsync(file.fileno())
        copy.replace(path)
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    finally:
        copy.unlink(missing_ok=True)


def _as_owned(copy: Path, was: os.stat_result) -> None:
    made = copy.stat()
    if (made.st_uid, made.st_gid) != (was.st_uid, was.st_gid):
        # Only root may give a file away; for others the file becomes theirs.
        try:
            os.chown(copy, was.st_uid, was.st_gid)
        except PermissionError:
            return


def _write(path: Path, container: Container, values: Values, picture: bytes | None) -> None:
    match container:
        case Container.MP3:
            try:
                header = ID3(path)
            except ID3NoHeaderError:
                header = ID3()
            _fill_id3(header, values, picture)
            header.save(path)
        case Container.WAV:
            wave = WAVE(path)
            if wave.tags is None:
                wave.add_tags()
            _fill_id3(wave.tags, values, picture)
            wave.save()
        case Container.MP4:
            mp4 = MP4(path)
            if mp4.tags is None:
                mp4.add_tags()
            _fill_mp4(mp4.tags, values, picture)
            mp4.save()
        case Container.FLAC:
            flac = FLAC(path)
            if flac.tags is None:
                flac.add_tags()
            _fill_comments(flac.tags, values)
            if picture is not None:
                flac.clear_pictures()
                if picture:
                    flac.add_picture(_front(picture))
            flac.save()
        case _:
            _write_ogg(path, container, values, picture)


def _write_ogg(path: Path, container: Container, values: Values, picture: bytes | None) -> None:
    kinds: dict[Container, Any] = {
        Container.OGG_VORBIS: OggVorbis,
        Container.OGG_FLAC: OggFLAC,
        Container.OPUS: OggOpus,
    }
    ogg = kinds[container](path)
    _fill_comments(ogg.tags, values)
    if picture is not None:
        for name in ("metadata_block_picture", "coverart", "coverartmime"):
            if name in ogg.tags:
                del ogg.tags[name]
        if picture:
            block = base64.b64encode(_front(picture).write()).decode("ascii")
            ogg.tags["metadata_block_picture"] = [block]
    ogg.save()


def _fill_id3(header: Any, values: Values, picture: bytes | None) -> None:
    for name, texts in values.items():
        frame = _FRAMES[name]
        header.delall(frame.__name__)
        for other in _ID3_WITH.get(name, ()):
            header.delall(other)
        stale = _WITH.get(name, ())
        for key in [one.HashKey for one in header.getall("TXXX") if one.desc.lower() in stale]:
            header.delall(key)
        if texts:
            header.add(frame(encoding=3, text=list(texts)))
    if picture is not None:
        header.delall("APIC")
        if picture:
            header.add(APIC(0, "image/jpeg", PictureType.COVER_FRONT, "", picture))


def _fill_comments(comments: Any, values: Values) -> None:
    for name, texts in values.items():
        for key in (name, *_WITH.get(name, ())):
            if key in comments:
                del comments[key]
        if texts:
            comments[name] = list(texts)


def _fill_mp4(atoms: Any, values: Values, picture: bytes | None) -> None:
    for name, texts in values.items():
        key = _ATOMS[name]
        stale = _WITH.get(name, ())
        for one in [one for one in atoms if one.startswith("----:")]:
            if one.rpartition(":")[2].lower() in stale:
                del atoms[one]
        if name == "albumartist":
            atoms.pop("cpil", None)
        if key in ("trkn", "disk"):
            total = atoms[key][0][1] if atoms.get(key) else 0
            atoms[key] = [(int(texts[0]), total)] if texts else []
        elif texts:
            atoms[key] = list(texts)
        else:
            atoms.pop(key, None)
        if key in ("trkn", "disk") and not texts:
            atoms.pop(key, None)
    if picture is not None:
        atoms.pop("covr", None)
        if picture:
            atoms["covr"] = [MP4Cover(picture, MP4Cover.FORMAT_JPEG)]


def _front(data: bytes) -> Picture:
    picture = Picture()
    picture.type = PictureType.COVER_FRONT
    picture.mime = "image/jpeg"
    picture.data = data
    return picture


def _why(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "The file is not there any more."
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return "The file, or its folder, is read-only."
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "There is no room left on its disk."
    return f"The file can’t be written ({error.strerror})."
