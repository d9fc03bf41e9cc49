"""A radio in a room: it fills the room's queue before that runs out, and learns from skips.

It belongs to the room and not to a browser, so it plays on when the host changes. What people
add goes before its songs that wait.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from emomusic.errors import NotFound
from emomusic.services.discovery.radio import Tuning
from emomusic.services.discovery.radio import radio as next_songs
from emomusic.services.discovery.seeds import SeedKind
from emomusic.services.rooms.keeping import tracks_of
from emomusic.services.rooms.line import MOST_ENTRIES
from emomusic.services.rooms.playing import AHEAD_MS, LEAD_MS, go_on
from emomusic.services.rooms.room import RADIO, Entry, Radio, Room, Track, host_only

AT_ONCE = 6
LEAST_AHEAD = 3

_MOST_RECENT = 400
_MOST_LEARNT = 40
_SKIPPED_BEFORE = 0.5
_HEARD_FROM = 0.9


def may_begin(room: Room, actor_id: int) -> None:
    """Refuse who may not start a radio.

    Raises:
        Forbidden: Who asks is not the host.
    """
    host_only(room, actor_id, "start a radio here")


def choose(room: Room, radio: Radio) -> tuple[Track, ...]:
    """Choose the next songs of a radio.

    Args:
        room: The room; what plays and waits in it does not come.
        radio: What is known of the wish.

    Raises:
        InvalidInput: The seed makes no sense.
        NotFound: There is no such seed, or nothing to play.
    """
    waiting = [one.track.song_id for one in (*_current(room), *room.queue)]
    tuning = Tuning(
        radio.seed,
        recent=(*radio.recent, *waiting),
        skipped=radio.skipped,
        heard=radio.heard,
        count=AT_ONCE,
    )
    return tracks_of(next_songs(tuning))


def begin(room: Room, actor_id: int, radio: Radio, tracks: Sequence[Track], now_ms: int) -> Room:
    """Start a radio: its first song plays at once, or after the song whose moment it is from.

    Args:
        room: The room.
        actor_id: Who asks.
        radio: What it starts from.
        tracks: Its first songs.
        now_ms: The time.

    Raises:
        Forbidden: Who asks is not the host.
        NotFound: There is nothing to play.
    """
    may_begin(room, actor_id)
    if not tracks:
        raise NotFound("There is nothing to play here yet.")
    room = replace(room, radio=radio, queue=_of_people(room))
    follows = radio.seed.startswith(f"{SeedKind.MOMENT}:") and room.playing is not None
    room = _with(room, tracks)
    if follows:
        return room
    first = next(one for one in room.queue if one.key == room.next_key - len(tracks))
    others = tuple(one for one in room.queue if one is not first)
    return go_on(replace(room, queue=(first, *others)), now_ms + LEAD_MS)


def end(room: Room, actor_id: int) -> Room:
    """Let the radio end with the songs that wait.

    Raises:
        Forbidden: Who asks is not the host.
    """
    host_only(room, actor_id, "end the radio")
    return replace(room, radio=None)


def is_short(room: Room) -> bool:
    """Say whether a radio plays and fewer songs wait than it keeps ahead."""
    return room.radio is not None and len(room.queue) < LEAST_AHEAD


def fill(room: Room, seed: str, tracks: Sequence[Track], now_ms: int) -> Room:
    """Let a radio bring songs; nothing where another worker was first, or it plays no longer.

    Args:
        room: The room.
        seed: Of the radio that they were chosen for.
        tracks: The songs.
        now_ms: The time.
    """
    if room.radio is None or room.radio.seed != seed or not is_short(room) or not tracks:
        return room
    room = _with(room, tracks)
    return room if room.playing is not None else go_on(room, now_ms + LEAD_MS)


def learnt(before: Room, after: Room, now_ms: int) -> Room:
    """Let the radio learn from a song of its own that was left.

    A song left before its half counts as skipped, and what waits of the radio is chosen anew but
    for what somebody voted for.

    Args:
        before: The room while the song played.
        after: The room as it is without it.
        now_ms: The time.
    """
    left, radio = before.playing, after.radio
    if left is None or radio is None or left.added_by != RADIO:
        return after
    if after.playing is not None and after.playing.key == left.key:
        return after
    part = before.position_at(now_ms) / max(left.track.duration_s, 0.001)
    ran_out = before.ends_ms is not None and before.ends_ms <= now_ms + AHEAD_MS
    if ran_out or part >= _HEARD_FROM:
        return replace(after, radio=_noted(radio, left.track.song_id, skipped=False))
    if part >= _SKIPPED_BEFORE:
        return after
    stay = _of_people(after)
    back = {one.track.song_id for one in after.queue if one not in stay}
    radio = replace(radio, recent=tuple(one for one in radio.recent if one not in back))
    radio = _noted(radio, left.track.song_id, skipped=True)
    return replace(after, radio=radio, queue=stay)


def _current(room: Room) -> tuple[Entry, ...]:
    return (room.playing,) if room.playing is not None else ()


def _of_people(room: Room) -> tuple[Entry, ...]:
    """What waits because somebody added it or voted for it."""
    return tuple(one for one in room.queue if one.added_by != RADIO or one.votes)


def _with(room: Room, tracks: Sequence[Track]) -> Room:
    """The room with songs of its radio at the end of its queue."""
    assert room.radio is not None
    kept = room.queue[: MOST_ENTRIES - len(tracks)]
    fresh = tuple(Entry(room.next_key + place, track, RADIO) for place, track in enumerate(tracks))
    ids = tuple(one.song_id for one in tracks)
    known = tuple(one for one in room.radio.recent if one not in ids)
    radio = replace(room.radio, recent=(*known, *ids)[-_MOST_RECENT:])
    next_key = room.next_key + len(fresh)
    return replace(room, radio=radio, queue=(*kept, *fresh), next_key=next_key)


def _noted(radio: Radio, song_id: int, *, skipped: bool) -> Radio:
    """The last word on a song counts."""
    were_skipped = tuple(one for one in radio.skipped if one != song_id)
    were_heard = tuple(one for one in radio.heard if one != song_id)
    if skipped:
        were_skipped = (*were_skipped, song_id)[-_MOST_LEARNT:]
    else:
        were_heard = (*were_heard, song_id)[-_MOST_LEARNT:]
    return replace(radio, skipped=were_skipped, heard=were_heard)
