"""The albums of the desk."""

from __future__ import annotations

import reflex as rx

from emomusic.components.admin_shell import admin_shell
from emomusic.components.admin_table import Column, admin_table
from emomusic.components.cards import empty
from emomusic.components.desk_dialogs import (
    chip,
    choice,
    choice_dialog,
    covered,
    form_dialog,
    row_actions,
)
from emomusic.components.desk_pieces import DeskDialog
from emomusic.components.edit_form import undo_bar
from emomusic.components.links import link
from emomusic.components.local import Count
from emomusic.services.desk.others_list import AlbumsSort
from emomusic.services.desk.wastebin import AlbumSongs
from emomusic.states.admin_albums import AlbumsDeskState

_COLUMNS = (
    Column(
        "Title",
        lambda row: covered(row.cover, row.title, link(row.title, href=f"/album/{row.id}")),
        AlbumsSort.TITLE.value,
        is_heading=True,
    ),
    Column("Artist", lambda row: row.artist, AlbumsSort.ARTIST.value),
    Column(
        "Year",
        lambda row: rx.cond(row.year > 0, row.year.to_string(), "—"),
        AlbumsSort.YEAR.value,
        is_numeric=True,
    ),
    Column("Songs", lambda row: row.songs, AlbumsSort.SONGS.value, is_numeric=True),
)


def _delete() -> rx.Component:
    songs = Count.create(value=AlbumsDeskState.songs_there, one="song", many="songs")
    return DeskDialog.create(
        rx.cond(
            AlbumsDeskState.songs_there > 0,
            rx.fragment(
                rx.el.p("There are ", songs, " on it. What becomes of them?"),
                rx.el.div(
                    chip(
                        "To the bin too",
                        on_click=AlbumsDeskState.throw_away(AlbumSongs.BIN.value),
                        kind="danger",
                    ),
                    chip(
                        "Keep them under an album without a title",
                        on_click=AlbumsDeskState.throw_away(AlbumSongs.KEEP.value),
                    ),
                    class_name="desk-buttons",
                ),
            ),
            rx.fragment(
                rx.el.p("There are no songs on it."),
                rx.el.div(
                    chip(
                        "To the bin",
                        on_click=AlbumsDeskState.throw_away(AlbumSongs.BIN.value),
                        kind="danger",
                    ),
                    class_name="desk-buttons",
                ),
            ),
        ),
        rx.el.p(
            "What is in the bin can be restored for 30 days. No file is touched.",
            class_name="muted",
        ),
        open=AlbumsDeskState.dialog == "delete",
        heading=AlbumsDeskState.heading,
        on_leave=AlbumsDeskState.close,
    )


def admin_albums_page() -> rx.Component:
    """Lay the albums out."""
    return admin_shell(
        "Albums",
        admin_table(
            AlbumsDeskState,
            _COLUMNS,
            caption="Albums of the library",
            noun=("album", "albums"),
            row_name=lambda row: row.title,
            search_label="Search title, artist",
            bulk=(
                chip("Edit", on_click=AlbumsDeskState.edit(0)),
                chip("Merge", on_click=AlbumsDeskState.start_merging),
                chip("Delete", on_click=AlbumsDeskState.start_throwing(0), kind="danger"),
            ),
            actions=lambda row: row_actions(
                row.title, AlbumsDeskState.edit(row.id), AlbumsDeskState.start_throwing(row.id)
            ),
            empty=empty("disc-3", "No album matches", "Try other words, or add an album."),
        ),
        form_dialog(
            AlbumsDeskState,
            "edit",
            AlbumsDeskState.heading,
            AlbumsDeskState.save,
            with_cover=True,
            with_tags=True,
            cover=AlbumsDeskState.cover,
            cover_mixed=AlbumsDeskState.cover_mixed,
        ),
        form_dialog(
            AlbumsDeskState, "add", "Add an album", AlbumsDeskState.add, action="Add the album"
        ),
        choice_dialog(
            AlbumsDeskState,
            "merge",
            "Merge albums",
            rx.el.p(
                "Which one stays? The songs of the others move to it.",
                class_name="muted",
            ),
            AlbumsDeskState.choices,
            lambda album: choice(
                album.title, f"{album.artist} · ", album.songs, AlbumsDeskState.merge_into(album.id)
            ),
        ),
        _delete(),
        undo_bar(AlbumsDeskState),
        aside=rx.el.button(
            rx.icon("plus", size=18, aria_hidden=True),
            "Add an album",
            type="button",
            class_name="button",
            on_click=AlbumsDeskState.start_adding,
        ),
    )
