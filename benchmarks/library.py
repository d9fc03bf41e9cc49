"""How quick the library is: scanning files, searching as you type, opening pages.

`python benchmarks/library.py` measures 10,000 tagged files and a catalogue of 100,000 songs in a
temporary folder, at the service: what a page waits for before it is sent. `--database-url` asks
another, empty database than SQLite. Times are of a warm process on the disk of that folder.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.made_library import MadeCatalogue, fill_catalogue, write_files
from emomusic.services import catalogue
from emomusic.services.catalogue import AlbumSort, SongSort
from emomusic.services.scan import scan
from emomusic.services.search import search
from emomusic.settings import settings
from emomusic.store.database import dispose, session, use_database
from emomusic.store.folding import folded_key
from emomusic.store.migrate import upgrade
from emomusic.store.tables import User

SONGS, ALBUMS, ARTISTS = 100_000, 8_000, 3_000
FILES = 10_000
TARGETS = 60
"""Names that are typed, letter by letter, and pages that are opened, of each kind."""


@dataclass(frozen=True, slots=True)
class Times:
    """How long something took, each time, in milliseconds.

    Attributes:
        ms: By the clock on the wall.
        cpu_ms: Of this process alone, which a busy machine lengthens less.
    """

    name: str
    ms: list[float]
    cpu_ms: list[float]

    def row(self) -> str:
        """A line of the table."""
        p50, p95 = np.percentile(self.ms, (50, 95))
        cpu = np.percentile(self.cpu_ms, 95)
        return (
            f"{self.name:<34}{len(self.ms):>7}{p50:>9.1f}{p95:>9.1f}{max(self.ms):>9.1f}{cpu:>9.1f}"
        )


def p95(times: Sequence[Times]) -> float:
    """The 95th percentile of several measurements together, in milliseconds."""
    return float(np.percentile([ms for one in times for ms in one.ms], 95))


def measure(name: str, calls: Sequence[Callable[[], object]]) -> Times:
    """Time calls one by one, after a few that warm the process up."""
    for call in calls[:: max(1, len(calls) // 10)]:
        call()
    times = Times(name, [], [])
    for call in calls:
        began, cpu_began = time.perf_counter(), time.process_time()
        call()
        times.ms.append((time.perf_counter() - began) * 1000)
        times.cpu_ms.append((time.process_time() - cpu_began) * 1000)
    return times


def measure_scan(folder: Path, files: int) -> dict[str, float]:
    """Scan a folder of files twice, and return files per second of both."""
    music = folder / "music"
    music.mkdir()
    write_files(music, files)
    use_database(f"sqlite:///{folder / 'scanned.db'}")
    upgrade()
    rates = []
    for name in ("first scan", "nothing changed"):
        began, cpu_began = time.perf_counter(), time.process_time()
        report = scan([music])
        rates.append(files / (time.perf_counter() - began))
        cpu_s = time.process_time() - cpu_began
        print(f"{name:<16}{files:>7,} files{rates[-1]:>9,.0f} files/s{cpu_s:>7.1f} s of CPU")
        found = report.added + report.unchanged
        if found != files:
            raise SystemExit(
                f"library: {found} of {files} files were scanned: {report.refused[:3]}"
            )
    dispose()
    shutil.rmtree(music)
    return {"scan_files_per_s": rates[0], "rescan_files_per_s": rates[1]}


def make_user() -> int:
    """Store a person, and return their id."""
    user = User(name="Ann", name_folded="ann", password_hash="!")
    with session(write=True) as opened:
        opened.add(user)
    assert user.id is not None
    return user.id


def searches(made: MadeCatalogue, chance: random.Random, user_id: int) -> list[Times]:
    """Time searches: names typed letter by letter, words of title and artist, and nonsense."""

    def typed(texts: Sequence[str]) -> list[Callable[[], object]]:
        return [lambda text=text: search(text, user_id) for text in texts]

    def prefixes(names: list[str]) -> list[str]:
        chosen = chance.sample(names, TARGETS)
        return [name[:length] for name in chosen for length in range(1, min(len(name), 24) + 1)]

    pairs = list(zip(made.song_titles, made.song_artists, strict=True))
    mixed = []
    for title, artist in chance.sample(pairs, TARGETS * 4):
        one, other = chance.choice(artist.split()), chance.choice(title.split())
        mixed.append(f"{one} {other[: chance.randint(1, len(other))]}")
        mixed.append(folded_key(f"{title} {artist}"))
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    pairs_of_letters = [f"{a} {b}" for a in letters[::3] for b in letters[::2]]
    return [
        measure("search: one letter", typed(letters * 4)),
        measure("search: two one-letter words", typed(pairs_of_letters)),
        measure("search: titles as you type", typed(prefixes(made.song_titles))),
        measure("search: albums as you type", typed(prefixes(made.album_titles))),
        measure("search: artists as you type", typed(prefixes(made.artist_names))),
        measure("search: words of several fields", typed(mixed)),
        measure("search: nothing found", typed([f"zqx{n} love" for n in range(TARGETS)])),
    ]


def pages(chance: random.Random, user_id: int) -> list[Times]:
    """Time pages of albums and artists; the first artists are those with the most songs."""
    albums = chance.sample(range(1, ALBUMS + 1), TARGETS * 3)
    artists = [*range(1, 31), *chance.sample(range(31, ARTISTS + 1), TARGETS * 3)]
    return [
        measure("page: album", [lambda n=n: catalogue.album(n, user_id) for n in albums]),
        measure("page: artist", [lambda n=n: catalogue.artist(n, user_id) for n in artists]),
    ]


def lists(user_id: int) -> list[Times]:
    """Time parts of the long lists, from their beginning to their end."""
    song_offsets = [SONGS * part // 20 for part in range(20)]
    album_offsets = [ALBUMS * part // 20 for part in range(20)]
    measured = [
        measure(
            f"list: songs by {sort}",
            [lambda at=at, by=sort: catalogue.list_songs(user_id, by, at) for at in song_offsets],
        )
        for sort in SongSort
    ]
    measured += [
        measure(
            f"list: albums by {sort}",
            [lambda at=at, by=sort: catalogue.list_albums(by, at, 60) for at in album_offsets],
        )
        for sort in AlbumSort
    ]
    artist_offsets = [ARTISTS * part // 20 for part in range(20)]
    return [
        *measured,
        measure(
            "list: artists", [lambda at=at: catalogue.list_artists(at, 60) for at in artist_offsets]
        ),
        measure("home: a mood", [lambda: catalogue.songs_of_mood("calm", user_id)] * 20),
        measure("home: counts", [catalogue.counts] * 20),
    ]


def main() -> None:
    """Measure, print a table, and the figures as one JSON object."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--files", type=int, default=FILES, help="0 leaves the scan out")
    arguments.add_argument("--database-url", default="", help="an empty database")
    asked = arguments.parse_args()
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="emomusic-library-") as name:
        folder = Path(name)
        os.environ["DATA_DIR"] = str(folder)
        settings.cache_clear()
        if asked.files:
            figures |= measure_scan(folder, asked.files)
        use_database(asked.database_url or f"sqlite:///{folder / 'catalogue.db'}")
        upgrade()
        began = time.perf_counter()
        made = fill_catalogue(SONGS, ALBUMS, ARTISTS)
        user_id = make_user()
        print(f"\n{SONGS:,} songs stored and indexed in {time.perf_counter() - began:.0f} s\n")
        chance = random.Random(3)
        print(
            f"{'milliseconds':<34}{'calls':>7}{'p50':>9}{'p95':>9}{'max':>9}{'CPU p95':>9}",
            flush=True,
        )
        searched, opened = searches(made, chance, user_id), pages(chance, user_id)
        for times in (*searched, *opened, *lists(user_id)):
            print(times.row(), flush=True)
        dispose()
    figures |= {"search_p95_ms": p95(searched), "page_p95_ms": p95(opened)}
    print(json.dumps({name: round(value, 1) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
