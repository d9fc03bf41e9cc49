"""The JSON in which rules are kept: writes it, reads it, and says in a sentence what is wrong.

`docs/smart-playlists.md` describes it for people who write it by hand.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from emomusic.errors import InvalidInput
from emomusic.services.rules.fields import FIELDS, MOSTLY, Comparison, Facts, Field, Shape, SortBy
from emomusic.services.rules.tree import (
    CORNERS,
    DEPTH_MOST,
    RULES_MOST,
    TEXT_MOST,
    USUAL_SHARE,
    Group,
    Limit,
    Match,
    Pair,
    Rule,
    Rules,
    Sort,
    Value,
)
from emomusic.store.folding import fold

JSON_MOST = 100_000
"""Characters of the JSON that are looked at."""

SONGS_MOST = 5000
MINUTES_MOST = 60_000
DAYS_MOST = 36_500

_GROUP, _TOP = ("match", "rules"), ("match", "rules", "sort", "limit")
_Choice = TypeVar("_Choice", bound=StrEnum)


def parse(text: str) -> Rules:
    """Read rules.

    Args:
        text: JSON, as `to_json` writes it or as a person did.

    Raises:
        InvalidInput: With what is wrong, and in which rule.
    """
    if len(text) > JSON_MOST:
        raise InvalidInput("These rules are too long.")
    try:
        read = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInput("The rules are not JSON that can be read.") from error
    if not isinstance(read, dict):
        raise InvalidInput('The rules must be a JSON object with "match" and "rules".')
    _only(read, _TOP, "The rules")
    rules = Rules(_group(read, (), 1), _sort(read.get("sort")), _limit(read.get("limit")))
    if _count(rules.group) > RULES_MOST:
        raise InvalidInput(f"A playlist can have {RULES_MOST} rules at most.")
    return rules


def to_json(rules: Rules) -> str:
    """Write rules as they are kept; `parse` reads the same rules from it.

    Args:
        rules: Any.

    Returns:
        JSON that people can read, on several lines.
    """
    written = _group_json(rules.group)
    if rules.sort is not None:
        written["sort"] = {"by": rules.sort.by.value, "descending": rules.sort.descending}
    if rules.limit is not None:
        of = rules.limit
        written["limit"] = {"minutes": of.minutes} if of.songs is None else {"songs": of.songs}
    return json.dumps(written, ensure_ascii=False, indent=2)


def _group_json(group: Group) -> dict[str, Any]:
    return {
        "match": group.match.value,
        "rules": [
            _group_json(one) if isinstance(one, Group) else _rule_json(one) for one in group.rules
        ],
    }


def _rule_json(rule: Rule) -> dict[str, Any]:
    written: dict[str, Any] = {"field": rule.field.value, "is": rule.test.value}
    if FIELDS[rule.field].shape(rule.test) is not Shape.NOTHING:
        written["value"] = rule.value
    if rule.test in MOSTLY and rule.share is not None:
        written["share"] = rule.share
    return written


def _count(group: Group) -> int:
    return sum(_count(one) if isinstance(one, Group) else 1 for one in group.rules)


def _group(read: dict[str, Any], place: tuple[int, ...], depth: int) -> Group:
    where = f"Group {_number(place)}" if place else "The rules"
    if depth > DEPTH_MOST:
        raise InvalidInput(f"Groups can lie {DEPTH_MOST} deep at most.")
    match = _one_of(Match, read.get("match", Match.ALL.value), f"{where}: “match”")
    rules = read.get("rules")
    if not isinstance(rules, list):
        raise InvalidInput(f"{where} must have a list of “rules”.")
    if place and not rules:
        raise InvalidInput(f"{where} needs at least one rule.")
    return Group(
        match,
        tuple(_rule_or_group(one, (*place, at), depth) for at, one in enumerate(rules, start=1)),
    )


def _rule_or_group(read: Any, place: tuple[int, ...], depth: int) -> Rule | Group:
    where = f"Rule {_number(place)}"
    if not isinstance(read, dict):
        raise InvalidInput(f"{where} must be a JSON object.")
    if "rules" in read:
        _only(read, _GROUP, f"Group {_number(place)}")
        return _group(read, place, depth + 1)
    _only(read, ("field", "is", "value", "share"), where)
    field = _one_of(Field, read.get("field"), f"{where}: “field”")
    facts = FIELDS[field]
    test = _one_of(Comparison, read.get("is"), f"{where}: “is”", facts.tests)
    where = f"{where} ({facts.label.lower()})"
    value = _value(facts, test, read.get("value"), where)
    if test not in MOSTLY:
        if "share" in read:
            raise InvalidInput(f"{where}: “share” goes with “mostly” only.")
        return Rule(field, test, value)
    share = _number_in(read.get("share", USUAL_SHARE), 0.05, 1, f"{where}: “share”")
    return Rule(field, test, value, share)


def _value(facts: Facts, test: Comparison, read: Any, where: str) -> Value:
    match facts.shape(test):
        case Shape.NOTHING:
            if read is not None:
                raise InvalidInput(f"{where}: “{test}” takes no value.")
            return None
        case Shape.TEXT:
            return _text(read, where)
        case Shape.CHOICE:
            if read not in facts.choices:
                raise InvalidInput(f"{where} must be {_listed(facts.choices)}.")
            return str(read)
        case Shape.NUMBER:
            return _number_in(read, facts.low, facts.high, where)
        case Shape.PAIR:
            low, high = _pair(read, facts, where)
            return (low, high) if low <= high else (high, low)
        case Shape.DAYS:
            return _number_in(read, 1, DAYS_MOST, f"{where}: the number of days")
        case Shape.DAY:
            return _day(read, where)
        case Shape.POLYGON:
            return _polygon(read, where)


def _text(read: Any, where: str) -> str:
    if not isinstance(read, str) or not fold(read).strip():
        raise InvalidInput(f"{where}: say what to compare with.")
    if len(read) > TEXT_MOST:
        raise InvalidInput(f"{where}: the text can have {TEXT_MOST} characters at most.")
    return read.strip()


def _day(read: Any, where: str) -> str:
    try:
        return date.fromisoformat(read).isoformat()
    except (TypeError, ValueError) as error:
        raise InvalidInput(f"{where} needs a day such as 2026-11-27.") from error


def _pair(read: Any, facts: Facts, where: str) -> Pair:
    if not isinstance(read, list) or len(read) != 2:
        raise InvalidInput(f"{where}: “between” needs two numbers.")
    low, high = (_number_in(one, facts.low, facts.high, where) for one in read)
    return low, high


def _polygon(read: Any, where: str) -> tuple[Pair, ...]:
    least, most = CORNERS
    if not isinstance(read, list) or not least <= len(read) <= most:
        raise InvalidInput(f"{where}: a region has {least} to {most} corners.")
    corners = []
    for one in read:
        if not isinstance(one, list) or len(one) != 2:
            raise InvalidInput(f"{where}: each corner is a pair of valence and arousal.")
        valence, arousal = (_number_in(axis, 0, 1, f"{where}: a corner") for axis in one)
        corners.append((valence, arousal))
    return tuple(corners)


def _number_in(read: Any, low: float, high: float, where: str) -> float:
    # No bound is NaN, so NaN is refused too; an int may be larger than any float.
    is_number = isinstance(read, int | float) and not isinstance(read, bool)
    if not is_number or not low <= read <= high:
        raise InvalidInput(f"{where} needs a number from {low:g} to {_plain(high)}.")
    return read


def _sort(read: Any) -> Sort | None:
    if read is None:
        return None
    if not isinstance(read, dict):
        raise InvalidInput('“sort” must be a JSON object such as {"by": "year"}.')
    _only(read, ("by", "descending"), "“sort”")
    descending = read.get("descending", False)
    if not isinstance(descending, bool):
        raise InvalidInput("“descending” must be true or false.")
    return Sort(_one_of(SortBy, read.get("by"), "“sort”: “by”"), descending)


def _limit(read: Any) -> Limit | None:
    if read is None:
        return None
    if not isinstance(read, dict) or len(read) != 1:
        raise InvalidInput('“limit” must say either {"songs": 50} or {"minutes": 60}.')
    _only(read, ("songs", "minutes"), "“limit”")
    if "minutes" in read:
        return Limit(minutes=_number_in(read["minutes"], 1, MINUTES_MOST, "“limit”: “minutes”"))
    songs = _number_in(read["songs"], 1, SONGS_MOST, "“limit”: “songs”")
    if songs != int(songs):
        raise InvalidInput("“limit”: “songs” must be a whole number.")
    return Limit(songs=int(songs))


def _one_of(
    choices: type[_Choice], read: Any, where: str, among: Iterable[_Choice] | None = None
) -> _Choice:
    allowed = tuple(choices if among is None else among)
    for one in allowed:
        if one.value == read:
            return one
    said = f"can't be “{str(read)[:40]}”" if isinstance(read, str) else "is missing"
    raise InvalidInput(f"{where} {said}. It must be {_listed(allowed)}.")


def _only(read: dict[str, Any], known: tuple[str, ...], where: str) -> None:
    for name in read:
        if name not in known:
            raise InvalidInput(f"{where} can't have “{name[:40]}”, only {_listed(known, 'and')}.")


def _listed(names: Iterable[str], word: str = "or") -> str:
    *before, last = (f"“{name}”" for name in names)
    return f"{', '.join(before)} {word} {last}" if before else last


def _number(place: tuple[int, ...]) -> str:
    return ".".join(map(str, place))


def _plain(number: float) -> str:
    return f"{number:,.0f}" if number >= 1000 else f"{number:g}"
