"""The queue of a room: what comes, and who wants to hear it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from emomusic.errors import Conflict, NotFound
from emomusic.services.rooms.playing import LEAD_MS, go_on
from emomusic.services.rooms.room import RADIO, Entry, Room, Track, host_only, member_only, place_of

MOST_ENTRIES = 100
"""Songs that wait in a room at most."""


def add(
    room: Room, actor_id: int, tracks: Sequence[Track], now_ms: int, *, at_once: bool = False
) -> Room:
    """Put songs at the end of the queue; in a room without a song the first one starts.

    What the radio of the room chose comes after them, but for what somebody voted for.

    Args:
        room: The room.
        actor_id: Who brings them.
        tracks: The songs, in order.
        now_ms: The time.
        at_once: The host wants to hear them now, before all that waits.

    Raises:
        Forbidden: Who asks is not in the room, or wants it at once and is not the host.
        Conflict: So many don't fit.
    """
    member_only(room, actor_id)
    if at_once:
        host_only(room, actor_id, "choose what plays now")
    if not tracks:
        raise NotFound("These songs do not exist any more.")
    if len(room.queue) + len(tracks) > MOST_ENTRIES:
        raise Conflict(f"The queue of a room holds {MOST_ENTRIES} songs; take some out first.")
    fresh = tuple(
        Entry(room.next_key + place, track, actor_id) for place, track in enumerate(tracks)
    )
    place = 0 if at_once else _end_of_people(room.queue)
    queue = (*room.queue[:place], *fresh, *room.queue[place:])
    room = replace(room, queue=queue, next_key=room.next_key + len(fresh))
    if at_once or room.playing is None:
        return go_on(room, now_ms + LEAD_MS)
    return room


def _end_of_people(queue: Sequence[Entry]) -> int:
    place = len(queue)
    while place and queue[place - 1].added_by == RADIO and not queue[place - 1].votes:
        place -= 1
    return place


def vote(room: Room, actor_id: int, key: int, wanted: bool) -> Room:
    """Vote for a song, or take the vote back; one vote for each song and person.

    A vote lifts a song over those before it that have fewer; a vote that is taken back lets
    those after it that have more go first.

    Raises:
        Forbidden: Who asks is not in the room.
        NotFound: The entry is not there any more.
    """
    member_only(room, actor_id)
    place = place_of(room, key)
    entry = room.queue[place]
    if (actor_id in entry.votes) == wanted:
        return room
    others = tuple(one for one in entry.votes if one != actor_id)
    entry = replace(entry, votes=(*others, actor_id) if wanted else others)
    queue = [*room.queue[:place], *room.queue[place + 1 :]]
    count = len(entry.votes)
    if wanted:
        while place > 0 and len(queue[place - 1].votes) < count:
            place -= 1
    else:
        while place < len(queue) and len(queue[place].votes) > count:
            place += 1
    return replace(room, queue=(*queue[:place], entry, *queue[place:]))


def move(room: Room, actor_id: int, key: int, to: int) -> Room:
    """Put a song to another place of the queue, whatever the votes say.

    Raises:
        Forbidden: Who asks is not the host.
        NotFound: The entry is not there any more.
    """
    host_only(room, actor_id, "put the queue in order")
    place = place_of(room, key)
    queue = [*room.queue[:place], *room.queue[place + 1 :]]
    queue.insert(min(max(0, to), len(queue)), room.queue[place])
    return replace(room, queue=tuple(queue))


def remove(room: Room, actor_id: int, key: int) -> Room:
    """Take a song out of the queue: the host any, a guest what they brought themselves.

    Raises:
        Forbidden: It is somebody else's song, and who asks is not the host.
        NotFound: The entry is not there any more.
    """
    member_only(room, actor_id)
    place = place_of(room, key)
    if room.queue[place].added_by != actor_id:
        host_only(room, actor_id, "take out what others added")
    return replace(room, queue=(*room.queue[:place], *room.queue[place + 1 :]))


def clear(room: Room, actor_id: int) -> Room:
    """Empty the queue, and end the radio that would fill it; the song that plays goes on.

    Raises:
        Forbidden: Who asks is not the host.
    """
    host_only(room, actor_id, "empty the queue")
    return replace(room, queue=(), radio=None)
