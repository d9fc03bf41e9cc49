"""A small library that simulated people listen to, and short simulations of it."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from emomusic.emotion import EmotionCurve, mood_of, pack_curve
from emomusic.services.simulation import Plan
from emomusic.store.tables import Role, Song
from tests.analyses import make_curve
from tests.factories import make_album, make_artist, make_emotion, make_song, make_user

END = datetime(2026, 11, 8, 21, 30, tzinfo=UTC)
"""A Sunday evening."""

PLAN = Plan(people=6, days=4, until=END, plays_per_day=4.0, seed=7)


def make_library(albums: int = 6, songs: int = 4) -> list[Song]:
    """Albums by half as many artists, heard by the ear but for their last songs; and an account.

    Songs move from one corner of the plane to another, and every third has a second artist.
    """
    chance = random.Random(3)
    made = []
    for number in range(albums):
        artist = make_artist(f"Artist {number // 2}")
        album = make_album(f"Album {number}", artist)
        for track in range(1, songs + 1):
            guests = [make_artist("Guest")] if track % 3 == 0 else []
            song = make_song(
                f"Song {number}.{track}",
                album,
                [artist, *guests],
                track=track,
                genre=chance.choice(("Jazz", "Folk", None)),
                duration_s=round(chance.uniform(40, 320), 3),
            )
            if track < songs:
                _hear(song, chance)
            made.append(song)
    make_user("Operator", role=Role.ADMINISTRATOR)
    return made


def _hear(song: Song, chance: random.Random) -> None:
    curve = curve_between(song.duration_s, _place(chance), _place(chance))
    valence, arousal = float(curve.valence.mean()), float(curve.arousal.mean())
    make_emotion(
        song,
        curve=pack_curve(curve),
        valence=valence,
        arousal=arousal,
        mood=mood_of(valence, arousal).value,
    )


def _place(chance: random.Random) -> tuple[float, float]:
    return chance.random(), chance.random()


def curve_between(
    seconds: float, begin: tuple[float, float], end: tuple[float, float]
) -> EmotionCurve:
    """A curve from one point of the plane, valence and arousal, to another."""
    curve = make_curve(seconds=seconds)
    valence, arousal = (
        np.linspace(first, last, len(curve), dtype=np.float32)
        for first, last in zip(begin, end, strict=True)
    )
    return replace(curve, valence=valence, arousal=arousal)
