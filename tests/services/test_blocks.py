"""Promises of blocking, on both databases."""

from __future__ import annotations

import pytest

from emomusic.errors import InvalidInput, NotFound
from emomusic.services.blocks import apart_from, block, blocked_by, is_blocked_between, unblock
from tests.databases import on_both
from tests.factories import ident, make_user

pytestmark = on_both


def test_a_block_holds_in_both_directions(database: str) -> None:
    lia, tom, uma = (ident(make_user()) for _ in range(3))
    block(lia, tom)
    assert is_blocked_between(lia, tom)
    assert is_blocked_between(tom, lia)
    assert not is_blocked_between(lia, uma)
    assert apart_from(lia) == {tom}
    assert apart_from(tom) == {lia}
    assert apart_from(uma) == frozenset()


def test_only_the_blocker_sees_the_block(database: str) -> None:
    lia, tom = ident(make_user()), ident(make_user())
    block(lia, tom)
    assert blocked_by(lia) == (tom,)
    assert blocked_by(tom) == ()


def test_a_second_block_and_a_needless_unblock_change_nothing(database: str) -> None:
    lia, tom = ident(make_user()), ident(make_user())
    block(lia, tom)
    block(lia, tom)
    unblock(tom, lia)
    assert blocked_by(lia) == (tom,)
    unblock(lia, tom)
    assert not is_blocked_between(lia, tom)


def test_nobody_blocks_themselves_or_somebody_who_is_not_there(database: str) -> None:
    lia = ident(make_user())
    with pytest.raises(InvalidInput):
        block(lia, lia)
    with pytest.raises(NotFound):
        block(lia, lia + 1000)
