"""The figures of a model's `metrics.json` in words: what was measured, on what, and how it went.

A figure is named after its data, what was asked of it and the measure, such as
`vgmidi valence mae`. Only measures are known here; whatever else a name says is shown as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_ROW_PX, _AXIS_PX = 34, 34


@dataclass(frozen=True, slots=True)
class Measure:
    """A way to measure how well a model hears.

    Attributes:
        key: How the names of figures end.
        short: Its abbreviation.
        title: In words, with its abbreviation.
        meaning: What it says, in a sentence or two.
        lower_is_better: Whether 0 is best.
        is_share: Whether it is shown as a percentage.
        is_compared: Whether it has a place in a chart of better and worse.
    """

    key: str
    short: str
    title: str
    meaning: str
    lower_is_better: bool = False
    is_share: bool = False
    is_compared: bool = True


_MEASURES = (
    Measure(
        "mae",
        "MAE",
        "average error (MAE)",
        "How far it is from the ratings on average, on a scale from 0 to 1. Lower is better; "
        "always answering the mean already comes near 0.1.",
        lower_is_better=True,
    ),
    Measure(
        "rmse",
        "RMSE",
        "average error, large ones weigh more (RMSE)",
        "Like the average error, but one large miss counts for more than several small ones. "
        "Lower is better.",
        lower_is_better=True,
    ),
    Measure(
        "r2",
        "R²",
        "share of the variation explained (R²)",
        "1 is perfect; 0 is no better than always answering the mean, and below 0 is worse.",
    ),
    Measure(
        "skill",
        "skill",
        "gain over the guess (skill)",
        "Which part of the guess's error it does away with: 0 is none of it, 1 all.",
    ),
    Measure(
        "ccc",
        "CCC",
        "agreement (CCC)",
        "1 where what it says has both the movement and the level of the ratings; 0 for a guess.",
    ),
    Measure(
        "pearson within songs",
        "Pearson within songs",
        "correlation within songs (Pearson)",
        "Whether it rises and falls with the ratings in the course of a song, whatever the "
        "song's level. 1 is always, 0 no more than by chance.",
    ),
    Measure(
        "pearson between songs",
        "Pearson between songs",
        "correlation between songs (Pearson)",
        "Whether songs that are rated higher come out higher as a whole.",
    ),
    Measure(
        "pearson",
        "Pearson",
        "correlation (Pearson)",
        "Whether what it says rises where the ratings rise: 1 is always, 0 no more than by "
        "chance. The level does not matter.",
    ),
    Measure(
        "interval coverage",
        "coverage",
        "ratings inside the 80 % interval",
        "How many ratings lie inside the interval that it gives: 80 % is right, less is too sure "
        "of itself, more too vague.",
        is_share=True,
        is_compared=False,
    ),
    Measure(
        "macro-F1",
        "macro-F1",
        "moods told apart, each mood alike (macro-F1)",
        "How well it finds the right one of four moods, where a rare mood counts as much as a "
        "frequent one. 1 is always, 0.25 is a guess.",
    ),
    Measure(
        "accuracy",
        "accuracy",
        "right answers (accuracy)",
        "How often the answer is right.",
        is_share=True,
    ),
    Measure(
        "answered",
        "answered",
        "answered",
        "How much music it dares to say something about.",
        is_share=True,
    ),
    Measure(
        "abstained on",
        "abstained",
        "abstained",
        "How often it says that it is not sure, as it should where there is no music.",
        is_share=True,
    ),
)

_DATA = {
    "vgmidi": "VGMIDI",
    "emopia": "EMOPIA",
    "4q": "4Q",
    "emotify": "Emotify",
    "deam": "DEAM",
    "pmemo": "PMEmo",
    "emomusic": "emoMusic",
}


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure as a table shows it; what a figure does not have is empty.

    Attributes:
        name: As in `metrics.json`.
        subject: The data and what was asked of it, such as "VGMIDI valence".
        measure: Title of the measure.
        value: What was measured.
        interval: The 95 % interval.
        guess: What a guess reaches.
        good: What would be good.
        excellent: What would be excellent.
        people: What people reach.
        reached: What the card says of "good".
    """

    name: str
    subject: str
    measure: str
    value: str
    interval: str
    guess: str
    good: str
    excellent: str
    people: str
    reached: str


@dataclass(frozen=True, slots=True)
class FigureTable:
    """Figures in rows; a column that none of them fills is left out.

    Attributes:
        title: Of the group, to name the table.
        rows: The figures.
        has_guess: Whether some figure has one; so are the rest.
        has_good: What would be good.
        has_excellent: What would be excellent.
        has_people: What people reach.
        has_reached: What the card says of "good".
    """

    title: str
    rows: tuple[FigureRow, ...]
    has_guess: bool
    has_good: bool
    has_excellent: bool
    has_people: bool
    has_reached: bool


