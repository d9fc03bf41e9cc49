"""The artists of the desk."""

from __future__ import annotations

import reflex as rx

from emomusic.components.admin_shell import admin_shell
from emomusic.components.admin_table import Column, admin_table
from emomusic.components.cards import empty
from emomusic.components.desk_dialogs import (
    chip,
    choice,
    choice_dialog,
    form_dialog,
    row_actions,
)
from emomusic.components.desk_pieces import DeskDialog
from emomusic.components.edit_form import undo_bar
from emomusic.components.links import link
from emomusic.components.local import Count
from emomusic.services.desk.others_list import ArtistsSort
from emomusic.states.admin_artists import ArtistsDeskState

_COLUMNS = (
    Column(
        "Name",
        lambda row: link(row.name, href=f"/artist/{row.id}"),
        ArtistsSort.NAME.value,
        is_heading=True,
    ),
    Column("Albums", lambda row: row.albums, ArtistsSort.ALBUMS.value, is_numeric=True),
    Column("Songs", lambda row: row.songs, ArtistsSort.SONGS.value, is_numeric=True),
)


def _delete() -> rx.Component:
    state = ArtistsDeskState
    return DeskDialog.create(
        rx.el.p(
            "To the bin go ",
            Count.create(value=state.albums_there, one="album", many="albums"),
            " and ",
            Count.create(value=state.songs_there, one="song", many="songs"),
            ".",
            rx.cond(
                state.credits_there > 0,
                rx.fragment(
                    " ",
                    Count.create(value=state.credits_there, one="song", many="songs"),
                    " with others will credit them no more.",
                ),
            ),
        ),
        rx.el.p(
            "To keep the songs, merge the artist into another one instead. What is in the bin "
            "can be restored for 30 days. No file is touched.",
            class_name="muted",
        ),
        rx.el.div(
            chip("To the bin", on_click=state.throw_away, kind="danger"),
            class_name="desk-buttons",
        ),
        open=state.dialog == "delete",
        heading=state.heading,
        on_leave=state.close,
    )


def admin_artists_page() -> rx.Component:
    """Lay the artists out."""
    return admin_shell(
        "Artists",
        admin_table(
            ArtistsDeskState,
            _COLUMNS,
            caption="Artists of the library",
            noun=("artist", "artists"),
            row_name=lambda row: row.name,
            search_label="Search by name",
            bulk=(
                chip("Merge", on_click=ArtistsDeskState.start_merging),
                chip("Delete", on_click=ArtistsDeskState.start_throwing(0), kind="danger"),
            ),
            actions=lambda row: row_actions(
                row.name, ArtistsDeskState.edit(row.id), ArtistsDeskState.start_throwing(row.id)
            ),
            empty=empty("mic-vocal", "No artist matches", "Try other words, or add an artist."),
        ),
        form_dialog(
            ArtistsDeskState,
            "edit",
            ArtistsDeskState.heading,
            ArtistsDeskState.save,
            with_tags=True,
        ),
        form_dialog(
            ArtistsDeskState, "add", "Add an artist", ArtistsDeskState.add, action="Add the artist"
        ),
        choice_dialog(
            ArtistsDeskState,
            "merge",
            "Merge artists",
            rx.el.p(
                "Who stays? Songs and albums of the others become theirs, and albums of the same "
                "title become one.",
                class_name="muted",
            ),
            ArtistsDeskState.choices,
            lambda artist: choice(
                artist.name, "", artist.songs, ArtistsDeskState.merge_into(artist.id)
            ),
        ),
        _delete(),
        undo_bar(ArtistsDeskState),
        aside=rx.el.button(
            rx.icon("plus", size=18, aria_hidden=True),
            "Add an artist",
            type="button",
            class_name="button",
            on_click=ArtistsDeskState.start_adding,
        ),
    )
