"""Made for you: songs near what somebody likes at this time of day, not heard lately.

It is made of what a listener heard before today, so it stays the same from five in the morning to
five in the next, for each part of the day.
"""

from __future__ import annotations

import asyncio
import math
import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Select, and_, select

from emomusic.emotion import Mood, mood_of
from emomusic.services import catalogue, privacy
from emomusic.services.analytics.dimensions import cell_centre, cell_of
from emomusic.services.analytics.reading import ListenerPlay, plays_of_listener
from emomusic.services.reading import CREDIT, EMOTION, SONG, ids_of, present, rows_of
from emomusic.services.views import SongShelf
from emomusic.store.database import session

NOT_TRACKED = (
    "This shelf is made from what you hear, and you asked not to be tracked. "
    "You can change that in your settings."
)
TOO_LITTLE = "Listen to a few songs: from tomorrow on, this shelf knows what you like and when."
ALL_HEARD = "You have just heard all that is near to what you like. New music would help."

LOOKS_BACK = timedelta(days=60)
LEAST_PLAYS = 5
"""Plays that make a taste, at one time of day or at all."""
LEAST_SONGS = 4
PER_ARTIST = 2
RESTS_D = (14, 5, 1)
"""For how many days a song must not have been heard; the next is tried where few songs are left."""

_DAY_BEGINS_H = 5
_CELLS = 4
_NEAR = 0.1
_REACH, _NEAREST = 0.08, 200
"""How far from the middle of a cell songs are looked for, on each axis, and how many."""


class PartOfDay(StrEnum):
    """When people listen, by their own clock."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"


_BEGINS_H = {
    PartOfDay.MORNING: _DAY_BEGINS_H,
    PartOfDay.AFTERNOON: 12,
    PartOfDay.EVENING: 17,
    PartOfDay.NIGHT: 22,
}
_WHEN = {
    PartOfDay.MORNING: "in the morning",
    PartOfDay.AFTERNOON: "in the afternoon",
    PartOfDay.EVENING: "in the evening",
    PartOfDay.NIGHT: "at night",
}


@dataclass(frozen=True, slots=True)
class Taste:
    """What somebody likes.

    Attributes:
        cells: Cells of the plane in which they heard the most, with their shares of that.
        mood: The quadrant in which they heard the most.
        part: The part of the day of which this is true, or None for all of it.
    """

    cells: tuple[tuple[int, float], ...]
    mood: Mood
    part: PartOfDay | None

    @property
    def sentence(self) -> str:
        """Say it to the listener."""
        if self.part is None:
            return f"You like {self.mood} music."
        if self.mood in (Mood.CALM, Mood.HAPPY):
            return f"You like {self.mood} {self.part}s."
        return f"You like {self.mood} music {_WHEN[self.part]}."


@dataclass(frozen=True, slots=True)
class _Candidate:
    song_id: int
    artist_id: int
    valence: float
    arousal: float


def part_of(local: datetime) -> PartOfDay:
    """Name the part of the day.

    Args:
        local: The time by the listener's clock.
    """
    begun = [part for part, hour in _BEGINS_H.items() if hour <= local.hour]
    return begun[-1] if begun else PartOfDay.NIGHT


def taste_of(plays: Sequence[ListenerPlay], part: PartOfDay) -> Taste | None:
    """Read a taste from plays.

    Args:
        plays: What was heard; skipped songs count for nothing.
        part: The part of the day that is wanted.

    Returns:
        The taste at that part of the day where there is enough of it, else that of all day; None
        where there is too little of both.
    """
    liked = [play for play in plays if not play.skipped and play.valence is not None]
    then = [play for play in liked if part_of(play.local) is part]
    chosen = then if len(then) >= LEAST_PLAYS else liked
    if len(chosen) < LEAST_PLAYS:
        return None
    by_cell: dict[int, float] = defaultdict(float)
    by_mood: dict[Mood, float] = defaultdict(float)
    for play in chosen:
        by_cell[cell_of(play.valence, play.arousal)] += play.heard_s
        by_mood[mood_of(play.valence or 0.0, play.arousal or 0.0)] += play.heard_s
    top = sorted(by_cell.items(), key=lambda item: (-item[1], item[0]))[:_CELLS]
    heard_s = sum(seconds for _, seconds in top) or 1.0
    return Taste(
        cells=tuple((cell, seconds / heard_s) for cell, seconds in top),
        mood=max(Mood, key=lambda mood: by_mood[mood]),
        part=part if chosen is then else None,
    )


async def made_for_you(user_id: int, limit: int, at: datetime | None = None) -> SongShelf:
    """Choose songs for somebody, and say why.

    Args:
        user_id: Who.
        limit: Songs to show at most.
        at: The time for which; now by default.

    Returns:
        The songs with what the listener likes; or none, with why there are none.

    Raises:
        Unavailable: A database can't be reached.
    """
    if not await asyncio.to_thread(privacy.is_tracked, user_id):
        return SongShelf((), NOT_TRACKED)
    at = at or datetime.now(UTC)
    plays = await plays_of_listener(user_id, at - LOOKS_BACK, at)
    if not plays:
        return SongShelf((), TOO_LITTLE)
    local = (at + timedelta(minutes=plays[-1].utc_offset_min)).replace(tzinfo=None)
    today = _day_of(local)
    before = [play for play in plays if _day_of(play.local) < today]
    part = part_of(local)
    taste = taste_of(before, part)
    if taste is None:
        return SongShelf((), TOO_LITTLE)
    near = await asyncio.to_thread(_near, taste)
    seed = f"{user_id}/{today}/{part}"
    for rest_d in RESTS_D:
        ids = _choose(near, taste, _not_now(before, today, rest_d), seed, limit)
        if len(ids) >= LEAST_SONGS:
            songs = await asyncio.to_thread(catalogue.songs_by_ids, ids, user_id)
            days = "yesterday" if rest_d == 1 else f"the last {rest_d} days"
            why = f"{taste.sentence} These feel much the same, and you have not heard them"
            return SongShelf(songs, f"{why} {'since ' if rest_d == 1 else 'in '}{days}.")
    return SongShelf((), f"{taste.sentence} {ALL_HEARD}")


def _day_of(local: datetime) -> date:
    return (local - timedelta(hours=_DAY_BEGINS_H)).date()


def _not_now(plays: Collection[ListenerPlay], today: date, rest_d: int) -> AbstractSet[int]:
    """Songs that were heard lately, and those that were skipped as often as not."""
    since = today - timedelta(days=rest_d)
    lately = {play.song_id for play in plays if _day_of(play.local) >= since}
    opinions: Counter[int] = Counter()
    for play in plays:
        opinions[play.song_id] += -1 if play.skipped else 1
    return lately | {song_id for song_id, opinion in opinions.items() if opinion <= 0}


def _near(taste: Taste) -> list[_Candidate]:
    """The songs that are nearest to the middles of a taste's cells."""
    with session() as opened:
        ids = {one for cell, _ in taste.cells for one in ids_of(opened, _nearest(cell))}
        statement = (
            select(*EMOTION.c["song_id", "valence", "arousal"], CREDIT.c.artist_id)
            .join(SONG, SONG.c.id == EMOTION.c.song_id)
            .outerjoin(CREDIT, and_(CREDIT.c.song_id == SONG.c.id, CREDIT.c.position == 0))
            .where(EMOTION.c.song_id.in_(sorted(ids)), present)
        )
        rows = rows_of(opened, statement)
    return [_Candidate(row.song_id, row.artist_id or 0, row.valence, row.arousal) for row in rows]


