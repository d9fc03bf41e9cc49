"""Words of mood: what is understood of them, and where on the plane it is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emomusic.services.discovery.feelings import FIELD, Understood
from emomusic.services.discovery.lexicon import LEXICON, PLACES, place_of
from emomusic.services.discovery.words import understand
from tests.hostile_strings import HOSTILE
from tools import document_words


def understood(text: str) -> Understood:
    found = understand(text)
    assert found is not None, text
    return found


def best(text: str) -> tuple[float, float]:
    """Valence and arousal of the cell that goes best with words."""
    row, column = np.unravel_index(understood(text).field().argmax(), (FIELD, FIELD))
    return (column + 0.5) / FIELD, (row + 0.5) / FIELD


def test_the_lexicon_has_some_hundred_words_each_once_inside_the_plane() -> None:
    words = [word.replace("-", " ") for place in PLACES for word in place.words]
    assert len(words) == len(set(words)) == len(LEXICON)
    assert len(words) > 300
    for place in PLACES:
        known = [at for at in (place.valence, place.arousal) if at is not None]
        assert known, place.name
        assert all(0 < at < 1 for at in known), place.name
        assert 0.1 <= place.spread <= 0.2
        assert place.why.endswith("."), place.name


@pytest.mark.parametrize(
    ("typed", "said", "means"),
    [
        ("quiet and dark", "quiet and dark", "low arousal, low valence"),
        ("Quiet and DARK!", "quiet and dark", "low arousal, low valence"),
        ("angry but fast", "angry but fast", "high arousal, low valence"),
        ("something calm by Ada", "calm", "low arousal, high valence"),
        ("very happy", "very happy", "high arousal, high valence"),
        ("a little sad", "a little sad", "rather low arousal, rather low valence"),
        ("happy but not too fast", "happy but not too fast", "rather high arousal, high valence"),
        ("calm, warm", "calm, warm", "low arousal, high valence"),
        ("dark", "dark", "low valence"),
        ("laid-back songs", "laid back", "low arousal, high valence"),
        ("sad but not slow", "sad but not slow", "low arousal, low valence, away from low arousal"),
        ("slow or fast", "slow or fast", "low arousal or high arousal"),
        ("really not so loud", "really not so loud", "rather high arousal"),
    ],
)
def test_what_is_understood_is_said_in_words(typed: str, said: str, means: str) -> None:
    found = understood(typed)
    assert (found.said, found.in_words()) == (said, means)


@pytest.mark.parametrize("typed", ["", "moonlight", "not", "very", "songs by Calm", "by the sea"])
def test_without_a_word_of_mood_nothing_is_understood(typed: str) -> None:
    assert understand(typed) is None


@pytest.mark.parametrize(
    ("word", "stands_for"),
    [
        ("calmer", "calm"),
        ("happier", "happy"),
        ("happiness", "happy"),
        ("sadly", "sad"),
        ("sadder", "sad"),
        ("slowest", "slow"),
        ("mother", None),
        ("number", None),
        ("her", None),
    ],
)
def test_forms_of_a_word_are_the_word(word: str, stands_for: str | None) -> None:
    found = place_of(word)
    assert (found.name if found else None) == stands_for


def test_the_best_place_lies_where_the_words_say() -> None:
    valence, arousal = best("quiet and dark")
    assert valence < 0.25
    assert arousal < 0.25
    valence, arousal = best("happy but not too fast")
    assert valence > 0.7
    assert 0.55 < arousal < 0.7
    assert best("very sad")[0] < best("sad")[0] < best("a little sad")[0] < 0.5


def test_one_axis_says_nothing_of_the_other() -> None:
    field = understood("fast").field()
    assert (field == field[:, :1]).all()


def test_not_turns_a_word_round() -> None:
    plain, turned = understood("sad").field(), understood("not sad").field()
    assert plain.argmax() == turned.argmin()
    assert turned[-1, -1] == pytest.approx(1, abs=0.01)


def test_but_gives_what_comes_after_it_the_greater_weight() -> None:
    assert best("calm but fast")[1] > best("calm and fast")[1]
    assert best("calm but Ada")[1] == best("calm")[1]


def test_or_is_either() -> None:
    field = understood("calm or angry").field()
    assert field[5, 18] > 0.9
    assert field[18, 5] > 0.9
    assert field[12, 12] < 0.3


@pytest.mark.parametrize(
    ("typed", "names", "years"),
    [
        ("calm jazz", ("jazz",), None),
        ("calm jazz from the 90s", ("jazz",), (1990, 1999)),
        ("sad 1980's piano", ("piano",), (1980, 1989)),
        ("bright 2004", (), (2004, 2004)),
        ("calm 00s", (), (2000, 2009)),
        ("calm by the Angry Ben from 1999", ("angry", "ben"), (1999, 1999)),
        ('calm "dark side"', ("dark side",), None),
        ("calm by ilse without drums", ("ilse",), None),
        ("some quiet music for me please", (), None),
    ],
)
def test_the_rest_is_names_and_years(
    typed: str, names: tuple[str, ...], years: tuple[int, int] | None
) -> None:
    found = understood(typed)
    assert (found.names, found.years) == (names, years)


def test_what_cannot_be_turned_round_is_told() -> None:
    found = understood("sad songs without drums")
    assert (found.said, found.names, found.passed_over) == ("sad", (), ("without drums",))


def test_a_word_that_is_being_typed_is_known_as_such() -> None:
    assert understood("quiet and da").unfinished == "da"
    assert understood("quiet and xq").unfinished == ""
    assert understood("quiet da moon").unfinished == ""


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_hurts(text: str) -> None:
    found = understood(f"calm {text}")
    assert found.field().shape == (FIELD, FIELD)


@given(st.text(max_size=80))
def test_any_text_gives_a_field_that_reaches_from_0_to_1(text: str) -> None:
    found = understand(text + " sad")
    if found is not None:
        assert found.field().max() == pytest.approx(1)
        assert found.field().min() >= 0


def test_a_thousand_words_are_read_no_further_than_others() -> None:
    found = understood("calm " * 1000)
    assert sum(map(len, found.alternatives)) == 8


def test_the_table_that_people_read_is_the_one_that_is_used() -> None:
    text = document_words.PAGE.read_text(encoding="utf-8")
    assert document_words.page(text) == text, "run: python -m tools.document_words"
