"""One mix of the day."""

from __future__ import annotations

import reflex as rx

from emomusic.components.cards import HERO_COVER_PX, empty, hero, length_and_count, skeleton_rows
from emomusic.components.mixes import mix_art, mix_source
from emomusic.components.shell import shell
from emomusic.player import EmotionWash, PlayButton, SongList
from emomusic.services.discovery.kept_mixes import MixDetail
from emomusic.services.orders import SourceKind
from emomusic.states.mix import MixState


def _mix(detail: rx.Var[MixDetail]) -> rx.Component:
    mix = detail.card
    return rx.fragment(
        EmotionWash.create(valence=mix.valence, arousal=mix.arousal),
        hero(
            "Made for you",
            mix.title,
            mix_art(mix, HERO_COVER_PX),
            *length_and_count(mix.song_count, mix.duration_s),
        ),
        rx.el.p(mix.why, class_name="mix-why"),
        rx.el.div(
            PlayButton.create(
                kind=SourceKind.MIX.value, source=mix_source(mix), label=mix.title, large=True
            ),
            class_name="actions",
        ),
        SongList.create(songs=detail.songs, source=mix_source(mix), label=mix.title),
    )


def mix_page() -> rx.Component:
    """Lay the page of a mix out."""
    return shell(
        rx.cond(
            MixState.lost,
            empty(
                "calendar-x",
                "There is no such mix today",
                "Mixes are made anew each day. Those of today are on the first page.",
            ),
            rx.cond(MixState.detail, _mix(MixState.detail), skeleton_rows()),
        )
    )
