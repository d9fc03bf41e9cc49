"""Analytics at the desk: the platform in charts, and the page of one song."""

from __future__ import annotations

from typing import Any

import reflex as rx

from emomusic.components.admin_shell import admin_shell
from emomusic.components.admin_table import DEBOUNCE_MS
from emomusic.components.cards import empty
from emomusic.components.charts import DayChoice, chart_cards, chart_skeletons
from emomusic.components.desk_dialogs import chip
from emomusic.components.desk_pieces import Ticker
from emomusic.components.links import link
from emomusic.components.local import Clock, LocalTime
from emomusic.services.analytics.chart import Chart
from emomusic.services.analytics.platform_asked import Span
from emomusic.states.admin_analytics import (
    AlbumChoice,
    AnalyticsState,
    ChartGroup,
    SongAnalyticsState,
)
from emomusic.states.analytics_range import AnalyticsRangeState

LOOK_S = 60
_SPANS = {
    Span.WEEK: "7 days",
    Span.MONTH: "4 weeks",
    Span.QUARTER: "13 weeks",
    Span.YEAR: "A year",
    Span.ALL: "All",
}
_ALBUMS = "analytics-albums"


def _range(state: type[AnalyticsRangeState]) -> tuple[rx.Component, ...]:
    def span(one: Span, words: str) -> rx.Component:
        return rx.el.button(
            words,
            type="button",
            class_name="chip",
            aria_pressed=rx.cond(state.span == one.value, "true", "false"),
            on_click=state.choose_span(one.value),
        )

    return (
        rx.el.div(
            *(span(one, words) for one, words in _SPANS.items()),
            class_name="chart-spans",
            role="group",
            aria_label="Time",
        ),
        DayChoice.create(label="From", value=state.since, on_pick=state.begin_on),
        DayChoice.create(label="To", value=state.until, on_pick=state.end_on),
    )


def _album() -> rx.Component:
    def offer(album: rx.Var[AlbumChoice]) -> rx.Component:
        return rx.el.option(value=album.label)

    chosen = rx.cond(AnalyticsState.album, AnalyticsState.album.label, "")
    return rx.fragment(
        rx.el.input(
            type="search",
            default_value=chosen,
            key=AnalyticsState.times_cleared.to_string(),  # a new field, and so an empty one
            list=_ALBUMS,
            placeholder="Any album",
            aria_label="Album",
            auto_complete="off",
            spell_check=False,
            max_length=200,
            class_name="desk-input chart-album",
            on_change=AnalyticsState.find_album.debounce(DEBOUNCE_MS),
        ),
        rx.el.datalist(rx.foreach(AnalyticsState.albums, offer), id=_ALBUMS),
    )


def _genre() -> rx.Component:
    return rx.el.select(
        rx.el.option("Any genre", value=""),
        rx.foreach(AnalyticsState.genres, lambda one: rx.el.option(one, value=one)),
        value=AnalyticsState.genre,
        aria_label="Genre",
        class_name="desk-select narrow",
        on_change=AnalyticsState.choose_genre,
    )


def _tools(state: type[AnalyticsRangeState], *more: rx.Component) -> rx.Component:
    return rx.el.div(
        *_range(state),
        *more,
        class_name="chart-tools",
        role="group",
        aria_label="What the charts are about",
    )


def _as_of(state: type[AnalyticsRangeState]) -> rx.Component:
    return rx.el.p(
        rx.cond(
            state.as_of != "",
            rx.fragment("As of ", LocalTime.create(iso=state.as_of), ". Days are those of UTC."),
            rx.cond(
                state.ready,
                "Nothing has been counted yet: figures come minutes after somebody listens.",
                "",
            ),
        ),
        rx.el.span(rx.cond(state.busy, " Counting…", ""), role="status"),
        class_name="muted chart-as-of",
    )


def _csv(state: type[AnalyticsRangeState]) -> Any:
    def path(chart: rx.Var[Chart]) -> Any:
        return f"/api/admin/analytics/{chart.key}.csv?{state.csv_query}"

    return path


def _shown(state: type[AnalyticsRangeState], is_there: Any, charts: rx.Component) -> rx.Component:
    unreachable = empty("cloud-off", "The figures can't be shown", state.wrong)
    return rx.cond(
        state.wrong != "",
        unreachable,
        rx.cond(
            is_there,
            rx.el.div(charts, class_name=rx.cond(state.busy, "chart-groups busy", "chart-groups")),
            chart_skeletons(5),
        ),
    )


def _group(group: rx.Var[ChartGroup]) -> rx.Component:
    return rx.el.section(
        rx.el.h2(group.title),
        chart_cards(group.charts, _csv(AnalyticsState)),
        class_name="desk-section",
    )


def admin_analytics_page() -> rx.Component:
    """Lay the analytics of the platform out."""
    narrows = (AnalyticsState.genre != "") | AnalyticsState.album.is_not_none()
    return admin_shell(
        "Analytics",
        Ticker.create(seconds=LOOK_S, on_tick=AnalyticsState.tick),
        _tools(
            AnalyticsState,
            _album(),
            _genre(),
            rx.cond(narrows, chip("All music", on_click=AnalyticsState.choose_all)),
        ),
        _as_of(AnalyticsState),
        _shown(
            AnalyticsState,
            AnalyticsState.groups.length() > 0,
            rx.foreach(AnalyticsState.groups, _group),
        ),
    )


def admin_song_analytics_page() -> rx.Component:
    """Lay the analytics of one song out."""
    song = SongAnalyticsState.song
    facts = rx.el.p(
        rx.foreach(song.artists, lambda artist: link(artist.name, href=f"/artist/{artist.id}")),
        link(song.album, href=f"/album/{song.album_id}"),
        Clock.create(seconds=song.duration_s),
        rx.cond(song.mood != "", rx.el.span(song.mood)),
        class_name="chart-song",
    )
    there = rx.fragment(
        facts,
        _tools(SongAnalyticsState),
        _as_of(SongAnalyticsState),
        _shown(
            SongAnalyticsState,
            SongAnalyticsState.charts.length() > 0,
            chart_cards(SongAnalyticsState.charts, _csv(SongAnalyticsState)),
        ),
    )
    lost = empty(
        "music",
        "There is no such song",
        "It may have been deleted. ",
        link("See all songs", href="/admin/songs"),
        ".",
    )
    return admin_shell(
        rx.cond(song, song.title, "A song"),
        Ticker.create(seconds=LOOK_S, on_tick=SongAnalyticsState.tick),
        rx.cond(SongAnalyticsState.lost, lost, rx.cond(song, there, chart_skeletons(5))),
        aside=rx.cond(
            song,
            rx.el.div(
                link("The song", href=f"/song/{song.id}", class_name="button plain"),
                link("All analytics", href="/admin/analytics", class_name="button plain"),
                class_name="buttons",
            ),
        ),
    )
