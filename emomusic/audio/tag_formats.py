"""The containers of music, each read through mutagen into one common form.

A reader gives the facts of the stream, the texts under Vorbis comment names (lower case), and
the picture. What the texts mean is the business of `emomusic.audio.tags`.
"""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, BinaryIO

from mutagen.aac import AACInfo
from mutagen.flac import FLAC, Picture
from mutagen.id3 import PictureType
from mutagen.id3 import error as ID3Error  # noqa: N812 - an error named in lower case
from mutagen.mp3 import MPEGInfo
from mutagen.mp4 import MP4
from mutagen.oggflac import OggFLAC
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis
from mutagen.wave import WaveStreamInfo

from emomusic.audio.tag_guard import (
    PARSER_FAILURES,
    BoundedFile,
    GuardedID3,
    TagsTooLarge,
)
from emomusic.errors import InvalidAudio

Texts = dict[str, list[str]]

_OPUS_RATE_HZ = 48_000
_MUSICBRAINZ_OWNER = "http://musicbrainz.org"

_SYNONYMS = {
    "track": "tracknumber",
    "disc": "discnumber",
    "disk": "discnumber",
    "year": "date",
    "originalyear": "originaldate",
    "album_artist": "albumartist",
    "itunescompilation": "compilation",
}
_ID3_NAMES = {
    "TIT2": "title",
    "TPE1": "artist",
    "TPE2": "albumartist",
    "TALB": "album",
    "TRCK": "tracknumber",
    "TPOS": "discnumber",
    "TCMP": "compilation",
    "TDRC": "date",
    "TDRL": "date",
    "TDOR": "originaldate",
    "TSRC": "isrc",
}
_MP4_NAMES = {
    "\xa9nam": "title",
    "\xa9ART": "artist",
    "\xa9alb": "album",
    "aART": "albumartist",
    "\xa9day": "date",
    "\xa9gen": "genre",
    "trkn": "tracknumber",
    "disk": "discnumber",
}
_RIFF_NAMES = {
    b"INAM": "title",
    b"IART": "artist",
    b"IPRD": "album",
    b"ICRD": "date",
    b"IGNR": "genre",
    b"ITRK": "tracknumber",
    b"IPRT": "tracknumber",
}


class Container(Enum):
    """What a file is by its first bytes: its name for people and its media type."""

    MP3 = ("MP3", "audio/mpeg")
    FLAC = ("FLAC", "audio/flac")
    OGG_VORBIS = ("Ogg Vorbis", "audio/ogg")
    OGG_FLAC = ("Ogg FLAC", "audio/ogg")
    OPUS = ("Opus", "audio/ogg")
    MP4 = ("M4A", "audio/mp4")
    AAC = ("AAC", "audio/aac")
    WAV = ("WAV", "audio/wav")

    @property
    def label(self) -> str:
        """The name for people."""
        return self.value[0]

    @property
    def mime_type(self) -> str:
        """The media type for browsers."""
        return self.value[1]


@dataclass(slots=True)
class RawTags:
    """What a container says, before it is believed.

    Attributes:
        info: mutagen's stream information (length, sample_rate, channels).
        texts: Values by Vorbis comment name.
        picture: The front cover's file, or another picture, or None.
        duration_share: Part of `info.length` that the file really holds.
        tags_left_out: The tags were too large to be read.
    """

    info: Any
    texts: Texts = field(default_factory=lambda: defaultdict(list))
    picture: bytes | None = None
    duration_share: float = 1.0
    tags_left_out: bool = False


def sniff(file: BinaryIO) -> Container:
    """Tell a file's container by its content, whatever its name says.

    Args:
        file: An open file.

    Returns:
        The container.

    Raises:
        InvalidAudio: The file is empty or is none of those known.
    """
    file.seek(0)
    head = file.read(64)
    if not head:
        raise InvalidAudio("The file is empty.")
    if head.startswith(b"ID3") and len(head) >= 10:
        file.seek(_id3_length(head))
        head = file.read(64)
        # Padding after the tag is common in MP3 and nowhere else.
        if not head.startswith(b"fLaC") and not _is_adts(head):
            return Container.MP3
    if head.startswith(b"fLaC"):
        return Container.FLAC
    if head.startswith(b"OggS"):
        return _sniff_ogg(head)
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return Container.WAV
    if head[4:8] == b"ftyp":
        return Container.MP4
    if head.startswith(b"ADIF") or _is_adts(head):
        return Container.AAC
    return Container.MP3


