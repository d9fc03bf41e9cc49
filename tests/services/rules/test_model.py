"""The JSON of rules: what was written is read again, and what is wrong is said where it is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from emomusic.errors import InvalidInput
from emomusic.services.rules import Group, Limit, Match, Rule, Rules, Sort, parse, to_json
from emomusic.services.rules.fields import FIELDS, Comparison, Field, Shape, SortBy

SQUARE = ((0.5, 0.5), (1.0, 0.5), (1.0, 1.0))

EVERYTHING = Rules(
    group=Group(
        Match.ANY,
        (
            Rule(Field.ENDS, Comparison.EQUALS, "calm"),
            Rule(Field.VALENCE, Comparison.MOSTLY_BETWEEN, (0.6, 0.8), 0.75),
            Group(
                Match.NONE,
                (
                    Rule(Field.AROUSAL, Comparison.RISES_LATE),
                    Rule(Field.LIKED, Comparison.YES),
                    Rule(Field.TITLE, Comparison.CONTAINS, "été"),
                    Rule(Field.LAST_PLAYED, Comparison.BEFORE, "2026-11-27"),
                    Rule(Field.REGION, Comparison.INSIDE, SQUARE),
                ),
            ),
        ),
    ),
    sort=Sort(SortBy.PLAYS, descending=True),
    limit=Limit(minutes=60),
)


def rules_json(*rules: Any, **more: Any) -> str:
    return json.dumps({"match": "all", "rules": list(rules), **more})


def rule_json(field: str, test: str, *value: Any, **more: Any) -> dict[str, Any]:
    return {"field": field, "is": test, **({"value": value[0]} if value else {}), **more}


def test_rules_are_read_as_they_were_written() -> None:
    assert parse(to_json(EVERYTHING)) == EVERYTHING


def test_the_json_can_be_read_by_people() -> None:
    written = to_json(Rules(Group(Match.ALL, (Rule(Field.TITLE, Comparison.CONTAINS, "été"),))))
    assert json.loads(written) == {
        "match": "all",
        "rules": [{"field": "title", "is": "contains", "value": "été"}],
    }
    assert "été" in written
    assert "\n" in written


def test_what_the_map_saves_is_read() -> None:
    read = parse(
        rules_json(
            rule_json("region", "inside", [[0.5, 0.5], [1, 0.5], [1, 1]]),
            rule_json("genre", "equals", "Jazz"),
            rule_json("year", "between", [1990, 1999]),
            rule_json("liked", "yes"),
        )
    )
    assert read.group.rules == (
        Rule(Field.REGION, Comparison.INSIDE, SQUARE),
        Rule(Field.GENRE, Comparison.EQUALS, "Jazz"),
        Rule(Field.YEAR, Comparison.BETWEEN, (1990, 1999)),
        Rule(Field.LIKED, Comparison.YES),
    )


def test_two_numbers_may_come_in_either_order() -> None:
    read = parse(rules_json(rule_json("year", "between", [1999, 1990])))
    assert read.group.rules == (Rule(Field.YEAR, Comparison.BETWEEN, (1990, 1999)),)


def test_most_of_a_song_is_three_fifths_where_nothing_else_is_said() -> None:
    read = parse(rules_json(rule_json("arousal", "mostly above", 0.5)))
    assert read.group.rules == (Rule(Field.AROUSAL, Comparison.MOSTLY_ABOVE, 0.5, 0.6),)


_VALUES: dict[Shape, Any] = {
    Shape.TEXT: "a",
    Shape.NUMBER: 1,
    Shape.PAIR: [1, 1],
    Shape.DAYS: 7,
    Shape.DAY: "2026-11-27",
    Shape.POLYGON: [[0, 0], [1, 0], [1, 1]],
}


@pytest.mark.parametrize("field", list(Field))
def test_every_test_of_every_field_can_be_written_and_read(field: Field) -> None:
    facts = FIELDS[field]
    for test in facts.tests:
        shape = facts.shape(test)
        value = facts.choices[-1] if shape is Shape.CHOICE else _VALUES.get(shape)
        if shape in (Shape.NUMBER, Shape.PAIR):
            value = facts.high if shape is Shape.NUMBER else [facts.low, facts.high]
        asked = rule_json(field, test, *(() if shape is Shape.NOTHING else (value,)))
        read = parse(rules_json(asked))
        assert parse(to_json(read)) == read
        assert json.loads(to_json(read))["rules"][0] == asked | (
            {"share": 0.6} if test.startswith("mostly") else {}
        )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The rules are not JSON that can be read."),
        ("[" * 5000, "The rules are not JSON that can be read."),
        ("[]", 'The rules must be a JSON object with "match" and "rules".'),
        ("{}", "The rules must have a list of “rules”."),
        (
            '{"rules": [], "color": 1}',
            "The rules can't have “color”, only “match”, “rules”, “sort” and “limit”.",
        ),
        (
            '{"match": "some", "rules": []}',
            "The rules: “match” can't be “some”. It must be “all”, “any” or “none”.",
        ),
        ('{"rules": [1]}', "Rule 1 must be a JSON object."),
        (
            rules_json(rule_json("title", "contains", "a"), {"rules": []}),
            "Group 2 needs at least one rule.",
        ),
        (
            rules_json({"rules": [rule_json("title", "contains", " ")]}),
            "Rule 1.1 (title): say what to compare with.",
        ),
        (
            rules_json(rule_json("title", "contains", "x" * 201)),
            "Rule 1 (title): the text can have 200 characters at most.",
        ),
        (
            rules_json(rule_json("liked", "maybe")),
            "Rule 1: “is” can't be “maybe”. It must be “yes” or “no”.",
        ),
        (
            rules_json({"field": "liked"}),
            "Rule 1: “is” is missing. It must be “yes” or “no”.",
        ),
        (rules_json(rule_json("liked", "yes", 1)), "Rule 1 (liked): “yes” takes no value."),
        (
            rules_json(rule_json("ends", "equals", "bright")),
            "Rule 1 (mood at the end) must be “happy”, “angry”, “sad” or “calm”.",
        ),
        (
            rules_json(rule_json("valence", "above", 1.5)),
            "Rule 1 (valence) needs a number from 0 to 1.",
        ),
        (
            rules_json(rule_json("plays", "above", True)),
            "Rule 1 (plays) needs a number from 0 to 1,000,000.",
        ),
        (
            rules_json(rule_json("plays", "above", 10**400)),
            "Rule 1 (plays) needs a number from 0 to 1,000,000.",
        ),
        (
            rules_json(rule_json("title", "contains", "\u200b\u202e\0\u0301")),
            "Rule 1 (title): say what to compare with.",
        ),
        (
            rules_json(limit={"songs": 10**400}),
            "“limit”: “songs” needs a number from 1 to 5,000.",
        ),
        (
            rules_json(rule_json("plays", "above", float("nan"))),
            "Rule 1 (plays) needs a number from 0 to 1,000,000.",
        ),
        (
            rules_json(rule_json("year", "between", 1990)),
            "Rule 1 (year): “between” needs two numbers.",
        ),
        (
            rules_json(rule_json("added", "before", "yesterday")),
            "Rule 1 (added to the library) needs a day such as 2026-11-27.",
        ),
        (
            rules_json(rule_json("added", "in the last", 0)),
            "Rule 1 (added to the library): the number of days needs a number from 1 to 36,500.",
        ),
        (
            rules_json(rule_json("region", "inside", [[0, 0], [1, 1]])),
            "Rule 1 (place on the map): a region has 3 to 60 corners.",
        ),
        (
            rules_json(rule_json("region", "inside", [[0, 0], [1, 1], [2]])),
            "Rule 1 (place on the map): each corner is a pair of valence and arousal.",
        ),
        (
            rules_json(rule_json("region", "inside", [[0, 0], [1, 1], [2, 0]])),
            "Rule 1 (place on the map): a corner needs a number from 0 to 1.",
        ),
        (
            rules_json(rule_json("valence", "above", 0.5, share=0.5)),
            "Rule 1 (valence): “share” goes with “mostly” only.",
        ),
        (
            rules_json(rule_json("valence", "mostly above", 0.5, share=0)),
            "Rule 1 (valence): “share” needs a number from 0.05 to 1.",
        ),
        (
            rules_json(rule_json("title", "contains", "a", colour="red")),
            "Rule 1 can't have “colour”, only “field”, “is”, “value” and “share”.",
        ),
        (rules_json(sort="year"), '“sort” must be a JSON object such as {"by": "year"}.'),
        (rules_json(sort={"by": "year", "descending": 1}), "“descending” must be true or false."),
        (
            rules_json(limit={"songs": 5, "minutes": 5}),
            '“limit” must say either {"songs": 50} or {"minutes": 60}.',
        ),
        (
            rules_json(limit={"songs": 0}),
            "“limit”: “songs” needs a number from 1 to 5,000.",
        ),
        (rules_json(limit={"songs": 1.5}), "“limit”: “songs” must be a whole number."),
        (
            rules_json(limit={"minutes": 0}),
            "“limit”: “minutes” needs a number from 1 to 60,000.",
        ),
        (
            rules_json(*[rule_json("liked", "yes")] * 61),
            "A playlist can have 60 rules at most.",
        ),
        (" " * 100_001, "These rules are too long."),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        parse(text)
    assert raised.value.sentence == sentence


def test_a_field_that_is_not_there_is_answered_with_those_that_are() -> None:
    with pytest.raises(InvalidInput, match=r"^Rule 1: “field” can't be “colour”\. It must be “"):
        parse(rules_json(rule_json("colour", "equals", "red")))


def nested(depth: int) -> dict[str, Any]:
    inner = rule_json("liked", "yes") if depth == 1 else nested(depth - 1)
    return {"match": "all", "rules": [inner]}


def test_groups_lie_five_deep_and_no_deeper() -> None:
    assert parse(json.dumps(nested(5))).group.match is Match.ALL
    with pytest.raises(InvalidInput) as raised:
        parse(json.dumps(nested(6)))
    assert raised.value.sentence == "Groups can lie 5 deep at most."
