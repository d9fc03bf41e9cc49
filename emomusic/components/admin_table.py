"""The table of the desk: sorted, searched and paged on the server, with rows to choose.

On a narrow screen each row is a card, and a menu takes the place of the headers' buttons.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from emomusic.components.desk_pieces import RowBox
from emomusic.components.local import Count
from emomusic.states.admin_table import AdminTableState

DEBOUNCE_MS = 150

Cell = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        label: Its heading, and the label of the value on a card.
        cell: Makes what a row shows here.
        sort: The word by which the state orders by it; empty where it can't.
        is_numeric: Whether it is set to the right.
        is_heading: Whether it names the row; one column should.
    """

    label: str
    cell: Cell
    sort: str = ""
    is_numeric: bool = False
    is_heading: bool = False


def admin_table(
    state: type[AdminTableState],
    columns: Sequence[Column],
    *,
    caption: str,
    noun: tuple[str, str],
    row_name: Cell,
    empty: rx.Component,
    search_label: str = "",
    filters: Sequence[rx.Component] = (),
    bulk: Sequence[rx.Component] = (),
    actions: Cell | None = None,
) -> rx.Component:
    """Lay a table out.

    Args:
        state: Whose rows are shown.
        columns: From left to right.
        caption: What the table is, for those who hear it.
        noun: One of its things, and several ("song", "songs").
        row_name: Makes the name of a row, for the labels of its controls.
        empty: Shown where nothing matches.
        search_label: Label of the search field; empty where there is none.
        filters: Further controls beside the search field.
        bulk: Buttons for what can be done with the chosen rows; with none, nothing is chosen.
        actions: Makes the buttons of a row, where it has some.

    Returns:
        The table with its tools.
    """

    def show(row: Any) -> rx.Component:
        return _row(state, columns, row, row_name, bulk, actions)

    rows = rx.el.div(
        rx.el.table(
            rx.el.caption(caption, class_name="visually-hidden"),
            rx.el.thead(_headers(state, columns, bool(bulk), actions is not None)),
            rx.el.tbody(rx.foreach(state.rows, show)),
        ),
        class_name="desk-table",
    )
    return rx.el.div(
        _tools(state, columns, search_label, filters),
        _bulk_bar(state, noun, bulk) if bulk else rx.fragment(),
        rx.cond(
            state.ready,
            rx.cond(state.total > 0, rx.fragment(rows, _pager(state, noun)), empty),
            _skeleton(),
        ),
        class_name="desk-list",
    )


def _tools(
    state: type[AdminTableState],
    columns: Sequence[Column],
    search_label: str,
    filters: Sequence[rx.Component],
) -> rx.Component:
    search = (
        rx.el.div(
            rx.icon("search", size=18, aria_hidden=True),
            rx.el.input(
                type="search",
                default_value=state.query,
                placeholder=search_label,
                aria_label=search_label,
                auto_complete="off",
                spell_check=False,
                max_length=200,
                on_change=state.search.debounce(DEBOUNCE_MS),
            ),
            class_name="desk-search",
            role="search",
        )
        if search_label
        else rx.fragment()
    )
    sortable = [column for column in columns if column.sort]
    order = (
        rx.el.div(
            select(
                "Order by",
                state.sort,
                [(column.sort, column.label) for column in sortable],
                state.sort_by,
            ),
            rx.el.button(
                rx.cond(
                    state.descending,
                    rx.icon("arrow-down", size=18, aria_hidden=True),
                    rx.icon("arrow-up", size=18, aria_hidden=True),
                ),
                type="button",
                class_name="desk-icon",
                aria_label="Turn the order round",
                on_click=state.sort_by(state.sort),
            ),
            class_name="desk-order",
        )
        if sortable
        else rx.fragment()
    )
    return rx.el.div(search, *filters, order, class_name="desk-tools")


def select(
    label: str, value: Any, options: Sequence[tuple[str, str]], on_change: Any
) -> rx.Component:
    """Let one of a few things be chosen, as a filter or an order.

    Args:
        label: What is chosen; shown to those who hear the page.
        value: The option that is chosen now.
        options: Values and their words.
        on_change: Told the value.

    Returns:
        The control.
    """
    return rx.el.select(
        *(rx.el.option(words, value=option) for option, words in options),
        value=value,
        aria_label=label,
        class_name="desk-select",
        on_change=on_change,
    )


def _headers(
    state: type[AdminTableState], columns: Sequence[Column], with_boxes: bool, with_actions: bool
) -> rx.Component:
    box = rx.el.th(
        RowBox.create(
            checked=state.page_is_selected,
            label="Choose all rows of this page",
            on_toggle=state.select_page,
        ),
        scope="col",
        class_name="box",
    )
    return rx.el.tr(
        *([box] if with_boxes else []),
        *(_header(state, column) for column in columns),
        *(
            [rx.el.th(rx.el.span("Actions", class_name="visually-hidden"), scope="col")]
            if with_actions
            else []
        ),
    )


