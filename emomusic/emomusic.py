"""The app: pages, wraps, routes and what runs beside them are put together here."""

from __future__ import annotations

import logging
import traceback

import reflex as rx
from reflex.app import default_error_boundary
from reflex.event import EventSpec, EventType
from reflex_base.vars.base import Var
from reflex_base.vars.function import ArgsFunctionOperation

from emomusic.api.app import api_app
from emomusic.components.local import Typeface
from emomusic.components.uploader import UploadTray
from emomusic.emotion.palette import CORNERS, NEUTRAL
from emomusic.jobs.lifespan import lifespan
from emomusic.pages.admin_albums import admin_albums_page
from emomusic.pages.admin_analysis import admin_analysis_page
from emomusic.pages.admin_analytics import admin_analytics_page, admin_song_analytics_page
from emomusic.pages.admin_artists import admin_artists_page
from emomusic.pages.admin_audit import admin_audit_page
from emomusic.pages.admin_bin import admin_bin_page
from emomusic.pages.admin_keeping import admin_keeping_page
from emomusic.pages.admin_overview import admin_overview_page
from emomusic.pages.admin_people import admin_people_page
from emomusic.pages.admin_songs import admin_songs_page
from emomusic.pages.admin_uploads import admin_uploads_page
from emomusic.pages.album import album_page
from emomusic.pages.artist import artist_page
from emomusic.pages.door import log_in_page, reset_page, sign_up_page
from emomusic.pages.emotion_map import emotion_map_page
from emomusic.pages.feelings import feelings_page
from emomusic.pages.friends import friends_page
from emomusic.pages.home import home
from emomusic.pages.imported import imported_page
from emomusic.pages.journey import journey_page
from emomusic.pages.library import albums_page, artists_page, liked_page, songs_page
from emomusic.pages.lost import error_page, not_found_page
from emomusic.pages.messages import messages_page
from emomusic.pages.mix import mix_page
from emomusic.pages.model import model_page
from emomusic.pages.my_listening import my_listening_page
from emomusic.pages.now_playing import now_playing_page
from emomusic.pages.playlists import playlist_page, playlists_page, smart_playlist_page
from emomusic.pages.rooms import room_page, rooms_page
from emomusic.pages.search import search_page
from emomusic.pages.settings import settings_page
from emomusic.pages.song import song_page
from emomusic.pages.spotify import spotify_page
from emomusic.player import PlayerBar
from emomusic.realtime.lifespan import live_lifespan
from emomusic.realtime.namespace import attach
from emomusic.social import SocialLayer
from emomusic.states.account import AccountState
from emomusic.states.admin_albums import AlbumsDeskState
from emomusic.states.admin_analysis import AnalysisState
from emomusic.states.admin_analytics import AnalyticsState, SongAnalyticsState
from emomusic.states.admin_artists import ArtistsDeskState
from emomusic.states.admin_audit import AuditState
from emomusic.states.admin_bin import BinState
from emomusic.states.admin_keeping import KeepingState
from emomusic.states.admin_overview import OverviewState
from emomusic.states.admin_people import PeopleState
from emomusic.states.admin_songs import SongsDeskState
from emomusic.states.catalogue import AlbumState, ArtistState, SongState
from emomusic.states.feelings import FeelingsState
from emomusic.states.home import HomeState
from emomusic.states.lists import AlbumsState, ArtistsState, LikedState, SongsState
from emomusic.states.mix import MixState
from emomusic.states.model import ModelState
from emomusic.states.my_listening import MyListeningState
from emomusic.states.owner import TabGuard
from emomusic.states.playback import PlaybackState
from emomusic.states.search import SearchState
from emomusic.states.session import DoorState, ResetState, SessionState
from emomusic.states.spotify import ImportedState, SpotifyState

DESCRIPTION = "A self-hosted music player that hears emotion."

log = logging.getLogger(__name__)


def _backend_broke(exception: Exception) -> EventSpec:
    log.error("an event failed:\n%s", "".join(traceback.format_exception(exception)))
    return rx.toast.error("Something went wrong on the server. It has been noted; try again.")


def _error_boundary(stateful: bool) -> rx.Component:
    fallback = ArgsFunctionOperation.create(("event_args",), Var.create(error_page()))
    return default_error_boundary(fallback_render=fallback)


def _player_bar(stateful: bool) -> rx.Component:
    return PlayerBar.create(
        user_id=SessionState.person_id,
        on_like=PlaybackState.like,
    )


def _social_layer(stateful: bool) -> rx.Component:
    return SocialLayer.create(user_id=SessionState.person_id)


def _palette_style() -> rx.Component:
    tokens = {mood.value: colour for mood, colour in CORNERS.items()} | {"neutral": NEUTRAL}
    declarations = "".join(f"--{name}:{colour};" for name, colour in tokens.items())
    return rx.el.style(f":root{{{declarations}}}")


