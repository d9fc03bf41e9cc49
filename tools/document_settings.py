"""Write the table of docs/configuration.md: `python -m tools.document_settings`."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from emomusic.settings import PROJECT_DIR, Settings
from tools.marks import between_marks

PAGE = PROJECT_DIR / "docs" / "configuration.md"
BEGIN, END = "<!-- settings -->", "<!-- /settings -->"


def _default(value: object) -> str:
    if isinstance(value, Path):
        value = value.relative_to(PROJECT_DIR)
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, bool):
        value = str(value).lower()
    return f"`{value}`" if value not in ("", ()) else "–"


def table() -> str:
    """Return the settings as a Markdown table, one row each."""
    rows = ["| variable | default | what it is |", "| --- | --- | --- |"]
    rows += [
        f"| `{name.upper()}` | {_default(field.default)} | {field.description} |"
        for name, field in Settings.model_fields.items()
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
