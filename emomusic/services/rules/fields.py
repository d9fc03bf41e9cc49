"""What rules can ask about, and which tests fit each field: read by the parser and the editor."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from emomusic.audio.tempo_key import key_name
from emomusic.emotion import MOODS, Mood


class Field(StrEnum):
    """What a rule is about, as the JSON names it."""

    TITLE = "title"
    ARTIST = "artist"
    ALBUM = "album"
    GENRE = "genre"
    YEAR = "year"
    DURATION = "duration"
    ADDED = "added"
    LIKED = "liked"
    LIKED_ON = "liked_on"
    PLAYS = "plays"
    SKIPS = "skips"
    LAST_PLAYED = "last_played"
    TEMPO = "tempo"
    KEY = "key"
    MODE = "mode"
    MOOD = "mood"
    STARTS = "starts"
    ENDS = "ends"
    VALENCE = "valence"
    AROUSAL = "arousal"
    EMOTIONAL_RANGE = "emotional_range"
    REGION = "region"


class Kind(StrEnum):
    """What the values of a field are; it decides which tests there are."""

    TEXT = "text"
    NUMBER = "number"
    FEELING = "feeling"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"
    REGION = "region"


class Comparison(StrEnum):
    """How a rule compares, as the JSON names it."""

    CONTAINS = "contains"
    LACKS = "lacks"
    EQUALS = "equals"
    NOT = "not"
    BEGINS = "begins with"
    ENDS = "ends with"
    ABOVE = "above"
    BELOW = "below"
    BETWEEN = "between"
    MOSTLY_ABOVE = "mostly above"
    MOSTLY_BELOW = "mostly below"
    MOSTLY_BETWEEN = "mostly between"
    RISES = "rises"
    FALLS = "falls"
    RISES_LATE = "rises after the middle"
    FALLS_LATE = "falls after the middle"
    IN_LAST = "in the last"
    NOT_IN_LAST = "not in the last"
    BEFORE = "before"
    AFTER = "after"
    NEVER = "never"
    YES = "yes"
    NO = "no"
    INSIDE = "inside"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"


class Shape(StrEnum):
    """What a test wants as its value."""

    NOTHING = "nothing"
    TEXT = "text"
    NUMBER = "number"
    PAIR = "pair"
    DAYS = "days"
    DAY = "day"
    CHOICE = "choice"
    POLYGON = "polygon"


_OF_NUMBERS = (Comparison.ABOVE, Comparison.BELOW, Comparison.BETWEEN)
TESTS: dict[Kind, tuple[Comparison, ...]] = {
    Kind.TEXT: (
        Comparison.CONTAINS,
        Comparison.LACKS,
        Comparison.EQUALS,
        Comparison.NOT,
        Comparison.BEGINS,
        Comparison.ENDS,
    ),
    Kind.NUMBER: (*_OF_NUMBERS, Comparison.EQUALS, Comparison.NOT),
    Kind.FEELING: (
        *_OF_NUMBERS,
        Comparison.MOSTLY_BETWEEN,
        Comparison.MOSTLY_ABOVE,
        Comparison.MOSTLY_BELOW,
        Comparison.RISES,
        Comparison.FALLS,
        Comparison.RISES_LATE,
        Comparison.FALLS_LATE,
    ),
    Kind.DATE: (
        Comparison.IN_LAST,
        Comparison.NOT_IN_LAST,
        Comparison.BEFORE,
        Comparison.AFTER,
        Comparison.NEVER,
    ),
    Kind.YES_NO: (Comparison.YES, Comparison.NO),
    Kind.CHOICE: (Comparison.EQUALS, Comparison.NOT),
    Kind.REGION: (Comparison.INSIDE, Comparison.OUTSIDE),
}
"""The tests of each kind of field, the likeliest first."""

MOSTLY = frozenset({Comparison.MOSTLY_ABOVE, Comparison.MOSTLY_BELOW, Comparison.MOSTLY_BETWEEN})
"""Tests of a share of the song."""

_SHAPES: dict[Comparison, Shape] = {
    Comparison.BETWEEN: Shape.PAIR,
    Comparison.MOSTLY_BETWEEN: Shape.PAIR,
    Comparison.ABOVE: Shape.NUMBER,
    Comparison.BELOW: Shape.NUMBER,
    Comparison.MOSTLY_ABOVE: Shape.NUMBER,
    Comparison.MOSTLY_BELOW: Shape.NUMBER,
    Comparison.IN_LAST: Shape.DAYS,
    Comparison.NOT_IN_LAST: Shape.DAYS,
    Comparison.BEFORE: Shape.DAY,
    Comparison.AFTER: Shape.DAY,
    Comparison.INSIDE: Shape.POLYGON,
    Comparison.OUTSIDE: Shape.POLYGON,
}
_OF_KIND = {Kind.TEXT: Shape.TEXT, Kind.NUMBER: Shape.NUMBER, Kind.CHOICE: Shape.CHOICE}
_ASK_NOTHING = frozenset(
    {
        *(Comparison.RISES, Comparison.FALLS, Comparison.RISES_LATE, Comparison.FALLS_LATE),
        *(Comparison.NEVER, Comparison.YES, Comparison.NO, Comparison.UNKNOWN),
    }
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What there is to know of a field.

    Attributes:
        kind: What its values are.
        label: Its name for people.
        section: Of the list in which people choose a field.
        low: The least number that makes sense.
        high: The largest number that makes sense.
        step: By how much a number field of the editor goes up.
        unit: Of the number, for people.
        choices: The values of a choice.
        may_be_unknown: Whether one can ask for songs of which it isn't known.
    """

    kind: Kind
    label: str
    section: str
    low: float = 0.0
    high: float = 0.0
    step: float = 1.0
    unit: str = ""
    choices: tuple[str, ...] = ()
    may_be_unknown: bool = False

    @property
    def tests(self) -> tuple[Comparison, ...]:
        """The tests that fit, the likeliest first."""
        return (*TESTS[self.kind], *((Comparison.UNKNOWN,) if self.may_be_unknown else ()))

    def shape(self, test: Comparison) -> Shape:
        """Tell what a test of this field wants as its value."""
        if test in _ASK_NOTHING:
            return Shape.NOTHING
        return _SHAPES.get(test) or _OF_KIND[self.kind]


