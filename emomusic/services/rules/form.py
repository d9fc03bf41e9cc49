"""What the editor of rules shows: fields with their tests, orders, and ready-made examples."""

from __future__ import annotations

from dataclasses import dataclass

from emomusic.services.rules.fields import FIELDS, MOSTLY, Comparison, Field, SortBy
from emomusic.services.rules.model import to_json
from emomusic.services.rules.tree import USUAL_SHARE, Group, Limit, Match, Rule, Rules, Sort
from emomusic.services.rules.words import match_words, sort_words, words_of


@dataclass(frozen=True, slots=True)
class ComparisonForm:
    """A test of a field.

    Attributes:
        name: As the JSON names it.
        words: As it stands between the field and its value.
        shape: A `Shape`: which value field fits.
        has_share: Whether it speaks of a share of the song.
    """

    name: str
    words: str
    shape: str
    has_share: bool


@dataclass(frozen=True, slots=True)
class FieldForm:
    """A field, as `Facts` has it."""

    name: str
    label: str
    section: str
    kind: str
    low: float
    high: float
    step: float
    unit: str
    choices: tuple[str, ...]
    tests: tuple[ComparisonForm, ...]


@dataclass(frozen=True, slots=True)
class SortForm:
    """An order, and the words of its two directions."""

    name: str
    label: str
    ascending: str
    descending: str


@dataclass(frozen=True, slots=True)
class Example:
    """Rules to begin with.

    Attributes:
        title: What a playlist of them may be called.
        words: What they find.
        rules: JSON.
    """

    title: str
    words: str
    rules: str


@dataclass(frozen=True, slots=True)
class EditorForm:
    """All that the editor must know.

    Attributes:
        matches: What a group may ask, name and words.
        usual_share: The share of a song that counts as most of it.
    """

    fields: tuple[FieldForm, ...]
    sorts: tuple[SortForm, ...]
    matches: tuple[tuple[str, str], ...]
    examples: tuple[Example, ...]
    usual_share: float


def editor_form() -> EditorForm:
    """Put together what the editor shows."""
    return EditorForm(
        fields=tuple(_field(field) for field in FIELDS),
        sorts=tuple(SortForm(by.value, *sort_words(by)) for by in SortBy),
        matches=tuple((match.value, match_words(match)) for match in Match),
        examples=EXAMPLES,
        usual_share=USUAL_SHARE,
    )


def _field(field: Field) -> FieldForm:
    facts = FIELDS[field]
    return FieldForm(
        name=field.value,
        label=facts.label,
        section=facts.section,
        kind=facts.kind.value,
        low=facts.low,
        high=facts.high,
        step=facts.step,
        unit=facts.unit,
        choices=facts.choices,
        tests=tuple(
            ComparisonForm(
                test.value, words_of(field, test), facts.shape(test).value, test in MOSTLY
            )
            for test in facts.tests
        ),
    )


def _example(
    title: str,
    words: str,
    *rules: Rule | Group,
    sort: Sort | None = None,
    limit: Limit | None = None,
) -> Example:
    return Example(title, words, to_json(Rules(Group(Match.ALL, rules), sort, limit)))


_BY_CHANCE = Sort(SortBy.RANDOM)

EXAMPLES = (
    _example(
        "Comes to rest",
        "Songs that move a good deal and end calm.",
        Rule(Field.ENDS, Comparison.EQUALS, "calm"),
        Rule(Field.STARTS, Comparison.NOT, "calm"),
        Rule(Field.EMOTIONAL_RANGE, Comparison.ABOVE, 0.2),
        sort=_BY_CHANCE,
        limit=Limit(songs=50),
    ),
    _example(
        "Slow build",
        "Songs that begin quietly and grow after the middle.",
        Rule(Field.AROUSAL, Comparison.RISES_LATE),
        Group(
            Match.ANY,
            (
                Rule(Field.STARTS, Comparison.EQUALS, "calm"),
                Rule(Field.STARTS, Comparison.EQUALS, "sad"),
            ),
        ),
        sort=Sort(SortBy.AROUSAL),
        limit=Limit(songs=50),
    ),
    _example(
        "After the storm",
        "Songs that start angry and end otherwise.",
        Rule(Field.STARTS, Comparison.EQUALS, "angry"),
        Rule(Field.ENDS, Comparison.NOT, "angry"),
        sort=_BY_CHANCE,
        limit=Limit(songs=50),
    ),
    _example(
        "Steady for work",
        "An hour and a half of songs that stay much as they are.",
        Rule(Field.AROUSAL, Comparison.MOSTLY_BETWEEN, (0.25, 0.6), 0.8),
        Rule(Field.EMOTIONAL_RANGE, Comparison.BELOW, 0.35),
        sort=_BY_CHANCE,
        limit=Limit(minutes=90),
    ),
    _example(
        "Bright and fast",
        "Happy songs of 115 beats a minute or more.",
        Rule(Field.VALENCE, Comparison.ABOVE, 0.55),
        Rule(Field.AROUSAL, Comparison.ABOVE, 0.5),
        Rule(Field.TEMPO, Comparison.ABOVE, 114.5),
        sort=Sort(SortBy.TEMPO),
    ),
    _example(
        "Slow and in minor",
        "Songs in a minor key of 90 beats a minute or fewer.",
        Rule(Field.MODE, Comparison.EQUALS, "minor"),
        Rule(Field.TEMPO, Comparison.BELOW, 90.5),
        sort=Sort(SortBy.TEMPO),
    ),
    _example(
        "Forgotten favourites",
        "Songs you like and have not heard for three months.",
        Rule(Field.LIKED, Comparison.YES),
        Rule(Field.LAST_PLAYED, Comparison.NOT_IN_LAST, 90),
        sort=Sort(SortBy.LAST_PLAYED),
    ),
    _example(
        "Heard most",
        "The fifty songs you play most.",
        Rule(Field.PLAYS, Comparison.ABOVE, 0),
        sort=Sort(SortBy.PLAYS, descending=True),
        limit=Limit(songs=50),
    ),
    _example(
        "New here",
        "What came into the library in the last month.",
        Rule(Field.ADDED, Comparison.IN_LAST, 30),
        sort=Sort(SortBy.ADDED, descending=True),
    ),
)
"""Ready-made rules, from what no other player has to what all have."""
