"""What a chart is, said once: its picture, its table and its CSV are all made from it.

A chart is a table: each row has a label, and one value for each series. How it is drawn is said by
its shape; `emomusic.components.charts` draws it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from emomusic.emotion import NEUTRAL, Mood
from emomusic.emotion.palette import CORNERS
from emomusic.services.spreadsheet import csv_line

Value = float | None

TEAL, YELLOW, RED, WHITE = CORNERS[Mood.CALM], CORNERS[Mood.HAPPY], CORNERS[Mood.ANGRY], "#ffffff"


class Shape(StrEnum):
    """How a chart is drawn.

    `FIGURES`: large numbers. `LINES`: the first series as an area, the others as lines. `BARS`: a
    bar a row. `HEAT`: a field of cells, a row of it for each row. `PLANE`: the same, as the plane
    of emotion: the first row is the highest arousal, the first series the lowest valence.
    `COURSE`: along a song; counts are columns, shares are lines.
    """

    FIGURES = "figures"
    LINES = "lines"
    BARS = "bars"
    HEAT = "heat"
    PLANE = "plane"
    COURSE = "course"


class Unit(StrEnum):
    """What a value is: a number of things, hours, minutes, or a share of 0..1."""

    COUNT = "count"
    HOURS = "hours"
    MINUTES = "minutes"
    SHARE = "share"


class Labels(StrEnum):
    """What the labels of the rows are: words, ISO dates, or seconds of a song."""

    WORDS = "words"
    DAYS = "days"
    SECONDS = "seconds"


@dataclass(frozen=True, slots=True)
class Series:
    """One column of a chart.

    Attributes:
        name: Its heading.
        unit: What its values are.
        colour: Of its line or bars, as `#rrggbb`.
        dash: How its line is broken, in pixels ("6 4"); empty for a line that is whole.
        drawn: Whether it is in the picture, or only in the table.
    """

    name: str
    unit: Unit = Unit.COUNT
    colour: str = TEAL
    dash: str = ""
    drawn: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a chart.

    Attributes:
        label: What it is about.
        cells: One for each series; None where there is nothing to say.
        href: Path of the page about it; empty for none.
        unit: What its values are, where rows differ (`FIGURES`); empty for what the series say.
    """

    label: str
    cells: tuple[Value, ...]
    href: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart.

    Attributes:
        key: Names it in addresses and file names.
        title: The question that it answers.
        says: The answer in a sentence; empty where there is none yet.
        shape: How it is drawn.
        heading: Of the column of labels.
        series: The columns.
        rows: The rows; without any, `empty` is shown instead.
        labels: What the labels are.
        note: How to read it, or what is left out; may be empty.
        empty: Why there is nothing, and what would change that.
    """

    key: str
    title: str
    says: str
    shape: Shape
    heading: str
    series: tuple[Series, ...]
    rows: tuple[Row, ...]
    labels: Labels = Labels.WORDS
    note: str = ""
    empty: str = "Nothing was heard in this time."


def before(name: str = "The time before", unit: Unit = Unit.COUNT, *, drawn: bool = True) -> Series:
    """Make the series of the range before, which looks the same in every chart.

    Args:
        name: Its heading.
        unit: What its values are.
        drawn: Whether it is in the picture.
    """
    return Series(name, unit, NEUTRAL, "3 4", drawn)


def csv_of(chart: Chart) -> str:
    """Write a chart as a table for spreadsheets.

    Args:
        chart: Any.

    Returns:
        CSV with a header; shares stay numbers of 0..1.
    """
    header = csv_line((chart.heading, *(_heading(series) for series in chart.series)))
    lines = (csv_line((row.label, *map(_plain, row.cells))) for row in chart.rows)
    return header + "".join(lines)


def _plain(value: Value) -> Value:
    return int(value) if value is not None and value == int(value) else value


def _heading(series: Series) -> str:
    is_said = series.unit in (Unit.COUNT, Unit.SHARE) or series.unit in series.name.lower()
    return series.name if is_said else f"{series.name} ({series.unit})"
