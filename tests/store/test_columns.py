"""What tables of numbers in documents promise."""

from __future__ import annotations

import numpy as np
import pytest

from emomusic.errors import InvalidInput
from emomusic.store.columns import (
    COLUMNS,
    MEASURES,
    Columns,
    columns_of,
    from_document,
    summed,
    to_fields,
    total_by,
)
from tests.rollups import columns


def rows_of(table: Columns) -> list[tuple[float, ...]]:
    return list(zip(*(getattr(table, name).tolist() for name in COLUMNS), strict=True))


def test_columns_come_back_as_they_went() -> None:
    told = columns((2**40, -1, 3, 2, 1, 0, 12.25), (2**40, 7, 1, 0, 0, 1, 0.1))
    document = to_fields(told)
    assert document["rows"] == 2
    assert document["first"] == (2**40).to_bytes(8, "little") * 2
    assert document["starts"] == b"\x03\0\0\0\x01\0\0\0"
    assert rows_of(from_document(document)) == [
        (2**40, -1, 3, 2, 1, 0, 12.25),
        (2**40, 7, 1, 0, 0, 1, 0.1),
    ]


def test_no_rows_are_a_table_too() -> None:
    assert len(from_document(to_fields(columns()))) == 0
    assert len(summed([])) == 0


@pytest.mark.parametrize("damage", [{"skips": b"\0"}, {"rows": 2}, {"first": None}])
def test_a_damaged_document_is_told(damage: dict[str, object]) -> None:
    document = to_fields(columns((1, 0, 1, 1, 1, 0, 9.0))) | damage
    with pytest.raises(InvalidInput, match="damaged"):
        from_document(document)


def test_tables_add_up_by_their_keys() -> None:
    one = columns((1, 5, 1, 1, 0, 0, 10.0), (2, 5, 2, 0, 0, 1, 3.5))
    two = columns((1, 4, 1, 0, 0, 0, 1.0), (2, 5, 1, 1, 1, 0, 200.0))
    assert rows_of(summed([one, two])) == [
        (1, 4, 1, 0, 0, 0, 1.0),
        (1, 5, 1, 1, 0, 0, 10.0),
        (2, 5, 3, 1, 1, 1, 203.5),
    ]


@pytest.mark.parametrize("spread", [1, 1000, 2**20, 2**40, 2**61])
def test_groups_are_sorted_and_complete_however_far_apart_their_keys(spread: int) -> None:
    random = np.random.default_rng(spread % 97)
    first = random.integers(-3, 4, 500) * spread
    second = random.integers(0, 5, 500)
    (one, two), (total,) = total_by([first, second], [np.ones(500)])
    expected: dict[tuple[int, int], int] = {}
    for key in zip(first.tolist(), second.tolist(), strict=True):
        expected[key] = expected.get(key, 0) + 1
    got = list(zip(one.tolist(), two.tolist(), strict=True))
    assert got == sorted(expected)
    assert total.tolist() == [expected[key] for key in got]


def test_columns_of_one_key_have_no_second() -> None:
    ones = dict.fromkeys(MEASURES, np.ones(3))
    table = columns_of([np.array([4, 2, 4])], ones)
    assert rows_of(table) == [(2, 0, 1, 1, 1, 1, 1.0), (4, 0, 2, 2, 2, 2, 2.0)]
