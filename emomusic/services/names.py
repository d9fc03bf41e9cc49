"""Names of accounts: what can be seen, and told apart."""

from __future__ import annotations

import unicodedata

from emomusic.errors import InvalidInput
from emomusic.store.folding import fold

SHORTEST_NAME = 2
LONGEST_NAME = 32
_FOLDED_LIMIT = 128

# Letters by their category, and yet nothing to see.
_INVISIBLE = frozenset("\u115f\u1160\u2800\u3164\uffa0\u17b4\u17b5\u034f")


def clean_name(name: str) -> str:
    """Bring a name to the form in which it is kept.

    Args:
        name: As typed.

    Returns:
        NFC, without spaces at its ends.

    Raises:
        InvalidInput: It is too short, too long, or has characters that can't be seen.
    """
    cleaned = unicodedata.normalize("NFC", name).strip(" ")
    categories = [unicodedata.category(character) for character in cleaned]
    visible = sum(category not in ("Mn", "Me", "Zs") for category in categories)
    if any(
        # C: control, format (the bidirectional overrides are there), private, unassigned
        category[0] == "C" or (category[0] == "Z" and character != " ") or character in _INVISIBLE
        for character, category in zip(cleaned, categories, strict=True)
    ):
        raise InvalidInput("A name has only characters that can be seen, and plain spaces.")
    if visible < SHORTEST_NAME or not SHORTEST_NAME <= len(cleaned) <= LONGEST_NAME:
        raise InvalidInput(f"A name has {SHORTEST_NAME} to {LONGEST_NAME} characters.")
    if not fold(cleaned) or len(fold(cleaned)) > _FOLDED_LIMIT:
        raise InvalidInput("This name can't be used. Please choose another.")
    return cleaned
