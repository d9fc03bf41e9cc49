"""An explanation in plain words, and as the JSON that the page and the command line give."""

from __future__ import annotations

from typing import Any

from emomusic.emotion.curve import Float
from emomusic.emotion.explanation import Axis, AxisPush, Band, Doubt, Explanation, Part

METHOD = (
    "Each part was replaced by the song's own average there, a steady sound, and heard again; "
    "the change is what the part had pushed."
)

_DOUBTS = {
    Doubt.SILENCE: "Not sure here: there is silence at this moment, so nothing can be explained.",
    Doubt.NOT_MUSIC: (
        "Not sure here: the model does not hear music at this moment, so any reason would be "
        "made up."
    ),
}
_MADE = {
    Axis.VALENCE: ("more pleasant", "less pleasant"),
    Axis.AROUSAL: ("more energetic", "calmer"),
}


def signed(push: float) -> str:
    """Write a push as people read it: `+.06`, `−.12`, or `0` for less than half of .01.

    Args:
        push: In units of the plane.
    """
    if not round(abs(push) * 100):
        return "0"
    return f"{'+' if push > 0 else '−'}{hundredths(abs(push))}"


def hundredths(value: float) -> str:
    """Write a value of the plane with two digits: `.62`.

    Args:
        value: 0..1.
    """
    return f"{value:.2f}".removeprefix("0")


def in_hertz(band: Band) -> str:
    """Write where a band lies, such as `160 to 320 Hz`.

    Args:
        band: Any band.
    """
    low, high = (int(float(f"{hz:.2g}")) for hz in (band.low_hz, band.high_hz))
    return f"{low} to {high} Hz"


def clock(at_s: float) -> str:
    """Write a time as on a clock, with its half second: `1:03`, `1:03.5`, `1:02:03`.

    Args:
        at_s: Seconds.
    """
    minutes, seconds = divmod(round(at_s * 2) / 2, 60)
    hours, minutes = divmod(int(minutes), 60)
    half = ".5" if seconds % 1 else ""
    if hours:
        return f"{hours}:{minutes:02}:{int(seconds):02}{half}"
    return f"{minutes}:{int(seconds):02}{half}"


def doubt_sentence(explanation: Explanation) -> str:
    """Say why nothing is explained; empty where something is.

    Args:
        explanation: Any explanation.
    """
    return _DOUBTS[explanation.doubt] if explanation.doubt else ""


def part_sentence(explanation: Explanation, axis: Axis, part: Part) -> str:
    """Say what a part did.

    Args:
        explanation: Where it belongs.
        axis: Which way it pushed.
        part: One of its parts.
    """
    band = explanation.bands[part.band]
    upwards, downwards = _MADE[axis]
    made = upwards if part.push > 0 else downwards
    when = _when(explanation, part)
    return f"The {band.name} ({in_hertz(band)}) {when} made it {made} ({signed(part.push)})."


def together_sentence(explanation: Explanation, push: AxisPush) -> str:
    """Say how much is explained in all.

    Args:
        explanation: Where it belongs.
        push: Of one axis.
    """
    seconds = _number(explanation.edges_s[-1] - explanation.edges_s[0])
    name = push.axis.value.capitalize()
    here = f"{name} is {hundredths(push.value)} here."
    if not round(abs(push.together) * 100) and not round(abs(push.summed) * 100):
        return f"{here} These {seconds} seconds hardly pushed it at all."
    return (
        f"{here} All of these {seconds} seconds together pushed it by {signed(push.together)}; "
        f"the parts, each by itself, add up to {signed(push.summed)}."
    )


def nothing_sentence(push: AxisPush) -> str:
    """Say that nothing stands out; empty where something does.

    Args:
        push: Of one axis.
    """
    if push.parts:
        return ""
    return f"No part by itself pushed {push.axis.value} by .01 or more."


def _when(explanation: Explanation, part: Part) -> str:
    before, after = explanation.at_s - part.from_s, part.to_s - explanation.at_s
    if (part.from_s, part.to_s) == (explanation.edges_s[0], explanation.edges_s[-1]):
        return "all through"
    if after == 0:
        return "in the last " + _seconds(before).removeprefix("1 ")
    if before == 0:
        return "in the next " + _seconds(after).removeprefix("1 ")
    if after < 0:
        return f"from {_number(before)} to {_number(-after)} seconds before"
    if before < 0:
        return f"from {_number(-before)} to {_number(after)} seconds after"
    return f"from {_seconds(before)} before to {_seconds(after)} after"


def _number(seconds: float) -> str:
    return f"{round(seconds * 2) / 2:g}"


def _seconds(seconds: float) -> str:
    number = _number(seconds)
    return f"{number} second{'' if number == '1' else 's'}"


def explanation_json(explanation: Explanation) -> dict[str, Any]:
    """Put an explanation in the JSON of the page and of `python -m emomusic explain --json`.

    Args:
        explanation: Any explanation.

    Returns:
        `at_s`, `duration_s`, `model`, `method`, `sure`, `doubt` (a sentence, or empty),
        `edges_s`, `bands` (`name`, `hertz`, `low_hz`, `high_hz`), and `valence` and `arousal`:
        None where not sure, else `value`, `together`, `summed`, `cells` (bands by stretches),
        `by_band`, `by_stretch`, `says`, and `parts` (`band`, `from_s`, `to_s`, `push`, `says`).
    """
    pushes = {push.axis: push for push in explanation.pushes}
    return {
        "at_s": explanation.at_s,
        "duration_s": round(explanation.duration_s, 3),
        "model": explanation.model,
        "method": METHOD,
        "sure": explanation.doubt is None,
        "doubt": doubt_sentence(explanation),
        "edges_s": [round(edge_s, 3) for edge_s in explanation.edges_s],
        "bands": [
            {
                "name": band.name,
                "hertz": in_hertz(band),
                "low_hz": round(band.low_hz, 1),
                "high_hz": round(band.high_hz, 1),
            }
            for band in explanation.bands
        ],
        **{
            axis.value: _axis_json(explanation, pushes[axis]) if axis in pushes else None
            for axis in Axis
        },
    }


def _axis_json(explanation: Explanation, push: AxisPush) -> dict[str, Any]:
    def numbers(values: Float) -> list[float]:
        # Adding 0 turns the -0.0 of a small push downwards into 0.0.
        return [round(float(value), 4) + 0.0 for value in values]

    return {
        "value": round(push.value, 4),
        "together": round(push.together, 4) + 0.0,
        "summed": round(push.summed, 4) + 0.0,
        "cells": [numbers(row) for row in push.cells],
        "by_band": numbers(push.by_band),
        "by_stretch": numbers(push.by_stretch),
        "says": " ".join(
            filter(None, (together_sentence(explanation, push), nothing_sentence(push)))
        ),
        "parts": [
            {
                "band": part.band,
                "from_s": part.from_s,
                "to_s": round(part.to_s, 3),
                "push": round(part.push, 4),
                "says": part_sentence(explanation, push.axis, part),
            }
            for part in push.parts
        ],
    }
