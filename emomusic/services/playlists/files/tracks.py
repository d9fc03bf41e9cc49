"""What a file of a playlist says, whatever its format."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from emomusic.audio.tag_values import clean_text
from emomusic.errors import InvalidInput

LARGEST_FILE = 8 * 2**20
"""Bytes of a file of a playlist at most."""
MOST_TRACKS = 5000
"""Tracks of a file at most: as many as a playlist holds."""

TOO_MANY = f"The file names more than {MOST_TRACKS:,} songs. Cut it into several."
_LONGEST = 1000
_MUSICBRAINZ = re.compile(
    r"musicbrainz\.org/(?:recording|track)/"
    r"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})",
    re.IGNORECASE,
)
_ISRC = re.compile(r"(?:^|urn:isrc:|isrc:)\s*([A-Z]{2}-?[A-Z0-9]{3}-?[0-9]{2}-?[0-9]{5})$", re.I)
_DRIVE = re.compile(r"^/?[A-Za-z]:/")


class Format(StrEnum):
    """The formats, by the ends of the names of their files."""

    M3U8 = "m3u8"
    XSPF = "xspf"
    JSPF = "jspf"


@dataclass(frozen=True, slots=True)
class FileTrack:
    """A track that a file names; empty, None or () where the file does not say.

    Attributes:
        path: Where its file lies, with `/` between folders.
        title: Its title.
        artist: Who is credited, in one line.
        album: Its album's title.
        duration_s: Its length in seconds.
        isrc: Its ISRC, without hyphens.
        musicbrainz_id: Of the recording.
    """

    path: str = ""
    title: str = ""
    artist: str = ""
    album: str = ""
    duration_s: float | None = None
    isrc: str | None = None
    musicbrainz_id: str | None = None

    @property
    def says_something(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.path or self.title or self.isrc or self.musicbrainz_id)


@dataclass(frozen=True, slots=True)
class PlaylistFile:
    """A playlist that a file describes.

    Attributes:
        title: Its name, or empty.
        description: What is said of it, or empty.
        tracks: In order.
    """

    title: str
    description: str
    tracks: tuple[FileTrack, ...]


def text_of(data: bytes) -> str:
    """Decode a file: UTF-8, or UTF-16 with its mark, or else Windows' old Western alphabet.

    Args:
        data: As it came.

    Raises:
        InvalidInput: It is no text.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        decoded = data.decode("utf-16", errors="replace")
    else:
        try:
            decoded = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            decoded = data.decode("cp1252", errors="replace")
    if "\0" in decoded:
        raise InvalidInput("This file is no text, so it can't be a playlist.")
    return decoded


def line_of(text: str | None) -> str:
    """Bring a text of a file to one line that can be shown and stored."""
    return clean_text(text or "", _LONGEST)


def path_of(location: str) -> str:
    """Return the path in a location: a path of any system, or a `file:` address; else empty.

    Args:
        location: As the file has it.
    """
    location = location.strip()
    if "://" in location and not _DRIVE.match(location.replace("\\", "/")):
        try:
            parts = urlsplit(location)
        except ValueError:
            return ""
        if parts.scheme.lower() != "file":
            return ""
        location = unquote(parts.path)
    path = location.replace("\\", "/")
    drive = _DRIVE.match(path)
    return path[drive.end() - 1 :] if drive else path


def relative_uri_path(location: str) -> str:
    """Return the path in a location of XSPF or JSPF, which are addresses and may be relative."""
    return path_of(location) if "://" in location else path_of(unquote(location))


def musicbrainz_id_in(identifiers: list[str]) -> str | None:
    """Find the id of a MusicBrainz recording among identifiers."""
    found = (_MUSICBRAINZ.search(one[:_LONGEST]) for one in identifiers)
    return next((one[1].lower() for one in found if one), None)


def isrc_in(identifiers: list[str]) -> str | None:
    """Find an ISRC among identifiers."""
    found = (_ISRC.search(one.strip()[:_LONGEST]) for one in identifiers)
    return next((one[1].replace("-", "").upper() for one in found if one), None)


def seconds_of(milliseconds: object) -> float | None:
    """Read a length in milliseconds, which a file may have as a number or a text."""
    try:
        length_s = float(str(milliseconds)) / 1000
    except ValueError:
        return None
    return length_s if 0 < length_s < 1e6 else None


def track_of(texts: Mapping[str, Sequence[str]], duration: object) -> FileTrack:
    """Read a track from the fields that XSPF and JSPF have in common.

    Args:
        texts: What each field says; where one says several things, the first counts.
        duration: Its length in milliseconds, as the file has it.
    """

    def line(name: str) -> str:
        return line_of(next(iter(texts.get(name, ())), ""))

    locations = texts.get("location", ())
    identifiers = [*texts.get("identifier", ()), *locations]
    return FileTrack(
        path=next(filter(None, map(relative_uri_path, locations)), ""),
        title=line("title"),
        artist=line("creator"),
        album=line("album"),
        duration_s=seconds_of(duration),
        isrc=isrc_in(identifiers),
        musicbrainz_id=musicbrainz_id_in(identifiers),
    )


def identifiers_of(track: FileTrack) -> list[str]:
    """Write what names a track wherever its file lies, as XSPF and JSPF have it."""
    identifiers = []
    if track.musicbrainz_id:
        identifiers.append(f"https://musicbrainz.org/recording/{track.musicbrainz_id}")
    if track.isrc:
        identifiers.append(f"urn:isrc:{track.isrc}")
    return identifiers
