"""The rules of a smart playlist as values: what is asked of songs, their order, and how many."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from emomusic.services.discovery.region import FEWEST_CORNERS, MOST_CORNERS
from emomusic.services.rules.fields import Comparison, Field, SortBy

RULES_MOST = 60
"""Rules of one playlist, those of its groups included."""

DEPTH_MOST = 5
"""Groups within groups."""

TEXT_MOST = 200
"""Characters of a text that is compared with."""

CORNERS = (FEWEST_CORNERS, MOST_CORNERS)
"""Corners of a region, at least and at most."""

USUAL_SHARE = 0.6
"""The share of a song that counts as most of it where a rule doesn't say."""

Pair = tuple[float, float]
Value = str | float | Pair | tuple[Pair, ...] | None


class Match(StrEnum):
    """How many of the rules of a group must hold."""

    ALL = "all"
    ANY = "any"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that is asked of a song.

    Attributes:
        value: What the test compares with: a text, a choice, or a day as `2026-11-27`; a number;
            two numbers, the smaller first; the corners of a region; None where it needs nothing.
        share: 0..1, of the known part of the song in which it must hold; for `MOSTLY` tests.
    """

    field: Field
    test: Comparison
    value: Value = None
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Rules that are taken together; one without rules lets every song in."""

    match: Match = Match.ALL
    rules: tuple[Rule | Group, ...] = ()


@dataclass(frozen=True, slots=True)
class Sort:
    """The order of the songs; those of which it isn't known come last."""

    by: SortBy
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """How much of what was found is kept, from its beginning; one of the two is given."""

    songs: int | None = None
    minutes: float | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """What makes a smart playlist.

    Attributes:
        group: What is asked of its songs.
        sort: Their order; by artist, album and track where none is given.
        limit: How many; all where none is given.
    """

    group: Group = Group()
    sort: Sort | None = None
    limit: Limit | None = None

    @property
    def fields(self) -> frozenset[str]:
        """Names of everything that must be known of songs to choose and order them."""
        names = {field.value for field in _fields_of(self.group)}
        return frozenset(names | ({self.sort.by.value} if self.sort else set()))


def _fields_of(group: Group) -> set[Field]:
    found: set[Field] = set()
    for one in group.rules:
        found |= _fields_of(one) if isinstance(one, Group) else {one.field}
    return found
