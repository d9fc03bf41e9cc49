"""The worker's side of an explanation: hide a part of the sound, and hear what changes.

What is hidden becomes the average that the song itself has in that band: a steady sound of its
colour, without notes, beats and changes of level. So a push is what these did, and a band that
is as steady as its average, or silent throughout, pushes nothing. The network need not hear that
steady sound as the middle of the plane; the pushes are differences from it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from emomusic.emotion.curve import Float
from emomusic.emotion.explanation import Axis, AxisPush, Band, Doubt, Explanation, Part
from emomusic.emotion.frontend import (
    HOP_S,
    MEL_PER_HOP,
    SAMPLE_RATE_HZ,
    SEMITONE_PER_HOP,
    mel_filters,
    normalise,
    semitone_filters,
)
from emomusic.emotion.inference import QUIET, Network
from emomusic.emotion.model import calibration
from emomusic.emotion.recording import Recording, no_such_moment, served_network

GRID_HOPS, STRETCH_HOPS = 24, 2
"""The 12 s round the moment are hidden in stretches of a second."""

CONTEXT_HOPS = 4
"""Heard before and after the grid, and never hidden."""

NOTABLE = 0.01
"""A part that pushes less is not worth a sentence."""

_FAINT = 0.002
"""A cell that pushes less ends a part."""
_MOST_PARTS = 5
_TRIED_PARTS = 8
"""Sums of cells are near what a part pushes, but not the same: so many are measured."""
_BATCH = 16

_GROUPS = (
    ("bass", 160.0),
    ("low middle", 320.0),
    ("middle", 640.0),
    ("high middle", 1280.0),
    ("low treble", 2560.0),
    ("treble", 5120.0),
    ("top", math.inf),
)
"""Names of mel bands by octaves, each with the frequency under which it ends."""

_HARMONY = "harmony"

Hidden = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Rows:
    """How what the network hears is grouped: a row of the picture for each band."""

    bands: tuple[Band, ...]
    of_mel: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class _Scene:
    """The seconds round a moment, with what is needed to hide parts of them.

    Attributes:
        mel: Shape `[frames, MEL_BANDS]`, normalised.
        semitones: Shape `[frames, SEMITONES]`, normalised.
        first: First hop of the grid, in what is kept of the recording.
        last: One after its last hop.
        stretch: Shape `[hops]`, the stretch that each hop of the window is in, -1 for none.
        weights: Shape `[hops]`, how much each hop counts in what the curve says at the moment.
    """

    recording: Recording
    mel: Float
    semitones: Float
    first: int
    last: int
    stretch: NDArray[np.intp]
    weights: Float

    @property
    def stretches(self) -> int:
        return int(self.stretch.max()) + 1


def explain(recording: Recording, at_s: float, network: Network | None = None) -> Explanation:
    """Explain a moment of a recording.

    Args:
        recording: From `emomusic.emotion.recording`, with the moment in what is kept of it.
        at_s: Seconds into it; taken to the nearest half second.
        network: Runs a model on a batch of windows; by default the one that heard the
            recording.

    Returns:
        What pushed valence and arousal there, or the doubt.

    Raises:
        InvalidInput: There is no such moment in it.
    """
    curve = recording.curve
    at_s = _moment(at_s, recording.duration_s)
    kept_at_s = at_s - recording.first_s
    place = min(max(kept_at_s / HOP_S - 0.5, 0.0), len(curve) - 1.0)
    doubt = _doubt(recording, round(place))
    scene = _scene(recording, kept_at_s, place)
    pushes = () if doubt else _pushes(scene, place, network or served_network(curve.model))
    return Explanation(
        at_s=at_s,
        duration_s=recording.duration_s,
        edges_s=_edges_s(scene),
        bands=_rows().bands,
        pushes=pushes,
        doubt=doubt,
        model=curve.model,
    )


def _moment(at_s: float, duration_s: float) -> float:
    # A player's idea of the length may be a little longer than what was decoded.
    if not 0 <= at_s <= duration_s + HOP_S:
        raise no_such_moment(duration_s)
    return min(round(at_s / HOP_S), int(duration_s / HOP_S)) * HOP_S


def _doubt(recording: Recording, hop: int) -> Doubt | None:
    if recording.curve.confident[hop]:
        return None
    power = float(recording.features.hop_power[hop])
    return Doubt.SILENCE if power <= recording.reference * QUIET else Doubt.NOT_MUSIC


def _hz_of(filters: Float) -> NDArray[np.float64]:
    """Frequency of each bin of a bank of filters."""
    return np.linspace(0, SAMPLE_RATE_HZ / 2, len(filters))


@cache
def _rows() -> _Rows:
    """Group the mel bands by their frequency, whatever their number; the notes come last."""
    mel, semitones = mel_filters(), semitone_filters()
    hz = _hz_of(mel)
    ends = np.array([end for _, end in _GROUPS])
    group = np.searchsorted(ends, hz[mel.argmax(axis=0)], side="right")
    used = np.unique(group)
    heard = hz[mel.any(axis=1)]
    edges = [float(heard[0]), *(float(ends[one]) for one in used[:-1]), float(heard[-1])]
    bands = [
        Band(_GROUPS[one][0], low, high)
        for one, (low, high) in zip(used, pairwise(edges), strict=True)
    ]
    notes = _hz_of(semitones)[semitones.argmax(axis=0)]
    bands.append(Band(_HARMONY, float(notes[0]), float(notes[-1])))
    return _Rows(tuple(bands), np.searchsorted(used, group))


def _scene(recording: Recording, at_s: float, place: float) -> _Scene:
    hops = recording.features.hops
    centre = round(at_s / HOP_S)
    first = max(0, min(centre - GRID_HOPS // 2, hops - GRID_HOPS))
    last = min(hops, first + GRID_HOPS)
    begin, end = max(0, first - CONTEXT_HOPS), min(hops, last + CONTEXT_HOPS)
    window = recording.features.between(begin, end)
    mel, semitones = normalise(window, recording.reference or 1.0)
    hop = np.arange(begin, end)
    stretch = np.where((hop >= first) & (hop < last), (hop - first) // STRETCH_HOPS, -1)
    return _Scene(
        recording,
        mel,
        semitones,
        first,
        last,
        stretch,
        _weights(len(hop), place - begin, calibration(recording.curve.model).smoothing_s),
    )


def _weights(hops: int, place: float, smoothing_s: float) -> Float:
    """How the smoothed curve reads a moment, as weights of the network's hops."""
    sigma = smoothing_s / HOP_S
    smoothed = gaussian_filter1d(np.eye(hops), sigma, axis=0, mode="nearest")
    first = min(int(place), hops - 1)
    second = min(first + 1, hops - 1)
    part = place - first
    weights: Float = ((1 - part) * smoothed[first] + part * smoothed[second]).astype(np.float32)
    return weights


