"""What may stand in a message: any text, as long as it is text and has an end."""

from __future__ import annotations

import re
import unicodedata

from emomusic.errors import InvalidInput

LONGEST_TEXT = 4000
"""Characters of a message."""

LONGEST_ROOM_NAME = 64
MOST_EMOJI_CHARACTERS = 16

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_KEYCAPS = frozenset("#*0123456789©®")


def clean_text(text: str) -> str:
    """Bring a message to the form in which it is kept.

    Markup is kept as it is: it is the page's business to show it as the text that it is.

    Args:
        text: As typed.

    Returns:
        The text without control characters and without space at its ends; it may be empty.

    Raises:
        InvalidInput: It is too long.
    """
    cleaned = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(cleaned) > LONGEST_TEXT:
        raise InvalidInput(f"A message has at most {LONGEST_TEXT:,} characters.")
    return cleaned


def clean_room_name(name: str) -> str:
    """Bring the name of a room to the form in which it is kept.

    Args:
        name: As typed.

    Returns:
        One line without characters that can't be seen.

    Raises:
        InvalidInput: It is empty or too long.
    """
    cleaned = " ".join(
        "".join(" " if unicodedata.category(one)[0] in "CZ" else one for one in name).split()
    )
    visible = [one for one in cleaned if unicodedata.category(one)[0] not in "MZ"]
    if not visible or len(cleaned) > LONGEST_ROOM_NAME:
        raise InvalidInput(f"The name of a room has 1 to {LONGEST_ROOM_NAME} characters.")
    return cleaned


def check_emoji(emoji: str) -> str:
    """See that a reaction is an emoji and nothing else.

    Args:
        emoji: One emoji, joined ones included.

    Returns:
        The emoji.

    Raises:
        InvalidInput: It is something else.
    """
    kinds = {unicodedata.category(one) for one in emoji}
    symbols = kinds & {"So", "Sk"} or any(one in _KEYCAPS for one in emoji)
    known = {"So", "Sk", "Mn", "Me", "Cf", "Sm", "Po", "Nd"}
    foreign = any(one.isascii() and one not in _KEYCAPS for one in emoji)
    if (
        foreign
        or emoji.isascii()
        or not symbols
        or not kinds <= known
        or len(emoji) > MOST_EMOJI_CHARACTERS
    ):
        raise InvalidInput("A reaction is one emoji.")
    return emoji
