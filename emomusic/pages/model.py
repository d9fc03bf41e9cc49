"""About this model: what hears here, how well, what it is bad at, and how the library stands."""

from __future__ import annotations

from typing import Any

import reflex as rx

from emomusic.components.cards import empty, skeleton_rows
from emomusic.components.figures import figure_groups
from emomusic.components.links import link
from emomusic.components.local import Count
from emomusic.components.shell import shell
from emomusic.emotion import Mood
from emomusic.emotion.palette import CORNERS
from emomusic.player import Reheard
from emomusic.services.model_card import CardSection, ModelCard
from emomusic.services.rehearing import HeardBy, Standing
from emomusic.states.model import ModelState

_LIBRARY = "your-library"


def _contents(card: rx.Var[ModelCard]) -> rx.Component:
    def entry(section: rx.Var[CardSection]) -> rx.Component:
        return rx.el.a(section.title, href=f"#{section.anchor}", class_name="chip")

    return rx.el.nav(
        rx.el.a("Your library", href=f"#{_LIBRARY}", class_name="chip"),
        rx.foreach(card.sections, entry),
        class_name="chips",
        aria_label="On this page",
    )


def _section(section: rx.Var[CardSection]) -> rx.Component:
    return rx.el.section(
        rx.el.h2(section.title, id=section.anchor, tab_index=-1),
        rx.html(section.html, class_name="prose"),
        rx.cond(section.has_figures, figure_groups(ModelState.card)),
        class_name="section card-section",
    )


def _songs(count: rx.Var[int]) -> rx.Component:
    return Count.create(value=count, one="song", many="songs")


def _count_unless_none(name: str, count: rx.Var[int]) -> rx.Component:
    return rx.cond(count > 0, rx.fragment(rx.el.dt(name), rx.el.dd(_songs(count))))


def _heard(heard: rx.Var[HeardBy]) -> rx.Component:
    return rx.fragment(
        rx.el.dt("Heard by ", heard.model),
        rx.el.dd(_songs(heard.songs), custom_attrs={"data-heard-by": heard.model}),
    )


def _sentence(standing: rx.Var[Standing]) -> rx.Component:
    return rx.el.p(
        rx.cond(
            standing.waiting > 0,
            rx.cond(
                standing.model != "",
                rx.fragment(
                    standing.model,
                    " is listening: ",
                    _songs(standing.waiting),
                    " to go. A song that was heard before shows its old curve until then.",
                ),
                rx.fragment(_songs(standing.waiting), " would be heard, but there is no model."),
            ),
            "Nothing waits to be heard.",
        ),
        role="status",
        class_name="muted",
    )


def _library(standing: rx.Var[Standing]) -> rx.Component:
    return rx.el.section(
        rx.el.h2("Your library", id=_LIBRARY, tab_index=-1),
        _sentence(standing),
        rx.el.dl(
            rx.foreach(standing.heard, _heard),
            _count_unless_none("Not heard yet", standing.unheard),
            _count_unless_none("Waiting to be heard", standing.waiting),
            _count_unless_none("Could not be heard", standing.failed),
            class_name="facts-list",
        ),
        class_name="section card-section",
    )


def _nothing_told() -> rx.Component:
    return empty(
        "file-question",
        "This model came without a card",
        "Nothing is known of how it was made and how well it hears.",
    )


def _weights(card: rx.Var[ModelCard]) -> rx.Component:
    return rx.cond(card.weights > 0, Count.create(value=card.weights, one="weight", many="weights"))


def _model(card: rx.Var[ModelCard], standing: rx.Var[Standing]) -> rx.Component:
    return rx.fragment(
        rx.el.p(
            rx.el.strong(card.model, custom_attrs={"data-model": card.model}),
            _weights(card),
            class_name="model-name",
        ),
        rx.html(card.introduction, class_name="prose lead"),
        rx.cond(
            card.sections.length() > 0,
            rx.fragment(_contents(card), _library(standing), rx.foreach(card.sections, _section)),
            rx.fragment(_nothing_told(), _library(standing)),
        ),
    )


def _no_model() -> rx.Component:
    return empty(
        "ear-off",
        "There is no trained model",
        "Songs wait until one is there. Train one with ",
        rx.el.code("python -m emomusic train"),
        ".",
    )


def _loaded(standing: rx.Var[Standing]) -> Any:
    return rx.fragment(
        rx.cond(
            ModelState.card,
            _model(ModelState.card, standing),
            rx.fragment(_no_model(), _library(standing)),
        ),
        Reheard.create(on_reheard=ModelState.load),
    )


def model_page() -> rx.Component:
    """Lay the page about the model out."""
    return shell(
        rx.el.article(
            rx.el.h1("About this model", class_name="page-title"),
            rx.el.p(
                link("Where listeners and the model disagree most", href="/feelings"),
                class_name="felt-lead",
            ),
            rx.cond(ModelState.standing, _loaded(ModelState.standing), skeleton_rows()),
            class_name="model-page",
        ),
        wash=(
            f"radial-gradient(60% 100% at 15% 0%, {CORNERS[Mood.CALM]}55, transparent),"
            f"radial-gradient(60% 100% at 85% 0%, {CORNERS[Mood.HAPPY]}33, transparent)"
        ),
    )
