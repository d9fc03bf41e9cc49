"""What somebody hears now, and what their friends heard last."""

from __future__ import annotations

import asyncio
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from emomusic.errors import NotFound
from emomusic.services import catalogue, listening
from emomusic.services.views import SongView


@dataclass(frozen=True, slots=True)
class Activity:
    """What somebody hears.

    Attributes:
        song_id: A song of the library, or None for music from elsewhere.
        album_id: Its album, or None.
        artists: Names, as one text.
        cover: Name of the cover's thumbnails, or empty.
        position_s: Where in the song, in seconds, at the time `at`.
        playing: False while it is paused.
        since: When this song began to be heard.
        at: When this was said; the position moves on from here while it plays.
        url: Where it is, for music from elsewhere; else empty.
    """

    song_id: int | None
    title: str
    artists: str
    album_id: int | None
    album: str
    cover: str
    duration_s: float
    position_s: float
    playing: bool
    since: datetime
    at: datetime
    url: str = ""

    def as_of(self, at: datetime) -> Activity:
        """Return the same with the position it has reached by now.

        Args:
            at: A time after `self.at`.

        Returns:
            What is heard at that time.
        """
        if not self.playing:
            return replace(self, at=at)
        reached_s = self.position_s + max(0.0, (at - self.at).total_seconds())
        return replace(self, at=at, position_s=min(reached_s, self.duration_s))


@dataclass(frozen=True, slots=True)
class Heard:
    """A play of a friend."""

    user_id: int
    song: SongView
    at: datetime


def hearing(
    user_id: int, song_id: int, position_s: float, playing: bool, before: Activity | None
) -> Activity:
    """Say what somebody hears, from what their player tells.

    Args:
        user_id: Who.
        song_id: The song in their player.
        position_s: Where in it, in seconds.
        playing: Whether it sounds.
        before: What they heard before this, or None; the same song goes on since then.

    Returns:
        What they hear.

    Raises:
        NotFound: There is no such song.
    """
    at = datetime.now(UTC)
    goes_on = before is not None and before.song_id == song_id
    found = catalogue.songs_by_ids([song_id], user_id)
    if not found:
        raise NotFound("That song is not in the library any more.")
    song = found[0]
    return Activity(
        song_id=song.id,
        title=song.title,
        artists=", ".join(artist.name for artist in song.artists),
        album_id=song.album_id,
        album=song.album,
        cover=song.cover,
        duration_s=song.duration_s,
        position_s=min(position_s, song.duration_s),
        playing=playing,
        since=before.since if before is not None and goes_on else at,
        at=at,
    )


async def last_heard(user_id: int, of: AbstractSet[int], limit: int) -> tuple[Heard, ...]:
    """List what people played last, each song of a person once in a row.

    Args:
        user_id: Who asks; likes in the songs are theirs.
        of: Whose plays.
        limit: How many at most.

    Returns:
        The plays, the newest first; songs that are gone are left out.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    plays = await listening.plays_of(of, limit)
    ids = list({play.song_id for play in plays})
    found = await asyncio.to_thread(catalogue.songs_by_ids, ids, user_id)
    songs = {song.id: song for song in found}
    return tuple(
        Heard(play.user_id, songs[play.song_id], play.at) for play in plays if play.song_id in songs
    )
