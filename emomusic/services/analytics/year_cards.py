"""The year in review as cards: what each says, and what the browser draws.

The words are made here, so that the picture and what a screen reader says are the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from emomusic.services.analytics.credited import Named, Names
from emomusic.services.analytics.mine import Tally
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
        valence: Colours it, 0..1; None for no colour.
        arousal: The same.
        says: All of it in words.
    """

    key: str
    kind: CardKind
    title: str
    lead: str
    lines: tuple[CardLine, ...]
    valence: float | None
    arousal: float | None
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
    feeling = review.feeling
    return Card(
        key=key,
        kind=kind,
        title=title,
        lead=lead,
        lines=tuple(lines),
        valence=feeling.valence if feeling else None,
        arousal=feeling.arousal if feeling else None,
        says=". ".join(part for part in (title, lead, told) if part) + ".",
    )


def _amount(review: YearReview) -> Card:
    amount = review.amount
    lines = [
        CardLine(count_words(amount.listens, "listen", "listens"), "half a song or more"),
        CardLine(
            count_words(amount.songs, "song", "songs"),
            f"by {count_words(review.artist_count, 'artist', 'artists')}",
        ),
        CardLine(count_words(amount.days, "day", "days"), "with music"),
    ]
    minutes = count_words(round(amount.heard_s / 60), "minute", "minutes")
    return _card(review, "minutes", CardKind.PIXELS, f"My {review.year} in music", minutes, lines)


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
            listens = count_words(tally.listens, "listen", "listens")
            detail = f"{named.by} · {listens}" if named.by else listens
            lines.append(CardLine(named.name, detail, named.cover))
    if not lines:
        return None
    return _card(review, key, CardKind.LIST, f"{title} {review.year}", "", lines)


def _emotion(review: YearReview) -> Card | None:
    if not review.moods:
        return None
    lines = [
        CardLine(f"{share:.0%}", mood.value) for mood, share in review.moods.items() if share > 0
    ]
    mood = next(iter(review.moods))
    return _card(
        review, "emotion", CardKind.PLANE, f"How my {review.year} felt", f"Mostly {mood}", lines
    )


def _days(review: YearReview) -> Card:
    lines = [
        CardLine(count_words(review.discoveries, "song", "songs"), "heard for the first time"),
        CardLine(
            count_words(review.streaks.longest, "day", "days") + " in a row",
            "the longest streak with music every day",
        ),
    ]
    if review.busiest is not None:
        day = review.busiest.day
        minutes = count_words(round(review.busiest.heard_s / 60), "minute", "minutes")
        lines.append(CardLine(f"{day.day} {day:%B}", f"the day with most music: {minutes}"))
    if review.busiest_hour is not None:
        hour = review.busiest_hour.hour
        lines.append(CardLine(f"{hour} to {hour + 1} o'clock", "the hour with most music"))
    return _card(review, "days", CardKind.FACTS, f"The days of my {review.year}", "", lines)


def count_words(number: int, one: str, many: str) -> str:
    """Write a number with its noun, such as "1,234 songs"."""
    return f"{number:,} {one if number == 1 else many}"