def _nearest(cell: int) -> Select[tuple[int]]:
    valence, arousal = cell_centre(cell)
    right, up = EMOTION.c.valence - valence, EMOTION.c.arousal - arousal
    return (
        select(EMOTION.c.song_id)
        .where(
            EMOTION.c.valence.between(valence - _REACH, valence + _REACH),
            EMOTION.c.arousal.between(arousal - _REACH, arousal + _REACH),
        )
        .order_by(right * right + up * up, EMOTION.c.song_id)
        .limit(_NEAREST)
    )


def _choose(
    near: Sequence[_Candidate], taste: Taste, not_now: AbstractSet[int], seed: str, limit: int
) -> list[int]:
    """The nearest songs, in another order each day, with few of one artist."""
    rested = [song for song in near if song.song_id not in not_now]
    ranked = sorted(
        rested, key=lambda song: (-_fit(song, taste) * _mood_of_day(seed, song), song.song_id)
    )
    by_artist: Counter[int] = Counter()
    chosen = []
    for song in ranked:
        if by_artist[song.artist_id] < PER_ARTIST:
            by_artist[song.artist_id] += 1
            chosen.append(song.song_id)
    return chosen[:limit]


def _fit(song: _Candidate, taste: Taste) -> float:
    fit = 0.0
    for cell, share in taste.cells:
        valence, arousal = cell_centre(cell)
        away = (song.valence - valence) ** 2 + (song.arousal - arousal) ** 2
        fit += share * math.exp(-away / (2 * _NEAR**2))
    return fit


def _mood_of_day(seed: str, song: _Candidate) -> float:
    """A factor from 0.6 to 1 that is the same all day."""
    return 0.6 + 0.4 * zlib.crc32(f"{seed}/{song.song_id}".encode()) / 2**32
