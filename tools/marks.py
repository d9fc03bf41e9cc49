"""What is written by a script stands between two marks of a page."""

from __future__ import annotations


def between_marks(text: str, begin: str, end: str, made: str) -> str:
    """Put what was made between the marks of a page.

    Args:
        text: The page.
        begin: The first mark.
        end: The second one.
        made: What is to stand between them.

    Returns:
        The page with it anew.
    """
    before, _, rest = text.partition(begin)
    after = rest.partition(end)[2]
    return f"{before}{begin}\n{made}\n{end}{after}"
