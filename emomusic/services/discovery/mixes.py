"""The mixes of a day: which there are for somebody, of which songs, and why.

What they are made of is gathered by `emomusic.services.discovery.daily`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from emomusic.emotion import MOODS, Mood
from emomusic.services.analytics.words import percent
from emomusic.services.discovery.choosing import MIX_SONGS, Choice, Mask, calibrated
from emomusic.services.discovery.taste import (
    PARTS,
    PartOfDay,
    Taste,
    mood_shares,
    quadrants,
    taste_of,
)

LEAST_SONGS = 3
"""Songs that make a mix."""
LEAST_SHARE = 0.1
"""How much of what one heard must have a mood, for a mix of that mood."""
LOVED_LISTENS = 3
"""Listens after which a song is one of those to come back to; a like says the same."""
AWHILE_D = (21, 10)
"""For how many days one has not heard it; the second where the first leaves too few."""
NEW_D = 30
FRIENDS_D = 14
"""For how many days back friends' plays count, and one's own that take a song out."""

_DAY_S = 86_400.0


class Special(StrEnum):
    """Keys of the mixes that are neither of a mood nor of a part of the day."""

    NEW = "new"
    BACK = "back"
    FRIENDS = "friends"


@dataclass(frozen=True, slots=True)
class Mix:
    """Songs for somebody's day.

    Attributes:
        key: A `PartOfDay`, a `Mood` or a `Special`.
        title: Its name.
        why: Why these songs, in a sentence or two for the listener.
        song_ids: In playing order.
    """

    key: str
    title: str
    why: str
    song_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Around:
    """What is known beside a listener's plays.

    Attributes:
        is_tracked: Whether their plays are kept with their name; else nothing is made from them.
        liked: Rows of songs that they have liked for longer than `AWHILE_D`.
        friends: By the row of each song that friends, who show it, played lately: who did.
        now_s: The time, in POSIX seconds.
    """

    is_tracked: bool
    liked: Sequence[int]
    friends: Mapping[int, AbstractSet[int]]
    now_s: float


def make_mixes(choice: Choice, around: Around) -> tuple[Mix, ...]:
    """Make all mixes of a day.

    Args:
        choice: What songs are chosen from.
        around: What is known besides.

    Returns:
        Those that have songs enough: of the parts of the day, of moods, those one hears most
        first, and then the special ones.
    """
    if not len(choice.library):
        return ()
    taste = taste_of(choice.past, None)
    made = (
        *(_of_parts(choice) if taste else ()),
        *(_of_moods(choice, taste) if taste else _for_anybody(choice, around.is_tracked)),
        _new(choice, taste, around.now_s),
        _back(choice, around.liked),
        _from_friends(choice, taste, around),
    )
    return tuple(mix for mix in made if mix and len(mix.song_ids) >= LEAST_SONGS)


def _mix(choice: Choice, key: str, title: str, why: str, rows: Sequence[int]) -> Mix:
    return Mix(str(key), title, why, tuple(choice.library.song_ids[list(rows)].tolist()))


def _of_parts(choice: Choice) -> Iterator[Mix]:
    for part in PARTS:
        taste = taste_of(choice.past, part)
        if taste is not None:
            rows = part_rows(choice, part, taste)
            why = f"{taste.sentence} {_known_and_new(choice, rows)}"
            yield _mix(choice, part, f"Your {part}", why, rows)


def part_rows(choice: Choice, part: PartOfDay, taste: Taste) -> list[int]:
    """Choose songs for a part of the day, in moods as the listener hears them then.

    Args:
        choice: What songs are chosen from.
        part: The part of the day.
        taste: What they like then.

    Returns:
        Rows of the shelf.
    """
    merit = choice.appeal(taste) * choice.of_today(part)
    return calibrated(choice, merit, taste.moods, MIX_SONGS)


def _of_moods(choice: Choice, taste: Taste) -> Iterator[Mix]:
    heard = choice.past.weights > 0
    shares = mood_shares(
        choice.past.valence[heard], choice.past.arousal[heard], choice.past.weights[heard]
    )
    appeal = choice.appeal(taste)
    for mood in sorted(MOODS, key=lambda one: -shares[one]):
        if shares[mood] >= LEAST_SHARE:
            rows = choice.blend(appeal * choice.of_today(mood), _is(choice, mood), MIX_SONGS)
            why = f"{percent(shares[mood])} of what you heard lately was {mood}."
            why = f"{why} {_known_and_new(choice, rows)}"
            yield _mix(choice, mood, f"{mood.capitalize()} mix", why, rows)


def _for_anybody(choice: Choice, is_tracked: bool) -> Iterator[Mix]:
    """For who has no history: what is surest to be of a mood, and heard by others."""
    first = (
        "You have not heard much yet, so this is for everybody: {} music of the whole library. "
        "From tomorrow on it learns from what you play."
        if is_tracked
        else "You asked not to be tracked, so this is for everybody: {} music of the whole library."
    )
    sure = choice.appeal(None) * choice.library.confidence
    for mood in MOODS:
        merit = sure * choice.of_today(mood)
        rows = choice.best(merit, _is(choice, mood), MIX_SONGS)
        yield _mix(choice, mood, f"{mood.capitalize()} mix", first.format(mood), rows)


def _is(choice: Choice, mood: Mood) -> Mask:
    found: Mask = quadrants(choice.library.valence, choice.library.arousal) == MOODS.index(mood)
    return found


def _known_and_new(choice: Choice, rows: Sequence[int]) -> str:
    known = int((choice.past.plays()[list(rows)] > 0).sum())
    fresh = len(rows) - known
    if not fresh:
        return "You know all of these."
    if not known:
        return "All of these are new to you."
    new = "1 is new to you" if fresh == 1 else f"{fresh} are new to you"
    return f"You know {known} of these, and {new}."


def _new(choice: Choice, taste: Taste | None, now_s: float) -> Mix | None:
    came = choice.library.added_s >= now_s - NEW_D * _DAY_S
    merit = choice.appeal(taste) * choice.of_today(Special.NEW)
    rows = choice.best(merit, came & choice.fresh(), MIX_SONGS)
    why = f"Came into the library in the last {NEW_D} days, and you have not played it yet."
    if taste is not None:
        why += " What is nearest to your taste comes first."
    return _mix(choice, Special.NEW, "New for you", why, rows)


def _back(choice: Choice, liked: Sequence[int]) -> Mix | None:
    listens, rested_d = choice.past.listens(), choice.past.rested_d()
    is_liked = np.zeros(len(choice.library), dtype=bool)
    is_liked[list(liked)] = True
    loved = is_liked | ((listens >= LOVED_LISTENS) & (choice.past.affinity() > 0))
    merit = (listens + LOVED_LISTENS * is_liked) * choice.of_today(Special.BACK)
    for awhile_d in AWHILE_D:
        rows = choice.best(merit, loved & (rested_d > awhile_d), MIX_SONGS)
        if len(rows) >= LEAST_SONGS:
            why = (
                f"You liked these, or heard them {LOVED_LISTENS} times and more, "
                f"but not in the last {awhile_d} days."
            )
            return _mix(choice, Special.BACK, "Back to", why, rows)
    return None


def _from_friends(choice: Choice, taste: Taste | None, around: Around) -> Mix | None:
    played = np.zeros(len(choice.library), dtype=bool)
    played[list(around.friends)] = True
    merit = choice.appeal(taste) * choice.of_today(Special.FRIENDS)
    rows = choice.best(merit, played & (choice.past.rested_d() > FRIENDS_D), MIX_SONGS)
    count = len({friend for row in rows for friend in around.friends[row]})
    who = "A friend" if count == 1 else f"{count} friends"
    why = f"{who} of yours played these in the last {FRIENDS_D} days"
    why += ", and you did not." if around.is_tracked else "."
    return _mix(choice, Special.FRIENDS, "From friends", why, rows)
