"""The bin of the desk."""

from __future__ import annotations

from typing import Any

import reflex as rx

from emomusic.components.admin_shell import admin_shell
from emomusic.components.admin_table import Column, admin_table
from emomusic.components.cards import empty
from emomusic.components.desk_dialogs import chip
from emomusic.components.desk_pieces import DeskDialog, RowBox
from emomusic.components.edit_form import UndoBar
from emomusic.components.local import Count, LocalTime
from emomusic.services.desk.wastebin import Binned
from emomusic.states.admin_bin import BinState

_COLUMNS = (
    Column(
        "Name",
        lambda row: rx.fragment(row.title, rx.cond(row.by, rx.el.small(row.by), rx.fragment())),
        is_heading=True,
    ),
    Column("Songs", lambda row: row.songs, is_numeric=True),
    Column(
        "Deleted",
        lambda row: rx.fragment(
            LocalTime.create(iso=row.binned),
            rx.cond(row.binned_by, rx.el.small("by ", row.binned_by), rx.fragment()),
        ),
        "binned",
    ),
    Column("Kept until", lambda row: LocalTime.create(iso=row.until, day=True)),
)


def _kind(words: str, kind: Binned, count: Any) -> rx.Component:
    return rx.el.button(
        words,
        rx.el.span(count, class_name="tabular muted"),
        type="button",
        class_name="chip order",
        aria_pressed=rx.cond(BinState.kind == kind.value, "true", "false"),
        on_click=BinState.filter_by(kind.value),
    )


def _purge() -> rx.Component:
    return DeskDialog.create(
        rx.el.p(
            "This can’t be undone. Files that were uploaded are deleted too. Files in folders of "
            "music stay where they are, and scans leave them out from then on."
        ),
        rx.el.label(
            RowBox.create(
                checked=BinState.delete_files,
                label="Delete the files in folders of music as well",
                on_toggle=BinState.with_files(~BinState.delete_files),
            ),
            rx.el.span("Delete the files in folders of music as well"),
            class_name="desk-tick",
        ),
        rx.el.div(
            rx.el.button(
                "Delete for good",
                type="button",
                class_name="button danger",
                on_click=BinState.purge,
            ),
            class_name="buttons",
        ),
        open=BinState.dialog != "",
        heading=BinState.heading,
        on_leave=BinState.close,
    )


def _left_out() -> rx.Component:
    return rx.cond(
        BinState.left_out > 0,
        rx.el.section(
            rx.el.h2("Left out of scans"),
            rx.el.p(
                Count.create(value=BinState.left_out, one="file", many="files"),
                " in folders of music, whose songs were deleted for good. They come back when "
                "they change, or when you say so.",
                class_name="muted",
            ),
            chip("Let scans find them again", on_click=BinState.take_again),
            class_name="settings-section desk-left-out",
        ),
    )


def admin_bin_page() -> rx.Component:
    """Lay the bin out."""
    return admin_shell(
        "Bin",
        rx.el.p(
            "What is here is in no list and can’t be played. After 30 days it is deleted for good.",
            class_name="muted desk-lead",
        ),
        rx.el.div(
            _kind("Songs", Binned.SONG, BinState.songs),
            _kind("Albums", Binned.ALBUM, BinState.albums),
            _kind("Artists", Binned.ARTIST, BinState.artists),
            class_name="chips",
            role="group",
            aria_label="What is shown",
        ),
        admin_table(
            BinState,
            _COLUMNS,
            caption="What is in the bin",
            noun=("thing", "things"),
            row_name=lambda row: row.title,
            bulk=(
                chip("Restore", on_click=BinState.restore(0)),
                chip("Delete for good", on_click=BinState.start_purging(False), kind="danger"),
            ),
            actions=lambda row: chip(
                "Restore",
                rx.el.span(f" {row.title}", class_name="visually-hidden"),
                on_click=BinState.restore(row.id),
            ),
            empty=empty("trash-2", "Nothing here", "What you delete at the desk comes here first."),
        ),
        _left_out(),
        _purge(),
        UndoBar.create(
            text=BinState.done,
            can_undo=False,
            on_undo=BinState.dismiss,
            on_leave=BinState.dismiss,
        ),
        aside=rx.cond(
            BinState.songs + BinState.albums + BinState.artists > 0,
            rx.el.button(
                "Empty the bin",
                type="button",
                class_name="button plain",
                on_click=BinState.start_purging(True),
            ),
            rx.fragment(),
        ),
    )
