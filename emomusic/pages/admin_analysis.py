"""The analysis at the desk: how far it is, what waits, runs and failed, and why."""

from __future__ import annotations

from typing import Any

import reflex as rx

from emomusic.components.admin_shell import admin_shell
from emomusic.components.admin_table import Column, admin_table, select
from emomusic.components.cards import empty
from emomusic.components.desk_pieces import DeskDialog, Ticker, TimeLeft, badge
from emomusic.components.links import link
from emomusic.components.local import Clock, LocalTime, Number
from emomusic.services.analysis_desk import Progress
from emomusic.services.analysis_list import QueueFilter, QueueRow
from emomusic.services.features import Measured
from emomusic.states.admin_analysis import AnalysisState
from emomusic.states.session import SessionState
from emomusic.store.tables import JobState

LOOK_S = 2.5

_KINDS = {
    QueueFilter.OPEN: "The whole queue",
    QueueFilter.RUNNING: "Being heard",
    QueueFilter.FAILED: "Failed",
    QueueFilter.QUEUED: "Waiting",
    QueueFilter.CANCELLED: "Cancelled",
    QueueFilter.HEARD: "Heard already",
}


def _bar(percent: Any, label: str) -> rx.Component:
    return rx.el.progress(value=percent, max=100, aria_label=label, class_name="desk-bar")


def _standing(row: rx.Var[QueueRow]) -> rx.Component:
    hearing = rx.cond(
        row.percent >= 0,
        rx.el.span(
            _bar(row.percent, "How much of this song is heard"),
            rx.el.span(f"{row.percent} %", class_name="tabular"),
            class_name="desk-meter",
        ),
        badge("Being heard", "ear", "good"),
    )
    waiting = rx.match(
        row.priority,
        ("now", badge("Next: it is being played", "clock")),
        ("again", badge("Waits to be heard again", "clock")),
        badge("Waits", "clock"),
    )
    return rx.el.div(
        rx.match(
            row.state,
            (JobState.RUNNING.value, hearing),
            (JobState.FAILED.value, badge("Failed", "triangle-alert", "bad")),
            (JobState.CANCELLED.value, badge("Cancelled", "ban")),
            (JobState.QUEUED.value, waiting),
            badge(f"Heard by {row.model}", "check", "good"),
        ),
        rx.cond(row.reason, rx.el.small(row.reason)),
    )


_COLUMNS = (
    Column(
        "Song",
        lambda row: rx.fragment(
            link(row.title, href=f"/song/{row.id}"),
            rx.el.small(row.artist, " · ", row.album),
        ),
        "title",
        is_heading=True,
    ),
    Column("Standing", _standing, "order"),
    Column("Since", lambda row: LocalTime.create(iso=row.since)),
    Column("Length", lambda row: Clock.create(seconds=row.duration_s), "length", is_numeric=True),
)


def _chip(words: Any, on_click: Any, kind: str = "") -> rx.Component:
    return rx.el.button(words, type="button", class_name=f"chip {kind}".strip(), on_click=on_click)


def _row_actions(row: rx.Var[QueueRow]) -> rx.Component:
    def named(words: str, on_click: Any) -> rx.Component:
        name = rx.el.span(f" {row.title}", class_name="visually-hidden")
        return _chip(rx.fragment(words, name), on_click)

    return rx.match(
        row.state,
        (
            JobState.FAILED.value,
            rx.el.div(
                named("Try again", AnalysisState.retry(row.id)),
                " ",
                named("Cancel", AnalysisState.cancel(row.id)),
            ),
        ),
        (JobState.CANCELLED.value, named("Try again", AnalysisState.retry(row.id))),
        ("heard", named("Hear again", AnalysisState.hear_again(row.id))),
        named("Cancel", AnalysisState.cancel(row.id)),
    )


def _count(value: Any, words: str) -> rx.Component:
    return rx.el.div(
        rx.el.dt(words), rx.el.dd(Number.create(value=value)), class_name="desk-figure"
    )


def _left(progress: rx.Var[Progress]) -> rx.Component:
    return rx.cond(
        progress.paused_by,
        rx.fragment(
            f"Paused by {progress.paused_by}, ", LocalTime.create(iso=progress.paused_since), "."
        ),
        rx.cond(
            progress.remaining_s > 0,
            rx.cond(
                progress.left_s,
                rx.fragment(
                    "All is heard in ",
                    TimeLeft.create(seconds=progress.left_s),
                    ", at ",
                    Number.create(value=progress.speed, digits=0),
                    " times the speed of the music.",
                ),
                "How long it takes is known when some songs have been heard.",
            ),
            "Nothing waits.",
        ),
    )


