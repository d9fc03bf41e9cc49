"""A connected account at Spotify: to connect, to import playlists, to see what came of it."""

from __future__ import annotations

import reflex as rx

from emomusic.components.cards import empty, skeleton_rows
from emomusic.components.links import link
from emomusic.components.local import Count, LocalTime
from emomusic.components.shell import shell
from emomusic.components.spotify_buttons import ConnectSpotify, DisconnectSpotify
from emomusic.player import Cover, PlayButton
from emomusic.services.orders import SourceKind
from emomusic.services.spotify.imported import ImportView
from emomusic.states.spotify import PlaylistRow, SpotifyState
from emomusic.store.spotify_tables import ImportState


def _outcome() -> rx.Component:
    return rx.cond(
        SpotifyState.outcome,
        rx.el.p(
            SpotifyState.outcome,
            class_name=rx.cond(SpotifyState.is_good, "notice right", "notice"),
            role="status",
        ),
    )


def _connect() -> rx.Component:
    return rx.el.section(
        rx.el.p(
            "Connect your account, and your friends see here what you play there, as far as you "
            "show your activity at all; and your playlists can be looked up in this library.",
            class_name="lead",
        ),
        rx.el.p(
            "EmoMusic may then read what plays and which playlists are yours. It changes nothing "
            "at Spotify, and you can disconnect at any time.",
            class_name="muted lead",
        ),
        ConnectSpotify.create(class_name="button"),
        class_name="settings-section",
    )


def _connected() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.div(
                rx.el.strong(SpotifyState.name),
                rx.cond(
                    SpotifyState.is_alive,
                    rx.el.span("Connected since ", LocalTime.create(iso=SpotifyState.connected_at)),
                    rx.el.span("Spotify has ended this connection. Connect again to go on."),
                ),
                class_name="grow",
            ),
            rx.cond(
                SpotifyState.is_alive,
                rx.fragment(),
                ConnectSpotify.create(label="Connect again", class_name="chip"),
            ),
            DisconnectSpotify.create(class_name="chip", on_done=SpotifyState.load),
            class_name="entry",
        ),
        class_name="rows",
    )


def _import(one: rx.Var[ImportView]) -> rx.Component:
    return rx.el.li(
        rx.el.div(Cover.create(cover=one.cover, title=one.title, size=48), class_name="thumb"),
        rx.el.div(
            link(rx.el.strong(one.title), href=f"/imported/{one.id}"),
            rx.match(
                one.state,
                (
                    ImportState.RUNNING.value,
                    rx.el.div(
                        rx.el.progress(value=one.read, max=one.total, aria_label="Entries read"),
                        rx.el.span(one.read, " of ", one.total, " read, ", one.found, " found"),
                        class_name="import-progress",
                    ),
                ),
                (ImportState.FAILED.value, rx.el.span(one.error, class_name="wrong")),
                rx.el.span(
                    one.found,
                    " of ",
                    Count.create(value=one.total, one="song", many="songs"),
                    " in your library",
                ),
            ),
            class_name="grow",
        ),
        rx.cond(
            one.found > 0,
            PlayButton.create(kind=SourceKind.IMPORTED.value, source_id=one.id, label=one.title),
        ),
        class_name="entry",
    )


def _playlist(one: rx.Var[PlaylistRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.strong(one.title),
            rx.cond(one.total >= 0, Count.create(value=one.total, one="song", many="songs")),
            class_name="grow",
        ),
        rx.el.button(
            "Import",
            rx.el.span(" ", one.title, class_name="visually-hidden"),
            type="button",
            class_name="chip",
            on_click=SpotifyState.begin(one.id),
        ),
        class_name="entry",
    )


def _imports() -> rx.Component:
    return rx.cond(
        SpotifyState.imports.length() > 0,
        rx.el.section(
            rx.el.h2("Imported playlists"),
            rx.el.ul(rx.foreach(SpotifyState.imports, _import), class_name="rows"),
            class_name="settings-section",
        ),
    )


def _playlists() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Your playlists at Spotify"),
        rx.cond(
            SpotifyState.problem,
            rx.el.div(
                rx.el.p(SpotifyState.problem, class_name="wrong", role="alert"),
                rx.el.button(
                    "Try again", type="button", class_name="chip", on_click=SpotifyState.load
                ),
                class_name="form",
            ),
            rx.cond(
                SpotifyState.listed,
                rx.cond(
                    SpotifyState.playlists.length() > 0,
                    rx.el.ul(rx.foreach(SpotifyState.playlists, _playlist), class_name="rows"),
                    rx.el.p("There are no playlists in your account yet.", class_name="muted"),
                ),
                skeleton_rows(4),
            ),
        ),
        class_name="settings-section",
    )


def spotify_page() -> rx.Component:
    """Lay the page out."""
    return shell(
        rx.cond(
            SpotifyState.ready,
            rx.cond(
                SpotifyState.offered,
                rx.fragment(
                    rx.el.h1("Spotify", class_name="page-title"),
                    _outcome(),
                    rx.cond(SpotifyState.connected_at, _connected(), _connect()),
                    _imports(),
                    rx.cond(SpotifyState.is_alive | (SpotifyState.problem != ""), _playlists()),
                ),
                empty("compass", "There is no such page", "This server does not know Spotify."),
            ),
            skeleton_rows(4),
        )
    )
