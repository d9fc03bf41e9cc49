"""How quick the administrator's desk is, with 100,000 songs and as many entries of the audit log.

`python benchmarks/admin.py` makes such a library in a temporary folder and measures each action
of the tables at the service: what a page waits for before it is shown. Then it uploads a file of
2 GB and says how much memory that takes. `--database-url` asks another, empty database than
SQLite, `--songs` makes a smaller library, `--upload-mb 0` leaves the upload out.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import upload
from benchmarks.library import Times, measure
from benchmarks.made_library import MadeCatalogue, fill_catalogue
from emomusic.services.access import Person
from emomusic.services.audit import Action, Subject, SubjectKind, record
from emomusic.services.audit_list import AuditFilter, list_entries
from emomusic.services.desk import albums, artists, songs, wastebin
from emomusic.services.desk.others_list import (
    AlbumsSort,
    ArtistsSort,
    list_albums,
    list_artists,
    list_bin,
)
from emomusic.services.desk.songs_list import (
    DeskSort,
    SongFilter,
    Standing,
    genres,
    list_songs,
)
from emomusic.services.overview import totals
from emomusic.services.people_list import PeopleFilter, PeopleSort, list_people
from emomusic.settings import settings
from emomusic.store.database import dispose, session, use_database
from emomusic.store.migrate import upgrade
from emomusic.store.tables import AnalysisJob, JobState, Role, User

SONGS, ALBUMS, ARTISTS, PEOPLE = 100_000, 8_000, 3_000, 2_000
ROWS = 50
TURNS = 20

Calls = list[Callable[[], object]]


def make_people(count: int) -> Person:
    """Store people, the first of them an administrator, and return who that is."""
    with session(write=True) as opened:
        first = User(name="Ada", name_folded="ada", password_hash="!", role=Role.ADMINISTRATOR)
        opened.add(first)
        opened.add_all(
            User(name=f"Listener {n}", name_folded=f"listener {n}", password_hash="!")
            for n in range(count - 1)
        )
        opened.add_all(
            AnalysisJob(song_id=n, state=JobState.FAILED, error="It is broken.")
            for n in range(7, 507)
        )
    assert first.id is not None
    return Person(first.id, first.name, first.role, 0)


def lists(made: MadeCatalogue, chance: random.Random) -> Iterator[Times]:
    """Time the pages of the tables, from the first to the last."""
    total = len(made.song_titles)
    offsets = [total * turn // TURNS for turn in range(TURNS)]
    for sort in DeskSort:
        for descending in (False, True):
            yield measure(
                f"songs by {sort}{', from the end' if descending else ''}",
                [
                    lambda at=at, by=sort, down=descending: list_songs(
                        SongFilter(), by, down, at, ROWS
                    )
                    for at in offsets
                ],
            )
    for name, chosen in _filters(made, chance).items():
        for sort in (DeskSort.TITLE, DeskSort.ARTIST, DeskSort.YEAR):
            calls: Calls = [
                lambda one=one, by=sort, at=at: list_songs(one, by, False, at, ROWS)
                for one in chosen
                for at in (0, 1_000)
            ]
            yield measure(f"songs with {name}, by {sort}", calls)
    yield measure("genres", [genres] * TURNS)
    for album_sort in AlbumsSort:
        calls = [
            lambda at=at, by=album_sort: list_albums("", by, False, at, ROWS)
            for at in range(0, len(made.album_titles), len(made.album_titles) // TURNS)
        ]
        yield measure(f"albums by {album_sort}", calls)
    for artist_sort in ArtistsSort:
        calls = [
            lambda at=at, by=artist_sort: list_artists("", by, False, at, ROWS)
            for at in range(0, len(made.artist_names), len(made.artist_names) // TURNS)
        ]
        yield measure(f"artists by {artist_sort}", calls)
    calls = [
        lambda name=name: list_albums(name[:3], AlbumsSort.TITLE, False, 0, ROWS)
        for name in chance.sample(made.album_titles, TURNS)
    ]
    yield measure("albums, searched", calls)
    yield from _audit(chance)
    yield measure("totals", [totals] * TURNS)
    for people_sort in PeopleSort:
        calls = [
            lambda at=at, by=people_sort: list_people("", PeopleFilter.ALL, by, False, at, ROWS)
            for at in range(0, PEOPLE, PEOPLE // TURNS)
        ]
        yield measure(f"people by {people_sort}", calls)


def make_audit(count: int, made: MadeCatalogue, actor: Person, chance: random.Random) -> None:
    """Store entries of the audit log, a minute after one another."""
    kinds = [Action.SONG_EDIT, Action.ALBUM_EDIT, Action.SONG_BIN, Action.UPLOAD_TAKE]
    names = ("Ada", "Ben", "Zoë")
    for start in range(0, count, 5_000):
        with session(write=True) as opened:
            for _ in range(start, min(count, start + 5_000)):
                who = replace(actor, name=chance.choice(names))
                title = chance.choice(made.song_titles)
                subject = Subject(SubjectKind.SONG, 1, title)
                details = {"how": "edit", "changes": [f"title “{title}” → “Rain”"] * 3}
                record(opened, who, chance.choice(kinds), subject, details)


def _audit(chance: random.Random) -> Iterator[Times]:
    """Time pages of the audit log; the last words are found nowhere."""
    words = ["ada", "zoe", "love", "night", "shadow glass", "no such words"]
    choices = {
        "all": [AuditFilter()],
        "with words": [AuditFilter(query=one) for one in words],
        "of a kind": [AuditFilter(action=kind) for kind in ("song.", "upload.", "backup.")],
        "of a kind with words": [AuditFilter(query=one, action="album.") for one in words],
    }
    for name, chosen in choices.items():
        calls: Calls = [
            lambda one=one, oldest=oldest, at=at: list_entries(one, oldest, at, ROWS)
            for one in chosen
            for oldest in (False, True)
            for at in (0, 2_000, 20_000)
        ]
        yield measure(f"audit log, {name}", calls)


def _filters(made: MadeCatalogue, chance: random.Random) -> dict[str, list[SongFilter]]:
    titles = chance.sample(made.song_titles, TURNS)
    return {
        "a mood": [SongFilter(mood=mood) for mood in ("happy", "angry", "sad", "calm")] * 3,
        "a genre": [SongFilter(genre=genre) for genre in genres()],
        "a year": [SongFilter(year=year) for year in range(1960, 1980)],
        "an artist": [SongFilter(artist=one) for one in chance.sample(made.artist_names, TURNS)],
        "an album": [SongFilter(album=one) for one in chance.sample(made.album_titles, TURNS)],
        "an analysis": [SongFilter(standing=Standing.ANALYSED)] * 10,
        "a failed analysis": [SongFilter(standing=Standing.FAILED)] * 10,
        "no file": [SongFilter(standing=Standing.MISSING)] * 10,
        "a searched letter": [SongFilter(query=title[0]) for title in titles],
        "searched words": [SongFilter(query=title) for title in titles],
        "a mood, a genre and a word": [
            SongFilter(query=title.split()[0], mood="calm", genre="Rock") for title in titles
        ],
    }


def changes(actor: Person, made: MadeCatalogue, chance: random.Random) -> Iterator[Times]:
    """Time edits, moves, merges, the bin and undoing, of songs all over the library."""
    total = len(made.song_titles)

    def hundred() -> list[int]:
        return chance.sample(range(1, total + 1), 100)

    def edit(number: int) -> None:
        seen = songs.songs_to_edit(hundred())
        change = songs.SongChange(genre=f"Genre {number}", year="1999")
        songs.edit_songs(actor, seen, change)

    def credit(number: int) -> None:
        seen = songs.songs_to_edit(hundred())
        songs.edit_songs(actor, seen, songs.SongChange(artists=made.artist_names[number]))

    def move(_: int) -> None:
        seen = songs.songs_to_edit(hundred()[:12])
        songs.move_songs(actor, seen, chance.randint(1, len(made.album_titles) // 2))

    thrown: list[wastebin.ThrownAway] = []

    def throw(_: int) -> None:
        thrown.append(wastebin.bin_songs(actor, hundred()))

    def one(number: int) -> None:
        seen = songs.songs_to_edit([number + 1])
        songs.edit_songs(actor, seen, songs.SongChange(title=f"Title {number}"))

    def rename(number: int) -> None:
        seen = albums.albums_to_edit([number + 1])
        albums.edit_albums(actor, seen, albums.AlbumChange(title=f"Album {number}"))

    def merge(number: int) -> None:
        last = len(made.artist_names)
        artists.merge_artists(actor, [last - 2 * number], last - 2 * number - 1)

    numbers = range(TURNS)
    for name, act in {
        "edit one song": one,
        "edit 100 songs": edit,
        "credit 100 songs to another artist": credit,
        "move 12 songs to an album": move,
        "rename an album": rename,
        "merge two artists": merge,
        "100 songs to the bin": throw,
    }.items():
        yield _once(name, [lambda number=number, act=act: act(number) for number in numbers])
    yield measure("the bin", [lambda: list_bin(wastebin.Binned.SONG, True, 0, ROWS)] * TURNS)
    undone: Calls = [lambda one=one: wastebin.undo_bin(actor, one) for one in thrown]
    yield _once("undo 100 songs in the bin", undone)
    made_now = [_edited(actor, hundred()) for _ in numbers]
    undone = [lambda one=one: songs.undo_songs(actor, one) for one in reversed(made_now)]
    yield _once("undo an edit of 100 songs", undone)


def _edited(actor: Person, ids: list[int]) -> songs.SongsEdited:
    return songs.edit_songs(actor, songs.songs_to_edit(ids), songs.SongChange(genre="Undone"))


def _once(name: str, calls: Calls) -> Times:
    """Time calls that can be made once only; the first one warms the process up."""
    calls[0]()
    times = Times(name, [], [])
    for call in calls[1:]:
        began, cpu_began = time.perf_counter(), time.process_time()
        call()
        times.ms.append((time.perf_counter() - began) * 1000)
        times.cpu_ms.append((time.process_time() - cpu_began) * 1000)
    return times


def main() -> None:
    """Measure, print a table, and the figures as one JSON object."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--songs", type=int, default=SONGS)
    arguments.add_argument("--database-url", default="", help="an empty database")
    arguments.add_argument("--upload-mb", type=int, default=2048, help="0 leaves the upload out")
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="emomusic-admin-") as name:
        os.environ["DATA_DIR"] = name
        settings.cache_clear()
        use_database(asked.database_url or f"sqlite:///{Path(name) / 'catalogue.db'}")
        upgrade()
        share = asked.songs / SONGS
        made = fill_catalogue(asked.songs, round(ALBUMS * share), round(ARTISTS * share))
        actor = make_people(PEOPLE)
        chance = random.Random(5)
        make_audit(asked.songs, made, actor, chance)
        # What was written in one go is still in SQLite's log, half a gigabyte of it, which a
        # server takes into the database while it runs; it would be some unlucky action's time.
        dispose()
        print(
            f"{'milliseconds':<40}{'calls':>7}{'p50':>9}{'p95':>9}{'max':>9}{'CPU p95':>9}",
            flush=True,
        )
        worst = 0.0
        for measured in (lists(made, chance), changes(actor, made, chance)):
            for times in measured:
                print(times.row(), flush=True)
                worst = max(worst, float(np.percentile(times.ms, 95)))
        dispose()
    figures = {"action_p95_ms": round(worst, 1)}
    if asked.upload_mb:
        with tempfile.TemporaryDirectory(prefix="emomusic-upload-") as name:
            figures |= upload.measure(Path(name), asked.upload_mb)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