def _tempo_and_key(measured: rx.Var[Measured]) -> rx.Component:
    return rx.el.p(
        "Tempo and key are known of ",
        Number.create(value=measured.measured - measured.failed),
        " of ",
        Number.create(value=measured.songs),
        " songs",
        rx.cond(
            measured.failed > 0,
            rx.fragment(", and could not be measured of ", Number.create(value=measured.failed)),
        ),
        ". They are measured while nothing waits to be heard.",
        class_name="muted",
    )


def _standing_of_all(progress: rx.Var[Progress]) -> rx.Component:
    heard = rx.cond(progress.songs > 0, 100 * progress.heard / progress.songs, 0)
    return rx.el.section(
        rx.el.p(
            rx.el.strong(
                Number.create(value=progress.heard),
                " of ",
                Number.create(value=progress.songs),
                " songs heard by ",
                rx.cond(progress.model, progress.model, "no model: none is installed"),
            )
        ),
        _bar(heard, "How much of the library is heard"),
        rx.el.p(_left(progress), class_name="muted"),
        rx.cond(AnalysisState.measured, _tempo_and_key(AnalysisState.measured)),
        rx.el.dl(
            _count(progress.running, "Being heard"),
            _count(progress.queued, "Waiting"),
            _count(progress.failed, "Failed"),
            _count(progress.cancelled, "Cancelled"),
            class_name="desk-figures",
        ),
        class_name="desk-standing",
    )


def _buttons(progress: rx.Var[Progress]) -> rx.Component:
    pause = rx.cond(
        progress.paused_by,
        rx.el.button(
            rx.icon("play", size=16, aria_hidden=True),
            "Go on",
            type="button",
            class_name="button",
            on_click=AnalysisState.resume,
        ),
        rx.el.button(
            rx.icon("pause", size=16, aria_hidden=True),
            "Pause",
            type="button",
            class_name="button plain",
            on_click=AnalysisState.pause,
        ),
    )
    return rx.el.div(
        rx.cond(
            progress.failed > 0,
            _chip("Try all that failed again", AnalysisState.retry_all_failed),
        ),
        _chip("Hear everything again", AnalysisState.ask_whether_all(True)),
        pause,
        class_name="buttons",
    )


def _whether_all() -> rx.Component:
    return DeskDialog.create(
        rx.el.div(
            rx.el.p(
                "Every song is heard again, behind those that were never heard. What is known of "
                "them is shown until then.",
                class_name="muted",
            ),
            rx.el.div(
                rx.el.button(
                    "Leave it",
                    type="button",
                    class_name="button plain",
                    on_click=AnalysisState.ask_whether_all(False),
                ),
                rx.el.button(
                    "Hear everything again",
                    type="button",
                    class_name="button",
                    on_click=AnalysisState.hear_all_again,
                ),
                class_name="buttons",
            ),
            class_name="form",
        ),
        open=AnalysisState.asks_whether_all,
        heading="The whole library?",
        on_leave=AnalysisState.ask_whether_all(False),
    )


def admin_analysis_page() -> rx.Component:
    """Lay the analysis out."""
    progress = AnalysisState.progress
    return admin_shell(
        "Analysis",
        Ticker.create(seconds=LOOK_S, on_tick=[SessionState.look_again, AnalysisState.tick]),
        rx.cond(
            progress,
            _standing_of_all(progress),
            rx.el.div(class_name="skeleton", style={"height": "190px"}, aria_hidden=True),
        ),
        admin_table(
            AnalysisState,
            _COLUMNS,
            caption="Songs of the analysis",
            noun=("song", "songs"),
            row_name=lambda row: row.title,
            search_label="Search by title",
            filters=(
                select("Show", AnalysisState.kind, list(_KINDS.items()), AnalysisState.filter_by),
            ),
            bulk=(
                _chip("Try again", AnalysisState.retry_chosen),
                _chip("Hear again", AnalysisState.hear_chosen_again),
                _chip("Cancel", AnalysisState.cancel_chosen),
            ),
            actions=_row_actions,
            empty=empty("check", "Nothing here", "New songs come here by themselves."),
        ),
        _whether_all(),
        aside=rx.cond(progress, _buttons(progress)),
    )
