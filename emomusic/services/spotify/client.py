"""What Spotify's Web API says for a person, as frozen values; blocks, so call it in a thread.

Names of fields as since February 2026
(https://developer.spotify.com/documentation/web-api/tutorials/february-2026-migration-guide),
and as before where the older ones still come.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

import requests
from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from spotipy import Spotify
from spotipy.exceptions import SpotifyException

from emomusic.audio.tag_values import isrc as clean_isrc
from emomusic.errors import Forbidden, NotFound, Unavailable
from emomusic.services.spotify.connection import TIMEOUT_S, access_token
from emomusic.services.spotify.oembed import one_line
from emomusic.services.spotify.patience import patiently
from emomusic.settings import settings

PAGE = 50
MOST_PLAYLISTS = 1000
LONGEST_ARTISTS = 500

Answer = TypeVar("Answer")
_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Track:
    """A song as Spotify describes it.

    Attributes:
        id: Its id there; empty for a file of the person's own computer.
        title: Its title, one line.
        artists: Who is credited.
        album: Its album's title.
        duration_s: Its length in seconds.
        isrc: Its code, or None.
        cover_url: Address of its picture there, or empty; not looked at.
    """

    id: str
    title: str
    artists: tuple[str, ...]
    album: str
    duration_s: float
    isrc: str | None
    cover_url: str


@dataclass(frozen=True, slots=True)
class Playlist:
    """A playlist of a person at Spotify.

    Attributes:
        id: Its id there.
        title: Its name, one line.
        total: Its entries, or None where Spotify does not say.
        cover_url: Address of its picture there, or empty; not looked at.
    """

    id: str
    title: str
    total: int | None
    cover_url: str


@dataclass(frozen=True, slots=True)
class Entries:
    """A page of a playlist; None is an entry that is gone, or that is no song."""

    tracks: tuple[Track | None, ...]
    total: int


@dataclass(frozen=True, slots=True)
class NowPlaying:
    """What a person's account plays.

    Attributes:
        track: The song.
        position_s: Seconds into it when Spotify was asked.
        is_playing: False while it is paused.
    """

    track: Track
    position_s: float
    is_playing: bool


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore")


def _no_none(value: object) -> object:
    return [one for one in value if one is not None] if isinstance(value, list) else []


class _Name(_Part):
    name: str | None = ""


class _Image(_Part):
    url: str = ""


_Images = Annotated[list[_Image], BeforeValidator(_no_none)]


class _Album(_Name):
    images: _Images = []


class _Track(_Part):
    id: str | None = ""
    type: str = "track"
    name: str | None = ""
    duration_ms: float = 0
    artists: Annotated[list[_Name], BeforeValidator(_no_none)] = []
    album: _Album | None = None
    external_ids: dict[str, Any] | None = None

    def view(self) -> Track:
        names = (one_line(artist.name or "") for artist in self.artists)
        album = self.album or _Album()
        return Track(
            id=(self.id or "")[:22],
            title=one_line(self.name or ""),
            artists=tuple(name for name in names if name),
            album=one_line(album.name or ""),
            duration_s=max(self.duration_ms / 1000, 0.0),
            isrc=clean_isrc(str((self.external_ids or {}).get("isrc") or "")),
            cover_url=album.images[0].url if album.images else "",
        )


class _Total(_Part):
    total: int | None = None


class _Playlist(_Part):
    id: str = Field(pattern=r"^[A-Za-z0-9]{22}$")
    name: str | None = ""
    images: _Images = []
    items: _Total | None = Field(None, validation_alias=AliasChoices("items", "tracks"))

    def view(self) -> Playlist:
        return Playlist(
            id=self.id,
            title=one_line(self.name or "") or "Untitled",
            total=self.items.total if self.items else None,
            cover_url=self.images[0].url if self.images else "",
        )


class _Playlists(_Part):
    items: Annotated[list[_Playlist], BeforeValidator(_no_none)]
    total: int


class _Entry(_Part):
    item: _Track | None = Field(None, validation_alias=AliasChoices("item", "track"))


class _Entries(_Part):
    items: list[_Entry | None]
    total: int


class _Playing(_Part):
    is_playing: bool = False
    progress_ms: float | None = 0
    item: _Track | None = None


def name_of(user_id: int) -> str:
    """Return what Spotify calls a person."""
    answer = _ask(user_id, lambda api: api.me())
    return one_line(str((answer or {}).get("display_name") or "")) or "Spotify"


def playlists_of(user_id: int) -> tuple[Playlist, ...]:
    """Return a person's playlists in their order, a thousand at most."""
    found: list[Playlist] = []
    while len(found) < MOST_PLAYLISTS:
        page = _playlists_from(user_id, len(found))
        found += [one.view() for one in page.items]
        if not page.items or len(found) >= page.total:
            break
    return tuple(found)


