"""Tables for spreadsheets: CSV whose texts no program takes for formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable


def csv_line(values: Iterable[object]) -> str:
    """Write a line of CSV.

    Args:
        values: Of its cells; None leaves one empty.

    Returns:
        The line with its end, as RFC 4180 wants it.
    """
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow([harmless(value) for value in values])
    return text.getvalue()


def harmless(value: object) -> object:
    """Keep a spreadsheet from taking a text for a formula (OWASP, "CSV Injection").

    Args:
        value: Of a cell.

    Returns:
        The value; a text that begins like a formula stands behind an apostrophe.
    """
    if isinstance(value, str) and value.lstrip(" ")[:1] in ("=", "+", "-", "@", "\t", "\r", "\n"):
        return f"'{value}"
    return value
