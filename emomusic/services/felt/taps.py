"""Taps on the plane: what a person felt at a second of a song.

Every tap carries an id that the browser made, so a tap that is sent again after a lost answer is
one tap. What the model heard there is read from the stored curve, and never told by a browser.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from emomusic.emotion import unpack_curve
from emomusic.errors import InvalidInput
from emomusic.services.felt.heard import heard_at
from emomusic.services.felt.words import difference_words
from emomusic.services.listening import Receipt
from emomusic.services.playback_events import FUTURE_S, SONG_SLACK_S, Refusal
from emomusic.store.database import session, upsert
from emomusic.store.discovery_tables import FeltEmotion
from emomusic.store.tables import Song, SongEmotion, now

MOST_AT_ONCE = 100
"""Taps that may be told in one go."""

MOST_OF_A_SONG = 500
"""Taps that a person may have in one song."""

PAGE_MAX = 100
"""Taps of one page at most."""

_LATE = timedelta(days=30)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_Unit = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class ToldTap(BaseModel):
    """A tap as a browser tells it.

    Attributes:
        event_id: Made by the browser for this tap; the same when it is sent again.
        song_id: The song.
        at_s: Second of the song.
        valence: 0..1, as felt.
        arousal: 0..1, as felt.
        at_ms: When, by the browser's clock, in milliseconds since 1970.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    event_id: UUID
    song_id: Annotated[int, Field(gt=0, lt=2**31)]
    at_s: Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]
    valence: _Unit
    arousal: _Unit
    at_ms: Annotated[int, Field(ge=0, lt=2**47)]


class TapOrder(StrEnum):
    """Orders of one's own taps."""

    NEWEST = "newest"
    FURTHEST = "furthest"


@dataclass(frozen=True, slots=True)
class TapView:
    """A tap as its owner sees it.

    Attributes:
        tap_id: The id that the browser made.
        song_id: The song.
        at_s: Second of the song.
        valence: 0..1, as felt.
        arousal: 0..1, as felt.
        heard_valence: 0..1, of the model there; None where it was not sure.
        heard_arousal: 0..1, as above.
        words: How it is felt beside how it is heard; empty where the model was not sure.
        felt_at: When.
    """

    tap_id: str
    song_id: int
    at_s: float
    valence: float
    arousal: float
    heard_valence: float | None
    heard_arousal: float | None
    words: str
    felt_at: datetime


def record(user_id: int, told: Sequence[Any]) -> Receipt:
    """Keep what a person felt; a bad tap is refused alone.

    Args:
        user_id: Who, by their session.
        told: The taps, mappings that are like `ToldTap`.

    Returns:
        How many were new, how many had been told before, and which are not taken.

    Raises:
        InvalidInput: There are more than `MOST_AT_ONCE`; nothing is kept.
        Unavailable: The database can't be reached. What is told may be sent again.
    """
    if len(told) > MOST_AT_ONCE:
        raise InvalidInput(f"At most {MOST_AT_ONCE} taps can be told at once.")
    accepted = known = 0
    refused: list[Refusal] = []
    with session(write=True) as writing:
        for one in told:
            tap = _understood(one)
            if isinstance(tap, Refusal):
                refused.append(tap)
            elif isinstance(became := _keep(writing, user_id, tap), Refusal):
                refused.append(became)
            elif became:
                accepted += 1
            else:
                known += 1
    return Receipt(accepted, known, tuple(refused))


def _understood(told: Any) -> ToldTap | Refusal:
    try:
        return ToldTap.model_validate(told)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        event_id = told.get("event_id") if isinstance(told, Mapping) else None
        where = ".".join(str(part) for part in first["loc"][:2])
        return Refusal(
            event_id[:64] if isinstance(event_id, str) else "",
            f"{where}: {first['msg']}." if where else "This is no felt emotion.",
        )


def _keep(writing: Session, user_id: int, tap: ToldTap) -> bool | Refusal:
    """Store a tap; returns whether it was new."""
    tap_id = str(tap.event_id)
    known = writing.exec(select(FeltEmotion).where(col(FeltEmotion.tap_id) == tap_id)).first()
    if known is not None:
        return False if known.user_id == user_id else Refusal(tap_id, "It is not yours.")
    song, heard = writing.get(Song, tap.song_id), writing.get(SongEmotion, tap.song_id)
    why = _why_not(writing, user_id, tap, song, heard)
    if why or heard is None:
        return Refusal(tap_id, why)
    valence, arousal = heard_at(unpack_curve(heard.curve), tap.at_s)
    # Two tabs may tell the same tap at once: the unique index lets one of them in.
    statement = upsert(writing, FeltEmotion).values(
        tap_id=tap_id,
        user_id=user_id,
        song_id=tap.song_id,
        at_s=tap.at_s,
        valence=tap.valence,
        arousal=tap.arousal,
        heard_valence=valence,
        heard_arousal=arousal,
        model=heard.model,
        felt_at=_when(tap.at_ms),
    )
    added = statement.on_conflict_do_nothing().returning(col(FeltEmotion.id))
    return writing.connection().execute(added).first() is not None


