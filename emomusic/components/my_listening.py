"""Python faces of what is drawn of one's own listening: a year in pixels, and cards to save."""

from __future__ import annotations

import reflex as rx

from emomusic.page_files import page_file
from emomusic.services.analytics.year_cards import Card
from emomusic.services.analytics.year_pixels import Pixel

page_file(__file__, "year_card.js")
_PIXELS = page_file(__file__, "year_pixels.jsx")
_CARDS = page_file(__file__, "year_cards.jsx")


class YearPixels(rx.Component):
    """A field with a row for each month and a cell for each day; arrow keys go from day to day.

    Attributes:
        pixels: Every day of a year.
        year: Which.
    """

    library = _PIXELS
    tag = "YearPixels"

    pixels: rx.Var[list[Pixel]]
    year: rx.Var[int]


class YearCards(rx.Component):
    """The cards of a year, drawn by the browser, each with a button that saves it as a picture.

    Attributes:
        cards: What they say.
        pixels: Every day of the year.
        plane: Shape `[10][10]`, 0..1, arousal upwards in the first index.
        year: Which.
    """

    library = _CARDS
    tag = "YearCards"

    cards: rx.Var[list[Card]]
    pixels: rx.Var[list[Pixel]]
    plane: rx.Var[list[list[float]]]
    year: rx.Var[int]