app = rx.App(
    stylesheets=[
        f"/styles/{name}.css"
        for name in (
            "base",
            "shell",
            "content",
            "forms",
            "model",
            "admin",
            "catalogue_desk",
            "people",
            "spotify",
            "keeping",
            "messages",
            "listening",
            "charts",
            "chosen",
            "feelings",
        )
    ],
    reset_style=False,
    html_lang="en",
    head_components=[
        _palette_style(),
        rx.el.meta(name="theme-color", content="#000000"),
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
    ],
    toaster=rx.toast.provider(theme="dark", position="top-center", close_button=True),
    api_transformer=api_app(),
    backend_exception_handler=_backend_broke,
    extra_app_wraps={
        (3, "PlayerBar"): _player_bar,
        (2, "Typeface"): lambda stateful: Typeface.create(),
        (1, "SocialLayer"): _social_layer,
        (4, "UploadTray"): lambda stateful: UploadTray.create(),
    },
)
app.app_wraps[55, "ErrorBoundary"] = _error_boundary
app.register_lifespan_task(lifespan)
app.register_lifespan_task(live_lifespan(attach(app.sio)))
app.add_middleware(TabGuard())


def _add(
    page: rx.app.ComponentCallable,
    route: str,
    title: str,
    load: EventType[()] | None = None,
    for_members: bool = True,
) -> None:
    on_load = [SessionState.enter] if for_members else []
    if route.startswith("/admin") and load is None:
        on_load.append(SessionState.enter_desk)
    app.add_page(
        page,
        route=route,
        title=f"{title} · EmoMusic",
        description=DESCRIPTION,
        on_load=[*on_load, *([load] if load is not None else [])],
    )


_add(home, "/", "Home", HomeState.load)
_add(albums_page, "/library", "Library", AlbumsState.load)
_add(albums_page, "/library/albums", "Albums", AlbumsState.load)
_add(artists_page, "/library/artists", "Artists", ArtistsState.load)
_add(songs_page, "/library/songs", "Songs", SongsState.load)
_add(liked_page, "/liked", "Liked songs", LikedState.load)
_add(playlists_page, "/playlists", "Playlists")
_add(playlist_page, "/playlist/[playlist_id]", "Playlist")
_add(smart_playlist_page, "/smart-playlist", "New smart playlist")
_add(album_page, "/album/[album_id]", "Album", AlbumState.load)
_add(artist_page, "/artist/[artist_id]", "Artist", ArtistState.load)
_add(mix_page, "/mix/[key]", "Mix", MixState.load)
_add(song_page, "/song/[song_id]", "Song", SongState.load)
_add(emotion_map_page, "/map", "Emotion map")
_add(friends_page, "/friends", "Friends")
_add(rooms_page, "/rooms", "Listen together")
_add(room_page, "/room/[room_id]", "Room")
_add(messages_page, "/messages", "Messages")
_add(messages_page, "/messages/[conversation_id]", "Messages")
_add(messages_page, "/messages/with/[user_id]", "Messages")
_add(search_page, "/search", "Search", SearchState.load)
_add(journey_page, "/journey", "A journey")
_add(now_playing_page, "/now-playing", "Now playing")
_add(my_listening_page, "/listening", "My listening", MyListeningState.load)
_add(feelings_page, "/feelings", "How it feels", FeelingsState.load)
_add(model_page, "/model", "About this model", ModelState.load)
_add(settings_page, "/settings", "Profile and settings", AccountState.load)
_add(spotify_page, "/spotify", "Spotify", SpotifyState.load)
_add(imported_page, "/imported/[import_id]", "Imported playlist", ImportedState.load)
_add(admin_overview_page, "/admin", "Administration", OverviewState.load)
_add(admin_analytics_page, "/admin/analytics", "Analytics", AnalyticsState.load)
_add(
    admin_song_analytics_page,
    "/admin/analytics/song/[song_id]",
    "Analytics of a song",
    SongAnalyticsState.load,
)
_add(admin_songs_page, "/admin/songs", "Songs", SongsDeskState.load)
_add(admin_albums_page, "/admin/albums", "Albums", AlbumsDeskState.load)
_add(admin_artists_page, "/admin/artists", "Artists", ArtistsDeskState.load)
_add(admin_bin_page, "/admin/bin", "Bin", BinState.load)
_add(admin_uploads_page, "/admin/uploads", "Uploads")
_add(admin_analysis_page, "/admin/analysis", "Analysis", AnalysisState.enter)
_add(admin_people_page, "/admin/people", "People", PeopleState.enter)
_add(admin_keeping_page, "/admin/keeping", "Backups", KeepingState.load)
_add(admin_audit_page, "/admin/audit", "Audit log", AuditState.enter)
_add(log_in_page, "/log-in", "Log in", DoorState.load, for_members=False)
_add(sign_up_page, "/sign-up", "Sign up", DoorState.load, for_members=False)
_add(reset_page, "/reset", "A new password", ResetState.load, for_members=False)
_add(not_found_page, "/404", "Not found", for_members=False)
