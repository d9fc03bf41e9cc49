"""The one palette: a point of the valence-arousal plane becomes a colour.

The five colours live in `palette.json`, which the page's JavaScript reads too. Blending is
bilinear in OKLab (Björn Ottosson, "A perceptual color space for image processing", 2020), so
that half-way between two corners looks half-way.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from emomusic.emotion.curve import Mood

_COLOURS: dict[str, str] = json.loads(Path(__file__).with_name("palette.json").read_text())

NEUTRAL: str = _COLOURS["neutral"]
"""The colour of "not sure"."""

CORNERS: dict[Mood, str] = {
    mood: _COLOURS[mood.value] for mood in (Mood.HAPPY, Mood.ANGRY, Mood.SAD, Mood.CALM)
}
"""The colour of each corner of the plane."""

_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_FROM_LAB = np.linalg.inv(_TO_LAB)
_FROM_LMS = np.linalg.inv(_TO_LMS)


def to_oklab(colour: str) -> NDArray[np.float64]:
    """Convert an sRGB colour such as `#FCCA21` to OKLab.

    Args:
        colour: Six hexadecimal digits after a `#`.

    Returns:
        Shape `[3]`: lightness 0..1, a, b.
    """
    encoded = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    return _TO_LAB @ np.cbrt(_TO_LMS @ linear)


def to_hex(lab: NDArray[np.float64]) -> str:
    """Convert OKLab to an sRGB colour, clipped to what a screen can show.

    Args:
        lab: Shape `[3]`, as `to_oklab` returns it.

    Returns:
        Six lower-case hexadecimal digits after a `#`.
    """
    linear = np.clip(_FROM_LMS @ (_FROM_LAB @ lab) ** 3, 0, 1)
    encoded = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(float(channel) * 255):02x}" for channel in encoded)


def colour_of(valence: float, arousal: float) -> str:
    """Blend the four corners at a point of the plane.

    Args:
        valence: 0..1, left to right; clipped.
        arousal: 0..1, bottom to top; clipped.

    Returns:
        An sRGB colour, `#rrggbb`.
    """
    right = min(max(valence, 0.0), 1.0)
    up = min(max(arousal, 0.0), 1.0)
    weights = {
        Mood.HAPPY: right * up,
        Mood.ANGRY: (1 - right) * up,
        Mood.SAD: (1 - right) * (1 - up),
        Mood.CALM: right * (1 - up),
    }
    blend = np.zeros(3)
    for mood, weight in weights.items():
        blend += weight * to_oklab(CORNERS[mood])
    return to_hex(blend)


def mixed(colour: str, ground: str, share: float) -> str:
    """Blend a colour with the ground it stands on, in OKLab.

    Args:
        colour: `#rrggbb`.
        ground: `#rrggbb`.
        share: 0..1, how much of the colour there is; clipped.

    Returns:
        An sRGB colour, `#rrggbb`.
    """
    part = min(max(share, 0.0), 1.0)
    return to_hex(part * to_oklab(colour) + (1 - part) * to_oklab(ground))
