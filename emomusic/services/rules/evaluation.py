"""Tells of every song whether rules hold, with arrays: 100,000 songs take some milliseconds.

What isn't known of a song holds in no test but `unknown`; the opposites (`not`, `lacks`,
`outside`, `not in the last`) hold wherever what they deny doesn't.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import cast

import numpy as np
from numpy.typing import NDArray

from emomusic.emotion import Mood
from emomusic.services.discovery.region import inside
from emomusic.services.discovery.shelf import MOODS_OF_SONGS
from emomusic.services.rules.columns import Columns, Flag, Numbers
from emomusic.services.rules.fields import FIELDS, Comparison, Field, Kind
from emomusic.services.rules.ledger import NO_KEY, Named
from emomusic.services.rules.lines import CHANGE, share_within
from emomusic.services.rules.tree import USUAL_SHARE, Group, Match, Pair, Rule
from emomusic.store.folding import fold

_OPPOSITES = {
    Comparison.NOT: Comparison.EQUALS,
    Comparison.LACKS: Comparison.CONTAINS,
    Comparison.NOT_IN_LAST: Comparison.IN_LAST,
    Comparison.OUTSIDE: Comparison.INSIDE,
    Comparison.NO: Comparison.YES,
}


def holds(group: Group, columns: Columns) -> Flag:
    """Tell which songs fulfil a group of rules.

    Args:
        group: The rules; a group without any holds for all songs.
        columns: What is known of the songs.

    Returns:
        Shape `[N]`.
    """
    if not group.rules:
        return np.ones(len(columns), bool)
    each = (
        holds(one, columns) if isinstance(one, Group) else rule_holds(one, columns)
        for one in group.rules
    )
    joined = next(each).copy()
    for one in each:
        if group.match is Match.ALL:
            joined &= one
        else:
            joined |= one
    return ~joined if group.match is Match.NONE else joined


def rule_holds(rule: Rule, columns: Columns) -> Flag:
    """Tell which songs fulfil a rule.

    Args:
        rule: As `parse` returns it.
        columns: What is known of the songs.

    Returns:
        Shape `[N]`.
    """
    asked = _OPPOSITES.get(rule.test)
    if asked is not None:
        return ~_OF_KIND[FIELDS[rule.field].kind](_with(rule, asked), columns)
    return _OF_KIND[FIELDS[rule.field].kind](rule, columns)


def _with(rule: Rule, test: Comparison) -> Rule:
    return Rule(rule.field, test, rule.value, rule.share)


def _text(rule: Rule, columns: Columns) -> Flag:
    book = columns.ledger
    if rule.field is Field.TITLE:
        return np.fromiter(_matches(rule, book.titles), bool, len(book))
    named: Named = {
        Field.ARTIST: book.artists,
        Field.ALBUM: book.albums,
        Field.GENRE: book.genres,
    }[rule.field]
    found = np.zeros(len(book), bool)
    if rule.test is Comparison.UNKNOWN:
        found[named.songs_at] = True
        return ~found
    matching = np.fromiter(_matches(rule, named.texts), bool, len(named.texts))
    found[named.songs_at[matching[named.texts_at]]] = True
    return found


def _matches(rule: Rule, texts: tuple[str, ...]) -> list[bool]:
    wanted = fold(cast(str, rule.value))
    match rule.test:
        case Comparison.CONTAINS:
            return [wanted in text for text in texts]
        case Comparison.BEGINS:
            return [text.startswith(wanted) for text in texts]
        case Comparison.ENDS:
            return [text.endswith(wanted) for text in texts]
        case _:
            return [text == wanted for text in texts]


def _number(rule: Rule, columns: Columns) -> Flag:
    return _compared(rule.test, columns.numbers(rule.field), rule)


def _compared(test: Comparison, numbers: Numbers, rule: Rule) -> Flag:
    if test is Comparison.UNKNOWN:
        return np.isnan(numbers)
    if test is Comparison.BETWEEN:
        low, high = cast(Pair, rule.value)
        return (numbers >= numbers.dtype.type(low)) & (numbers <= numbers.dtype.type(high))
    # As the column keeps it: 0.3 in float32 is a little more than 0.3.
    value = numbers.dtype.type(cast(float, rule.value))
    match test:
        case Comparison.ABOVE:
            return numbers > value
        case Comparison.BELOW:
            return numbers < value
        case _:
            return np.abs(numbers - value) < _NEARLY


_NEARLY = 0.005
"""How near a number is that equals: what two decimals show."""


def _feeling(rule: Rule, columns: Columns) -> Flag:
    match rule.test:
        case Comparison.RISES:
            return columns.change(rule.field, late=False) >= CHANGE
        case Comparison.FALLS:
            return columns.change(rule.field, late=False) <= -CHANGE
        case Comparison.RISES_LATE:
            return columns.change(rule.field, late=True) >= CHANGE
        case Comparison.FALLS_LATE:
            return columns.change(rule.field, late=True) <= -CHANGE
        case Comparison.MOSTLY_ABOVE:
            return _mostly(rule, columns, cast(float, rule.value), 1.0)
        case Comparison.MOSTLY_BELOW:
            return _mostly(rule, columns, 0.0, cast(float, rule.value))
        case Comparison.MOSTLY_BETWEEN:
            return _mostly(rule, columns, *cast(Pair, rule.value))
        case _:
            return _number(rule, columns)


def _mostly(rule: Rule, columns: Columns, low: float, high: float) -> Flag:
    share = USUAL_SHARE if rule.share is None else rule.share
    shares = share_within(columns.line(rule.field), low, high)
    return columns.felt_flags(shares >= np.float32(share))


def _date(rule: Rule, columns: Columns) -> Flag:
    seconds = columns.numbers(rule.field)
    match rule.test:
        case Comparison.NEVER:
            return np.isnan(seconds)
        case Comparison.IN_LAST:
            since = columns.at - timedelta(days=cast(float, rule.value))
            return seconds >= since.timestamp()
        case Comparison.BEFORE:
            return seconds < _midnight(rule)
        case _:
            return seconds >= _midnight(rule) + timedelta(days=1).total_seconds()


def _midnight(rule: Rule) -> float:
    day = datetime.fromisoformat(cast(str, rule.value))
    return day.replace(tzinfo=UTC).timestamp()


def _yes_no(_rule: Rule, columns: Columns) -> Flag:
    return columns.is_liked


def _choice(rule: Rule, columns: Columns) -> Flag:
    choices = FIELDS[rule.field].choices
    match rule.field:
        case Field.KEY:
            keys = columns.keys
            if rule.test is Comparison.UNKNOWN:
                return keys == NO_KEY
            return keys == choices.index(cast(str, rule.value))
        case Field.MODE:
            keys = columns.keys
            if rule.test is Comparison.UNKNOWN:
                return keys == NO_KEY
            return (keys != NO_KEY) & (keys % 2 == choices.index(cast(str, rule.value)))
        case Field.MOOD:
            mood = MOODS_OF_SONGS.index(Mood(cast(str, rule.value)))
            return columns.felt_flags(columns.shelf.moods == mood)
        case _:
            ends = columns.shelf.starts if rule.field is Field.STARTS else columns.shelf.ends
            return columns.felt_flags(_in_quadrant(ends, Mood(cast(str, rule.value))))


def _in_quadrant(points: NDArray[np.float32], mood: Mood) -> Flag:
    # As `emomusic.emotion.mood_of` has it: an axis belongs to its upper or right side.
    right, up = points[:, 0] >= 0.5, points[:, 1] >= 0.5
    is_right = mood in (Mood.HAPPY, Mood.CALM)
    is_up = mood in (Mood.HAPPY, Mood.ANGRY)
    return (right == is_right) & (up == is_up)


def _region(rule: Rule, columns: Columns) -> Flag:
    held = columns.shelf
    corners = cast(tuple[Pair, ...], rule.value)
    return columns.felt_flags(inside(held.valence, held.arousal, corners))


_OF_KIND: dict[Kind, Callable[[Rule, Columns], Flag]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.FEELING: _feeling,
    Kind.DATE: _date,
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choice,
    Kind.REGION: _region,
}
