"""The year in review as cards: what each says, and what the browser draws.

The words are made here, so that the picture and what a screen reader says are the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from emomusic.services.analytics.credited import Named, Names
from emomusic.services.analytics.mine import Tally
from emomusic.services.analytics.words import counted, minutes, percent
from emomusic.services.analytics.year import YearReview


class CardKind(StrEnum):
    """What is drawn under a card's first lines."""

    PIXELS = "pixels"
    LIST = "list"
    PLANE = "plane"
    FACTS = "facts"


@dataclass(frozen=True, slots=True)
class CardLine:
    """One line of a card.

    Attributes:
        text: Large.
        detail: Small, under or beside it.
        cover: Name of a cover's thumbnails, or empty.
    """

    text: str
    detail: str
    cover: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One card.

    Attributes:
        key: Names it, also in the file that it is saved as.
        kind: How it is drawn.
        title: Its first line.
        lead: What is shown largest.
        lines: What follows.
        mood: Whose colour it has; empty for that of no emotion.
        says: All of it in words.
    """

    key: str
    kind: CardKind
    title: str
    lead: str
    lines: tuple[CardLine, ...]
    mood: str
    says: str


def cards_of(review: YearReview, names: Names) -> tuple[Card, ...]:
    """Make the cards of a year.

    Args:
        review: The year; one without a listen has no cards.
        names: Of its favourites.

    Returns:
        The cards; what is not known has none.
    """
    if not review.amount.listens:
        return ()
    made = (
        _amount(review),
        _list(review, "songs", "My songs of", review.songs, names.songs),
        _list(review, "artists", "My artists of", review.artists, names.artists),
        _list(review, "albums", "My albums of", review.albums, names.albums),
        _emotion(review),
        _days(review),
    )
    return tuple(card for card in made if card is not None)


def _card(
    review: YearReview, key: str, kind: CardKind, title: str, lead: str, lines: list[CardLine]
) -> Card:
    told = "; ".join(f"{line.text}, {line.detail}" if line.detail else line.text for line in lines)
    return Card(
        key=key,
        kind=kind,
        title=title,
        lead=lead,
        lines=tuple(lines),
        mood=next(iter(review.moods), ""),
        says=". ".join(part for part in (title, lead, told) if part) + ".",
    )


def _amount(review: YearReview) -> Card:
    amount = review.amount
    lines = [
        CardLine(counted(amount.listens, "listen", "listens"), "half a song or more"),
        CardLine(
            counted(amount.songs, "song", "songs"),
            f"by {counted(review.artist_count, 'artist', 'artists')}",
        ),
        CardLine(counted(amount.days, "day", "days"), "with music"),
    ]
    title = f"My {review.year} in music"
    return _card(review, "minutes", CardKind.PIXELS, title, minutes(amount.heard_s), lines)


def _list(
    review: YearReview,
    key: str,
    title: str,
    tallies: tuple[Tally, ...],
    names: Mapping[int, Named],
) -> Card | None:
    lines = []
    for tally in tallies:
        named = names.get(tally.id)
        if named is not None:
            listens = counted(tally.listens, "listen", "listens")
            detail = f"{named.by} · {listens}" if named.by else listens
            lines.append(CardLine(named.name, detail, named.cover))
    if not lines:
        return None
    return _card(review, key, CardKind.LIST, f"{title} {review.year}", "", lines)


def _emotion(review: YearReview) -> Card | None:
    if not review.moods:
        return None
    lines = [
        CardLine(percent(share), mood.value) for mood, share in review.moods.items() if share > 0
    ]
    mood = next(iter(review.moods))
    return _card(
        review, "emotion", CardKind.PLANE, f"How my {review.year} felt", f"Mostly {mood}", lines
    )


def _days(review: YearReview) -> Card:
    lines = [
        CardLine(
            counted(review.streaks.longest, "day", "days") + " in a row",
            "the longest streak with music every day",
        )
    ]
    if review.discoveries:
        new = counted(review.discoveries, "song", "songs")
        lines.append(CardLine(new, "heard for the first time"))
    if review.busiest is not None:
        day = review.busiest.day
        length = minutes(review.busiest.heard_s)
        lines.append(CardLine(f"{day.day} {day:%B}", f"the day with most music: {length}"))
    if review.busiest_hour is not None:
        hour = review.busiest_hour.hour
        lines.append(CardLine(f"{hour} to {hour + 1} o'clock", "the hour with most music"))
    return _card(review, "days", CardKind.FACTS, f"The days of my {review.year}", "", lines)
