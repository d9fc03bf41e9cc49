"""How near one's taste is to that of friends who agreed.

Both must agree, be friends and not have blocked each other. A friend learns the nearness and its
two shares, the artists whom both hear and in which mood they differ, and on the map (see
`discovery.tastes`) where the other listens most; what was heard when stays with its listener.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from emomusic.services import friends, privacy
from emomusic.services.analytics import reading
from emomusic.services.analytics.credited import credited, names_of
from emomusic.services.analytics.diary import Diary, diary_of
from emomusic.services.analytics.nearness import (
    ENOUGH_S,
    Taste,
    degree_of,
    nearness_of,
    reasons,
    taste_of,
)
from emomusic.services.blocks import apart_from
from emomusic.services.friends import PersonRef, Relation

DAYS = 365
"""How many days of listening are compared."""

MOST_FRIENDS = 30
"""How many friends are compared at most, by name."""


@dataclass(frozen=True, slots=True)
class NearFriend:
    """A friend and how near their taste is.

    Attributes:
        id: Of the friend's account.
        name: Theirs.
        is_known: Whether both have heard enough to tell.
        score: 0..100.
        plane: 0..100, percent of listening in the same places of the plane.
        artists: 0..100, percent of listening by the same artists.
        degree: The score in words.
        reasons: Sentences that say why.
    """

    id: int
    name: str
    is_known: bool
    score: int
    plane: int
    artists: int
    degree: str
    reasons: tuple[str, ...]


async def near_friends(user_id: int, at: datetime | None = None) -> tuple[NearFriend, ...]:
    """Compare somebody's taste with that of every friend who agreed.

    Args:
        user_id: Who asks; without their own agreement nobody is compared.
        at: The moment; now by default.

    Returns:
        The friends, the nearest first; those with whom there is too little to tell come last.

    Raises:
        Unavailable: The history of listening can't be reached.
    """
    agreed = await asyncio.to_thread(friends_who_agreed, user_id)
    if not agreed:
        return ()
    until = at or datetime.now(UTC)
    ids = [user_id, *(friend.id for friend in agreed)]
    diaries = [await diary_of_year(one, until) for one in ids]
    return await asyncio.to_thread(_compared, diaries[0], agreed, diaries[1:])


def friends_who_agreed(user_id: int) -> tuple[PersonRef, ...]:
    """List the friends with whom somebody's taste may be compared.

    Args:
        user_id: Who asks; without their own agreement there is nobody.

    Returns:
        At most `MOST_FRIENDS`.
    """
    apart = apart_from(user_id)
    around = [
        one
        for one in friends.people_around(user_id)
        if one.relation is Relation.FRIEND and one.id not in apart
    ]
    agreed = privacy.comparing_among([user_id, *(one.id for one in around)])
    if user_id not in agreed:
        return ()
    return tuple(one for one in around if one.id in agreed)[:MOST_FRIENDS]


async def diary_of_year(user_id: int, until: datetime) -> Diary:
    """Read what somebody heard in the last `DAYS`.

    Args:
        user_id: Who.
        until: Now.

    Raises:
        Unavailable: The history of listening can't be reached.
    """
    plays = await reading.plays_of_listener(user_id, until - timedelta(days=DAYS), until)
    return await asyncio.to_thread(diary_of, plays)


def _compared(
    mine: Diary, people: Iterable[PersonRef], diaries: Iterable[Diary]
) -> tuple[NearFriend, ...]:
    theirs = list(diaries)
    songs = {song_id for diary in (mine, *theirs) for song_id in diary.song_id.tolist()}
    artists = credited(songs).artists
    own = taste_of(mine, artists)
    found = [
        _compare(own, taste_of(diary, artists), friend)
        for friend, diary in zip(people, theirs, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: (not one.is_known, -one.score, one.name)))


def _compare(own: Taste, theirs: Taste, friend: PersonRef) -> NearFriend:
    nearness = nearness_of(own, theirs)
    if nearness is None:
        needed = f"It takes {ENOUGH_S / 60:.0f} minutes of analysed music from each of you to tell."
        return NearFriend(friend.id, friend.name, False, 0, 0, 0, "", (needed,))
    names = {one: named.name for one, named in names_of(artists=nearness.shared).artists.items()}
    return NearFriend(
        id=friend.id,
        name=friend.name,
        is_known=True,
        score=nearness.score,
        plane=round(100 * nearness.plane),
        artists=round(100 * nearness.artists),
        degree=degree_of(nearness.score),
        reasons=reasons(nearness, friend.name, names),
    )
