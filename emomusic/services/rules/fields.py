"""What rules can ask about, and which tests fit each field: read by the parser and the editor."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from emomusic.emotion import MOODS, Mood

TONICS = ("C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B")
"""Names of the pitch classes 0..11, as keys are mostly written."""


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


class Test(StrEnum):
    """How a rule compares, as the JSON names it."""

    __test__ = False  # pytest takes the name for its own otherwise

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


_OF_NUMBERS = (Test.ABOVE, Test.BELOW, Test.BETWEEN)
TESTS: dict[Kind, tuple[Test, ...]] = {
    Kind.TEXT: (
        Test.CONTAINS,
        Test.LACKS,
        Test.EQUALS,
        Test.NOT,
        Test.BEGINS,
        Test.ENDS,
    ),
    Kind.NUMBER: (*_OF_NUMBERS, Test.EQUALS, Test.NOT),
    Kind.FEELING: (
        *_OF_NUMBERS,
        Test.MOSTLY_BETWEEN,
        Test.MOSTLY_ABOVE,
        Test.MOSTLY_BELOW,
        Test.RISES,
        Test.FALLS,
        Test.RISES_LATE,
        Test.FALLS_LATE,
    ),
    Kind.DATE: (Test.IN_LAST, Test.NOT_IN_LAST, Test.BEFORE, Test.AFTER, Test.NEVER),
    Kind.YES_NO: (Test.YES, Test.NO),
    Kind.CHOICE: (Test.EQUALS, Test.NOT),
    Kind.REGION: (Test.INSIDE, Test.OUTSIDE),
}
"""The tests of each kind of field, the likeliest first."""

MOSTLY = frozenset({Test.MOSTLY_ABOVE, Test.MOSTLY_BELOW, Test.MOSTLY_BETWEEN})
"""Tests of a share of the song."""

_SHAPES: dict[Test, Shape] = {
    Test.BETWEEN: Shape.PAIR,
    Test.MOSTLY_BETWEEN: Shape.PAIR,
    Test.ABOVE: Shape.NUMBER,
    Test.BELOW: Shape.NUMBER,
    Test.MOSTLY_ABOVE: Shape.NUMBER,
    Test.MOSTLY_BELOW: Shape.NUMBER,
    Test.IN_LAST: Shape.DAYS,
    Test.NOT_IN_LAST: Shape.DAYS,
    Test.BEFORE: Shape.DAY,
    Test.AFTER: Shape.DAY,
    Test.INSIDE: Shape.POLYGON,
    Test.OUTSIDE: Shape.POLYGON,
}
_OF_KIND = {Kind.TEXT: Shape.TEXT, Kind.NUMBER: Shape.NUMBER, Kind.CHOICE: Shape.CHOICE}
_ASK_NOTHING = frozenset(
    {
        *(Test.RISES, Test.FALLS, Test.RISES_LATE, Test.FALLS_LATE),
        *(Test.NEVER, Test.YES, Test.NO, Test.UNKNOWN),
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
    def tests(self) -> tuple[Test, ...]:
        """The tests that fit, the likeliest first."""
        return (*TESTS[self.kind], *((Test.UNKNOWN,) if self.may_be_unknown else ()))

    def shape(self, test: Test) -> Shape:
        """Tell what a test of this field wants as its value."""
        if test in _ASK_NOTHING:
            return Shape.NOTHING
        return _SHAPES.get(test) or _OF_KIND[self.kind]


_MOODS = tuple(mood.value for mood in MOODS)
_KEYS = tuple(f"{tonic} {mode}" for tonic in TONICS for mode in ("major", "minor"))
_TAGS, _YOURS, _SOUND, _FEELING = "The song", "You and the song", "Sound", "Emotion"

FIELDS: dict[Field, Facts] = {
    Field.MOOD: Facts(
        Kind.CHOICE, "Mood of the song", _FEELING, choices=(*_MOODS, Mood.UNSURE.value)
    ),
    Field.STARTS: Facts(Kind.CHOICE, "Starts", _FEELING, choices=_MOODS),
    Field.ENDS: Facts(Kind.CHOICE, "Ends", _FEELING, choices=_MOODS),
    Field.VALENCE: Facts(Kind.FEELING, "Valence", _FEELING, high=1, step=0.05),
    Field.AROUSAL: Facts(Kind.FEELING, "Arousal", _FEELING, high=1, step=0.05),
    Field.EMOTIONAL_RANGE: Facts(Kind.NUMBER, "Emotional range", _FEELING, high=1, step=0.05),
    Field.REGION: Facts(Kind.REGION, "Place on the emotion map", _FEELING),
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