_MOODS = tuple(mood.value for mood in MOODS)
_KEYS = tuple(key_name(tonic, minor) for tonic in range(12) for minor in (False, True))
_TAGS, _YOURS, _SOUND, _FEELING = "The song", "You and the song", "Sound", "Emotion"

FIELDS: dict[Field, Facts] = {
    Field.MOOD: Facts(
        Kind.CHOICE, "Mood of the whole song", _FEELING, choices=(*_MOODS, Mood.UNSURE.value)
    ),
    Field.STARTS: Facts(Kind.CHOICE, "Mood at the start", _FEELING, choices=_MOODS),
    Field.ENDS: Facts(Kind.CHOICE, "Mood at the end", _FEELING, choices=_MOODS),
    Field.VALENCE: Facts(Kind.FEELING, "Valence", _FEELING, high=1, step=0.05),
    Field.AROUSAL: Facts(Kind.FEELING, "Arousal", _FEELING, high=1, step=0.05),
    Field.EMOTIONAL_RANGE: Facts(Kind.NUMBER, "Emotional range", _FEELING, high=1, step=0.05),
    Field.REGION: Facts(Kind.REGION, "Place on the map", _FEELING),
    Field.TITLE: Facts(Kind.TEXT, "Title", _TAGS),
    Field.ARTIST: Facts(Kind.TEXT, "Artist", _TAGS),
    Field.ALBUM: Facts(Kind.TEXT, "Album", _TAGS),
    Field.GENRE: Facts(Kind.TEXT, "Genre", _TAGS, may_be_unknown=True),
    Field.YEAR: Facts(Kind.NUMBER, "Year", _TAGS, low=1, high=9999, may_be_unknown=True),
    Field.DURATION: Facts(Kind.NUMBER, "Length", _TAGS, high=1440, step=0.5, unit="minutes"),
    Field.ADDED: Facts(Kind.DATE, "Added to the library", _TAGS),
    Field.LIKED: Facts(Kind.YES_NO, "Liked", _YOURS),
    Field.LIKED_ON: Facts(Kind.DATE, "Liked on", _YOURS),
    Field.PLAYS: Facts(Kind.NUMBER, "Plays", _YOURS, high=1_000_000, unit="times"),
    Field.SKIPS: Facts(Kind.NUMBER, "Skips", _YOURS, high=1_000_000, unit="times"),
    Field.LAST_PLAYED: Facts(Kind.DATE, "Last played", _YOURS),
    Field.TEMPO: Facts(
        Kind.NUMBER, "Tempo", _SOUND, low=20, high=400, unit="BPM", may_be_unknown=True
    ),
    Field.KEY: Facts(Kind.CHOICE, "Key", _SOUND, choices=_KEYS, may_be_unknown=True),
    Field.MODE: Facts(
        Kind.CHOICE, "Major or minor", _SOUND, choices=("major", "minor"), may_be_unknown=True
    ),
}
"""Every field, in the order in which the editor lists them."""


class SortBy(StrEnum):
    """Orders of a smart playlist, as the JSON names them."""

    ARTIST = "artist"
    ALBUM = "album"
    TITLE = "title"
    YEAR = "year"
    DURATION = "duration"
    ADDED = "added"
    LIKED_ON = "liked_on"
    PLAYS = "plays"
    LAST_PLAYED = "last_played"
    TEMPO = "tempo"
    VALENCE = "valence"
    AROUSAL = "arousal"
    EMOTIONAL_RANGE = "emotional_range"
    RANDOM = "random"