def read_raw(file: BinaryIO, container: Container) -> RawTags:
    """Read the stream's facts, the texts and the picture of a file.

    Args:
        file: An open file.
        container: What it is.

    Returns:
        What the file says; without texts where they are larger than the bounds.

    Raises:
        InvalidAudio: The tags are too large, and the format is one that can't be read past them.
        Exception: One of PARSER_FAILURES, for a file that mutagen can't read.
    """
    is_ogg = container in (Container.OGG_VORBIS, Container.OGG_FLAC, Container.OPUS)
    bounded = BoundedFile(file, is_ogg=is_ogg)
    file.seek(0)
    try:
        return _READERS[container](bounded)
    except (TagsTooLarge, *PARSER_FAILURES):
        # mutagen wraps what its file raises, so the bound's own flag is asked instead.
        if not bounded.exceeded:
            raise
    raise InvalidAudio("Its tags are too large to be read.")


def _id3_length(head: bytes) -> int:
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte & 0x7F
    return size + 10


def _is_adts(head: bytes) -> bool:
    # ISO/IEC 13818-7: twelve bits of sync, then a layer of 0, which no MP3 has.
    return len(head) > 1 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0


def _sniff_ogg(head: bytes) -> Container:
    packet = head[27 + head[26] :] if len(head) > 27 else b""
    if packet.startswith(b"\x01vorbis"):
        return Container.OGG_VORBIS
    if packet.startswith(b"OpusHead"):
        return Container.OPUS
    if packet.startswith(b"\x7fFLAC"):
        return Container.OGG_FLAC
    raise InvalidAudio("It is an Ogg file, but holds neither Vorbis nor Opus nor FLAC.")


def _read_mp3(file: BoundedFile) -> RawTags:
    tags, left_out = _guarded_id3(file)
    # The bytes that the tags used up must not count against the stream.
    stream = BoundedFile(file.file)
    info = MPEGInfo(stream, 0)
    if info.sketchy:
        raise InvalidAudio("It is not an MP3 file, whatever its name says.")
    raw = RawTags(info, tags_left_out=left_out)
    if tags is not None:
        _add_id3(raw, tags)
    if info.track_gain is not None:
        raw.texts["lame_gain"].append(str(info.track_gain))
    return raw


def _read_aac(file: BoundedFile) -> RawTags:
    tags, left_out = _guarded_id3(file)
    file.seek(0)
    raw = RawTags(AACInfo(BoundedFile(file.file)), tags_left_out=left_out)
    if tags is not None:
        _add_id3(raw, tags)
    return raw


def _guarded_id3(file: BoundedFile, start: int = 0) -> tuple[GuardedID3 | None, bool]:
    """Return a file's ID3 tags, or None, and whether they were too large to be read."""
    try:
        return GuardedID3(file, start=start), False
    except ID3Error:
        return None, False
    except TagsTooLarge:
        return None, True


def _read_flac(file: BoundedFile) -> RawTags:
    flac = FLAC(file)
    raw = RawTags(flac.info, picture=_front((one.type, one.data) for one in flac.pictures))
    _add_comments(raw, flac.tags)
    return raw


def _ogg_reader(kind: Callable[[BoundedFile], Any]) -> Callable[[BoundedFile], RawTags]:
    def read(file: BoundedFile) -> RawTags:
        ogg = kind(file)
        if not hasattr(ogg.info, "sample_rate"):
            ogg.info.sample_rate = _OPUS_RATE_HZ
        raw = RawTags(ogg.info)
        _add_comments(raw, ogg.tags)
        return raw

    return read


def _read_mp4(file: BoundedFile) -> RawTags:
    mp4 = MP4(file)
    raw = RawTags(mp4.info)
    items: Mapping[str, Any] = mp4.tags or {}
    for key, values in items.items():
        if key == "covr":
            raw.picture = next((bytes(value) for value in values if value), None)
        elif key in ("trkn", "disk"):
            raw.texts[_MP4_NAMES[key]] += [str(number) for number, _ in values]
        elif key == "cpil":
            raw.texts["compilation"].append(str(int(bool(values))))
        elif key in _MP4_NAMES:
            raw.texts[_MP4_NAMES[key]] += [value for value in values if isinstance(value, str)]
        elif key.startswith("----:"):
            name = _plain_name(key.rpartition(":")[2])
            raw.texts[name] += [bytes(value).decode("utf-8", "replace") for value in values]
    return raw


