"""Rules in the words of people: for the editor, and for those who may not edit them."""

from __future__ import annotations

from typing import cast

from emomusic.services.rules.fields import FIELDS, Comparison, Field, Kind, Shape, SortBy
from emomusic.services.rules.tree import USUAL_SHARE, Group, Limit, Match, Pair, Rule, Rules

_SAID: dict[Comparison, str] = {
    Comparison.CONTAINS: "contains",
    Comparison.LACKS: "does not contain",
    Comparison.EQUALS: "is",
    Comparison.NOT: "is not",
    Comparison.BEGINS: "begins with",
    Comparison.ENDS: "ends with",
    Comparison.ABOVE: "is above",
    Comparison.BELOW: "is below",
    Comparison.BETWEEN: "is between",
    Comparison.MOSTLY_BETWEEN: "is for most of it between",
    Comparison.MOSTLY_ABOVE: "is for most of it above",
    Comparison.MOSTLY_BELOW: "is for most of it below",
    Comparison.RISES: "rises from start to end",
    Comparison.FALLS: "falls from start to end",
    Comparison.RISES_LATE: "rises after the middle",
    Comparison.FALLS_LATE: "falls after the middle",
    Comparison.IN_LAST: "is in the last",
    Comparison.NOT_IN_LAST: "is not in the last",
    Comparison.BEFORE: "is before",
    Comparison.AFTER: "is after",
    Comparison.NEVER: "is never",
    Comparison.YES: "is yes",
    Comparison.NO: "is no",
    Comparison.INSIDE: "is inside",
    Comparison.OUTSIDE: "is outside",
    Comparison.UNKNOWN: "is unknown",
}
_OF_FEELING = {
    Comparison.ABOVE: "is on average above",
    Comparison.BELOW: "is on average below",
    Comparison.BETWEEN: "is on average between",
}
_SORTS: dict[SortBy, tuple[str, str, str]] = {
    SortBy.ARTIST: ("Artist", "A to Z", "Z to A"),
    SortBy.ALBUM: ("Album", "A to Z", "Z to A"),
    SortBy.TITLE: ("Title", "A to Z", "Z to A"),
    SortBy.YEAR: ("Year", "oldest first", "newest first"),
    SortBy.DURATION: ("Length", "shortest first", "longest first"),
    SortBy.ADDED: ("Added to the library", "oldest first", "newest first"),
    SortBy.LIKED_ON: ("Liked on", "oldest first", "newest first"),
    SortBy.PLAYS: ("Plays", "fewest first", "most first"),
    SortBy.LAST_PLAYED: ("Last played", "longest ago first", "latest first"),
    SortBy.TEMPO: ("Tempo", "slowest first", "fastest first"),
    SortBy.VALENCE: ("Valence", "lowest first", "highest first"),
    SortBy.AROUSAL: ("Arousal", "calmest first", "most excited first"),
    SortBy.EMOTIONAL_RANGE: ("Emotional range", "narrowest first", "widest first"),
    SortBy.RANDOM: ("Chance, new each day", "one way", "the other way"),
}
_MATCHES = {
    Match.ALL: ("all of these hold", " and ", ""),
    Match.ANY: ("any of these holds", " or ", ""),
    Match.NONE: ("none of these holds", " or ", "not: "),
}


def words_of(field: Field, test: Comparison) -> str:
    """Say a test as it stands between the field and the value in the editor.

    Args:
        field: What is compared.
        test: How.
    """
    if FIELDS[field].kind is Kind.FEELING and test in _OF_FEELING:
        return _OF_FEELING[test]
    return _SAID[test]


def match_words(match: Match) -> str:
    """Say how many rules of a group must hold."""
    return _MATCHES[match][0]


def sort_words(by: SortBy) -> tuple[str, str, str]:
    """Say what songs are ordered by, and both directions, ascending first."""
    return _SORTS[by]


def describe(rules: Rules) -> str:
    """Say in a sentence what a smart playlist holds.

    Args:
        rules: Any.
    """
    said = _group(rules.group, outermost=True) or "every song"
    ordered = ""
    if rules.sort is not None:
        label, ascending, descending = _SORTS[rules.sort.by]
        direction = descending if rules.sort.descending else ascending
        ordered = f"; by {label[0].lower()}{label[1:]}"
        ordered += f", {direction}" if rules.sort.by is not SortBy.RANDOM else ""
    limited = f"; {_limit(rules.limit)}" if rules.limit is not None else ""
    return f"{said[0].upper()}{said[1:]}{ordered}{limited}."


def _group(group: Group, *, outermost: bool = False) -> str:
    _, word, before = _MATCHES[group.match]
    parts = [_group(one) if isinstance(one, Group) else _rule(one) for one in group.rules]
    joined = word.join(parts)
    if group.match is Match.NONE and parts:
        return f"{before}({joined})"
    return joined if outermost or len(parts) < 2 else f"({joined})"


def _rule(rule: Rule) -> str:
    label = FIELDS[rule.field].label.lower()
    said = f"{label} {words_of(rule.field, rule.test)}"
    value = _value(rule)
    share = ""
    if rule.share is not None and rule.share != USUAL_SHARE:
        share = f" ({round(rule.share * 100)} % of the song)"
    return f"{said} {value}{share}".rstrip()


def _value(rule: Rule) -> str:
    facts = FIELDS[rule.field]
    unit = f" {facts.unit}" if facts.unit else ""
    match facts.shape(rule.test):
        case Shape.NOTHING:
            return ""
        case Shape.TEXT:
            return f"“{rule.value}”"
        case Shape.NUMBER:
            return f"{cast(float, rule.value):g}{unit}"
        case Shape.PAIR:
            low, high = cast(Pair, rule.value)
            return f"{low:g} and {high:g}{unit}"
        case Shape.DAYS:
            days = cast(float, rule.value)
            return f"{days:g} {'day' if days == 1 else 'days'}"
        case Shape.POLYGON:
            return f"a region of {len(cast(tuple[Pair, ...], rule.value))} corners"
        case _:
            return str(rule.value)


def _limit(limit: Limit) -> str:
    if limit.songs is not None:
        return f"the first {limit.songs:,}" if limit.songs > 1 else "the first one"
    return f"the first {limit.minutes:g} minutes"
