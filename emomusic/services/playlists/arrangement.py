"""The order of one playlist while an edit changes it: keys and places, and nothing else of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence

from emomusic.services.playlists.edits import Spot
from emomusic.services.playlists.keeping import STEP

CLOSEST = 1e-6
"""How near the places of two neighbours may come before all are laid out anew."""


class Arrangement:
    """Entries in order, by their keys.

    Args:
        entries: Key and place of each, by place.
    """

    def __init__(self, entries: Iterable[tuple[str, float]]) -> None:
        self.places = dict(entries)
        """The place of each entry by its key."""
        self._order = list(self.places)
        self.is_anew = False
        """Whether all places were laid out anew."""

    def __len__(self) -> int:
        return len(self._order)

    def known(self, keys: Iterable[str]) -> list[str]:
        """Return those of some keys whose entries are there, each once, in the order given."""
        return [key for key in dict.fromkeys(keys) if key in self.places]

    def spots(self, keys: Collection[str]) -> dict[str, Spot]:
        """Say where entries stand, in the order of the list, to be put back one by one."""
        wanted, found = set(keys), {}
        before: str | None = None
        for key in self._order:
            if key in wanted:
                near = None if before is None else self.places[before]
                found[key] = Spot(after=before, near=near)
            before = key
        return found

    def take_out(self, keys: Collection[str]) -> None:
        """Take entries out of the order."""
        gone = set(keys)
        self._order = [key for key in self._order if key not in gone]
        for key in gone:
            self.places.pop(key, None)

    def put(self, keys: Sequence[str], spot: Spot) -> None:
        """Put entries, none of which is in the order, one after the other to a spot."""
        at = self._index(spot)
        low = self.places[self._order[at - 1]] if at > 0 else None
        high = self.places[self._order[at]] if at < len(self._order) else None
        self._order[at:at] = keys
        if low is None:
            first, step = (high or 0.0) - len(keys) * STEP, STEP
        elif high is None:
            first, step = low + STEP, STEP
        else:
            step = (high - low) / (len(keys) + 1)
            first = low + step
            if step < CLOSEST:
                self._lay_out_anew()
                return
        for number, key in enumerate(keys):
            self.places[key] = first + number * step

    def _index(self, spot: Spot) -> int:
        if spot.at_end:
            return len(self._order)
        if spot.after is None:
            return 0
        if spot.after in self.places:
            return self._order.index(spot.after) + 1
        if spot.near is None:
            return len(self._order)
        return bisect_right(self._order, spot.near, key=lambda key: self.places[key])

    def _lay_out_anew(self) -> None:
        self.is_anew = True
        self.places = {key: number * STEP for number, key in enumerate(self._order)}
