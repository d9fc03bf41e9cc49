"""Cards of pasted links: what a link leads to, and whether the library has it too.

What Spotify says is kept, so that it is asked once for a link however many people see it. Whether
the library has it is looked up anew each time, for the library changes.
"""

from __future__ import annotations

import json
import logging
import threading
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from emomusic.errors import EmoMusicError, NotFound, Unavailable
from emomusic.services.orders import SourceKind
from emomusic.services.reading import album_views, song_views
from emomusic.services.spotify.client import track_of
from emomusic.services.spotify.connection import connection_of, is_offered
from emomusic.services.spotify.links import SpotifyKind, SpotifyLink, parse_link
from emomusic.services.spotify.matching import (
    Recording,
    only_album_of_title,
    only_song_of_title,
    same_recordings,
)
from emomusic.services.spotify.oembed import cover_at, preview_of
from emomusic.services.spotify.threads import in_thread
from emomusic.store.database import session
from emomusic.store.spotify_tables import SpotifyPreview
from emomusic.store.tables import now

FRESH = timedelta(days=30)
"""How long a preview is kept; one that says that there is nothing, a day."""

_FRESH_NOTHING = timedelta(days=1)
logger = logging.getLogger(__name__)
_LOCKS = tuple(threading.Lock() for _ in range(32))


@dataclass(frozen=True, slots=True)
class Here:
    """What the library has of a link.

    Attributes:
        kind: A song or an album.
        id: Of it.
        title: Its title here.
        by: Its artists here.
        is_same: Whether it is known to be the same recording; else only the title is the same.
    """

    kind: SourceKind
    id: int
    title: str
    by: str
    is_same: bool


@dataclass(frozen=True, slots=True)
class SpotifyCard:
    """A link as a card.

    Attributes:
        kind: What the link leads to.
        url: Its page at Spotify.
        embed_url: Spotify's player for it; nothing may be loaded from there before a click.
        title: Of the song, album and so on; empty where Spotify could not be asked.
        by: Who made it; empty where nobody said.
        cover: Name of the cover's thumbnails, or empty.
        here: What the library has of it, or None.
    """

    kind: SpotifyKind
    url: str
    embed_url: str
    title: str
    by: str
    cover: str
    here: Here | None


async def card_of(url: str, user_id: int | None = None) -> SpotifyCard | None:
    """Make a card of a link.

    Args:
        url: What was pasted.
        user_id: Who sees it: where they have connected their account, Spotify is asked with it.

    Returns:
        The card, a plain one where the network is away; None where this is no link to Spotify.
    """
    link = parse_link(url)
    return await in_thread(_card, link, user_id) if link is not None else None


def _card(link: SpotifyLink, user_id: int | None) -> SpotifyCard:
    known = _preview(link, user_id)
    artists: tuple[str, ...] = tuple(json.loads(known.artists)) if known else ()
    return SpotifyCard(
        kind=link.kind,
        url=link.url,
        embed_url=link.embed_url,
        title=known.title if known else "",
        by=", ".join(artists),
        cover=known.cover if known else "",
        here=_here(link.kind, known, artists) if known and known.title else None,
    )


def _preview(link: SpotifyLink, user_id: int | None) -> SpotifyPreview | None:
    """Return what is known of a link, asked for at need; None where nobody can say."""
    asks_by_account = link.kind is SpotifyKind.TRACK and user_id is not None and _may_ask(user_id)
    with _LOCKS[hash(link) % len(_LOCKS)]:
        with session() as opened:
            known = opened.get(SpotifyPreview, link.uri)
        is_fresh = known is not None and now() - known.fetched_at < _lifetime(known)
        if known is not None and is_fresh and not (asks_by_account and known.duration_s is None):
            return known
        if asks_by_account and user_id is not None:
            described = _described(link, user_id, known)
            if described is not None:
                return remember(described)
        return known if is_fresh else _previewed(link, known)


def _previewed(link: SpotifyLink, known: SpotifyPreview | None) -> SpotifyPreview | None:
    try:
        seen = preview_of(link)
    except NotFound:
        return remember(SpotifyPreview(uri=link.uri))
    except Unavailable:
        return known
    return remember(SpotifyPreview(uri=link.uri, title=seen.title, cover=seen.cover))


def _may_ask(user_id: int) -> bool:
    if not is_offered():
        return False
    connection = connection_of(user_id)
    return connection is not None and connection.is_alive


def _described(
    link: SpotifyLink, user_id: int, known: SpotifyPreview | None
) -> SpotifyPreview | None:
    """Ask with a person's account, which says who plays it and its code; None where it can't."""
    try:
        track = track_of(user_id, link.id)
    except EmoMusicError as error:
        logger.info("a link could not be looked up with an account: %s", error)
        return None
    return SpotifyPreview(
        uri=link.uri,
        title=track.title,
        cover=known.cover if known and known.cover else cover_at(track.cover_url),
        artists=json.dumps(track.artists),
        duration_s=track.duration_s,
        isrc=track.isrc,
    )


def remember(preview: SpotifyPreview) -> SpotifyPreview:
    """Keep what is known of a link.

    Args:
        preview: It replaces what was known before.

    Returns:
        The same.
    """
    try:
        with session(write=True) as opened:
            return opened.merge(preview)
    except (IntegrityError, EmoMusicError):
        return preview  # another worker was quicker, or the database is away: it is shown anyway


def _lifetime(preview: SpotifyPreview) -> timedelta:
    return FRESH if preview.title else _FRESH_NOTHING


def _here(kind: SpotifyKind, known: SpotifyPreview, artists: tuple[str, ...]) -> Here | None:
    with session() as opened:
        if kind is SpotifyKind.ALBUM:
            album_id = only_album_of_title(opened, known.title)
            cards = album_views(opened, [album_id]) if album_id else ()
            return next(
                (Here(SourceKind.ALBUM, one.id, one.title, one.artist, False) for one in cards),
                None,
            )
        if kind is not SpotifyKind.TRACK:
            return None
        recording = Recording(known.title, artists, known.duration_s, known.isrc)
        same = same_recordings(opened, [recording])[0]
        is_described = bool(artists and known.duration_s)
        song_id = same or (None if is_described else only_song_of_title(opened, known.title))
        songs = song_views(opened, [song_id], 0) if song_id else ()
        return next(
            (
                Here(
                    SourceKind.SONG,
                    one.id,
                    one.title,
                    ", ".join(artist.name for artist in one.artists),
                    same is not None,
                )
                for one in songs
            ),
            None,
        )
