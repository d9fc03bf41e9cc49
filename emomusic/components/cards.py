"""Cards, tiles, heroes, skeletons and empty states that several pages share."""

from __future__ import annotations

from typing import Any

import reflex as rx

from emomusic.components.links import link
from emomusic.components.local import Count, Length
from emomusic.player import Cover, PlayButton
from emomusic.services.orders import SourceKind
from emomusic.services.views import AlbumView, ArtistView

CARD_COVER_PX = 300
HERO_COVER_PX = 640


def album_card(album: rx.Var[AlbumView]) -> rx.Component:
    """Show an album as a card that opens it and plays it."""
    return rx.el.li(
        link(
            rx.el.div(
                Cover.create(
                    cover=album.cover,
                    title=album.title,
                    size=CARD_COVER_PX,
                    valence=album.valence,
                    arousal=album.arousal,
                ),
                class_name="art",
            ),
            rx.el.strong(album.title),
            rx.el.p(album.artist),
            href=f"/album/{album.id}",
        ),
        rx.el.div(
            PlayButton.create(kind=SourceKind.ALBUM.value, source_id=album.id, label=album.title),
            class_name="play",
        ),
        class_name="card",
    )


def artist_card(artist: rx.Var[ArtistView]) -> rx.Component:
    """Show an artist as a round card that opens them and plays them."""
    return rx.el.li(
        link(
            rx.el.div(
                Cover.create(cover=artist.cover, title=artist.name, size=CARD_COVER_PX),
                class_name="art",
            ),
            rx.el.strong(artist.name),
            rx.el.p(
                rx.cond(
                    artist.song_count > 0,
                    Count.create(value=artist.song_count, one="song", many="songs"),
                    Count.create(value=artist.album_count, one="album", many="albums"),
                )
            ),
            href=f"/artist/{artist.id}",
        ),
        rx.el.div(
            PlayButton.create(kind=SourceKind.ARTIST.value, source_id=artist.id, label=artist.name),
            class_name="play",
        ),
        class_name="card round",
    )


def album_tile(album: rx.Var[AlbumView]) -> rx.Component:
    """Show an album as a low, wide tile."""
    return rx.el.li(
        link(
            Cover.create(
                cover=album.cover,
                title=album.title,
                size=64,
                valence=album.valence,
                arousal=album.arousal,
            ),
            rx.el.strong(album.title),
            href=f"/album/{album.id}",
        ),
        rx.el.div(
            PlayButton.create(kind=SourceKind.ALBUM.value, source_id=album.id, label=album.title),
            class_name="play",
        ),
        class_name="tile",
    )


def cards(rows: rx.Var[list[Any]], card: Any) -> rx.Component:
    """Lay cards out in a grid.

    Args:
        rows: What to show.
        card: Makes a list item of a row.

    Returns:
        The grid.
    """
    return rx.el.ul(rx.foreach(rows, card), class_name="cards")


def section(
    title: str,
    *content: rx.Component,
    more: str = "",
    why: str = "",
    tool: rx.Component | None = None,
) -> rx.Component:
    """Put a heading over something.

    Args:
        title: The heading.
        *content: What is under it.
        more: Path of the whole list, where there is one.
        why: A sentence that says what this is.
        tool: A button beside the heading, where there is one.

    Returns:
        The section.
    """
    return rx.el.section(
        rx.el.header(
            rx.el.h2(title),
            link("Show all", rx.el.span(f" of {title}", class_name="visually-hidden"), href=more)
            if more
            else rx.fragment(),
            tool or rx.fragment(),
        ),
        rx.el.p(why, class_name="why") if why else rx.fragment(),
        *content,
        class_name="section",
    )


def hero(
    kind: str,
    title: rx.Var[str],
    art: rx.Component,
    *facts: rx.Component,
    is_round: bool = False,
) -> rx.Component:
    """Show what a page is about: a large picture, its kind, its name and some facts.

    Args:
        kind: Such as "Album".
        title: Its name.
        art: Its picture.
        *facts: Short pieces, shown in a row.
        is_round: Whether the picture is a circle.

    Returns:
        The hero.
    """
    return rx.el.header(
        rx.el.div(art, class_name="art"),
        rx.el.div(
            rx.el.p(kind, class_name="kind"),
            rx.el.h1(title),
            rx.el.div(*facts, class_name="facts"),
            class_name="words",
        ),
        class_name="hero round" if is_round else "hero",
    )


def empty(icon: str, title: str, *text: Any) -> rx.Component:
    """Say that there is nothing here, and what to do next.

    Args:
        icon: Name of a Lucide icon.
        title: What is missing.
        *text: What to do about it.

    Returns:
        The empty state.
    """
    return rx.el.div(
        rx.icon(icon, size=40, aria_hidden=True),
        rx.el.strong(title),
        rx.el.p(*text),
        class_name="empty",
    )


def skeleton_rows(count: int = 8) -> rx.Component:
    """Hold the place of a list of songs that is on its way."""
    return rx.el.div(
        *(rx.el.div(class_name="skeleton row") for _ in range(count)), aria_hidden=True
    )


def skeleton_cards(count: int = 6) -> rx.Component:
    """Hold the place of a grid of cards that is on its way."""
    card = rx.el.div(
        rx.el.div(class_name="skeleton square"),
        rx.el.div(class_name="skeleton line"),
        class_name="card",
    )
    return rx.el.div(*(card for _ in range(count)), class_name="cards", aria_hidden=True)


def more_button(shown: rx.Var[int], total: rx.Var[int], on_click: Any) -> rx.Component:
    """Offer the rest of a list, while there is some."""
    return rx.cond(
        shown < total,
        rx.el.div(
            rx.el.button("Show more", class_name="button plain", type="button", on_click=on_click),
            class_name="empty",
        ),
    )


def length_and_count(songs: rx.Var[int], duration_s: rx.Var[float]) -> tuple[rx.Component, ...]:
    """Say how many songs there are and how long they last."""
    return (
        Count.create(value=songs, one="song", many="songs"),
        Length.create(seconds=duration_s),
    )
