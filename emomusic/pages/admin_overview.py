"""The first page of the desk: how much there is, and how everything is."""

from __future__ import annotations

from typing import Any

import reflex as rx

from emomusic.components.admin_shell import admin_shell
from emomusic.components.desk_pieces import Ticker, TimeLeft, badge
from emomusic.components.links import link
from emomusic.components.local import LocalTime, Number, Size
from emomusic.jobs.health import Check, Standing, Version
from emomusic.services.analysis_desk import Progress
from emomusic.services.storage import FolderPart, Storage
from emomusic.services.troubles import LoggedError, SongTrouble, Troubles
from emomusic.states.admin_overview import OverviewState
from emomusic.states.session import SessionState

LOOK_S = 10


def _figure(value: Any, label: str) -> rx.Component:
    return rx.el.div(
        rx.el.dt(label), rx.el.dd(Number.create(value=value)), class_name="desk-figure"
    )


def _section(title: str, *content: rx.Component) -> rx.Component:
    return rx.el.section(rx.el.h2(title), *content, class_name="desk-section")


def _waiting(height_px: int) -> rx.Component:
    return rx.el.div(class_name="skeleton", style={"height": f"{height_px}px"}, aria_hidden=True)


def _totals() -> rx.Component:
    totals = OverviewState.totals
    return rx.cond(
        totals,
        rx.el.dl(
            _figure(totals.songs, "Songs"),
            _figure(totals.albums, "Albums"),
            _figure(totals.artists, "Artists"),
            _figure(totals.people, "Listeners"),
            _figure(totals.duration_s / 3600, "Hours of music"),
            class_name="desk-figures",
        ),
        _waiting(92),
    )


def _analysis(progress: rx.Var[Progress]) -> rx.Component:
    waiting = progress.running + progress.queued
    words = rx.cond(
        progress.paused_by,
        f"Paused by {progress.paused_by}.",
        rx.cond(
            waiting > 0,
            rx.fragment(
                Number.create(value=progress.running),
                " being heard, ",
                Number.create(value=progress.queued),
                " waiting",
                rx.cond(
                    progress.left_s,
                    rx.fragment(", ", TimeLeft.create(seconds=progress.left_s), " left"),
                ),
                ".",
            ),
            "Nothing waits.",
        ),
    )
    return rx.el.p(
        words,
        " ",
        link("See the analysis", href="/admin/analysis", class_name="desk-link-on"),
    )


def _check(check: rx.Var[Check]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.strong(check.name),
            rx.match(
                check.standing,
                (Standing.WELL.value, badge("Well", "check", "good")),
                (Standing.OFF.value, badge("Off", "minus")),
                badge("Needs a look", "triangle-alert", "bad"),
            ),
        ),
        rx.el.p(check.says),
        rx.el.p(f"{check.took_ms} ms", class_name="tabular"),
    )


def _song_trouble(trouble: rx.Var[SongTrouble]) -> rx.Component:
    return rx.el.li(
        rx.el.strong(link(trouble.title, href=f"/song/{trouble.id}")),
        rx.el.span(trouble.sentence),
    )


def _error(error: rx.Var[LoggedError]) -> rx.Component:
    return rx.el.li(
        rx.el.strong(error.line),
        rx.el.span(error.source, " · ", LocalTime.create(iso=error.at)),
    )


def _kind(title: Any, rows: Any, show: Any) -> rx.Component:
    return rx.cond(
        rows.length() > 0,
        rx.el.div(
            rx.el.h3(title), rx.el.ul(rx.foreach(rows, show), class_name="desk-entries tall")
        ),
    )


def _troubles(found: rx.Var[Troubles]) -> rx.Component:
    is_fine = (found.failed_count + found.missing_count + found.errors.length()) == 0
    return rx.cond(
        is_fine,
        rx.el.p(badge("Nothing needs a look", "check", "good")),
        rx.el.div(
            _kind(f"Could not be heard: {found.failed_count}", found.failed, _song_trouble),
            _kind(f"Files that have vanished: {found.missing_count}", found.missing, _song_trouble),
            _kind("Errors since the server started", found.errors, _error),
            class_name="desk-troubles",
        ),
    )


def _part(part: rx.Var[FolderPart]) -> rx.Component:
    return rx.fragment(rx.el.dt(part.name), rx.el.dd(Size.create(bytes=part.bytes)))


def _storage(found: rx.Var[Storage]) -> rx.Component:
    return rx.el.dl(
        rx.el.dt("Music"),
        rx.el.dd(
            rx.cond(OverviewState.totals, Size.create(bytes=OverviewState.totals.music_bytes), "—")
        ),
        rx.foreach(found.parts, _part),
        rx.el.dt("Free on the disk"),
        rx.el.dd(Size.create(bytes=found.free_bytes), " of ", Size.create(bytes=found.disk_bytes)),
        class_name="facts-list",
    )


def _version(version: rx.Var[Version]) -> rx.Component:
    return rx.fragment(rx.el.dt(version.name), rx.el.dd(version.version))


def admin_overview_page() -> rx.Component:
    """Lay the overview out."""
    return admin_shell(
        "Overview",
        Ticker.create(seconds=LOOK_S, on_tick=[SessionState.look_again, OverviewState.tick]),
        _totals(),
        _section(
            "Analysis",
            rx.cond(OverviewState.progress, _analysis(OverviewState.progress), _waiting(24)),
        ),
        _section(
            "Health",
            rx.cond(
                OverviewState.checks.length() > 0,
                rx.el.ul(rx.foreach(OverviewState.checks, _check), class_name="desk-checks"),
                _waiting(120),
            ),
        ),
        _section(
            "Needs a look",
            rx.cond(OverviewState.troubles, _troubles(OverviewState.troubles), _waiting(24)),
        ),
        rx.el.div(
            _section(
                "Storage",
                rx.cond(OverviewState.storage, _storage(OverviewState.storage), _waiting(160)),
            ),
            _section(
                "Versions",
                rx.cond(
                    OverviewState.versions.length() > 0,
                    rx.el.dl(rx.foreach(OverviewState.versions, _version), class_name="facts-list"),
                    _waiting(160),
                ),
            ),
            class_name="desk-pair",
        ),
    )
