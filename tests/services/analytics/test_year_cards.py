"""Promises of the cards of a year: what is drawn is what is said."""

from __future__ import annotations

from emomusic.services.analytics.credited import Named, Names
from emomusic.services.analytics.year import review_year
from emomusic.services.analytics.year_cards import Card, CardKind, CardLine, cards_of
from tests.services.analytics.diaries import diary, heard

NAMES = Names(
    songs={
        1: Named("/song/1", "Tide", "Ilse, Jon", "cover-1"),
        2: Named("/song/2", "Ebb", "Jon", ""),
    },
    artists={
        11: Named("/artist/11", "Ilse", "", "cover-1"),
        12: Named("/artist/12", "Jon", "", ""),
    },
    albums={21: Named("/album/21", "Sea", "Ilse", "cover-1")},
)
ARTISTS, ALBUMS = {1: (11, 12), 2: (12,)}, {1: (21,), 2: (21,)}


def cards(*plays: object) -> dict[str, Card]:
    review = review_year(diary(*plays), 2025, ARTISTS, ALBUMS)  # type: ignore[arg-type]
    return {card.key: card for card in cards_of(review, NAMES)}


def test_a_year_is_six_cards() -> None:
    made = cards(
        *(heard(f"2025-01-0{day} 09:00", 1, minutes=300, felt=(0.8, 0.2)) for day in (1, 2, 3)),
        heard("2025-06-01 21:00", 2, minutes=301, felt=(0.2, 0.2)),
    )
    assert {key: card.kind for key, card in made.items()} == {
        "minutes": CardKind.PIXELS,
        "songs": CardKind.LIST,
        "artists": CardKind.LIST,
        "albums": CardKind.LIST,
        "emotion": CardKind.PLANE,
        "days": CardKind.FACTS,
    }
    assert {card.mood for card in made.values()} == {"calm"}
    assert made["minutes"].says == (
        "My 2025 in music. 1,201 minutes. 4 listens, half a song or more; 2 songs, by 2 artists; "
        "4 days, with music."
    )
    assert made["songs"].lines == (
        CardLine("Tide", "Ilse, Jon · 3 listens", "cover-1"),
        CardLine("Ebb", "Jon · 1 listen", ""),
    )
    assert (
        made["songs"].says == "My songs of 2025. Tide, Ilse, Jon · 3 listens; Ebb, Jon · 1 listen."
    )
    assert made["artists"].lines == (
        CardLine("Jon", "4 listens", ""),
        CardLine("Ilse", "3 listens", "cover-1"),
    )
    assert made["albums"].lines == (CardLine("Sea", "Ilse · 4 listens", "cover-1"),)
    assert made["emotion"].says == "How my 2025 felt. Mostly calm. 75 %, calm; 25 %, sad."
    assert made["days"].lines == (
        CardLine("3 days in a row", "the longest streak with music every day"),
        CardLine("2 songs", "heard for the first time"),
        CardLine("1 June", "the day with most music: 301 minutes"),
        CardLine("9 to 10 o'clock", "the hour with most music"),
    )


def test_what_is_not_known_has_no_card_and_no_line() -> None:
    made = cards(heard("2024-05-05 09:00", 7), heard("2025-05-05 09:00", 7))
    assert list(made) == ["minutes", "days"]
    assert made["minutes"].mood == ""
    assert "first time" not in made["days"].says


def test_a_year_without_a_listen_has_no_cards() -> None:
    assert cards(heard("2025-05-05 09:00", listen=False), heard("2024-05-05 09:00")) == {}