@dataclass(frozen=True, slots=True)
class Point:
    """A mark of a chart.

    Attributes:
        x: The value.
        label: The line it is on.
        around: How far the 95 % interval reaches to the left and to the right.
    """

    x: float
    label: str
    around: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Chart:
    """Figures that can be compared, a line each, with what they are measured by.

    Attributes:
        title: Which way is better.
        height_px: Of the chart.
        heard: Of the model, one a line.
        guess: Of a guess, where there is one; so are the rest.
        good: What would be good.
        excellent: What would be excellent.
        people: Of people.
    """

    title: str
    height_px: int
    heard: tuple[Point, ...]
    guess: tuple[Point, ...]
    good: tuple[Point, ...]
    excellent: tuple[Point, ...]
    people: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """Figures of one kind of music.

    Attributes:
        title: Such as "Recordings".
        main: The figures that have something to be measured by, or all where none has.
        rest: The others.
        measures: What the measures of all of them mean.
        charts: Pictures of `main`.
    """

    title: str
    main: FigureTable
    rest: FigureTable
    measures: tuple[Measure, ...]
    charts: tuple[Chart, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of `metrics.json`.

    Attributes:
        name: Its name.
        subject: The name without the measure, in words.
        measure: What was measured.
        values: Numbers by their names: `value`, and, where there are, `low`, `high`, `guess`,
            `good`, `excellent` and `people`.
    """

    name: str
    subject: str
    measure: Measure
    values: dict[str, float]

    @property
    def is_measured(self) -> bool:
        """Whether there is something beyond a guess that it can be measured by."""
        return bool(self.values.keys() & {"good", "excellent", "people"})


def figure_of(name: str, values: dict[str, Any]) -> Figure:
    """Read a figure.

    Args:
        name: Its name in `metrics.json`.
        values: What stands there; whatever is no number counts as not there.

    Returns:
        The figure.
    """
    numbers = {
        key: float(value)
        for key, value in values.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }
    for measure in _MEASURES:
        if name.endswith(f" {measure.key}"):
            return Figure(name, _subject(name.removesuffix(measure.key)), measure, numbers)
    return Figure(name, _subject(name), Measure("", "", "", "", is_compared=False), numbers)


def _subject(words: str) -> str:
    first, _, rest = words.strip().replace("_", " ").partition(" ")
    return f"{_DATA.get(first, first)} {rest}".strip()


def group_of(title: str, figures: Iterable[Figure], reached: dict[str, str]) -> FigureGroup:
    """Put figures of one kind together.

    Args:
        title: Of the group.
        figures: In the order in which they are shown.
        reached: What the card says of them, by name.

    Returns:
        The group.
    """
    known = [figure for figure in figures if "value" in figure.values]
    main = [figure for figure in known if figure.is_measured] or known
    rest = [figure for figure in known if figure not in main]
    measures = {figure.measure.key: figure.measure for figure in known if figure.measure.meaning}
    return FigureGroup(
        title=title,
        main=_table(title, main, reached),
        rest=_table(f"{title}: more", rest, reached),
        measures=tuple(measures.values()),
        charts=_charts([figure for figure in main if figure.is_measured]),
    )


def _table(title: str, figures: list[Figure], reached: dict[str, str]) -> FigureTable:
    rows = tuple(_row(figure, reached) for figure in figures)
    return FigureTable(
        title=title,
        rows=rows,
        has_guess=any(row.guess for row in rows),
        has_good=any(row.good for row in rows),
        has_excellent=any(row.excellent for row in rows),
        has_people=any(row.people for row in rows),
        has_reached=any(row.reached for row in rows),
    )


def _row(figure: Figure, reached: dict[str, str]) -> FigureRow:
    measure, values = figure.measure, figure.values

    def number(key: str) -> str:
        return _number(measure, values[key]) if key in values else ""

    low, high = number("low"), number("high")
    return FigureRow(
        name=figure.name,
        subject=figure.subject,
        measure=measure.title,
        value=number("value"),
        interval=f"{low.removesuffix(' %')} to {high}" if low and high else "",
        guess=number("guess"),
        good=number("good"),
        excellent=number("excellent"),
        people=number("people"),
        reached=reached.get(figure.name, ""),
    )


def _number(measure: Measure, value: float) -> str:
    return f"{100 * value:.1f} %" if measure.is_share else f"{value:.3f}"


def _charts(figures: list[Figure]) -> tuple[Chart, ...]:
    compared = [figure for figure in figures if figure.measure.is_compared]
    lower = [figure for figure in compared if figure.measure.lower_is_better]
    higher = [figure for figure in compared if not figure.measure.lower_is_better]
    both = (("Lower is better", lower), ("Higher is better", higher))
    return tuple(_chart(title, some) for title, some in both if some)


def _chart(title: str, figures: list[Figure]) -> Chart:
    def points(key: str) -> tuple[Point, ...]:
        return tuple(
            Point(figure.values[key], _label(figure)) for figure in figures if key in figure.values
        )

    return Chart(
        title=title,
        height_px=_ROW_PX * len(figures) + _AXIS_PX,
        heard=tuple(Point(one.values["value"], _label(one), _around(one)) for one in figures),
        guess=points("guess"),
        good=points("good"),
        excellent=points("excellent"),
        people=points("people"),
    )


def _label(figure: Figure) -> str:
    return f"{figure.subject}, {figure.measure.short}"


def _around(figure: Figure) -> tuple[float, float]:
    value = figure.values["value"]
    low, high = figure.values.get("low", value), figure.values.get("high", value)
    return round(value - low, 6), round(high - value, 6)
