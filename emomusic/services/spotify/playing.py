"""What a person plays at Spotify right now, for their activity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from emomusic.services import catalogue
from emomusic.services.activity import Activity
from emomusic.services.spotify.client import now_playing_of
from emomusic.services.spotify.links import SpotifyKind, SpotifyLink
from emomusic.services.spotify.matching import Recording, same_recordings
from emomusic.services.spotify.oembed import cover_at
from emomusic.store.database import session
from emomusic.store.spotify_tables import SpotifyPreview
from emomusic.store.tables import now

SEEK_S = 3.0
"""Seconds by which a position differs from what was expected where somebody has sought."""


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


def as_activity(user_id: int, playing: Playing, before: Activity | None) -> Activity:
    """Say what somebody hears at Spotify as all activity is said.

    Args:
        user_id: Who.
        playing: What their account plays.
        before: What was said last, or None; the same song goes on since then.

    Returns:
        What they hear; a recording that the library has leads there.
    """
    views = catalogue.songs_by_ids([playing.song_id], user_id) if playing.song_id else ()
    song = views[0] if views else None
    goes_on = before is not None and (before.title, before.url) == (playing.title, playing.url)
    return Activity(
        song_id=song.id if song else None,
        title=playing.title,
        artists=playing.artists,
        album_id=song.album_id if song else None,
        album=song.album if song else playing.album,
        cover=song.cover if song else playing.cover,
        duration_s=playing.duration_s,
        position_s=playing.position_s,
        playing=playing.is_playing,
        since=before.since if before is not None and goes_on else playing.at,
        at=playing.at,
        url=playing.url,
    )


def is_news(activity: Activity, before: Activity | None) -> bool:
    """Tell whether something happened that friends don't know by themselves.

    Args:
        activity: What is heard now.
        before: What was said last, or None.

    Returns:
        False where the same song has gone on by as many seconds as passed.
    """
    if before is None or activity.playing is not before.playing:
        return True
    if (activity.title, activity.url) != (before.title, before.url):
        return True
    expected_s = before.as_of(activity.at).position_s
    return abs(activity.position_s - expected_s) > SEEK_S


def _cover(link: SpotifyLink | None, url: str) -> str:
    if link is None:
        return ""
    with session() as opened:
        known = opened.get(SpotifyPreview, link.uri)
    return known.cover if known is not None and known.cover else cover_at(url)
