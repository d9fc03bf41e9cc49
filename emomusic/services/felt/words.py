"""Words for how something is felt beside how it is heard."""

from __future__ import annotations

LEAST_DIFFERENCE = 0.05
"""A difference that is smaller, as part of an axis, is none."""


def difference_words(across: float, up: float) -> str:
    """Say how something is felt beside how it is heard.

    Args:
        across: Felt less heard valence.
        up: Felt less heard arousal.

    Returns:
        Such as "less pleasant and quieter"; "about the same" where nothing differs.
    """
    words = []
    if abs(across) >= LEAST_DIFFERENCE:
        words.append("more pleasant" if across > 0 else "less pleasant")
    if abs(up) >= LEAST_DIFFERENCE:
        words.append("more energetic" if up > 0 else "quieter")
    return " and ".join(words) or "about the same"
