"""The play queue of each person, as their browser last told it."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from emomusic.errors import InvalidInput, NotFound
from emomusic.services.orders import SOURCE_MAX
from emomusic.services.reading import possible_ids, song_views
from emomusic.services.views import SongView
from emomusic.store.database import session, upsert
from emomusic.store.tables import PlayQueue, RepeatMode, now

QUEUE_MAX = SOURCE_MAX
"""Songs that a queue holds at most."""


@dataclass(frozen=True, slots=True)
class QueueState:
    """A queue as a browser sends it.

    Attributes:
        song_ids: The songs in playing order; a song may be there twice.
        current: Index of the current song in `song_ids`; 0 when there is none.
        position_s: Where it is in the current song, in seconds.
        shuffle: Whether the order is a shuffled one.
        repeat: What happens at the end.
    """

    song_ids: tuple[int, ...] = ()
    current: int = 0
    position_s: float = 0.0
    shuffle: bool = False
    repeat: RepeatMode = RepeatMode.OFF


@dataclass(frozen=True, slots=True)
class QueueView:
    """A queue as a browser gets it; but for `songs`, the same as `QueueState`."""

    songs: tuple[SongView, ...] = ()
    current: int = 0
    position_s: float = 0.0
    shuffle: bool = False
    repeat: RepeatMode = RepeatMode.OFF

    @property
    def song_ids(self) -> tuple[int, ...]:
        """The ids of the songs, in playing order."""
        return tuple(one.id for one in self.songs)


def save_queue(user_id: int, queue: QueueView | QueueState) -> None:
    """Keep a person's queue in place of the one before.

    Args:
        user_id: Whose.
        queue: The queue; songs that are unknown are dropped when it is loaded.

    Raises:
        InvalidInput: It is too long, or its numbers make no sense.
        NotFound: There is no such person any more.
    """
    _check(queue)
    values = {
        "song_ids": json.dumps(queue.song_ids, separators=(",", ":")),
        "current": queue.current,
        "position_s": queue.position_s,
        "shuffle": queue.shuffle,
        "repeat": queue.repeat,
        "updated_at": now(),
    }
    with session(write=True) as opened:
        statement = upsert(opened, PlayQueue).values(user_id=user_id, **values)
        try:
            opened.connection().execute(
                statement.on_conflict_do_update(index_elements=["user_id"], set_=values)
            )
        except IntegrityError as error:
            raise NotFound("This account does not exist any more.") from error


def load_queue(user_id: int) -> QueueView:
    """Return a person's queue, empty when none was saved.

    Songs that were deleted since are gone from it; when the current one is, the next one is
    current and starts at its beginning. Vanished songs stay, marked.

    Args:
        user_id: Whose.
    """
    with session() as opened:
        kept = opened.get(PlayQueue, user_id)
        if kept is None:
            return QueueView()
        ids: list[int] = json.loads(kept.song_ids)
        songs = song_views(opened, ids, user_id)
    known = {one.id for one in songs}
    before = sum(1 for one in ids[: kept.current] if one in known)
    is_whole = not ids or ids[min(kept.current, len(ids) - 1)] in known
    return QueueView(
        songs=songs,
        current=min(before, max(len(songs) - 1, 0)),
        position_s=kept.position_s if is_whole and songs else 0.0,
        shuffle=kept.shuffle,
        repeat=kept.repeat,
    )


def _check(queue: QueueView | QueueState) -> None:
    ids: Sequence[int] = queue.song_ids
    if len(ids) > QUEUE_MAX:
        raise InvalidInput(f"A queue holds at most {QUEUE_MAX} songs.")
    if len(possible_ids(ids)) != len(set(ids)):
        raise InvalidInput("The queue names a song that can't exist.")
    if not 0 <= queue.current < max(len(ids), 1):
        raise InvalidInput("The queue's current song is outside the queue.")
    if not (math.isfinite(queue.position_s) and 0 <= queue.position_s < 1e6):
        raise InvalidInput("The queue's position is not a time.")
