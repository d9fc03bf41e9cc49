"""One way to compare texts: without case, accents or spacing.

Python folds, not the database, so that SQLite and PostgreSQL find and sort alike.
"""

from __future__ import annotations

import re
import unicodedata

FOLDED_MAX = 500
"""Characters of a folded name that are kept: what a B-tree of PostgreSQL can hold."""

_DIACRITICS = re.compile(
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"  # Latin, Greek, Cyrillic
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"  # Hebrew points
    "\u064b-\u065f\u0670]"  # Arabic vowels
)
# Letters that Unicode does not decompose, though people type them without their stroke.
_STROKED = str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ı": "i",
        "ł": "l",
        "þ": "th",
        "ŧ": "t",
        "’": "'",
        "‘": "'",
        "ʼ": "'",
    }
)
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")


def fold(text: str) -> str:
    """Fold case, accents, compatibility forms and spacing away.

    Compatibility decomposition and case folding are those of Unicode (UAX 15, and section 3.13
    of the standard). Only diacritics of alphabets that people also write without them go; the
    vowel signs of Indic scripts and the voicing marks of kana change the word, and stay.

    Args:
        text: Any text, hostile ones included.

    Returns:
        The folded text, composed (NFC), without control or direction characters; folding it
        again changes nothing.
    """
    if text.isascii():
        return " ".join(_UNPRINTABLE.sub(" ", text).lower().split())
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = _DIACRITICS.sub("", decomposed).translate(_STROKED)
    bare = _UNPRINTABLE.sub(" ", bare.encode("utf-8", "replace").decode("utf-8"))
    return " ".join(unicodedata.normalize("NFC", bare).split())


def folded_key(text: str) -> str:
    """Fold a name for a `_folded` column, whose length a database limits.

    Args:
        text: A name or a title.

    Returns:
        At most `FOLDED_MAX` characters.
    """
    return fold(text)[:FOLDED_MAX].rstrip()
