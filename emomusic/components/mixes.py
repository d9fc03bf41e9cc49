"""Mixes as cards, and the picture of a mix: the covers of its songs."""

from __future__ import annotations

import reflex as rx

from emomusic.components.cards import CARD_COVER_PX
from emomusic.components.links import link
from emomusic.player import Cover, PlayButton
from emomusic.services.discovery.kept_mixes import CoverOf, MixCard
from emomusic.services.orders import SourceKind


def mix_source(mix: rx.Var[MixCard]) -> rx.Var[str]:
    """Return what a mix is played as."""
    return rx.Var.create(f"{SourceKind.MIX}:{mix.key}")


def mix_art(mix: rx.Var[MixCard], size: int) -> rx.Component:
    """Show the covers of a mix, four or one.

    Args:
        mix: The mix.
        size: Width it is shown at, in CSS pixels.
    """

    def cover(one: rx.Var[CoverOf]) -> rx.Component:
        return Cover.create(cover=one.cover, title=one.album, size=size // 2)

    return rx.el.div(
        rx.foreach(mix.covers, cover),
        class_name=rx.cond(mix.covers.length() > 1, "mosaic", "mosaic one"),
    )


def mix_card(mix: rx.Var[MixCard]) -> rx.Component:
    """Show a mix as a card that opens it and plays it."""
    return rx.el.li(
        link(
            rx.el.div(mix_art(mix, CARD_COVER_PX), class_name="art"),
            rx.el.strong(mix.title),
            rx.el.p(mix.why),
            href=f"/mix/{mix.key}",
        ),
        rx.el.div(
            PlayButton.create(kind=SourceKind.MIX.value, source=mix_source(mix), label=mix.title),
            class_name="play",
        ),
        class_name="card mix",
    )
