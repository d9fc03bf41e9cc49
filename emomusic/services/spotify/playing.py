"""What a person plays at Spotify right now, for their activity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from emomusic.services.spotify.client import now_playing_of
from emomusic.services.spotify.links import SpotifyKind, SpotifyLink
from emomusic.services.spotify.matching import Recording, same_recordings
from emomusic.services.spotify.oembed import cover_at
from emomusic.store.database import session
from emomusic.store.spotify_tables import SpotifyPreview
from emomusic.store.tables import now


@dataclass(frozen=True, slots=True)
class Playing:
    """A song that a person's account at Spotify plays.

    Attributes:
        title: Its title there.
        artists: Names in one line.
        album: Its album's title.
        cover: Name of the cover's thumbnails here, or empty.
        url: Its page at Spotify, or empty for a file of the person's own.
        duration_s: Its length in seconds.
        position_s: Seconds into it at `at`.
        is_playing: False while it is paused.
        at: When Spotify was asked.
        song_id: The same recording in the library, or None.
    """

    title: str
    artists: str
    album: str
    cover: str
    url: str
    duration_s: float
    position_s: float
    is_playing: bool
    at: datetime
    song_id: int | None


def playing_now(user_id: int) -> Playing | None:
    """Ask what a person's account plays; blocks, so call it in a thread of `threads`.

    Args:
        user_id: Who; they have connected their account.

    Returns:
        The song, or None where nothing plays.

    Raises:
        Forbidden: They have no account here any more, or Spotify has ended the connection.
        TooManyRequests: Spotify wants to be left alone for a while.
        Unavailable: Spotify can't be reached.
    """
    found = now_playing_of(user_id)
    if found is None:
        return None
    at, track = now(), found.track
    recording = Recording(track.title, track.artists, track.duration_s, track.isrc)
    with session() as opened:
        song_id = same_recordings(opened, [recording])[0]
    link = SpotifyLink(SpotifyKind.TRACK, track.id) if track.id else None
    return Playing(
        title=track.title,
        artists=", ".join(track.artists),
        album=track.album,
        cover=_cover(link, track.cover_url),
        url=link.url if link else "",
        duration_s=track.duration_s,
        position_s=min(found.position_s, track.duration_s),
        is_playing=found.is_playing,
        at=at,
        song_id=song_id,
    )


def _cover(link: SpotifyLink | None, url: str) -> str:
    if link is None:
        return ""
    with session() as opened:
        known = opened.get(SpotifyPreview, link.uri)
    return known.cover if known is not None and known.cover else cover_at(url)