def _edges_s(scene: _Scene) -> tuple[float, ...]:
    recording = scene.recording
    hops = [*range(scene.first, scene.last, STRETCH_HOPS), scene.last]
    return tuple(min(recording.first_s + hop * HOP_S, recording.duration_s) for hop in hops)


def _pushes(scene: _Scene, place: float, network: Network) -> tuple[AxisPush, ...]:
    rows, columns = len(_rows().bands), scene.stretches
    readings = _readings(scene, np.concatenate(list(_probes(rows, columns))), network)
    pushes = readings[0] - readings[1:]
    cells = pushes[1 : 1 + rows * columns].reshape(rows, columns, 2)
    by_band, by_stretch = np.split(pushes[1 + rows * columns :], [rows])
    curve = scene.recording.curve
    return tuple(
        AxisPush(
            axis=axis,
            value=float(np.interp(place, np.arange(len(curve)), values)),
            cells=cells[..., column],
            by_band=by_band[:, column],
            by_stretch=by_stretch[:, column],
            together=float(pushes[0, column]),
            parts=_parts(scene, cells[..., column], column, readings[0], network),
        )
        for column, (axis, values) in enumerate(
            ((Axis.VALENCE, curve.valence), (Axis.AROUSAL, curve.arousal))
        )
    )


def _probes(rows: int, columns: int) -> Iterator[Hidden]:
    """What is hidden in turn: nothing, everything, each cell, each band, each stretch."""
    yield np.zeros((1, rows, columns), np.bool_)
    yield np.ones((1, rows, columns), np.bool_)
    yield np.eye(rows * columns, dtype=np.bool_).reshape(-1, rows, columns)
    yield np.repeat(np.eye(rows, dtype=np.bool_)[:, :, None], columns, axis=2)
    yield np.repeat(np.eye(columns, dtype=np.bool_)[:, None, :], rows, axis=1)


def _readings(scene: _Scene, probes: Hidden, network: Network) -> Float:
    """Hear the window with each of the probes hidden.

    Args:
        scene: The window.
        probes: Shape `[probes, bands, stretches]`, True for what is hidden.
        network: Runs the model.

    Returns:
        Shape `[probes, 2]`, valence and arousal at the moment, on the scale of the curve.
    """
    found = []
    on_scale = calibration(scene.recording.curve.model).on_scale
    for start in range(0, len(probes), _BATCH):
        batch = probes[start : start + _BATCH]
        # Hops outside the grid have the stretch -1, which is this last column.
        shown = np.zeros((*batch.shape[:2], 1), np.bool_)
        by_hop = np.concatenate([batch, shown], axis=2)[:, :, scene.stretch]
        mel_hidden = np.repeat(by_hop[:, _rows().of_mel].swapaxes(1, 2), MEL_PER_HOP, axis=1)
        notes_hidden = np.repeat(by_hop[:, -1], SEMITONE_PER_HOP, axis=1)[:, :, None]
        heard = network(
            np.where(mel_hidden, scene.recording.mel_average, scene.mel),
            np.where(notes_hidden, scene.recording.semitone_average, scene.semitones),
        )
        found.append(on_scale(np.einsum("t,bta->ba", scene.weights, heard.plane)))
    return np.concatenate(found)


def _parts(
    scene: _Scene, cells: Float, column: int, reading: Float, network: Network
) -> tuple[Part, ...]:
    """Join neighbouring cells of a band that push the same way, and measure what stands out."""
    runs = sorted(_runs(cells), key=lambda run: -abs(float(cells[run].sum())))
    runs = [run for run in runs if abs(float(cells[run].sum())) >= NOTABLE / 2][:_TRIED_PARTS]
    if not runs:
        return ()
    probes = np.zeros((len(runs), *cells.shape), np.bool_)
    for probe, run in zip(probes, runs, strict=True):
        probe[run] = True
    pushes = (reading - _readings(scene, probes, network))[:, column]
    edges_s = _edges_s(scene)
    parts = [
        Part(band, edges_s[stretches.start], edges_s[stretches.stop], float(push))
        for (band, stretches), push in zip(runs, pushes, strict=True)
        if abs(push) >= NOTABLE
    ]
    return tuple(sorted(parts, key=lambda part: -abs(part.push))[:_MOST_PARTS])


def _runs(cells: Float) -> Iterator[tuple[int, slice]]:
    sign = np.where(np.abs(cells) < _FAINT, 0, np.sign(cells))
    for band, row in enumerate(sign):
        changes = np.flatnonzero(np.diff(row)) + 1
        edges = [0, *(int(change) for change in changes), len(row)]
        for start, stop in pairwise(edges):
            if row[start]:
                yield band, slice(start, stop)
