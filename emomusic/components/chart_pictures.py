"""The pictures of charts: Recharts, in the one palette, from the description of a chart."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex.vars import VarData
from reflex_base.utils.imports import ImportVar

from emomusic.page_files import page_file
from emomusic.services.analytics.chart import Chart, Series, Shape, Unit

CHARTS_FILE = page_file(__file__, "charts.jsx")
"""Where the local pieces of charts are."""

_GRID, _AXIS_LINE = "#2a2a2a", "#4a4a4a"
_AXIS_TEXT = {"fill": "#b3b3b3", "fontSize": 12}
_NO_LAYER = {"accessibilityLayer": False}  # the table is what the keyboard reaches
_STILL = {"isAnimationActive": False}
_LINES_PX, _BAR_PX, _BARS_PX, _CELL_PX = 240, 30, 44, 28


def _made(function: str, *given: Any) -> rx.Var[Any]:
    """What a function of `charts.jsx` makes of values; without any, the function itself."""
    values = [rx.Var.create(one) for one in given]
    call = f"{function}({', '.join(str(one) for one in values)})" if values else function
    imported = VarData(imports={CHARTS_FILE: [ImportVar(tag=function)]})
    return rx.Var(
        _js_expr=call,
        _var_type=Any,
        _var_data=VarData.merge(imported, *(one._get_all_var_data() for one in values)),
    )


def _x_axis(chart: rx.Var[Chart]) -> rx.Component:
    return rx.recharts.x_axis(
        data_key="label",
        tick=_AXIS_TEXT,
        stroke=_AXIS_LINE,
        tick_line=False,
        min_tick_gap=28,
        custom_attrs={"tickFormatter": _made("labelTick", chart)},
    )


def _y_axis(chart: rx.Var[Chart]) -> rx.Component:
    return rx.recharts.y_axis(
        width=48,
        tick=_AXIS_TEXT,
        axis_line=False,
        tick_line=False,
        allow_decimals=(chart.series[0].unit != Unit.COUNT.value).to(bool),
        domain=_made("valueEdges", chart),
        custom_attrs={"tickFormatter": _made("valueTick", chart)},
    )


def _tip(maker: str, chart: rx.Var[Chart]) -> rx.Component:
    return rx.recharts.graphing_tooltip(
        is_animation_active=False,
        cursor={"stroke": "#ffffff55", "fill": "#ffffff0d"},
        custom_attrs={"content": _made(maker, chart)},
    )


def _line(series: rx.Var[Series], index: rx.Var[int], **more: Any) -> rx.Component:
    return rx.recharts.line(
        data_key=f"cells[{index}]",
        name=series.name,
        stroke=series.colour,
        stroke_width=2,
        stroke_dasharray=series.dash,
        dot=False,
        active_dot={"fill": series.colour, "stroke": "#121212", "r": 4},
        type_="linear",
        is_animation_active=False,
        **more,
    )


def _area(series: rx.Var[Series], index: rx.Var[int]) -> rx.Component:
    return rx.recharts.area(
        data_key=f"cells[{index}]",
        name=series.name,
        stroke=series.colour,
        stroke_width=2,
        fill=series.colour,
        dot=False,
        active_dot={"fill": series.colour, "stroke": "#121212", "r": 4},
        type_="linear",
        is_animation_active=False,
        custom_attrs={"fillOpacity": 0.14},
    )


def _lines(chart: rx.Var[Chart]) -> rx.Component:
    is_area = (chart.series[0].unit != Unit.SHARE.value).to(bool)
    return rx.recharts.composed_chart(
        rx.recharts.cartesian_grid(stroke=_GRID, vertical=False),
        _x_axis(chart),
        _y_axis(chart),
        rx.foreach(
            chart.series,
            lambda series, index: rx.cond(
                series.drawn,
                rx.cond((index == 0) & is_area, _area(series, index), _line(series, index)),
            ),
        ),
        _tip("tipOf", chart),
        data=chart.rows.to(list[dict[str, Any]]),
        margin={"top": 8, "right": 12, "bottom": 0, "left": 0},
        custom_attrs=_NO_LAYER,
    )


def _bars(chart: rx.Var[Chart]) -> rx.Component:
    def bar(series: rx.Var[Series], index: rx.Var[int]) -> rx.Component:
        return rx.recharts.bar(
            rx.recharts.label_list(
                data_key=f"cells[{index}]",
                position="right",
                fill="#b3b3b3",
                custom_attrs={"formatter": _made("barValue", chart, index), "fontSize": 12},
            ),
            data_key=f"cells[{index}]",
            name=series.name,
            fill=series.colour,
            radius=3,
            max_bar_size=18,
            is_animation_active=False,
        )

    return rx.recharts.bar_chart(
        rx.recharts.x_axis(type_="number", hide=True, domain=[0, "auto"]),
        rx.recharts.y_axis(
            data_key="label",
            type_="category",
            width=168,
            interval=0,
            axis_line=False,
            tick_line=False,
            custom_attrs={"tick": _made("barName", chart)},
        ),
        rx.foreach(chart.series, lambda series, index: rx.cond(series.drawn, bar(series, index))),
        _tip("tipOf", chart),
        layout="vertical",
        data=chart.rows.to(list[dict[str, Any]]),
        margin={"top": 0, "right": 48, "bottom": 0, "left": 0},
        bar_gap=2,
        bar_category_gap="22%",
        custom_attrs=_NO_LAYER,
    )


def _heat(chart: rx.Var[Chart], *, is_plane: bool = False) -> rx.Component:
    rows = chart.rows.length()
    return rx.recharts.scatter_chart(
        rx.recharts.x_axis(
            data_key="x",
            type_="number",
            domain=_made("columnEdges", chart),
            ticks=_made("columnTicks", chart),
            interval=0,
            tick=_AXIS_TEXT,
            axis_line=False,
            tick_line=False,
            hide=is_plane,
            custom_attrs={"tickFormatter": _made("columnTick", chart)},
        ),
        rx.recharts.y_axis(
            data_key="y",
            type_="number",
            domain=_made("edges", rows),
            ticks=_made("upTo", rows),
            interval=0,
            reversed=True,
            width=82,
            tick=_AXIS_TEXT,
            axis_line=False,
            tick_line=False,
            hide=is_plane,
            custom_attrs={"tickFormatter": _made("rowTick", chart)},
        ),
        _tip("cellTipOf", chart),
        rx.recharts.scatter(
            data=_made("cellsOf", chart),
            custom_attrs={**_STILL, "shape": _made("heatCell")},
        ),
        margin={"top": 0, "right": 8, "bottom": 0, "left": 0},
        custom_attrs=_NO_LAYER,
    )


def _course(chart: rx.Var[Chart]) -> rx.Component:
    def drawn(series: rx.Var[Series], index: rx.Var[int]) -> rx.Component:
        column = rx.recharts.bar(
            data_key=f"cells[{index}]",
            name=series.name,
            fill=series.colour,
            y_axis_id="count",
            stack_id="count",
            is_animation_active=False,
        )
        is_count = series.unit == Unit.COUNT.value
        return rx.cond(series.drawn, rx.cond(is_count, column, _line(series, index)))

    return rx.recharts.composed_chart(
        rx.recharts.cartesian_grid(stroke=_GRID, vertical=False),
        _x_axis(chart),
        rx.recharts.y_axis(
            width=48,
            domain=[0, 1],
            tick=_AXIS_TEXT,
            axis_line=False,
            tick_line=False,
            custom_attrs={"tickFormatter": _made("valueTick", chart, Unit.SHARE.value)},
        ),
        rx.recharts.y_axis(
            y_axis_id="count",
            orientation="right",
            width=40,
            tick=_AXIS_TEXT,
            axis_line=False,
            tick_line=False,
            allow_decimals=False,
            custom_attrs={"tickFormatter": _made("valueTick", chart, Unit.COUNT.value)},
        ),
        rx.foreach(chart.series, drawn),
        _tip("tipOf", chart),
        data=chart.rows.to(list[dict[str, Any]]),
        margin={"top": 8, "right": 0, "bottom": 0, "left": 0},
        bar_category_gap=1,
        custom_attrs=_NO_LAYER,
    )


def _framed(picture: rx.Component, height: Any, kind: str = "") -> rx.Component:
    return rx.el.div(picture, class_name=f"chart-picture {kind}".strip(), style={"height": height})


def _px(rows: rx.Var[Any], each: Any) -> rx.Var[str]:
    return (rows.length() * each + 34).to_string() + "px"


def _plane(chart: rx.Var[Chart]) -> rx.Component:
    def words(up: str, down: str, kind: str) -> rx.Component:
        return rx.el.p(rx.el.span(down), rx.el.span(up), class_name=f"chart-axis {kind}")

    return rx.el.div(
        words("energetic", "quiet", "up"),
        _framed(_heat(chart, is_plane=True), "100%"),
        words("pleasant", "unpleasant", "right"),
        class_name="chart-plane",
    )


def _legend(chart: rx.Var[Chart]) -> rx.Component:
    def key(series: rx.Var[Series]) -> rx.Component:
        stroke = rx.el.svg(
            rx.el.svg.line(
                x1="0",
                y1="5",
                x2="24",
                y2="5",
                stroke=series.colour,
                stroke_width="3",
                stroke_dasharray=rx.cond(chart.shape == Shape.BARS.value, "", series.dash),
            ),
            width="24",
            height="10",
        )
        return rx.cond(series.drawn, rx.el.span(stroke, series.name))

    is_keyed = (chart.shape != Shape.HEAT.value) & (chart.shape != Shape.PLANE.value)
    return rx.cond(
        is_keyed & (chart.series.length() > 1) & chart.series[1].drawn,
        rx.el.p(rx.foreach(chart.series, key), class_name="chart-keys", aria_hidden=True),
    )


def chart_picture(chart: rx.Var[Chart]) -> rx.Component:
    """Draw a chart, with the key of its series; all but `Shape.FIGURES`, which are words.

    Args:
        chart: Of a state.

    Returns:
        The picture; hidden from screen readers, for its table says the same.
    """
    rows = chart.rows
    bar_px = rx.cond(
        (chart.series.length() > 1) & chart.series[1].drawn,
        _BARS_PX,
        _BAR_PX,
    )
    return rx.el.div(
        _legend(chart),
        rx.match(
            chart.shape,
            (Shape.LINES.value, _framed(_lines(chart), f"{_LINES_PX}px")),
            (Shape.BARS.value, _framed(_bars(chart), _px(rows, bar_px), "bars")),
            (Shape.HEAT.value, _framed(_heat(chart), _px(rows, _CELL_PX))),
            (Shape.PLANE.value, _plane(chart)),
            (Shape.COURSE.value, _framed(_course(chart), "320px")),
            rx.fragment(),
        ),
        aria_hidden=True,
    )
