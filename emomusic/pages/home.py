"""The first page."""

from __future__ import annotations

import reflex as rx

from emomusic.components.cards import (
    album_card,
    album_tile,
    cards,
    empty,
    section,
    skeleton_cards,
)
from emomusic.components.links import link
from emomusic.components.local import ClockOffset, Greeting
from emomusic.components.mixes import mix_card
from emomusic.components.shell import shell
from emomusic.emotion.curve import Mood
from emomusic.emotion.palette import CORNERS
from emomusic.player import RadioButton, SongCards
from emomusic.services.discovery.seeds import SeedKind
from emomusic.services.orders import SourceKind
from emomusic.services.views import SongView
from emomusic.states.home import HomeState
from emomusic.states.session import SessionState

_SHELVES = (
    (Mood.CALM, "Calm", "Quiet and bright: high valence, low arousal."),
    (Mood.HAPPY, "Happy", "Bright and lively: high valence, high arousal."),
    (Mood.SAD, "Sad", "Quiet and dark: low valence, low arousal."),
    (Mood.ANGRY, "Angry", "Dark and lively: low valence, high arousal."),
)


def _shelf(
    title: str,
    why: str,
    songs: rx.Var[list[SongView]],
    source: str,
    tool: rx.Component | None = None,
) -> rx.Component:
    shown = SongCards.create(songs=songs, source=source)
    return rx.cond(songs.length() > 0, section(title, shown, why=why, tool=tool))


def _mood_shelf(mood: Mood, title: str, why: str) -> rx.Component:
    radio = RadioButton.create(seed=f"{SeedKind.MOOD}:{mood}", name=title)
    return _shelf(title, why, getattr(HomeState, mood.value), f"{SourceKind.MOOD}:{mood}", radio)


def _chosen_shelf(
    title: str, why: rx.Var[str], songs: rx.Var[list[SongView]], source: str
) -> rx.Component:
    """A shelf that says why these songs, or why there are none."""
    return rx.cond(
        why != "",
        section(
            title,
            rx.el.p(why, class_name="why"),
            rx.cond(songs.length() > 0, SongCards.create(songs=songs, source=source)),
        ),
    )


def _mixes() -> rx.Component:
    """The mixes of the day, which are known once the reader's clock is."""
    return rx.cond(
        HomeState.mixes_ready,
        rx.cond(
            HomeState.mixes.length() > 0,
            section(
                "Made for you",
                rx.el.ul(rx.foreach(HomeState.mixes, mix_card), class_name="cards mixes"),
                why="Made for today; tomorrow there are others.",
            ),
        ),
        skeleton_cards(),
    )


def _place_tile(icon: str, title: str, path: str) -> rx.Component:
    return rx.el.li(
        link(
            rx.el.div(rx.icon(icon, size=24, aria_hidden=True), class_name="liked-art"),
            rx.el.strong(title),
            href=path,
        ),
        class_name="tile",
    )


def _not_tracked() -> rx.Component:
    return rx.el.p(
        "Nothing is noted here, for you chose not to be tracked. You can change that in the ",
        link("settings", href="/settings"),
        ".",
        class_name="why",
    )


def _empty_library() -> rx.Component:
    return empty(
        "music",
        "Your library is empty",
        "Bring a folder in with ",
        rx.el.code("python -m emomusic scan FOLDER"),
        ", or name it in MUSIC_DIRS and start again.",
    )


def _shelves() -> rx.Component:
    return rx.fragment(
        rx.el.ul(
            _place_tile("heart", "Liked songs", "/liked"),
            _place_tile("route", "A journey", "/journey"),
            rx.foreach(HomeState.tiles, album_tile),
            class_name="tiles",
        ),
        rx.cond(
            HomeState.is_tracked,
            _shelf("Recently played", "", HomeState.recent, "recent"),
            section("Recently played", _not_tracked()),
        ),
        ClockOffset.create(on_tell=HomeState.show_mixes),
        _mixes(),
        _chosen_shelf(
            "Trending", HomeState.trending_why, HomeState.trending, "recommendation:trending"
        ),
        section("New in the library", cards(HomeState.newest, album_card), more="/library"),
        *(_mood_shelf(*shelf) for shelf in _SHELVES),
    )


def home() -> rx.Component:
    """Lay the home page out."""
    return shell(
        Greeting.create(name=SessionState.person_name),
        rx.cond(
            HomeState.ready,
            rx.cond(HomeState.song_count > 0, _shelves(), _empty_library()),
            skeleton_cards(),
        ),
        wash=(
            f"radial-gradient(60% 100% at 15% 0%, {CORNERS[Mood.SAD]}66, transparent),"
            f"radial-gradient(60% 100% at 85% 0%, {CORNERS[Mood.CALM]}55, transparent)"
        ),
    )