def _header(state: type[AdminTableState], column: Column) -> rx.Component:
    kind = "numeric" if column.is_numeric else ""
    if not column.sort:
        return rx.el.th(column.label, scope="col", class_name=kind)
    is_it = state.sort == column.sort
    return rx.el.th(
        rx.el.button(
            column.label,
            rx.cond(
                is_it,
                rx.cond(
                    state.descending,
                    rx.icon("arrow-down", size=14, aria_hidden=True),
                    rx.icon("arrow-up", size=14, aria_hidden=True),
                ),
                rx.icon("arrow-up-down", size=14, aria_hidden=True, class_name="idle"),
            ),
            type="button",
            on_click=state.sort_by(column.sort),
        ),
        scope="col",
        class_name=kind,
        custom_attrs={
            "aria-sort": rx.cond(
                is_it, rx.cond(state.descending, "descending", "ascending"), "none"
            )
        },
    )


def _row(
    state: type[AdminTableState],
    columns: Sequence[Column],
    row: Any,
    row_name: Cell,
    bulk: Sequence[rx.Component],
    actions: Cell | None,
) -> rx.Component:
    box = rx.el.td(
        RowBox.create(
            checked=state.selected.contains(row.id),
            label=f"Choose {row_name(row)}",
            on_toggle=state.select_row(row.id),
        ),
        class_name="box",
    )
    return rx.el.tr(
        *([box] if bulk else []),
        *(_cell(column, row) for column in columns),
        *([rx.el.td(actions(row), class_name="row-actions")] if actions else []),
        key=row.id.to_string(),
        class_name=rx.cond(state.selected.contains(row.id), "chosen", ""),
    )


def _cell(column: Column, row: Any) -> rx.Component:
    kind = "numeric" if column.is_numeric else ""
    if column.is_heading:
        return rx.el.th(column.cell(row), scope="row", class_name=kind)
    return rx.el.td(
        rx.el.div(column.cell(row)), class_name=kind, custom_attrs={"data-label": column.label}
    )


def _bulk_bar(
    state: type[AdminTableState], noun: tuple[str, str], bulk: Sequence[rx.Component]
) -> rx.Component:
    one, many = noun
    return rx.cond(
        state.selected.length() > 0,
        rx.el.div(
            rx.el.strong(
                rx.cond(
                    state.all_matching,
                    Count.create(value=state.total, one=f"{one} chosen", many=f"{many} chosen"),
                    Count.create(
                        value=state.selected.length(), one=f"{one} chosen", many=f"{many} chosen"
                    ),
                )
            ),
            rx.cond(
                state.page_is_selected & ~state.all_matching & (state.page_count > 1),
                rx.el.button(
                    "Choose all that match",
                    type="button",
                    class_name="chip",
                    on_click=state.select_all_matching,
                ),
            ),
            *bulk,
            rx.el.button(
                "Choose none", type="button", class_name="chip quiet", on_click=state.select_none
            ),
            class_name="desk-bulk",
            role="region",
            aria_label="What to do with the chosen rows",
        ),
    )


def _pager(state: type[AdminTableState], noun: tuple[str, str]) -> rx.Component:
    def turn(label: str, icon: str, page: Any, is_off: Any) -> rx.Component:
        return rx.el.button(
            rx.icon(icon, size=18, aria_hidden=True),
            type="button",
            aria_label=label,
            class_name="desk-icon",
            disabled=is_off,
            on_click=state.go_to(page),
        )

    at_first = state.page_number <= 1
    at_last = state.page_number >= state.page_count
    return rx.el.nav(
        rx.el.p(
            f"{state.first_row}–{state.last_row} of ",
            Count.create(value=state.total, one=noun[0], many=noun[1]),
            class_name="tabular",
            role="status",
        ),
        rx.cond(
            state.page_count > 1,
            rx.el.div(
                turn("First page", "chevrons-left", 1, at_first),
                turn("Previous page", "chevron-left", state.page_number - 1, at_first),
                rx.el.span(f"Page {state.page_number} of {state.page_count}", class_name="tabular"),
                turn("Next page", "chevron-right", state.page_number + 1, at_last),
                turn("Last page", "chevrons-right", state.page_count, at_last),
                class_name="turns",
            ),
        ),
        class_name="desk-pager",
        aria_label="Pages of the table",
    )


def _skeleton(count: int = 10) -> rx.Component:
    return rx.el.div(
        *(rx.el.div(class_name="skeleton row") for _ in range(count)), aria_hidden=True
    )
