"""M3U8: lines of paths, with `#EXTINF` before each (https://en.wikipedia.org/wiki/M3U)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from emomusic.errors import InvalidInput
from emomusic.services.playlists.files.tracks import (
    MOST_TRACKS,
    TOO_MANY,
    FileTrack,
    PlaylistFile,
    line_of,
    path_of,
)

_INFO = "#EXTINF:"
_SECONDS = re.compile(r"\s*(\d{1,9}(?:\.\d{1,9})?)")
_BETWEEN = " - "
_MOST_SPLITS = 4


def read(text: str) -> PlaylistFile:
    """Read a file.

    Args:
        text: Of the file.

    Raises:
        InvalidInput: It names too many tracks.
    """
    title, artist, album, info = "", "", "", ""
    duration_s: float | None = None
    tracks: list[FileTrack] = []
    for raw in text.splitlines():
        line = raw.strip()
        upper = line[:12].upper()
        if not line:
            continue
        if upper.startswith("#PLAYLIST:"):
            title = line_of(line[10:])
        elif upper.startswith("#EXTALB:"):
            album = line_of(line[8:])
        elif upper.startswith("#EXTART:"):
            artist = line_of(line[8:])
        elif upper.startswith(_INFO):
            said, _, name = line[len(_INFO) :].partition(",")
            duration_s, info = _length(said), line_of(name)
        elif not line.startswith("#"):
            if len(tracks) >= MOST_TRACKS:
                raise InvalidInput(TOO_MANY)
            tracks.append(_track(line, info, artist, album, duration_s))
            artist, album, info, duration_s = "", "", "", None
    return PlaylistFile(title, "", tuple(tracks))


def write(file: PlaylistFile) -> str:
    """Write a file.

    Args:
        file: The playlist.
    """
    lines = ["#EXTM3U", f"#PLAYLIST:{line_of(file.title)}"]
    for one in file.tracks:
        name = _BETWEEN.join(filter(None, (line_of(one.artist), line_of(one.title))))
        lines.append(f"#EXTINF:{round(one.duration_s or -1)},{name}")
        if one.album:
            lines.append(f"#EXTALB:{line_of(one.album)}")
        # A path that begins with the sign of a comment would be read as one.
        lines.append(f"./{one.path}" if one.path.startswith("#") else one.path)
    return "\n".join(lines) + "\n"


def splits(info: str) -> Iterable[tuple[str, str]]:
    """Give the ways to cut "artist - title" in two, for either may have the sign in it."""
    parts = info.split(_BETWEEN)
    for at in range(1, min(len(parts), _MOST_SPLITS + 1)):
        yield _BETWEEN.join(parts[:at]), _BETWEEN.join(parts[at:])


def _track(line: str, info: str, artist: str, album: str, duration_s: float | None) -> FileTrack:
    title = info
    if not artist and _BETWEEN in info:
        artist, title = next(iter(splits(info)))
    elif artist:
        title = info.removeprefix(f"{artist}{_BETWEEN}")
    return FileTrack(path_of(line), title, artist, album, duration_s)


def _length(said: str) -> float | None:
    found = _SECONDS.match(said)
    length_s = float(found[1]) if found else 0.0
    return length_s if 0 < length_s < 1e6 else None
