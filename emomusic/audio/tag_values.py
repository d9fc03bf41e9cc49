"""From what taggers write to what the catalogue keeps: text, numbers, years, gains, names.

Everything here takes hostile input: each function returns a value that fits its column, or None.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence

MAX_TEXT = 500
MAX_GENRE = 200
MAX_ARTISTS = 32
UNKNOWN_ARTIST = "Unknown Artist"
UNKNOWN_ALBUM = "Unknown Album"
VARIOUS_ARTISTS = "Various Artists"

_SPACES = re.compile(r"\s+")
# Marks that turn the direction of the text around them; in a list they'd garble the neighbours.
_DIRECTION_MARKS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NUMBER = re.compile(r"^\s*(\d{1,6})(?!\d)")
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d{1,3}(?:\D|$))")
_DECIMAL = re.compile(r"^\s*([+-]?(?:\d{1,9}(?:\.\d{0,18})?|\.\d{1,18}))\s*(?:dB)?\s*$", re.I)
_UUID = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}\Z")
# The full stop is asked for: "Little Feat Live" is one name, "A feat. B" is two.
_FEATURING = re.compile(
    r"^(?P<main>.+?)\s+[(\[]?\s*(?:feat\.|ft\.|featuring\s)\s*(?P<guest>.+?)\s*[)\]]?\s*$", re.I
)
_LIST_SEPARATOR = re.compile(r"\s*;\s+")
_LEADING_TRACK = re.compile(r"^(?:(?P<disc>\d)[-.])?(?P<track>\d{1,3})(?:\s*[-.)]\s+|\s+-\s*|_)")
_DISC_FOLDER = re.compile(r"^(?:cd|dis[ck])[\s_.-]*(\d{1,2})\b", re.I)


def clean_text(value: str, limit: int = MAX_TEXT) -> str:
    """Make a text fit to be stored and shown on one line.

    Args:
        value: Any text, also with NULs, control characters or halves of surrogate pairs.
        limit: Most characters to keep.

    Returns:
        The text in Unicode's form NFC, with single spaces; empty where nothing is left.
    """
    kept = []
    for character in value[: limit * 4]:
        category = unicodedata.category(character)
        if character.isspace() or category == "Cc":
            kept.append(" ")
        elif category != "Cs" and character not in _DIRECTION_MARKS and character != "\ufeff":
            kept.append(character)
    text = unicodedata.normalize("NFC", "".join(kept))
    return _SPACES.sub(" ", text).strip()[:limit].rstrip()


def first_text(values: Iterable[str], limit: int = MAX_TEXT) -> str:
    """Return the first of several texts that is not empty once cleaned, or an empty one."""
    for value in values:
        if text := clean_text(value, limit):
            return text
    return ""


def split_artists(values: Iterable[str]) -> tuple[str, ...]:
    """Return the names that a song's artist tags credit, in order, each once.

    Several values are several artists, and so is a list with "; ". "A feat. B" credits B as
    well. "&", "," and "/" are left alone: too many names have them.

    Args:
        values: The values of the tags.

    Returns:
        Clean names, without doubles (compared without case); empty where there is none.
    """
    names: dict[str, str] = {}
    for value in values:
        # A field of one long text must not become thousands of artists.
        for part in _LIST_SEPARATOR.split(clean_text(value, MAX_TEXT * 4)):
            match = _FEATURING.match(part)
            pieces: Sequence[str] = (match["main"], match["guest"]) if match else (part,)
            for piece in pieces:
                if name := clean_text(piece):
                    names.setdefault(name.casefold(), name)
        if len(names) >= MAX_ARTISTS:
            break
    return tuple(names.values())[:MAX_ARTISTS]


def ordinal(value: str, largest: int = 9999) -> int | None:
    """Read the number of a track or disc: `3` of "3", "03", "3/12".

    Args:
        value: What the tag says.
        largest: The largest number that is believed.

    Returns:
        The number, 1 to `largest`, or None.
    """
    match = _NUMBER.match(value[:32])
    number = int(match[1]) if match else 0
    return number if 1 <= number <= largest else None


def year(value: str) -> int | None:
    """Read the year of a date in any of the ways taggers write it: "2004-05-01", "1.5.2004".

    Args:
        value: What the tag says.

    Returns:
        The year, 1000 to 2100, or None.
    """
    for match in _YEAR.finditer(value[:64]):
        if 1000 <= int(match[1]) <= 2100:
            return int(match[1])
    return None


def gain_db(value: str) -> float | None:
    """Read a ReplayGain gain such as "-6.48 dB".

    Args:
        value: What the tag says.

    Returns:
        The gain in dB, -60 to 60, or None.
    """
    return _decimal(value, -60.0, 60.0)


def peak(value: str) -> float | None:
    """Read a ReplayGain peak such as "0.988".

    Args:
        value: What the tag says.

    Returns:
        The peak, above 0 and at most 100 (1.0 is full scale), or None.
    """
    number = _decimal(value, 0.0, 100.0)
    return number if number else None


def r128_gain_db(value: str) -> float | None:
    """Read an Opus `R128_TRACK_GAIN` and shift it to ReplayGain's reference.

    Source: RFC 7845, section 5.2.1: Q7.8 fixed point against -23 LUFS; ReplayGain 2.0 aims at
    -18 LUFS, which is 5 dB more.

    Args:
        value: What the tag says, a whole number.

    Returns:
        The gain in dB, or None.
    """
    number = _decimal(value, -32768.0, 32767.0)
    return None if number is None else number / 256.0 + 5.0


def finite(value: object, low: float, high: float) -> float | None:
    """Return a number as a float if it is within `low..high`, else None."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    number = float(value)
    return number if math.isfinite(number) and low <= number <= high else None


def musicbrainz_id(value: str) -> str | None:
    """Return a MusicBrainz identifier (a UUID) in lower case, or None for anything else."""
    text = value[:64].strip().lower()
    return text if _UUID.match(text) else None


def isrc(value: str) -> str | None:
    """Return an International Standard Recording Code (ISO 3901) in capitals, or None."""
    text = value[:64].strip().upper().replace("-", "").replace(" ", "")
    return text if _ISRC.match(text) else None


def from_file_name(stem: str) -> tuple[str, int | None, int | None]:
    """Guess from a file's name, as in "03 - Blue.mp3", what its tags don't say.

    Args:
        stem: The name without its suffix.

    Returns:
        Title, track and disc; a number that is followed by no separator belongs to the title.
    """
    match = _LEADING_TRACK.match(stem)
    rest = stem[match.end() :] if match else stem
    if not match or not rest.strip(" _-."):
        return clean_text(_spaced(stem)) or "Untitled", None, None
    return (
        clean_text(_spaced(rest)) or "Untitled",
        ordinal(match["track"]),
        ordinal(match["disc"] or ""),
    )


def disc_of_folder(name: str) -> int | None:
    """Return the number of a folder that holds one disc of an album ("CD 2"), or None."""
    match = _DISC_FOLDER.match(name)
    return ordinal(match[1]) if match else None


def _spaced(name: str) -> str:
    return name if " " in name else name.replace("_", " ")


def _decimal(value: str, low: float, high: float) -> float | None:
    match = _DECIMAL.match(value[:64].replace(",", "."))
    return finite(float(match[1]), low, high) if match else None
