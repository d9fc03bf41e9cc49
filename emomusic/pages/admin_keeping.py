"""The backups of the desk: make one, take it along, delete it."""

from __future__ import annotations

import reflex as rx

from emomusic.components.admin_shell import admin_shell
from emomusic.components.cards import empty
from emomusic.components.desk_pieces import DeskDialog, Ticker, badge
from emomusic.components.local import LocalTime, Size
from emomusic.services.backup import ArchiveView
from emomusic.states.admin_keeping import KeepingState


def _archive(view: rx.Var[ArchiveView]) -> rx.Component:
    return rx.el.li(
        rx.icon("archive", size=20, aria_hidden=True),
        rx.el.div(
            rx.el.strong(LocalTime.create(iso=view.made_at)),
            rx.el.span(
                Size.create(bytes=view.size_bytes),
                rx.cond(view.with_music, " · with uploaded music", ""),
            ),
            class_name="grow",
        ),
        rx.cond(view.automatic, badge("By itself", "clock")),
        rx.el.div(
            rx.el.button(
                "Download",
                type="button",
                class_name="chip",
                on_click=KeepingState.take_along(view.name),
            ),
            rx.el.button(
                "Delete",
                type="button",
                class_name="chip danger",
                on_click=KeepingState.ask_to_delete(view.name),
            ),
            class_name="desk-buttons",
        ),
        class_name="entry",
    )


def _under_way() -> rx.Component:
    return rx.el.div(
        Ticker.create(seconds=1, on_tick=KeepingState.look),
        rx.el.div(
            rx.el.strong("A backup is being made"),
            rx.el.span(KeepingState.status.what),
            role="status",
        ),
        rx.el.progress(value=KeepingState.percent, max=100, aria_label="How far the backup is"),
        class_name="keeping-progress",
    )


def _make() -> rx.Component:
    return rx.el.section(
        rx.el.p(
            "One archive of the database, MongoDB, covers and secrets, made while everything "
            "runs. It is put back with ",
            rx.el.code("python -m emomusic restore FILE"),
            " into an empty place.",
            class_name="muted",
        ),
        rx.el.label(
            rx.el.input(
                type="checkbox",
                checked=KeepingState.with_music,
                on_change=KeepingState.choose_music,
            ),
            "Take uploaded music along",
            class_name="keeping-choice",
        ),
        rx.cond(
            KeepingState.status.running,
            _under_way(),
            rx.cond(
                KeepingState.status.error,
                rx.el.p(
                    "The last backup failed: ",
                    KeepingState.status.error,
                    class_name="wrong",
                    role="alert",
                ),
            ),
        ),
        class_name="settings-section keeping-make",
    )


def _delete_dialog() -> rx.Component:
    return DeskDialog.create(
        rx.el.div(
            rx.el.p("It can't be had back, unless it was downloaded.", class_name="muted"),
            rx.el.div(
                rx.el.button(
                    "Keep it",
                    type="button",
                    class_name="button plain",
                    on_click=KeepingState.ask_to_delete(""),
                ),
                rx.el.button(
                    "Delete for good",
                    type="button",
                    class_name="button danger",
                    on_click=KeepingState.delete(KeepingState.deleting),
                ),
                class_name="buttons",
            ),
            class_name="form",
        ),
        open=KeepingState.deleting != "",
        heading="Delete this backup?",
        on_leave=KeepingState.ask_to_delete(""),
    )


def admin_keeping_page() -> rx.Component:
    """Lay the backups out."""
    return admin_shell(
        "Backups",
        _make(),
        rx.cond(
            KeepingState.ready,
            rx.cond(
                KeepingState.archives.length() > 0,
                rx.el.ul(rx.foreach(KeepingState.archives, _archive), class_name="rows keeping"),
                empty("archive", "No backups yet", "Make one now; it takes moments."),
            ),
            rx.el.div(class_name="skeleton", style={"height": "92px"}, aria_hidden=True),
        ),
        _delete_dialog(),
        aside=rx.el.button(
            rx.icon("archive", size=18, aria_hidden=True),
            "Back up now",
            type="button",
            class_name="button",
            disabled=KeepingState.status.running,
            on_click=KeepingState.make,
        ),
    )
