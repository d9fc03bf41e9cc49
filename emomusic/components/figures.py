"""The figures of a model: charts that compare, tables that tell, and what the measures mean.

A chart says nothing that the table under it does not, so it is hidden from screen readers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import reflex as rx

from emomusic.components.local import Count
from emomusic.emotion import NEUTRAL, Mood
from emomusic.emotion.palette import CORNERS
from emomusic.services.figures import (
    Chart,
    FigureGroup,
    FigureRow,
    FigureTable,
    Measure,
    Point,
)
from emomusic.services.model_card import ModelCard


class _Mark(NamedTuple):
    """How one series is drawn; the shape says the same as the colour."""

    series: str
    label: str
    shape: str
    colour: str


_HEARD = _Mark("heard", "this model, with its 95 % interval", "circle", CORNERS[Mood.CALM])
_GUESS = _Mark("guess", "a guess", "cross", NEUTRAL)
_GOOD = _Mark("good", "good", "triangle", CORNERS[Mood.HAPPY])
_EXCELLENT = _Mark("excellent", "excellent", "star", CORNERS[Mood.HAPPY])
_PEOPLE = _Mark("people", "people", "diamond", "#ffffff")
_OTHERS = (_GUESS, _GOOD, _EXCELLENT, _PEOPLE)

_AXIS_TEXT = {"fill": "#b3b3b3", "fontSize": 12}


def _series(mark: _Mark, points: rx.Var[Sequence[Point]]) -> rx.Component:
    interval = rx.recharts.error_bar(
        data_key="around", direction="x", width=6, stroke=mark.colour, stroke_width=1.5
    )
    return rx.recharts.scatter(
        *([interval] if mark is _HEARD else []),
        data=points.to(list[dict[str, Any]]),
        name=mark.label,
        fill=mark.colour,
        shape=mark.shape,
        custom_attrs={"isAnimationActive": False},
    )


def _chart(chart: rx.Var[Chart]) -> rx.Component:
    picture = rx.recharts.scatter_chart(
        rx.recharts.cartesian_grid(stroke="#2a2a2a", horizontal=True, vertical=True),
        rx.recharts.x_axis(
            data_key="x", type_="number", domain=[0, "auto"], tick=_AXIS_TEXT, stroke="#6a6a6a"
        ),
        rx.recharts.y_axis(
            data_key="label",
            type_="category",
            allow_duplicated_category=False,
            reversed=True,
            width=130,
            tick=_AXIS_TEXT,
            stroke="#6a6a6a",
            interval=0,
        ),
        # Every line has a mark of the model's own: they come first and so give the lines' order.
        _series(_HEARD, chart.heard),
        *(_series(mark, getattr(chart, mark.series)) for mark in _OTHERS),
        margin={"top": 4, "right": 16, "bottom": 0, "left": 0},
        width="100%",
        height="100%",
    )
    return rx.el.figure(
        rx.el.figcaption(chart.title),
        rx.el.div(
            picture,
            style={"height": f"{chart.height_px}px"},
            custom_attrs={"inert": True},
            aria_hidden=True,
        ),
        class_name="figure-chart",
    )


def _legend(has_excellent: rx.Var[bool]) -> rx.Component:
    def symbol(mark: _Mark) -> rx.Component:
        return rx.el.span(
            rx.el.i(class_name=f"mark {mark.shape}", style={"color": mark.colour}), mark.label
        )

    return rx.el.p(
        symbol(_HEARD),
        symbol(_GUESS),
        symbol(_GOOD),
        rx.cond(has_excellent, symbol(_EXCELLENT)),
        symbol(_PEOPLE),
        class_name="marks",
        aria_hidden=True,
    )


def _reached(row: rx.Var[FigureRow]) -> rx.Component:
    return rx.match(
        row.reached,
        ("yes", rx.el.span("reached", class_name="reached")),
        ("no", rx.el.span("not yet")),
        rx.el.span(rx.cond(row.reached != "", row.reached, "–")),
    )


def _number(text: rx.Var[str]) -> rx.Component:
    return rx.el.td(rx.cond(text != "", text, "–"))


def _row(row: rx.Var[FigureRow], table: rx.Var[FigureTable]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(row.subject, rx.el.small(row.measure), scope="row"),
        rx.el.td(rx.el.strong(row.value)),
        _number(row.interval),
        rx.cond(table.has_guess, _number(row.guess)),
        rx.cond(table.has_good, _number(row.good)),
        rx.cond(table.has_excellent, _number(row.excellent)),
        rx.cond(table.has_people, _number(row.people)),
        rx.cond(table.has_reached, rx.el.td(_reached(row))),
        custom_attrs={"data-figure": row.name},
    )


def _heading(text: str) -> rx.Component:
    return rx.el.th(text, scope="col")


def _table(table: rx.Var[FigureTable]) -> rx.Component:
    return rx.el.div(
        rx.el.table(
            rx.el.caption(table.title, class_name="visually-hidden"),
            rx.el.thead(
                rx.el.tr(
                    _heading("Figure"),
                    _heading("This model"),
                    _heading("95 % interval"),
                    rx.cond(table.has_guess, _heading("A guess")),
                    rx.cond(table.has_good, _heading("Good")),
                    rx.cond(table.has_excellent, _heading("Excellent")),
                    rx.cond(table.has_people, _heading("People")),
                    rx.cond(table.has_reached, _heading("Good is")),
                )
            ),
            rx.el.tbody(rx.foreach(table.rows, lambda row: _row(row, table))),
        ),
        class_name="table-box figures",
        tab_index=0,
        role="region",
        aria_label=table.title,
    )


def _meaning(measure: rx.Var[Measure]) -> rx.Component:
    return rx.fragment(rx.el.dt(measure.title), rx.el.dd(measure.meaning))


def _more(group: rx.Var[FigureGroup]) -> rx.Component:
    return rx.el.details(
        rx.el.summary(
            Count.create(value=group.rest.rows.length(), one="more figure", many="more figures"),
            rx.el.span(f": {group.title}", class_name="visually-hidden"),
        ),
        _table(group.rest),
    )


def _meanings(group: rx.Var[FigureGroup]) -> rx.Component:
    return rx.el.details(
        rx.el.summary(
            "What these figures mean",
            rx.el.span(f": {group.title}", class_name="visually-hidden"),
        ),
        rx.el.dl(rx.foreach(group.measures, _meaning), class_name="meanings"),
    )


def _group(group: rx.Var[FigureGroup]) -> rx.Component:
    return rx.el.section(
        rx.el.h3(group.title),
        rx.cond(
            group.charts.length() > 0,
            rx.el.div(rx.foreach(group.charts, _chart), class_name="figure-charts"),
        ),
        _table(group.main),
        rx.cond(group.measures.length() > 0, _meanings(group)),
        rx.cond(group.rest.rows.length() > 0, _more(group)),
        class_name="figure-group",
    )


def figure_groups(card: rx.Var[ModelCard]) -> rx.Component:
    """Show the figures of a model, group by group.

    Args:
        card: Of the model.

    Returns:
        Charts and tables, with what the measures mean on demand.
    """
    return rx.fragment(_legend(card.has_excellent), rx.foreach(card.groups, _group))
