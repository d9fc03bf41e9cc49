"""Wire formats of a curve: for the database, the browser, a list row and the command line."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from emomusic.emotion.curve import MOODS, EmotionCurve, Float, Mood, Overall

_VERSION = 1
_HEADER = struct.Struct("<4sBI")
_MAGIC = b"EMOC"
JSON_VERSION = 1
_PLANES = (
    "valence",
    "arousal",
    "valence_low",
    "valence_high",
    "arousal_low",
    "arousal_high",
)


def _overall_dict(overall: Overall) -> dict[str, Any]:
    return {
        "valence": round(overall.valence, 4),
        "arousal": round(overall.arousal, 4),
        "mood": overall.mood.value,
        "moods": {
            mood.value: round(share, 4) for mood, share in zip(MOODS, overall.moods, strict=True)
        },
        "confidence": round(overall.confidence, 4),
    }


def _overall_of(stored: dict[str, Any]) -> Overall:
    happy, angry, sad, calm = (stored["moods"][mood.value] for mood in MOODS)
    return Overall(
        valence=stored["valence"],
        arousal=stored["arousal"],
        mood=Mood(stored["mood"]),
        moods=(happy, angry, sad, calm),
        confidence=stored["confidence"],
    )


def pack_curve(curve: EmotionCurve) -> bytes:
    """Pack a curve for the database: about 3 kB for a song.

    A header (`EMOC`, version, length of the JSON), the JSON of what is said once, and the
    arrays as uint16 planes of differences in time, deflated. Values come back within 1/65535.

    Args:
        curve: Any curve.
    """
    once = json.dumps(
        {
            "hops": len(curve),
            "duration_s": curve.duration_s,
            "hop_s": curve.hop_s,
            "overall": _overall_dict(curve.overall),
            "model": curve.model,
        }
    ).encode()
    rows = [getattr(curve, name) for name in _PLANES] + list(curve.moods.T)
    quantised = np.rint(np.clip(np.stack(rows), 0, 1) * 65535).astype(np.uint16)
    differences = np.diff(quantised, axis=1, prepend=np.uint16(0)).astype("<u2")
    body = differences.tobytes() + np.packbits(curve.confident).tobytes()
    return _HEADER.pack(_MAGIC, _VERSION, len(once)) + once + zlib.compress(body, 9)


def unpack_curve(packed: bytes) -> EmotionCurve:
    """Unpack what `pack_curve` packed.

    Raises:
        ValueError: The bytes are not a packed curve of a version that is known.
    """
    if len(packed) < _HEADER.size:
        raise ValueError("too short for a packed curve")
    magic, version, length = _HEADER.unpack_from(packed)
    if magic != _MAGIC or version != _VERSION:
        raise ValueError("not a packed curve of a known version")
    once = json.loads(packed[_HEADER.size : _HEADER.size + length])
    body = zlib.decompress(packed[_HEADER.size + length :])
    hops, planes = once["hops"], len(_PLANES) + len(MOODS)
    differences = np.frombuffer(body, dtype="<u2", count=planes * hops).reshape(planes, hops)
    values = np.cumsum(differences, axis=1, dtype=np.uint16).astype(np.float32) / 65535
    bits = np.frombuffer(body, dtype=np.uint8, offset=2 * planes * hops)
    return EmotionCurve(
        duration_s=once["duration_s"],
        hop_s=once["hop_s"],
        **{name: values[row] for row, name in enumerate(_PLANES)},
        moods=np.ascontiguousarray(values[len(_PLANES) :].T),
        confident=np.unpackbits(bits, count=hops).astype(np.bool_),
        overall=_overall_of(once["overall"]),
        model=once["model"],
    )


def _bytes_of(values: Float) -> NDArray[np.uint8]:
    return np.rint(np.clip(values, 0, 1) * 255).astype(np.uint8)


def _base64_of(values: NDArray[np.uint8]) -> str:
    return base64.b64encode(values.tobytes()).decode()


def curve_json(curve: EmotionCurve) -> dict[str, Any]:
    """Put a curve in the JSON that the browser draws from: about 8 kB for a song.

    Args:
        curve: Any curve.

    Returns:
        `version`, `model`, `hop_s`, `duration_s`, `overall`, and per hop one byte each, in
        base64: `valence`, `arousal`, their `_low` and `_high`, `moods_happy`, `moods_angry`,
        `moods_sad`, `moods_calm` (all byte / 255) and `confident` (0 or 1).
    """
    arrays = {name: _base64_of(_bytes_of(getattr(curve, name))) for name in _PLANES}
    for column, mood in enumerate(MOODS):
        arrays[f"moods_{mood.value}"] = _base64_of(_bytes_of(curve.moods[:, column]))
    return {
        "version": JSON_VERSION,
        "model": curve.model,
        "hop_s": curve.hop_s,
        "duration_s": round(curve.duration_s, 3),
        "overall": _overall_dict(curve.overall),
        **arrays,
        "confident": _base64_of(curve.confident.astype(np.uint8)),
    }


def sparkline(curve: EmotionCurve, points: int = 24) -> bytes:
    """Shrink a curve to what a list row draws.

    Args:
        curve: Any curve.
        points: How many points.

    Returns:
        `2 * points` bytes: valence and arousal of each point in turn, 1..255 for 0..1, or 0
        and 0 where most of the stretch is not confident.
    """
    edges = np.linspace(0, len(curve), points + 1)
    line = np.zeros((points, 2), dtype=np.uint8)
    for point in range(points):
        first = min(int(edges[point]), len(curve) - 1)
        stretch = slice(first, max(first + 1, int(edges[point + 1])))
        sure = curve.confident[stretch]
        if sure.mean() > 0.5:
            both = (curve.valence[stretch][sure].mean(), curve.arousal[stretch][sure].mean())
            line[point] = [1 + round(254 * min(max(float(value), 0.0), 1.0)) for value in both]
    return line.tobytes()


def curve_to_cli_json(file: Path | str, curve: EmotionCurve) -> dict[str, Any]:
    """Put a curve in the object that `python -m emomusic analyse --json` prints on a line.

    Args:
        file: The file as it was given.
        curve: Its curve.
    """

    def numbers(values: Float) -> list[float]:
        return [round(float(value), 4) for value in values]

    return {
        "file": str(file),
        "duration_s": round(curve.duration_s, 3),
        "hop_s": curve.hop_s,
        **{name: numbers(getattr(curve, name)) for name in _PLANES},
        "moods": {mood.value: numbers(curve.moods[:, column]) for column, mood in enumerate(MOODS)},
        "confident": curve.confident.tolist(),
        "overall": _overall_dict(curve.overall),
        "model": curve.model,
    }
