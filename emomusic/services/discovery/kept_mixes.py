"""The mixes that were made for somebody's day, as the database keeps them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from emomusic.errors import NotFound
from emomusic.services import friends, privacy
from emomusic.services.discovery.mixes import Mix, Special
from emomusic.services.reading import song_views
from emomusic.services.turns import take_turn
from emomusic.services.views import SongView
from emomusic.store.database import session
from emomusic.store.discovery_tables import DailyMix


@dataclass(frozen=True, slots=True)
class CoverOf:
    """One of the covers of a mix."""

    cover: str
    album: str


@dataclass(frozen=True, slots=True)
class MixCard:
    """A mix as a card.

    Attributes:
        key: Of the mix; it is played as `mix:KEY`.
        title: Its name.
        why: Why these songs.
        covers: Four, of which some are the same where there are few; or a single one.
        song_count: Songs whose file is there.
        duration_s: How long they last.
        valence: Mean of its songs, 0..1, or None where nothing is known.
        arousal: Mean of its songs, 0..1, or None where nothing is known.
    """

    key: str
    title: str
    why: str
    covers: tuple[CoverOf, ...]
    song_count: int
    duration_s: float
    valence: float | None
    arousal: float | None


@dataclass(frozen=True, slots=True)
class MixDetail:
    """A mix and its songs, in playing order."""

    card: MixCard
    songs: tuple[SongView, ...]


def cards_of(user_id: int, day: date) -> tuple[MixCard, ...]:
    """Return the mixes that were made for a day, in their order.

    Args:
        user_id: Whose.
        day: By their clock.

    Returns:
        The cards; none where none were made, and without mixes of which all songs are gone.
    """
    with session() as opened:
        rows = opened.exec(
            select(DailyMix)
            .where(DailyMix.user_id == user_id, DailyMix.day == day)
            .order_by(col(DailyMix.position))
        ).all()
        details = [_detail(opened, row, user_id) for row in rows]
    return tuple(one.card for one in details if one.songs)


def mix_of(user_id: int, key: str) -> MixDetail:
    """Return a mix of the day for which mixes were made last.

    Args:
        user_id: Whose.
        key: Of the mix.

    Raises:
        NotFound: There is none of that key.
    """
    with session() as opened:
        row = _newest(opened, user_id, key)
        if row is None:
            raise NotFound("There is no such mix today. Your mixes are on the first page.")
        return _detail(opened, row, user_id)


def songs_of_mix(opened: Session, user_id: int, key: str) -> list[int]:
    """Return the songs of a mix of the day for which mixes were made last.

    Args:
        opened: Any session.
        user_id: Whose.
        key: Of the mix; of an unknown one there are none.
    """
    row = _newest(opened, user_id, key)
    return _ids(row) if row is not None else []


def shown_friends(user_id: int) -> frozenset[int]:
    """Return the friends of somebody who let them see what they hear."""
    theirs = friends.friend_ids(user_id)
    return theirs - privacy.hidden_among(theirs) - privacy.untracked_among(theirs)


def keep(user_id: int, day: date, mixes: Sequence[Mix]) -> None:
    """Keep the mixes of a day; where some were kept already, those stay.

    Args:
        user_id: Whose.
        day: By their clock.
        mixes: In the order in which they are shown.
    """
    with session(write=True) as opened:
        take_turn(opened, f"mixes/{user_id}")
        mine = col(DailyMix.user_id) == user_id
        if opened.exec(select(DailyMix.key).where(mine, DailyMix.day == day)).first():
            return
        opened.connection().execute(
            delete(DailyMix).where(mine, col(DailyMix.day) < day - timedelta(days=1))
        )
        for position, mix in enumerate(mixes):
            opened.add(
                DailyMix(
                    user_id=user_id,
                    day=day,
                    key=mix.key,
                    position=position,
                    title=mix.title,
                    why=mix.why,
                    song_ids=json.dumps(mix.song_ids),
                )
            )


def as_detail(mix: Mix, user_id: int) -> MixDetail:
    """Show a mix that is not kept.

    Args:
        mix: The mix.
        user_id: Whose likes are marked.
    """
    with session() as opened:
        return _shown(mix.key, mix.title, mix.why, song_views(opened, mix.song_ids, user_id))


def _newest(opened: Session, user_id: int, key: str) -> DailyMix | None:
    if key == Special.FRIENDS and not shown_friends(user_id):
        return None  # who showed what they hear changed their mind
    day = opened.exec(select(func.max(DailyMix.day)).where(DailyMix.user_id == user_id)).one()
    return opened.get(DailyMix, (user_id, day, key)) if day else None


def _ids(row: DailyMix) -> list[int]:
    return [int(one) for one in json.loads(row.song_ids)]


def _detail(opened: Session, row: DailyMix, user_id: int) -> MixDetail:
    return _shown(row.key, row.title, row.why, song_views(opened, _ids(row), user_id))


def _shown(key: str, title: str, why: str, views: Sequence[SongView]) -> MixDetail:
    songs = tuple(song for song in views if not song.missing)
    covers = list({song.cover: CoverOf(song.cover, song.album) for song in songs}.values())
    felt = [song for song in songs if song.valence is not None and song.arousal is not None]
    card = MixCard(
        key=key,
        title=title,
        why=why,
        covers=_four(covers),
        song_count=len(songs),
        duration_s=sum(song.duration_s for song in songs),
        valence=sum(song.valence or 0 for song in felt) / len(felt) if felt else None,
        arousal=sum(song.arousal or 0 for song in felt) / len(felt) if felt else None,
    )
    return MixDetail(card, songs)


def _four(covers: Sequence[CoverOf]) -> tuple[CoverOf, ...]:
    """The first four; two or three are filled up so that equal ones don't touch."""
    order = {0: (), 1: (0,), 2: (0, 1, 1, 0), 3: (0, 1, 2, 0)}.get(len(covers), (0, 1, 2, 3))
    return tuple(covers[number] for number in order)
