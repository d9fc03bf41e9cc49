"""What an edit of a playlist is: songs put in, moved or taken out, told by the keys of entries.

A place in the list is told as "after that entry". Where somebody else took the entry out meanwhile,
the place at which it stood still says where: no edit is lost because another came first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something goes.

    Attributes:
        after: Key of the entry before it; None for the beginning of the list.
        near: The place at which that entry stood, for when it is gone; None where nobody knows,
            and then it goes to the end.
        at_end: It goes to the end, whatever is there.
    """

    after: str | None = None
    near: float | None = None
    at_end: bool = False


END = Spot(at_end=True)


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A song to be put in.

    Attributes:
        key: By which the entry is named from now on.
        song_id: The song.
    """

    key: str
    song_id: int


@dataclass(frozen=True, slots=True)
class Insert:
    """Put songs in, one after the other, from a spot on."""

    entries: tuple[NewEntry, ...]
    spot: Spot = END


@dataclass(frozen=True, slots=True)
class Inserts:
    """Put songs in at several spots; a spot may be told by an entry that comes in before."""

    parts: tuple[Insert, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """Move entries, as many as are still there, one after the other, to a spot."""

    keys: tuple[str, ...]
    spot: Spot


@dataclass(frozen=True, slots=True)
class Remove:
    """Take entries out, as many as are still there."""

    keys: tuple[str, ...]


Edit = Insert | Inserts | Move | Remove


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry as it was before an edit, and where."""

    key: str
    song_id: int
    added_by: int | None
    added_at: datetime
    spot: Spot


@dataclass(frozen=True, slots=True)
class Inverse:
    """What undoes an edit.

    Attributes:
        remove: Entries that it put in.
        restore: Entries that it took out or moved, in the order of the list.
    """

    remove: tuple[str, ...] = ()
    restore: tuple[Kept, ...] = ()


_INVERSE = TypeAdapter(Inverse)


def pack(inverse: Inverse) -> str:
    """Write an inverse as JSON, for `PlaylistEdit.inverse`."""
    return _INVERSE.dump_json(inverse).decode()


def unpack(text: str) -> Inverse:
    """Read what `pack` wrote."""
    return _INVERSE.validate_json(text)
