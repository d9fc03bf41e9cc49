"""Tables for spreadsheets: whole, and harmless."""

from __future__ import annotations

import csv
import io

import pytest

from emomusic.services.spreadsheet import csv_line, harmless


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "  =1+1"])
def test_a_text_that_begins_like_a_formula_is_none(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("value", ["rain", "a=b", "", -1.5, 3, None])
def test_everything_else_stays_as_it_is(value: object) -> None:
    assert harmless(value) == value


def test_a_line_is_read_back_as_it_was_written() -> None:
    texts = ["comma, in it", 'a "quote"', "two\nlines", "", "雨"]
    assert next(csv.reader(io.StringIO(csv_line(texts)))) == texts


def test_a_line_ends_as_the_standard_wants_it() -> None:
    assert csv_line((1, None, 0.5, "=x")) == "1,,0.5,'=x\r\n"
