"""Passwords: guessable ones are refused, the others are kept as argon2id hashes."""

from __future__ import annotations

import pytest

from emomusic.errors import InvalidInput
from emomusic.services import passwords
from emomusic.services.passwords import (
    check_password,
    hash_password,
    needs_rehash,
    verify_password,
)


@pytest.mark.parametrize(
    "password",
    [
        "seven77",
        "x" * 257,
        "password",
        "PassWord123",
        "qwertyuiop",
        "iloveyou1",
        "11111111",
        "abababab",
        "23456789",
        "hgfedcba",
        "Ada Lovelace",
        "ada lovelace",
        "ÀDA LÖVELACE",
    ],
)
def test_a_guessable_password_is_refused(password: str) -> None:
    with pytest.raises(InvalidInput):
        check_password(password, "Ada Lovelace")


@pytest.mark.parametrize("password", ["correct horse", "x7" + "-_äß" * 2, "y z" * 85, "пароль123!"])
def test_a_good_password_is_taken(password: str) -> None:
    check_password(password, "Ada Lovelace")


def test_some_hundred_common_passwords_are_known() -> None:
    assert len(passwords._common_passwords()) > 300
    assert all(len(word) >= 8 for word in passwords._common_passwords())


def test_a_hash_is_argon2id_and_salted() -> None:
    first, second = hash_password("correct horse"), hash_password("correct horse")
    assert first.startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    assert first != second
    assert verify_password(first, "correct horse")
    assert not verify_password(first, "correct house")


def test_a_hash_of_other_parameters_is_renewed() -> None:
    assert needs_rehash("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$6N6XYPp1MBtIjh2lfIV1Xg")
    assert not needs_rehash(hash_password("correct horse"))


def test_nobody_has_a_password_but_it_takes_as_long_to_find_out() -> None:
    assert not verify_password(None, "")
    assert not verify_password(None, "correct horse")
    assert not needs_rehash(passwords._NOBODYS_HASH)


def test_a_broken_hash_matches_nothing() -> None:
    assert not verify_password("!", "!")
    assert not verify_password("", "")
