"""JSPF: XSPF's fields as JSON (https://xspf.org/jspf)."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

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


def read(text: str) -> PlaylistFile:
    """Read a file.

    Args:
        text: Of the file.

    Raises:
        InvalidInput: It is no JSON, no JSPF, or names too many tracks.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInput("This file is broken: it is no JSON that can be read.") from error
    playlist = found.get("playlist") if isinstance(found, dict) else None
    tracks = playlist.get("track", []) if isinstance(playlist, dict) else None
    if not isinstance(playlist, dict) or not isinstance(tracks, list):
        raise InvalidInput("This file is JSON, but no JSPF playlist.")
    if len(tracks) > MOST_TRACKS:
        raise InvalidInput(TOO_MANY)
    return PlaylistFile(
        line_of(_text(playlist.get("title"))),
        _text(playlist.get("annotation"))[:2000],
        tuple(_track(one) for one in tracks if isinstance(one, dict)),
    )


def write(file: PlaylistFile) -> str:
    """Write a file.

    Args:
        file: The playlist; paths are written as relative addresses.
    """
    playlist: dict[str, Any] = {"title": file.title}
    if file.description:
        playlist["annotation"] = file.description
    playlist["track"] = [_fields(one) for one in file.tracks]
    return json.dumps({"playlist": playlist}, ensure_ascii=False, indent=1) + "\n"


def _fields(one: FileTrack) -> dict[str, Any]:
    fields = {
        "location": [quote(one.path)] if one.path else [],
        "identifier": identifiers_of(one),
        "title": one.title,
        "creator": one.artist,
        "album": one.album,
        "duration": round(one.duration_s * 1000) if one.duration_s else None,
    }
    return {name: said for name, said in fields.items() if said}


def _track(fields: dict[str, Any]) -> FileTrack:
    lists = {name: _texts(fields.get(name)) for name in ("location", "identifier")}
    lines = {name: [_text(fields.get(name))] for name in ("title", "creator", "album")}
    return track_of(lists | lines, fields.get("duration"))


def _text(value: object) -> str:
    """Read a text; JSON may escape halves of surrogate pairs, which no text can hold."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _texts(value: object) -> list[str]:
    """Read what is a list by the specification, and one text in files of some programs."""
    values = value if isinstance(value, list) else [value]
    return [_text(one) for one in values if isinstance(one, str)]
