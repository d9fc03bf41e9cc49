"""Write the table of docs/mood-words.md: `python -m tools.document_words`."""

from __future__ import annotations

from emomusic.services.discovery.lexicon import PLACES
from emomusic.settings import PROJECT_DIR
from tools.marks import between_marks

PAGE = PROJECT_DIR / "docs" / "mood-words.md"
BEGIN, END = "<!-- words -->", "<!-- /words -->"


def _axis(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def table() -> str:
    """Return the lexicon as a Markdown table, a row for each place."""
    rows = ["| words | valence | arousal | spread | why there |", "| --- | --- | --- | --- | --- |"]
    rows += [
        f"| {', '.join(place.words)} | {_axis(place.valence)} | {_axis(place.arousal)} "
        f"| {place.spread:.2f} | {place.why} |"
        for place in PLACES
    ]
    return "\n".join(rows)


def page(text: str) -> str:
    """Put the table between the marks of a page.

    Args:
        text: The page.

    Returns:
        The page with the table anew.
    """
    return between_marks(text, BEGIN, END, table())


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