def _playlists_from(user_id: int, offset: int) -> _Playlists:
    answer = _ask(user_id, lambda api: api.current_user_playlists(limit=PAGE, offset=offset))
    return _read(_Playlists, answer)


def playlist_of(user_id: int, playlist_id: str) -> Playlist:
    """Return one playlist.

    Raises:
        NotFound: There is none of that id that this person may see.
    """
    answer = _ask(user_id, lambda api: api.playlist(playlist_id))
    return _read(_Playlist, answer).view()


def entries_of(user_id: int, playlist_id: str, offset: int) -> Entries:
    """Return a page of a playlist's entries.

    Args:
        user_id: For whom.
        playlist_id: Which.
        offset: Entries to skip.

    Raises:
        Forbidden: Spotify shows the entries of one's own playlists only.
    """
    answer = _ask(
        user_id,
        lambda api: api.playlist_items(
            playlist_id, limit=PAGE, offset=offset, additional_types=("track",)
        ),
    )
    page = _read(_Entries, answer)
    tracks = (entry.item if entry else None for entry in page.items)
    return Entries(
        tracks=tuple(one.view() if one and one.name else None for one in tracks), total=page.total
    )


def track_of(user_id: int, track_id: str) -> Track:
    """Return a song by its id.

    Raises:
        NotFound: There is none.
    """
    return _read(_Track, _ask(user_id, lambda api: api.track(track_id))).view()


def now_playing_of(user_id: int) -> NowPlaying | None:
    """Return what a person's account plays, or None where it plays no song."""
    answer = _ask(user_id, lambda api: api.current_user_playing_track())
    if answer is None:
        return None
    playing = _read(_Playing, answer)
    if playing.item is None or playing.item.type != "track" or not playing.item.name:
        return None
    return NowPlaying(
        track=playing.item.view(),
        position_s=max((playing.progress_ms or 0) / 1000, 0.0),
        is_playing=playing.is_playing,
    )


def _ask(user_id: int, question: Callable[[Spotify], Any]) -> Any:
    token = access_token(user_id)
    try:
        return _ask_with(token, question)
    except SpotifyException as error:
        if error.http_status != 401:
            raise _sentence(error) from error
    # Spotify may end a token before its time.
    token = access_token(user_id, refused=token)
    try:
        return _ask_with(token, question)
    except SpotifyException as error:
        raise _sentence(error) from error


def _ask_with(token: str, question: Callable[[Spotify], Any]) -> Any:
    # A session of our own: spotipy's sleeps as long as Spotify says, be it hours.
    with requests.Session() as line:
        api = Spotify(auth=token, requests_session=line, requests_timeout=TIMEOUT_S)
        api.prefix = f"{settings().spotify_api_url}/v1/"
        return patiently(lambda: question(api))


def _sentence(error: SpotifyException) -> Exception:
    if error.http_status == 404:
        return NotFound("Spotify does not find it any more.")
    if error.http_status in (401, 403):
        return Forbidden(
            "Spotify does not let you see this. It shows what is in your own playlists, and only "
            "to people who may use this server's app there."
        )
    return Unavailable("Spotify did not understand the question.")


def _read(model: type[_Model], answer: object) -> _Model:
    try:
        return model.model_validate(answer)
    except ValidationError as error:
        raise Unavailable("Spotify gave an answer that can't be read.") from error
