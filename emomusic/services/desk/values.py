"""What administrators type into the fields of songs, albums and artists, checked and cleaned."""

from __future__ import annotations

from emomusic.audio.tag_values import MAX_ARTISTS, MAX_GENRE, clean_text
from emomusic.errors import InvalidInput, NotFound
from emomusic.services.scan.credit import name_key
from emomusic.store.covers import COVER_SIZES, cover_path
from emomusic.store.folding import fold

FIRST_YEAR, LAST_YEAR = 1000, 2100
LARGEST_NUMBER = 9999
"""The largest number of a track or of a disc."""


def text(value: str, what: str) -> str:
    """Clean a text that can't be empty.

    Args:
        value: As typed.
        what: What it is, as a sentence begins: "A title".

    Raises:
        InvalidInput: Nothing that can be seen is left.
    """
    cleaned = clean_text(value)
    if not fold(cleaned):
        raise InvalidInput(f"{what} can’t be empty.")
    return cleaned


def genre(value: str) -> str:
    """Clean a genre, which may be empty."""
    return clean_text(value, MAX_GENRE)


def artists(value: str) -> tuple[str, ...]:
    """Read the names of artists, separated by semicolons, each once.

    Raises:
        InvalidInput: There is none, or there are too many.
    """
    names: dict[str, str] = {}
    for one in value.split(";"):
        name = clean_text(one)
        if fold(name):
            names.setdefault(name_key(name), name)
    if not names:
        raise InvalidInput("A song has at least one artist.")
    if len(names) > MAX_ARTISTS:
        raise InvalidInput(f"A song has at most {MAX_ARTISTS} artists.")
    return tuple(names.values())


def year(value: str) -> int | None:
    """Read a year, which may be empty.

    Raises:
        InvalidInput: It is no year from 1000 to 2100.
    """
    return _number(value, FIRST_YEAR, LAST_YEAR, "A year")


def ordinal(value: str, what: str) -> int | None:
    """Read the number of a track or disc, which may be empty.

    Raises:
        InvalidInput: It is no number from 1 to 9999.
    """
    return _number(value, 1, LARGEST_NUMBER, what)


def cover(name: str) -> str:
    """Check that a cover has been stored; empty is no cover.

    Raises:
        InvalidInput: There is none of that name.
    """
    try:
        is_there = not name or cover_path(name, COVER_SIZES[0]).exists()
    except NotFound:
        is_there = False
    if not is_there:
        raise InvalidInput("This picture is not here any more. Please choose it again.")
    return name


def _number(value: str, smallest: int, largest: int, what: str) -> int | None:
    typed = value.strip()
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 4):
        raise InvalidInput(f"{what} is a number from {smallest} to {largest}.")
    number = int(typed)
    if not smallest <= number <= largest:
        raise InvalidInput(f"{what} is a number from {smallest} to {largest}.")
    return number
