"""An explanation as a PNG picture: one grid of seconds and bands for each axis.

Up is yellow and down is blue, which people with the common colour blindnesses tell apart; a `+`
or `−` in the cell says it too.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from emomusic.emotion.curve import Mood
from emomusic.emotion.explanation import AxisPush, Explanation
from emomusic.emotion.explanation_words import (
    clock,
    doubt_sentence,
    hundredths,
    in_hertz,
    signed,
)
from emomusic.emotion.palette import CORNERS, NEUTRAL, to_hex, to_oklab

LEAST_SCALE = 0.01
"""The strongest colour stands for at least this push, so that nothing looks like something."""

_GROUND, _PANEL, _TEXT, _QUIET = "#121212", "#1a1a1a", "#ffffff", "#b3b3b3"
_UP, _DOWN = CORNERS[Mood.HAPPY], CORNERS[Mood.SAD]
_SIGN_FROM = 0.25
"""A cell under this share of the scale carries no sign."""

_MARGIN, _LABELS, _TOTAL = 40, 330, 90
_CELL_WIDTH, _CELL_HEIGHT, _GAP = 62, 40, 3
_NARROWEST = 1160
"""The sentence of a doubt and the legend need so much."""
_HEAD, _AXIS_HEAD, _TIMES, _LEGEND = 108, 56, 48, 88


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is drawn on, and with what."""

    pen: ImageDraw.ImageDraw
    scale: float

    def write(
        self, at: tuple[float, float], text: str, size: int, fill: str = _TEXT, anchor: str = "lm"
    ) -> None:
        # Pillow's own font knows no typographic minus.
        font = ImageFont.load_default(size)
        self.pen.text(at, text.replace("−", "-"), fill=fill, font=font, anchor=anchor)


def scale_of(explanation: Explanation) -> float:
    """The push that has the strongest colour: the same for both axes, so that they compare.

    Args:
        explanation: Any explanation.
    """
    strongest = (float(np.abs(push.cells).max()) for push in explanation.pushes)
    return max(LEAST_SCALE, *strongest) if explanation.pushes else LEAST_SCALE


def explanation_png(explanation: Explanation, title: str) -> bytes:
    """Draw an explanation.

    Args:
        explanation: Any explanation; a doubt is written out.
        title: Of the song.

    Returns:
        A PNG file.
    """
    rows, columns = len(explanation.bands), len(explanation.edges_s) - 1
    width = max(_NARROWEST, 2 * _MARGIN + _LABELS + columns * _CELL_WIDTH + _TOTAL)
    block = _AXIS_HEAD + rows * _CELL_HEIGHT + _TIMES
    height = _HEAD + max(1, len(explanation.pushes)) * block + _LEGEND
    image = Image.new("RGB", (width, height), _GROUND)
    sheet = _Sheet(ImageDraw.Draw(image), scale_of(explanation))
    sheet.write((_MARGIN, 44), title, 30)
    said = f"Why it sounds so at {clock(explanation.at_s)} · {explanation.model}"
    sheet.write((_MARGIN, 84), said, 20, _QUIET)
    if explanation.doubt is not None:
        sheet.write((_MARGIN, _HEAD + block / 2), doubt_sentence(explanation), 22, NEUTRAL)
    for number, push in enumerate(explanation.pushes):
        _draw_axis(sheet, explanation, push, _HEAD + number * block)
    if explanation.pushes:
        _draw_legend(sheet, height - _LEGEND)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _draw_axis(sheet: _Sheet, explanation: Explanation, push: AxisPush, top: float) -> None:
    left, columns = _MARGIN + _LABELS, push.cells.shape[1]
    right = left + columns * _CELL_WIDTH
    heading = f"{push.axis.value} {hundredths(push.value)}"
    sheet.write((_MARGIN, top + 32), heading, 26)
    said = f"all together {signed(push.together)}, the parts add up to {signed(push.summed)}"
    sheet.write((left, top + 32), said, 20, _QUIET)
    sheet.write((right + _TOTAL - 8, top + 32), "in all", 17, _QUIET, "rm")
    top += _AXIS_HEAD
    # Low sounds lie at the bottom, and the harmony under them.
    order = [*range(len(explanation.bands) - 2, -1, -1), len(explanation.bands) - 1]
    for line, row in enumerate(order):
        middle = top + (line + 0.5) * _CELL_HEIGHT
        band = explanation.bands[row]
        sheet.write((_MARGIN, middle), band.name, 20)
        sheet.write((left - 14, middle), in_hertz(band), 17, _QUIET, "rm")
        for column in range(columns):
            _draw_cell(sheet, left + column * _CELL_WIDTH, middle, float(push.cells[row, column]))
        total = signed(float(push.by_band[row]))
        sheet.write((right + _TOTAL - 8, middle), total, 19, _TEXT, "rm")
    bottom = top + len(order) * _CELL_HEIGHT
    for x, at_s in _ticks(explanation, left):
        sheet.write((x, bottom + 20), clock(at_s), 17, _QUIET, "mm")
    _draw_moment(sheet, explanation, left, top, bottom)


def _ticks(explanation: Explanation, left: float) -> Iterator[tuple[float, float]]:
    for number, edge_s in enumerate(explanation.edges_s):
        if number % 3 == 0:
            yield left + number * _CELL_WIDTH, edge_s


def _draw_cell(sheet: _Sheet, left: float, middle: float, push: float) -> None:
    half = _CELL_HEIGHT / 2
    box = (left, middle - half, left + _CELL_WIDTH - _GAP, middle + half - _GAP)
    share = min(1.0, abs(push) / sheet.scale)
    colour = _UP if push > 0 else _DOWN
    fill = to_hex((1 - share) * to_oklab(_PANEL) + share * to_oklab(colour))
    sheet.pen.rounded_rectangle(box, 5, fill=fill)
    if share >= _SIGN_FROM:
        ink = "#000000" if push > 0 and share > 0.5 else _TEXT
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        sheet.pen.line((x - 6, y, x + 6, y), fill=ink, width=3)
        if push > 0:
            sheet.pen.line((x, y - 6, x, y + 6), fill=ink, width=3)


def _draw_moment(
    sheet: _Sheet, explanation: Explanation, left: float, top: float, bottom: float
) -> None:
    edges = np.asarray(explanation.edges_s)
    place = float(np.interp(explanation.at_s, edges, np.arange(len(edges))))
    x = left + place * _CELL_WIDTH - _GAP / 2
    sheet.pen.line((x, top - 8, x, bottom + 4), fill=_TEXT, width=2)


def _draw_legend(sheet: _Sheet, top: float) -> None:
    left, middle = _MARGIN + _LABELS, top + 26
    for step, share in enumerate(np.linspace(-1, 1, 9)):
        _draw_cell(sheet, left + step * _CELL_WIDTH, middle, float(share) * sheet.scale)
    for step, share in ((0, -1), (4, 0), (8, 1)):
        x = left + (step + 0.5) * _CELL_WIDTH
        value = share * sheet.scale
        text = f"{'+' if share > 0 else '-'}{abs(value):.3f}".replace("0.", ".") if share else "0"
        sheet.write((x, middle + 32), text, 16, _QUIET, "mm")
    sheet.write((_MARGIN, middle), "pushed down / up by", 18, _QUIET)
    sheet.write((left + 9.5 * _CELL_WIDTH, middle), "in all: the whole band", 16, _QUIET)
