"""The entries of one playlist in order, while an edit changes them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from emomusic.services.playlists.edits import Kept, Spot
from emomusic.services.playlists.keeping import STEP
from emomusic.store.playlist_tables import PlaylistEntry

CLOSEST = 1e-6
"""How near the places of two neighbours may come before all are laid out anew."""


class Arrangement:
    """Entries in order; what changes them keeps `place` and the order together.

    Args:
        entries: By place; changed where they stand.
    """

    def __init__(self, entries: Iterable[PlaylistEntry]) -> None:
        self.entries = list(entries)
        self.is_anew = False
        """Whether all places were laid out anew."""

    def __len__(self) -> int:
        return len(self.entries)

    def find(self, keys: Iterable[str]) -> list[PlaylistEntry]:
        """Return entries in the order of the keys, each once, those that are gone left out."""
        by_key = {one.key: one for one in self.entries}
        return [by_key[key] for key in dict.fromkeys(keys) if key in by_key]

    def kept(self, chosen: Sequence[PlaylistEntry]) -> tuple[Kept, ...]:
        """Describe entries as they stand, in the order of the list, to be restored one by one."""
        keys = {one.key for one in chosen}
        found: list[Kept] = []
        before: PlaylistEntry | None = None
        for one in self.entries:
            if one.key in keys:
                after = before.key if before else None
                spot = Spot(after=after, near=before.place if before else None)
                found.append(Kept(one.key, one.song_id, one.added_by, one.added_at, spot))
            before = one
        return tuple(found)

    def take_out(self, chosen: Sequence[PlaylistEntry]) -> None:
        """Take entries out of the order."""
        keys = {one.key for one in chosen}
        self.entries = [one for one in self.entries if one.key not in keys]

    def put(self, new: Sequence[PlaylistEntry], spot: Spot) -> None:
        """Put entries, none of which is in the order, one after the other to a spot."""
        at = self._index(spot)
        low = self.entries[at - 1].place if at > 0 else None
        high = self.entries[at].place if at < len(self.entries) else None
        self.entries[at:at] = new
        if low is not None and high is not None:
            gap = (high - low) / (len(new) + 1)
            if gap < CLOSEST:
                self._lay_out_anew()
                return
            for number, one in enumerate(new, 1):
                one.place = low + number * gap
            return
        first = low + STEP if low is not None else (high or 0.0) - len(new) * STEP
        for number, one in enumerate(new):
            one.place = first + number * STEP

    def _index(self, spot: Spot) -> int:
        if spot.at_end:
            return len(self.entries)
        if spot.after is None:
            return 0
        for index, one in enumerate(self.entries):
            if one.key == spot.after:
                return index + 1
        if spot.near is None:
            return len(self.entries)
        return bisect_right([one.place for one in self.entries], spot.near)

    def _lay_out_anew(self) -> None:
        self.is_anew = True
        for number, one in enumerate(self.entries):
            one.place = number * STEP
