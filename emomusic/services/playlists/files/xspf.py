"""XSPF, version 1 (https://xspf.org/spec): playlists in XML, and how they are read safely.

The parser never fetches anything, and a document with a DOCTYPE is refused before one entity of it
is expanded: XSPF needs none, and entity bombs do.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote
from xml.parsers import expat
from xml.sax.saxutils import escape

from emomusic.errors import InvalidInput
from emomusic.services.playlists.files.tracks import (
    MOST_TRACKS,
    TOO_MANY,
    FileTrack,
    PlaylistFile,
    identifiers_of,
    line_of,
    track_of,
)

NAMESPACE: Final = "http://xspf.org/ns/0/"
_SEPARATOR = " "
_LONGEST_TEXT = 4000
_DEEPEST = 32
_BROKEN = "This file is broken: it is no XML that can be read."
# Characters that XML 1.0 can't hold, not even escaped.
_UNFIT = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_TRACK_FIELDS = frozenset(
    {"location", "identifier", "title", "creator", "album", "duration", "annotation"}
)


class _Reader:
    """Collects what the parser meets."""

    def __init__(self) -> None:
        self.path: list[str] = []
        self.text: list[str] = []
        self.length = 0
        self.facts: dict[str, str] = {}
        self.track: dict[str, list[str]] | None = None
        self.tracks: list[FileTrack] = []

    def start(self, name: str, _: object) -> None:
        self.path.append(name.rpartition(_SEPARATOR)[2])
        if self.path[0] != "playlist" or len(self.path) > _DEEPEST:
            raise InvalidInput("This file is XML, but no XSPF playlist.")
        if self.path == ["playlist", "trackList", "track"]:
            if len(self.tracks) >= MOST_TRACKS:
                raise InvalidInput(TOO_MANY)
            self.track = {}
        self.text, self.length = [], 0

    def characters(self, data: str) -> None:
        if self.length < _LONGEST_TEXT:
            self.text.append(data[:_LONGEST_TEXT])
            self.length += len(data)

    def end(self, _: str) -> None:
        name, depth = self.path[-1], len(self.path)
        said = "".join(self.text).strip()
        if self.track is not None and depth == 4 and name in _TRACK_FIELDS:
            self.track.setdefault(name, []).append(said)
        elif self.track is not None and depth == 3:
            duration = next(iter(self.track.get("duration", ())), "")
            self.tracks.append(track_of(self.track, duration))
            self.track = None
        elif depth == 2 and name in ("title", "annotation"):
            self.facts[name] = said
        self.path.pop()
        self.text, self.length = [], 0

    def refuse(self, *_: object) -> None:
        raise InvalidInput("This file declares entities of its own. A playlist needs none.")


def read(data: bytes) -> PlaylistFile:
    """Read a file.

    Args:
        data: As it came; its XML declaration names its encoding.

    Raises:
        InvalidInput: It is no XML, declares a document type, is no XSPF, or names too many tracks.
    """
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.EntityDeclHandler = reader.refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise InvalidInput(_BROKEN) from error
    return PlaylistFile(
        line_of(reader.facts.get("title")),
        reader.facts.get("annotation", "")[:2000],
        tuple(reader.tracks),
    )


def write(file: PlaylistFile) -> str:
    """Write a file.

    Args:
        file: The playlist; paths are written as relative addresses.
    """
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<playlist version="1" xmlns="{NAMESPACE}">',
        f"  <title>{_safe(file.title)}</title>",
    ]
    if file.description:
        lines.append(f"  <annotation>{_safe(file.description)}</annotation>")
    lines.append("  <trackList>")
    for one in file.tracks:
        fields = [("location", quote(one.path))] if one.path else []
        fields += [("identifier", said) for said in identifiers_of(one)]
        fields += [("title", one.title), ("creator", one.artist), ("album", one.album)]
        if one.duration_s:
            fields.append(("duration", str(round(one.duration_s * 1000))))
        lines.append("    <track>")
        lines += [f"      <{name}>{_safe(said)}</{name}>" for name, said in fields if said]
        lines.append("    </track>")
    return "\n".join([*lines, "  </trackList>", "</playlist>", ""])


def _safe(text: str) -> str:
    return escape(_UNFIT.sub("", text))
