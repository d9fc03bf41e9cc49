"""An imported playlist: the songs that are here, and the report of those that are not."""

from __future__ import annotations

import reflex as rx

from emomusic.components.cards import HERO_COVER_PX, empty, hero, skeleton_rows
from emomusic.components.local import Clock, Count, LocalTime
from emomusic.components.shell import shell
from emomusic.components.spotify_buttons import AskFirst, MissingFile
from emomusic.player import Cover, PlayButton, SongList
from emomusic.services.orders import SourceKind
from emomusic.services.spotify.imported import ImportView, Missing
from emomusic.social import AddAll
from emomusic.states.spotify import ImportedState


def _missing(one: rx.Var[Missing]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(one.position, class_name="tabular muted"),
        rx.el.th(
            rx.cond(
                one.url,
                rx.el.a(one.title, href=one.url, target="_blank", rel="noopener noreferrer"),
                one.title,
            ),
            rx.el.small(one.artists),
            scope="row",
        ),
        rx.el.td(one.album),
        rx.el.td(rx.cond(one.duration_s > 0, Clock.create(seconds=one.duration_s))),
    )


def _report(playlist: rx.Var[ImportView]) -> rx.Component:
    return rx.el.section(
        rx.el.header(
            rx.el.h2("Not found here"),
            rx.el.div(
                rx.el.button(
                    "Look again",
                    type="button",
                    class_name="chip",
                    on_click=ImportedState.look_again,
                ),
                MissingFile.create(import_id=playlist.id, class_name="chip"),
                class_name="report-ways",
            ),
        ),
        rx.el.p(
            "These are not in your library, or only as another recording. A song is the same by "
            "its recording code, or by title, artist and a length within three seconds.",
            class_name="why",
        ),
        rx.el.div(
            rx.el.table(
                rx.el.thead(
                    rx.el.tr(
                        rx.el.th("#", scope="col"),
                        rx.el.th("Title and artist", scope="col"),
                        rx.el.th("Album", scope="col"),
                        rx.el.th("Length", scope="col"),
                    )
                ),
                rx.el.tbody(rx.foreach(ImportedState.missing, _missing)),
            ),
            class_name="table-box report",
            tab_index=0,
            role="region",
            aria_label="Not found here",
        ),
        class_name="section",
    )


def _playlist(playlist: rx.Var[ImportView]) -> rx.Component:
    return rx.fragment(
        hero(
            "Imported playlist",
            playlist.title,
            Cover.create(cover=playlist.cover, title=playlist.title, size=HERO_COVER_PX),
            rx.el.span(
                playlist.found,
                " of ",
                Count.create(value=playlist.total, one="song", many="songs"),
                " in your library",
            ),
            rx.el.span("From Spotify, ", LocalTime.create(iso=playlist.imported_at)),
        ),
        rx.el.div(
            rx.cond(
                playlist.found > 0,
                rx.fragment(
                    PlayButton.create(
                        kind=SourceKind.IMPORTED.value,
                        source_id=playlist.id,
                        label=playlist.title,
                        large=True,
                    ),
                    AddAll.create(source=f"imported:{playlist.id}", class_name="chip"),
                ),
            ),
            AskFirst.create(
                label="Delete",
                question="Delete this playlist here? Its songs stay.",
                yes="Delete",
                class_name="chip",
                on_yes=ImportedState.remove,
            ),
            class_name="actions",
        ),
        rx.cond(playlist.error, rx.el.p(playlist.error, class_name="notice wrong", role="alert")),
        rx.cond(
            ImportedState.songs.length() > 0,
            SongList.create(
                songs=ImportedState.songs,
                source=f"imported:{playlist.id}",
                show_cover=True,
                label=playlist.title,
            ),
        ),
        rx.cond(ImportedState.missing.length() > 0, _report(playlist)),
    )


def imported_page() -> rx.Component:
    """Lay the page out."""
    return shell(
        rx.cond(
            ImportedState.lost,
            empty("list-music", "There is no such playlist", "It may have been deleted."),
            rx.cond(ImportedState.playlist, _playlist(ImportedState.playlist), skeleton_rows()),
        )
    )
