"""How quick finding music by its emotion is, in a library of 100,000 songs.

`python benchmarks/discovery.py` measures at the service, after the shelf is read: what a request
waits for before its songs are looked up. Every figure has a function of its own in `MEASURED`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.felt import feelings
from benchmarks.library import make_user, measure, p95
from benchmarks.made_library import fill_catalogue
from benchmarks.mood_words import words
from benchmarks.smart_rules import rules
from emomusic.services.discovery.journey import Wish, journey
from emomusic.services.discovery.map import packed_map, songs_in
from emomusic.services.discovery.radio import Tuning, radio
from emomusic.services.discovery.region import Region
from emomusic.services.discovery.shelf import forget_shelf, shelf
from emomusic.settings import settings
from emomusic.store.database import dispose, use_database
from emomusic.store.migrate import upgrade

SONGS = 100_000
JOURNEYS, RADIOS, REGIONS = 60, 200, 60
RECENT, LEARNT = 400, 40

Figures = dict[str, float]


def journeys(chance: random.Random, user_id: int) -> Figures:
    """Journeys of 20 songs between any two points, some by a largest step, some from a song."""
    ids = shelf().song_ids.tolist()

    def wish(number: int) -> Wish:
        points = [(chance.uniform(0.15, 0.85), chance.uniform(0.15, 0.85)) for _ in range(2)]
        return Wish(
            points,
            songs=20,
            largest_step=0.1 if number % 3 == 0 else None,
            after=chance.sample(ids, 10) if number % 2 == 0 else (),
            seed=number,
        )

    wishes = [wish(number) for number in range(JOURNEYS)]
    times = measure("journey: 20 songs", [lambda one=one: journey(one) for one in wishes])
    print(times.row(), flush=True)
    return {"journey_p95_ms": p95([times])}


def radios(chance: random.Random, user_id: int) -> Figures:
    """The next song of radios of every kind, after much was heard and much was skipped."""
    library = shelf()
    ids, artists, albums = (
        part.tolist() for part in (library.song_ids, library.artist_ids, library.album_ids)
    )

    def tuning(number: int) -> Tuning:
        song = chance.choice(ids)
        seeds = (
            f"song:{song}",
            f"artist:{chance.choice(artists)}",
            f"album:{chance.choice(albums)}",
            f"mood:{chance.choice(('happy', 'angry', 'sad', 'calm'))}",
            f"moment:{song}@{chance.uniform(0, 90):.1f}",
        )
        recent = [*chance.sample(ids, RECENT - 1), song]
        return Tuning(
            seeds[number % len(seeds)],
            recent,
            skipped=chance.sample(recent, LEARNT),
            heard=chance.sample(recent, LEARNT),
            count=1,
            chance=number,
        )

    tunings = [tuning(number) for number in range(RADIOS)]
    times = measure("radio: the next song", [lambda one=one: radio(one) for one in tunings])
    print(times.row(), flush=True)
    return {"radio_p95_ms": p95([times])}


def reading(chance: random.Random, user_id: int) -> Figures:
    """The library as arrays, read from the database."""
    forget_shelf()
    began = time.perf_counter()
    library = shelf()
    took_s = time.perf_counter() - began
    print(f"the shelf of {len(library):,} songs is read in {took_s:.2f} s", flush=True)
    return {"shelf_s": took_s}


def maps(chance: random.Random, user_id: int) -> Figures:
    """The map's points made from the database, and then regions of any size and shape."""
    forget_shelf()
    began = time.perf_counter()
    body = gzip.compress(packed_map(user_id), compresslevel=5)
    took_s = time.perf_counter() - began
    print(f"the map is ready in {took_s:.2f} s, {len(body) / 1000:.0f} kB on the way", flush=True)
    regions = [_region(chance, number) for number in range(REGIONS)]
    times = measure("region: its first 100 songs", [_search(one, user_id) for one in regions])
    print(times.row(), flush=True)
    return {"map_s": took_s, "map_kb": len(body) / 1000, "region_p95_ms": p95([times])}


def _region(chance: random.Random, number: int) -> Region:
    right, up, size = (chance.uniform(0.1, 0.9) for _ in range(3))
    corners = (4, 12, 60)[number % 3]
    angles = [2 * math.pi * k / corners for k in range(corners)]
    far = [size / 2 * chance.uniform(0.6, 1) for _ in angles]
    points = tuple(
        (min(max(right + r * math.cos(t), 0), 1), min(max(up + r * math.sin(t), 0), 1))
        for r, t in zip(far, angles, strict=True)
    )
    years = (1990, 2010) if number % 2 else None
    return Region(points, genre="Jazz" if number % 5 == 0 else None, years=years)


def _search(region: Region, user_id: int) -> Callable[[], object]:
    return lambda: songs_in(region, user_id)


MEASURED: tuple[Callable[[random.Random, int], Figures], ...] = (
    reading,
    maps,
    journeys,
    radios,
    rules,
    words,
    feelings,
)
"""What is measured, in this order; each is given chance and a listener's id."""


def main() -> None:
    """Measure, print a table, and the figures as one JSON object."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--songs", type=int, default=SONGS)
    asked = arguments.parse_args()
    figures: Figures = {}
    with tempfile.TemporaryDirectory(prefix="emomusic-discovery-") as name:
        folder = Path(name)
        os.environ["DATA_DIR"] = str(folder)
        settings.cache_clear()
        use_database(f"sqlite:///{folder / 'catalogue.db'}")
        upgrade()
        began = time.perf_counter()
        fill_catalogue(asked.songs, max(1, asked.songs * 8 // 100), max(1, asked.songs * 3 // 100))
        user_id = make_user()
        print(f"{asked.songs:,} songs stored in {time.perf_counter() - began:.0f} s\n")
        print(f"{'milliseconds':<34}{'calls':>7}{'p50':>9}{'p95':>9}{'max':>9}{'CPU p95':>9}")
        for measured in MEASURED:
            figures |= measured(random.Random(3), user_id)
        dispose()
    print(json.dumps({name: round(value, 2) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
