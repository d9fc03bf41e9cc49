"""Rules in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from emomusic.services.rules import parse
from emomusic.services.rules.fields import FIELDS, Comparison, Field, SortBy
from emomusic.services.rules.words import describe, sort_words, words_of

_CALM_END = '{"field": "ends", "is": "equals", "value": "calm"}'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"rules": []}', "Every song."),
        (f'{{"rules": [{_CALM_END}]}}', "Mood at the end is calm."),
        (
            f'{{"match": "none", "rules": [{_CALM_END}, {{"field": "liked", "is": "yes"}}]}}',
            "Not: (mood at the end is calm or liked is yes).",
        ),
        (
            '{"rules": [{"field": "valence", "is": "mostly between", "value": [0.6, 0.8], '
            '"share": 0.75}, {"match": "any", "rules": [{"field": "tempo", "is": "above", "value": '
            '120}, {"field": "arousal", "is": "rises after the middle"}]}]}',
            "Valence is for most of it between 0.6 and 0.8 (75 % of the song) and (tempo is above "
            "120 BPM or arousal rises after the middle).",
        ),
        (
            '{"rules": [{"field": "added", "is": "in the last", "value": 1}], '
            '"sort": {"by": "random"}, "limit": {"minutes": 90}}',
            "Added to the library is in the last 1 day; by chance, new each day; "
            "the first 90 minutes.",
        ),
        (
            '{"rules": [{"field": "region", "is": "inside", "value": [[0, 0], [1, 0], [1, 1]]}], '
            '"sort": {"by": "plays", "descending": true}, "limit": {"songs": 1}}',
            "Place on the map is inside a region of 3 corners; by plays, most first; "
            "the first one.",
        ),
    ],
)
def test_rules_are_said_in_a_sentence(text: str, sentence: str) -> None:
    assert describe(parse(text)) == sentence


def test_every_test_and_every_order_has_words() -> None:
    for field, facts in FIELDS.items():
        words = [words_of(field, test) for test in facts.tests]
        assert len(set(words)) == len(words)
    for by in SortBy:
        assert all(sort_words(by))


@pytest.mark.parametrize("name", [*Field, *Comparison, *SortBy])
def test_everything_that_rules_can_say_is_documented(name: str) -> None:
    page = Path(__file__).parents[3] / "docs" / "smart-playlists.md"
    assert f"`{name}`" in page.read_text(encoding="utf-8")
