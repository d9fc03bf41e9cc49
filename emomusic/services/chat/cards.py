"""Music in a message: a browser says which, and the catalogue says what it is.

A card keeps the words of when it was sent, so that it stays readable when the song is gone. What
has no id of its own, such as somebody's liked songs or what a queue holds, is sent as the list of
songs that it was.
"""

from __future__ import annotations

import math
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from emomusic.emotion import MOODS, Mood, unpack_curve
from emomusic.errors import InvalidInput, NotFound
from emomusic.services import catalogue
from emomusic.services.access import Person
from emomusic.services.chat.views import CardKind, CardView
from emomusic.services.orders import SourceKind
from emomusic.services.views import SongView
from emomusic.store.database import session
from emomusic.store.mongo import Document
from emomusic.store.tables import SongEmotion

MOST_SONGS = 200
"""Songs of a list in a card."""

SongId = Annotated[int, Field(gt=0, lt=2**63)]


class CardRequest(BaseModel):
    """Which music goes with a message.

    Attributes:
        kind: What it is.
        id: The song of a song or a moment, or the album.
        at_s: Where a moment begins, in seconds.
        song_ids: The songs of a list, in order; none means the sender's liked songs.
        title: What a list is called.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: CardKind
    id: Annotated[int, Field(ge=0, lt=2**63)] = 0
    at_s: Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)] = 0.0
    song_ids: Annotated[tuple[SongId, ...], Field(max_length=MOST_SONGS)] = ()
    title: Annotated[str, Field(max_length=100)] = ""


def make_card(wanted: CardRequest, person: Person) -> CardView:
    """Make a card of what a browser wants to send.

    Args:
        wanted: Which music.
        person: Who sends it.

    Returns:
        The card, in the words of the catalogue.

    Raises:
        InvalidInput: There is no such music.
    """
    try:
        if wanted.kind is CardKind.ALBUM:
            return _album(wanted.id, person)
        if wanted.kind is CardKind.SONGS:
            return _songs(wanted, person)
        return _song(wanted, person)
    except NotFound as error:
        raise InvalidInput("The music of this card is not in the library.") from error


def _song(wanted: CardRequest, person: Person) -> CardView:
    song = catalogue.song(wanted.id, person.id).song
    at_s, valence, arousal, mood = 0.0, song.valence, song.arousal, song.mood
    if wanted.kind is CardKind.MOMENT:
        at_s = min(wanted.at_s, max(0.0, song.duration_s - 1.0))
        felt = _felt(song.id, at_s)
        if felt is not None:
            valence, arousal, mood = felt
    return CardView(
        kind=wanted.kind,
        id=song.id,
        title=song.title,
        by=_artists(song),
        cover=song.cover,
        at_s=round(at_s, 2),
        valence=valence,
        arousal=arousal,
        mood=mood,
        song_ids=(),
        song_count=1,
        duration_s=song.duration_s,
    )


def _artists(song: SongView) -> str:
    return ", ".join(artist.name for artist in song.artists)


def _felt(song_id: int, at_s: float) -> tuple[float, float, str] | None:
    """Return valence, arousal and mood of a moment; None where the song was not heard yet."""
    with session() as reading:
        heard = reading.get(SongEmotion, song_id)
    if heard is None:
        return None
    curve = unpack_curve(heard.curve)
    entry = min(max(math.floor(at_s / curve.hop_s), 0), len(curve) - 1)
    mood = MOODS[int(curve.moods[entry].argmax())] if curve.confident[entry] else Mood.UNSURE
    return round(float(curve.valence[entry]), 4), round(float(curve.arousal[entry]), 4), mood


def _album(album_id: int, person: Person) -> CardView:
    album = catalogue.album(album_id, person.id).album
    return CardView(
        kind=CardKind.ALBUM,
        id=album.id,
        title=album.title,
        by=album.artist,
        cover=album.cover,
        at_s=0.0,
        valence=album.valence,
        arousal=album.arousal,
        mood="",
        song_ids=(),
        song_count=album.song_count,
        duration_s=album.duration_s,
    )


def _songs(wanted: CardRequest, person: Person) -> CardView:
    ids = wanted.song_ids or catalogue.song_ids(SourceKind.LIKED, None, person.id)[:MOST_SONGS]
    songs = catalogue.songs_by_ids(ids, person.id)
    if not songs:
        raise NotFound("There is nothing to play here.")
    heard = [song for song in songs if song.valence is not None and song.arousal is not None]
    count = len(heard)
    title = "Queue" if wanted.song_ids else "Liked songs"
    return CardView(
        kind=CardKind.SONGS,
        id=0,
        title=" ".join(wanted.title.split()) or title,
        by=person.name,
        cover=next((song.cover for song in songs if song.cover), ""),
        at_s=0.0,
        valence=sum(song.valence or 0.0 for song in heard) / count if count else None,
        arousal=sum(song.arousal or 0.0 for song in heard) / count if count else None,
        mood="",
        song_ids=tuple(song.id for song in songs),
        song_count=len(songs),
        duration_s=sum(song.duration_s for song in songs),
    )


def card_document(card: CardView) -> Document:
    """Bring a card to the form in which MongoDB keeps it.

    Args:
        card: The card.
    """
    return {
        "kind": card.kind.value,
        "id": card.id,
        "title": card.title,
        "by": card.by,
        "cover": card.cover,
        "at_s": card.at_s,
        "valence": card.valence,
        "arousal": card.arousal,
        "mood": str(card.mood),
        "song_ids": list(card.song_ids),
        "song_count": card.song_count,
        "duration_s": card.duration_s,
    }


def card_view(document: Any) -> CardView | None:
    """Read a card back.

    Args:
        document: As `card_document` made it, or None.
    """
    if not document:
        return None
    kept = {**document, "kind": CardKind(document["kind"])}
    return CardView(**{**kept, "song_ids": tuple(document["song_ids"])})