def _why_not(
    writing: Session, user_id: int, tap: ToldTap, song: Song | None, heard: SongEmotion | None
) -> str:
    if song is None:
        return "There is no such song."
    if heard is None:
        return "This song has not been heard yet."
    if tap.at_s > song.duration_s + SONG_SLACK_S:
        return "The song is not that long."
    mine = select(func.count()).where(
        col(FeltEmotion.user_id) == user_id, col(FeltEmotion.song_id) == tap.song_id
    )
    if writing.exec(mine).one() >= MOST_OF_A_SONG:
        return f"A song holds {MOST_OF_A_SONG} of your taps, and these are full."
    return ""


def _when(at_ms: int) -> datetime:
    """A browser's clock, as far as it can be right; otherwise the server's."""
    told, at = _EPOCH + timedelta(milliseconds=at_ms), now()
    return told if at - _LATE <= told <= at + timedelta(seconds=FUTURE_S) else at


def undo(user_id: int, tap_id: str) -> bool:
    """Take a tap back; to do it twice changes nothing.

    Args:
        user_id: Whose; nobody takes back what others felt.
        tap_id: Which.

    Returns:
        Whether it was there.
    """
    with session(write=True) as writing:
        done = writing.connection().execute(
            delete(FeltEmotion).where(
                col(FeltEmotion.user_id) == user_id, col(FeltEmotion.tap_id) == tap_id
            )
        )
        return done.rowcount > 0


def taps_in(user_id: int, song_id: int) -> tuple[TapView, ...]:
    """Return what a person felt in a song, by its seconds.

    Args:
        user_id: Who.
        song_id: The song; one that does not exist has no taps.
    """
    query = select(FeltEmotion).where(
        col(FeltEmotion.user_id) == user_id, col(FeltEmotion.song_id) == song_id
    )
    with session() as reading:
        return tuple(map(_view, reading.exec(query.order_by(col(FeltEmotion.at_s))).all()))


def taps_of(
    user_id: int, order: TapOrder = TapOrder.NEWEST, offset: int = 0, limit: int = PAGE_MAX
) -> tuple[tuple[TapView, ...], int]:
    """Return a page of what a person felt.

    Args:
        user_id: Who.
        order: The latest first, or the furthest from what the model hears first.
        offset: Taps to skip.
        limit: Taps to return, at most `PAGE_MAX`.

    Returns:
        The taps, and how many there are in all.
    """
    across = col(FeltEmotion.valence) - col(FeltEmotion.heard_valence)
    up = col(FeltEmotion.arousal) - col(FeltEmotion.heard_arousal)
    newest = (col(FeltEmotion.felt_at).desc(), col(FeltEmotion.id).desc())
    furthest = ((across * across + up * up).desc().nulls_last(), *newest)
    mine = col(FeltEmotion.user_id) == user_id
    query = (
        select(FeltEmotion)
        .where(mine)
        .order_by(*(furthest if order is TapOrder.FURTHEST else newest))
        .offset(max(0, offset))
        .limit(min(max(1, limit), PAGE_MAX))
    )
    with session() as reading:
        taps = tuple(map(_view, reading.exec(query).all()))
        return taps, reading.exec(select(func.count()).where(mine)).one()


def _view(felt: FeltEmotion) -> TapView:
    return TapView(
        tap_id=felt.tap_id,
        song_id=felt.song_id,
        at_s=felt.at_s,
        valence=felt.valence,
        arousal=felt.arousal,
        heard_valence=felt.heard_valence,
        heard_arousal=felt.heard_arousal,
        words=_words(felt),
        felt_at=felt.felt_at,
    )


def _words(felt: FeltEmotion) -> str:
    if felt.heard_valence is None or felt.heard_arousal is None:
        return ""
    return difference_words(felt.valence - felt.heard_valence, felt.arousal - felt.heard_arousal)
