"""The songs of the desk."""

from __future__ import annotations

from typing import Any

import reflex as rx

from emomusic.components.admin_shell import admin_shell
from emomusic.components.admin_table import DEBOUNCE_MS, Column, admin_table, select
from emomusic.components.cards import empty
from emomusic.components.desk_dialogs import (
    chip,
    choice,
    choice_dialog,
    covered,
    form_dialog,
    row_actions,
)
from emomusic.components.desk_pieces import badge
from emomusic.components.edit_form import undo_bar
from emomusic.components.links import link
from emomusic.components.local import Clock
from emomusic.emotion.curve import Mood
from emomusic.services.desk.songs_list import DeskSort, SongRow, Standing
from emomusic.states.admin_songs import SongsDeskState

_STANDINGS = {
    Standing.ALL: "Any analysis",
    Standing.ANALYSED: "Analysed",
    Standing.WAITING: "Waiting",
    Standing.FAILED: "Failed",
    Standing.MISSING: "File missing",
}


def _standing(row: rx.Var[SongRow]) -> rx.Component:
    return rx.match(
        row.standing,
        (Standing.ANALYSED.value, badge(row.mood, "audio-lines", "good")),
        (
            Standing.FAILED.value,
            rx.el.span(badge("Failed", "circle-alert", "bad"), title=row.error),
        ),
        (
            Standing.MISSING.value,
            rx.el.span(badge("File missing", "file-x", "bad"), title=row.path),
        ),
        badge("Waiting", "hourglass"),
    )


_COLUMNS = (
    Column(
        "Title",
        lambda row: covered(row.cover, row.title, link(row.title, href=f"/song/{row.id}")),
        DeskSort.TITLE.value,
        is_heading=True,
    ),
    Column("Artist", lambda row: row.artists, DeskSort.ARTIST.value),
    Column("Album", lambda row: row.album, DeskSort.ALBUM.value),
    Column("Genre", lambda row: rx.cond(row.genre, row.genre, "—"), DeskSort.GENRE.value),
    Column(
        "Year",
        lambda row: rx.cond(row.year > 0, row.year.to_string(), "—"),
        DeskSort.YEAR.value,
        is_numeric=True,
    ),
    Column(
        "Length",
        lambda row: Clock.create(seconds=row.length_s),
        DeskSort.LENGTH.value,
        is_numeric=True,
    ),
    Column("Heard", _standing),
)


def _text(label: str, name: str, value: Any, width: str = "") -> rx.Component:
    return rx.el.input(
        default_value=value,
        placeholder=label,
        aria_label=label,
        auto_complete="off",
        spell_check=False,
        max_length=200,
        class_name=f"desk-input {width}".strip(),
        on_change=lambda typed: SongsDeskState.filter_by(name, typed).debounce(DEBOUNCE_MS),
    )


def _filters() -> tuple[rx.Component, ...]:
    genre = rx.el.select(
        rx.el.option("Any genre", value=""),
        rx.foreach(SongsDeskState.genres, lambda one: rx.el.option(one, value=one)),
        value=SongsDeskState.genre,
        aria_label="Genre",
        class_name="desk-select narrow",
        on_change=lambda value: SongsDeskState.filter_by("genre", value),
    )
    moods = [("", "Any mood"), *((mood.value, mood.value.capitalize()) for mood in Mood)]
    return (
        rx.el.div(
            _text("Artist", "artist", SongsDeskState.artist),
            _text("Album", "album", SongsDeskState.album),
            genre,
            _text("Year", "year", SongsDeskState.year, "year"),
            select(
                "Mood",
                SongsDeskState.mood,
                moods,
                lambda value: SongsDeskState.filter_by("mood", value),
            ),
            select(
                "Analysis",
                SongsDeskState.standing,
                [(one.value, words) for one, words in _STANDINGS.items()],
                lambda value: SongsDeskState.filter_by("standing", value),
            ),
            class_name="desk-filters",
            role="group",
            aria_label="Filters",
        ),
    )


def _move() -> rx.Component:
    return choice_dialog(
        SongsDeskState,
        "move",
        SongsDeskState.heading,
        rx.el.div(
            rx.icon("search", size=18, aria_hidden=True),
            rx.el.input(
                type="search",
                placeholder="Search an album",
                aria_label="Search an album",
                auto_complete="off",
                max_length=200,
                on_change=SongsDeskState.find_album.debounce(DEBOUNCE_MS),
            ),
            class_name="desk-search",
        ),
        SongsDeskState.targets,
        lambda album: choice(
            album.title, f"{album.artist} · ", album.songs, SongsDeskState.move_to(album.id)
        ),
    )


def admin_songs_page() -> rx.Component:
    """Lay the songs out."""
    return admin_shell(
        "Songs",
        admin_table(
            SongsDeskState,
            _COLUMNS,
            caption="Songs of the library",
            noun=("song", "songs"),
            row_name=lambda row: row.title,
            search_label="Search title, artist, album",
            filters=_filters(),
            bulk=(
                chip("Edit", on_click=SongsDeskState.edit(0)),
                chip("Move to an album", on_click=SongsDeskState.start_moving),
                chip("Delete", on_click=SongsDeskState.throw_away(0), kind="danger"),
            ),
            actions=lambda row: rx.fragment(
                link(
                    rx.icon("chart-line", size=18, aria_hidden=True),
                    href=f"/admin/analytics/song/{row.id}",
                    aria_label=f"Analytics of {row.title}",
                    class_name="desk-icon",
                ),
                row_actions(
                    row.title, SongsDeskState.edit(row.id), SongsDeskState.throw_away(row.id)
                ),
            ),
            empty=rx.el.div(
                empty("music", "No song matches", "Try other words, or fewer filters."),
                rx.el.div(
                    chip("Show all songs", on_click=SongsDeskState.clear_filters),
                    class_name="desk-centred",
                ),
            ),
        ),
        form_dialog(
            SongsDeskState,
            "edit",
            SongsDeskState.heading,
            SongsDeskState.save,
            with_cover=True,
            with_tags=True,
            cover=SongsDeskState.cover,
            cover_mixed=SongsDeskState.cover_mixed,
        ),
        _move(),
        undo_bar(SongsDeskState),
        aside=link("Bin", href="/admin/bin", class_name="button plain"),
    )
