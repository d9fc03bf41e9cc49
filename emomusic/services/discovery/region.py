"""A region of the plane of emotion: a polygon, and what is asked of the songs inside it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from emomusic.services.discovery.shelf import Float, Shelf

FEWEST_CORNERS, MOST_CORNERS = 3, 60

_BEYOND = 1e-5
"""How far a corner on the edge of the plane is moved outwards: songs on that edge are inside."""


@dataclass(frozen=True, slots=True)
class Region:
    """Which songs are meant.

    Attributes:
        points: Corners of the polygon, each valence and arousal, 0..1; it closes by itself, and
            where its line crosses itself, what is enclosed twice is outside.
        genre: Only songs of this genre; None for all.
        years: Only songs from the first of these years to the second; None for all. Songs of
            which no year is known are then left out.
        liked: Only songs that the person likes.
    """

    points: tuple[tuple[float, float], ...]
    genre: str | None = None
    years: tuple[int, int] | None = None
    liked: bool = False


def inside(valence: Float, arousal: Float, points: Sequence[Sequence[float]]) -> NDArray[np.bool_]:
    """Tell which points of the plane a polygon holds, by the even-odd rule.

    Args:
        valence: Shape `[N]`, 0..1.
        arousal: Shape `[N]`, 0..1.
        points: The polygon's corners, `[valence, arousal]` each.

    Returns:
        Shape `[N]`. The edges of the plane belong to a polygon that reaches them.
    """
    corners = np.asarray(points, dtype=np.float32)
    corners = np.where(corners >= 1, 1 + _BEYOND, np.where(corners <= 0, -_BEYOND, corners))
    low, high = corners.min(axis=0), corners.max(axis=0)
    near = (valence >= low[0]) & (valence <= high[0])
    at = np.flatnonzero(near & (arousal >= low[1]) & (arousal <= high[1]))
    x, y = valence[at], arousal[at]
    odd = np.zeros(len(at), dtype=np.bool_)
    for (x1, y1), (x2, y2) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if y1 == y2:
            continue
        passes = (y1 > y) != (y2 > y)
        odd ^= passes & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    held = np.zeros(len(valence), dtype=np.bool_)
    held[at[odd]] = True
    return held


def held_by(region: Region, shelf: Shelf, liked_ids: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which songs of the shelf a region holds.

    Args:
        region: Which.
        shelf: The library.
        liked_ids: Shape `[M]`, the songs that the person likes; not read unless it is asked for.

    Returns:
        Shape `[N]`.
    """
    held = inside(shelf.valence, shelf.arousal, region.points)
    if region.genre is not None:
        names = shelf.genre_names
        known = names.index(region.genre) if region.genre in names else -1
        held &= shelf.genres == known
    if region.years is not None:
        held &= (shelf.years >= max(region.years[0], 1)) & (shelf.years <= region.years[1])
    if region.liked:
        held &= np.isin(shelf.song_ids, liked_ids)
    return held


def rules_of(region: Region) -> str:
    """Write a region as the rules of a smart playlist.

    Args:
        region: Which.

    Returns:
        The rules as JSON, see docs/smart-playlists.md.
    """
    corners = [[round(v, 4), round(a, 4)] for v, a in region.points]
    rules: list[dict[str, object]] = [{"field": "region", "is": "inside", "value": corners}]
    if region.genre is not None:
        rules.append({"field": "genre", "is": "equals", "value": region.genre})
    if region.years is not None:
        rules.append({"field": "year", "is": "between", "value": list(region.years)})
    if region.liked:
        rules.append({"field": "liked", "is": "yes"})
    return json.dumps({"match": "all", "rules": rules})
