"""Tables of numbers inside MongoDB documents: one BSON binary for each column.

A day's listens by song and person are tens of thousands of rows. As documents of their own they
would cost a second to read; as columns they are a copy of memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from emomusic.errors import InvalidInput
from emomusic.store.mongo import Document

Whole = NDArray[np.int64]
Count = NDArray[np.int32]
Real = NDArray[np.float64]

KEYS = ("first", "second")
COUNTS = ("starts", "listens", "completions", "skips")
MEASURES = (*COUNTS, "heard_s")
COLUMNS = (*KEYS, *MEASURES)

_STORED_AS = dict.fromkeys(KEYS, "<i8") | dict.fromkeys(COUNTS, "<i4") | {"heard_s": "<f8"}


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Rows of one bucket of a roll-up, column by column; all have the same length.

    Attributes:
        first: The key, such as a song's id.
        second: The second key of a crossed dimension, else 0.
        starts: Plays that began.
        listens: Plays that were heard for long enough to count.
        completions: Plays that came to the end of the song.
        skips: Plays that were skipped.
        heard_s: Seconds that really sounded.
    """

    first: Whole
    second: Whole
    starts: Count
    listens: Count
    completions: Count
    skips: Count
    heard_s: Real

    def __len__(self) -> int:
        return len(self.first)

    @property
    def size_bytes(self) -> int:
        """How much memory the columns take."""
        return sum(getattr(self, name).nbytes for name in COLUMNS)


def to_fields(columns: Columns) -> Document:
    """Encode columns.

    Args:
        columns: Any rows.

    Returns:
        `rows` and a little-endian BSON binary for each column, to be part of a document.

    Raises:
        InvalidInput: The columns differ in length.
    """
    rows = len(columns)
    encoded: Document = {"rows": rows}
    for name in COLUMNS:
        column = getattr(columns, name)
        if column.shape != (rows,):
            raise InvalidInput(f"The column {name} has {column.size} rows, not {rows}.")
        encoded[name] = column.astype(_STORED_AS[name], copy=False).tobytes()
    return encoded


def from_document(document: Document) -> Columns:
    """Decode the columns of a document, without a copy; they can't be written to.

    Args:
        document: What `to_fields` made, whatever else is in it.

    Raises:
        InvalidInput: A column is missing, or has not as many rows as the document says.
    """
    rows = document.get("rows")
    decoded = {}
    for name in COLUMNS:
        data = document.get(name)
        kind = np.dtype(_STORED_AS[name])
        if not isinstance(data, bytes) or len(data) != kind.itemsize * (rows or 0):
            raise InvalidInput(f"The column {name} of {document.get('_id')} is damaged.")
        decoded[name] = np.frombuffer(data, kind)
    return Columns(**decoded)


def total_by(keys: Sequence[Whole], measures: Sequence[NDArray]) -> tuple[list[Whole], list[Real]]:
    """Group rows by their keys, and sum their measures.

    Args:
        keys: At least one column, each of shape `[n]`.
        measures: Columns of shape `[n]`; they are summed as float64, exact up to 2**53.

    Returns:
        The distinct keys, sorted by the first, then the second and so on, and their sums. The
        rows of a group are added in their order, so the same rows give the same bits.
    """
    if not len(keys[0]):
        return [np.empty(0, np.int64) for _ in keys], [np.empty(0) for _ in measures]
    lows = [int(key.min()) for key in keys]
    spans = [int(key.max()) - low + 1 for key, low in zip(keys, lows, strict=True)]
    group, distinct = _groups(keys, lows, spans)
    sums = [
        np.bincount(group, column.astype(np.float64, copy=False)).astype(np.float64, copy=False)
        for column in measures
    ]
    return distinct, sums


def _groups(keys: Sequence[Whole], lows: list[int], spans: list[int]) -> tuple[Whole, list[Whole]]:
    """Number the groups: which one each row is in, and the keys of each."""
    room = int(np.prod([float(span) for span in spans]))
    if room >= 2**62:
        stacked, group = np.unique(np.stack(keys, axis=1), axis=0, return_inverse=True)
        return group.ravel(), list(stacked.T)
    code = np.zeros(len(keys[0]), np.int64)
    for key, low, span in zip(keys, lows, spans, strict=True):
        code = code * span + (key - low)
    if room <= 4 * len(code) + 2**16:
        # A table of all possible keys is quicker than a sort where it is not much larger.
        taken = np.zeros(room, np.int64)
        taken[code] = 1
        present = np.flatnonzero(taken)
        group = (np.cumsum(taken) - 1)[code]
    else:
        present, group = np.unique(code, return_inverse=True)
    distinct = []
    for low, span in zip(reversed(lows), reversed(spans), strict=True):
        present, key = np.divmod(present, span)
        distinct.append(key + low)
    return group, distinct[::-1]


def columns_of(keys: Sequence[Whole], measures: dict[str, NDArray]) -> Columns:
    """Group rows into columns, sorted by key.

    Args:
        keys: One or two columns of shape `[n]`.
        measures: A column of shape `[n]` for each of `MEASURES`.
    """
    distinct, sums = total_by(keys, [measures[name] for name in MEASURES])
    second = distinct[1] if len(distinct) > 1 else np.zeros(len(distinct[0]), np.int64)
    counts = {name: column.astype(np.int32) for name, column in zip(COUNTS, sums, strict=False)}
    return Columns(first=distinct[0], second=second, **counts, heard_s=sums[-1])


def summed(parts: Sequence[Columns]) -> Columns:
    """Add up several columns, row by row of the same keys.

    Args:
        parts: Any number, in the order in which they are added.
    """
    if not parts:
        return columns_of([_NONE], dict.fromkeys(MEASURES, _NONE))
    whole = {name: np.concatenate([getattr(part, name) for part in parts]) for name in COLUMNS}
    return columns_of([whole["first"], whole["second"]], {name: whole[name] for name in MEASURES})


_NONE: Whole = np.empty(0, np.int64)
assert tuple(field.name for field in fields(Columns)) == COLUMNS
