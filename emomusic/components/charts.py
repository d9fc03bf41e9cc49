"""Charts: one description gives the picture (Recharts), the table under it and the link to its CSV.

A picture says nothing that its table does not, so it is hidden from screen readers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reflex as rx

from emomusic.components.chart_pictures import CHARTS_FILE, chart_picture
from emomusic.components.links import DownloadLink, link
from emomusic.services.analytics.chart import Chart, Row, Shape


class _Piece(rx.Component):
    library = CHARTS_FILE


class ValueText(_Piece):
    """A value in the reader's locale, by its unit."""

    tag = "ValueText"
    value: rx.Var[float | None]
    unit: rx.Var[str]


class LabelText(_Piece):
    """The label of a row in the reader's locale."""

    tag = "LabelText"
    label: rx.Var[str]
    labels: rx.Var[str]


class Change(_Piece):
    """How far a value is from the one before."""

    tag = "Change"
    value: rx.Var[float | None]
    before: rx.Var[float | None]
    unit: rx.Var[str]


def _one_text(value: rx.Var[str]) -> tuple[rx.Var[str]]:
    return (value,)


class DayChoice(_Piece):
    """A day of the calendar.

    Attributes:
        label: What it limits.
        value: The day, in ISO 8601.
        on_pick: Told another day, once it is whole.
    """

    tag = "DayChoice"
    label: rx.Var[str]
    value: rx.Var[str]
    on_pick: rx.EventHandler[_one_text]  # type: ignore[type-arg, valid-type]


def _figures(chart: rx.Var[Chart]) -> rx.Component:
    def figure(row: rx.Var[Row]) -> rx.Component:
        return rx.el.div(
            rx.el.dt(row.label),
            rx.el.dd(
                ValueText.create(value=row.cells[0], unit=row.unit),
                rx.cond(
                    row.cells.length() > 1,
                    Change.create(value=row.cells[0], before=row.cells[1], unit=row.unit),
                ),
            ),
            class_name="desk-figure",
        )

    return rx.el.dl(rx.foreach(chart.rows, figure), class_name="desk-figures chart-figures")


def chart_table(chart: rx.Var[Chart]) -> rx.Component:
    """Show the table of a chart.

    Args:
        chart: Of a state.

    Returns:
        A table in a region that scrolls, and that the keyboard reaches.
    """

    def line(row: rx.Var[Row]) -> rx.Component:
        label = LabelText.create(label=row.label, labels=chart.labels)
        return rx.el.tr(
            rx.el.th(rx.cond(row.href != "", link(label, href=row.href), label), scope="row"),
            rx.foreach(
                row.cells,
                lambda value, index: rx.el.td(
                    ValueText.create(
                        value=value,
                        unit=rx.cond(row.unit != "", row.unit, chart.series[index].unit),
                    )
                ),
            ),
        )

    return rx.el.div(
        rx.el.table(
            rx.el.caption(chart.title, class_name="visually-hidden"),
            rx.el.thead(
                rx.el.tr(
                    rx.el.th(chart.heading, scope="col"),
                    rx.foreach(chart.series, lambda one: rx.el.th(one.name, scope="col")),
                )
            ),
            rx.el.tbody(rx.foreach(chart.rows, line)),
        ),
        class_name="table-box chart-table",
        tab_index=0,
        role="region",
        aria_label=chart.title,
    )


def chart_card(
    chart: rx.Var[Chart], csv_path: Callable[[rx.Var[Chart]], Any] | None = None
) -> rx.Component:
    """Show a chart: its question, the answer, the picture, and its table on demand.

    Args:
        chart: Of a state.
        csv_path: Gives the path of the route that has its CSV; None where there is none.

    Returns:
        A figure; where there is nothing to show it says why.
    """
    download = (
        DownloadLink.create(
            rx.icon("download", size=14, aria_hidden=True),
            "CSV",
            rx.el.span(f": {chart.title}", class_name="visually-hidden"),
            path=csv_path(chart),
        )
        if csv_path is not None
        else rx.fragment()
    )
    table = rx.el.details(
        rx.el.summary("Table", rx.el.span(f": {chart.title}", class_name="visually-hidden")),
        chart_table(chart),
    )
    is_figures = chart.shape == Shape.FIGURES.value
    return rx.el.figure(
        rx.el.figcaption(rx.el.h3(chart.title), download),
        rx.cond(
            chart.rows.length() > 0,
            rx.fragment(
                rx.cond(chart.says != "", rx.el.p(chart.says, class_name="chart-says")),
                rx.cond(is_figures, _figures(chart), chart_picture(chart)),
                rx.cond(chart.note != "", rx.el.p(chart.note, class_name="chart-note")),
                rx.cond(is_figures, rx.fragment(), table),
            ),
            rx.el.p(chart.empty, class_name="chart-empty"),
        ),
        class_name=rx.match(
            chart.shape,
            (Shape.FIGURES.value, "chart wide"),
            (Shape.HEAT.value, "chart wide"),
            (Shape.COURSE.value, "chart wide"),
            "chart",
        ),
        custom_attrs={"data-chart": chart.key},
    )


def chart_cards(
    charts: rx.Var[list[Chart]], csv_path: Callable[[rx.Var[Chart]], Any] | None = None
) -> rx.Component:
    """Lay charts out in a grid.

    Args:
        charts: Of a state.
        csv_path: As for `chart_card`.

    Returns:
        The grid.
    """
    return rx.el.div(
        rx.foreach(charts, lambda chart: chart_card(chart, csv_path)), class_name="chart-grid"
    )


def chart_skeletons(count: int) -> rx.Component:
    """Hold the place of charts that are on their way.

    Args:
        count: How many.

    Returns:
        The grid of them.
    """
    return rx.el.div(
        *(rx.el.div(class_name="skeleton chart-waits") for _ in range(count)),
        class_name="chart-grid",
        aria_hidden=True,
    )