def _read_wav(file: BoundedFile) -> RawTags:
    raw = RawTags(WaveStreamInfo(file))
    end = file.seek(0, 2)
    for name, start, size in _riff_chunks(file, 12, end):
        if name == b"data" and size:
            raw.duration_share = min(1.0, (end - start) / size)
        elif name in (b"id3 ", b"ID3 "):
            tags, raw.tags_left_out = _guarded_id3(file, start)
            if tags is not None:
                _add_id3(raw, tags)
        elif name == b"LIST":
            _add_riff_info(raw, file, start, min(start + size, end))
    return raw


def _riff_chunks(file: BoundedFile, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, first byte and stated size of each chunk; chunks begin on even bytes."""
    while start + 8 <= end:
        file.seek(start)
        header = file.read(8)
        size = int.from_bytes(header[4:8], "little")
        yield header[:4], start + 8, size
        start += 8 + size + size % 2


def _add_riff_info(raw: RawTags, file: BoundedFile, start: int, end: int) -> None:
    file.seek(start)
    if file.read(4) != b"INFO":
        return
    for name, position, size in _riff_chunks(file, start + 4, end):
        # An ID3 tag in the same file says the same, and better.
        if (key := _RIFF_NAMES.get(name)) and key not in raw.texts:
            file.seek(position)
            value = file.read(min(size, 4096)).split(b"\0")[0]
            raw.texts[key].append(_utf8_or_latin1(value))


def _utf8_or_latin1(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _add_id3(raw: RawTags, tags: GuardedID3) -> None:
    for frame in tags.values():
        name = frame.FrameID
        if name == "TXXX":
            raw.texts[_plain_name(frame.desc)] += [str(text) for text in frame.text]
        elif name == "TCON":
            raw.texts["genre"] += frame.genres
        elif name == "UFID" and frame.owner == _MUSICBRAINZ_OWNER:
            raw.texts["musicbrainz_trackid"].append(frame.data.decode("ascii", "replace"))
        elif name == "RVA2" and frame.desc.lower() in ("track", "album"):
            raw.texts[f"rva2_{frame.desc.lower()}_gain"].append(f"{frame.gain:.6f}")
        elif name in _ID3_NAMES:
            raw.texts[_ID3_NAMES[name]] += [str(text) for text in frame.text]
    raw.picture = _front((frame.type, frame.data) for frame in tags.getall("APIC"))


def _add_comments(raw: RawTags, comments: Any) -> None:
    # Iterating gives every pair; as a mapping, mutagen's comments search all for each key.
    pairs: Iterable[tuple[str, str]] = comments or ()
    pictures = []
    for key, value in pairs:
        name = _plain_name(key)
        if name in ("metadata_block_picture", "coverart"):
            pictures.append((name, value))
        else:
            raw.texts[name].append(value)
    if raw.picture is None:
        raw.picture = _front(_decoded(name, value) for name, value in pictures)


def _decoded(name: str, value: str) -> tuple[int, bytes]:
    """Decode the picture of a Vorbis comment to its type and file; empty where it is broken."""
    try:
        data = base64.b64decode(value)
        if name == "coverart":
            return PictureType.COVER_FRONT, data
        picture = Picture(data)
    except PARSER_FAILURES:
        return PictureType.OTHER, b""
    return picture.type, picture.data


def _front(pictures: Iterable[tuple[int, bytes]]) -> bytes | None:
    found = [(kind != PictureType.COVER_FRONT, data) for kind, data in pictures if data]
    return min(found, key=lambda one: one[0])[1] if found else None


def _plain_name(name: str) -> str:
    """Bring the many spellings of a field to one: "MusicBrainz Album Id", "ALBUM ARTIST"."""
    lowered = name[:100].strip().lower()
    plain = lowered.replace("musicbrainz ", "musicbrainz_").replace(" ", "")
    return _SYNONYMS.get(plain, plain)


_READERS: dict[Container, Callable[[BoundedFile], RawTags]] = {
    Container.MP3: _read_mp3,
    Container.AAC: _read_aac,
    Container.FLAC: _read_flac,
    Container.OGG_VORBIS: _ogg_reader(OggVorbis),
    Container.OGG_FLAC: _ogg_reader(OggFLAC),
    Container.OPUS: _ogg_reader(OggOpus),
    Container.MP4: _read_mp4,
    Container.WAV: _read_wav,
}
