"""Folding: what people type without accents is what was written with them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emomusic.store.folding import FOLDED_MAX, fold, folded_key


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Déjà  Vu", "deja vu"),
        ("De\u0301ja\u0300 Vu", "deja vu"),
        (" The\tBeatles\n", "the beatles"),
        ("BJÖRK", "bjork"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("ılık", "ilik"),
        ("Mø", "mo"),
        ("ÆØÅ", "aeoa"),
        ("Łódź", "lodz"),
        ("Ёлка", "елка"),
        ("Ωραία", "ωραια"),
        ("ﬁre ½", "fire 1⁄2"),
        ("Ｆｕｌｌ", "full"),
        ("Don’t", "don't"),
        ("AC/DC", "ac/dc"),
        ("שָׁלוֹם", "שלום"),
        ("مُوسِيقى", "موسيقى"),
        ("ガ", "ガ"),
        ("क्षि", "क्षि"),
        ("가", "가"),
        ("a\x00b\u202ec\u200bd", "a b c d"),
        ("\ud800", "?"),
        ("🎵", "🎵"),
        ("", ""),
    ],
)
def test_case_accents_and_spacing_go(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_kana_with_and_without_voicing_stay_apart() -> None:
    assert fold("はは") != fold("ばば")


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_upper_and_lower_case_fold_alike_in_ascii(text: str) -> None:
    plain = text.encode("ascii", "ignore").decode()
    assert fold(plain.upper()) == fold(plain.lower())


@given(st.text())
def test_a_database_can_store_every_folded_text(text: str) -> None:
    folded = fold(text)
    assert "\x00" not in folded
    assert folded.encode("utf-8").decode("utf-8") == folded


def test_a_key_has_a_length_that_an_index_can_hold() -> None:
    assert folded_key("É" * 1000) == "e" * FOLDED_MAX
    assert folded_key("a" * 499 + " b") == "a" * 499
    assert len(folded_key("\ufdfa" * 500)) <= FOLDED_MAX
