"""A deployment that many people listen to, made for benchmarks: its library, and what they hear."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
from sqlalchemy import update
from sqlmodel import SQLModel

from benchmarks.made_library import fill_catalogue
from emomusic.emotion import EmotionCurve, Overall, mood_of, pack_curve
from emomusic.services.reading import SONG, rows_of
from emomusic.services.simulation.accounts import Member, make_accounts
from emomusic.services.simulation.clock import Batch, Clock
from emomusic.services.simulation.day import sessions_of
from emomusic.services.simulation.habits import make_habits
from emomusic.services.simulation.shelf import Shelf, read_shelf
from emomusic.settings import settings
from emomusic.store.database import session
from emomusic.store.embedded_mongo import embedded_mongo
from emomusic.store.migrate import upgrade
from emomusic.store.mongo import close_mongo, ensure_indexes, mongo, use_mongo
from emomusic.store.tables import Role, SongEmotion, User
from tests.analyses import curve_of
from tests.databases import in_use

SONGS, ALBUMS, ARTISTS = 5_000, 420, 300
UNTIL = datetime(2026, 11, 25, tzinfo=UTC)
SEED = 1
MANY_EVENTS = 1.02
"""Somewhat more than were asked for, since chance decides how many there are."""


def make_library(path: Path) -> None:
    """Fill an empty database: songs with curves, and an administrator.

    Args:
        path: Of the SQLite file.
    """
    with in_use(f"sqlite:///{path}"):
        upgrade()
        fill_catalogue(SONGS, ALBUMS, ARTISTS)
        chance = np.random.default_rng(SEED)
        with session(write=True) as opened:
            opened.add(
                User(
                    name="Operator",
                    name_folded="operator",
                    password_hash="!",
                    role=Role.ADMINISTRATOR,
                )
            )
            rows = rows_of(opened, SONG.select().with_only_columns(SONG.c.id, SONG.c.duration_s))
            table = SQLModel.metadata.tables[str(SongEmotion.__tablename__)]
            for row in rows:
                curve = made_curve(row.duration_s, chance)
                changed = {
                    "curve": pack_curve(curve),
                    "valence": curve.overall.valence,
                    "arousal": curve.overall.arousal,
                    "mood": curve.overall.mood.value,
                }
                statement = update(table).where(table.c.song_id == row.id).values(**changed)
                opened.connection().execute(statement)


def made_curve(seconds: float, chance: np.random.Generator) -> EmotionCurve:
    """Wander over the plane for as long as a song lasts.

    Args:
        seconds: The song's length.
        chance: Where from and where to.
    """
    hops = max(2, int(seconds * 2))
    ways = [
        np.clip(chance.uniform(0.15, 0.85) + np.cumsum(chance.normal(0, 0.008, hops)), 0, 1)
        for _ in range(2)
    ]
    valence, arousal = (way.astype(np.float32) for way in ways)
    middle = float(valence.mean()), float(arousal.mean())
    overall = Overall(*middle, mood_of(*middle), (0.25, 0.25, 0.25, 0.25), 0.8)
    return replace(curve_of(valence, arousal, overall, "ear-2"), duration_s=seconds)


@asynccontextmanager
async def running(library: Path, folder: Path, uri: str) -> AsyncIterator[None]:
    """Have a deployment for a while: a copy of the library, and an empty MongoDB.

    Args:
        library: The SQLite file to copy.
        folder: An empty folder.
        uri: A MongoDB; empty for the embedded one.
    """
    os.environ["DATA_DIR"] = str(folder)
    settings.cache_clear()
    shutil.copyfile(library, folder / "emomusic.db")
    name = f"benchmark_{os.getpid()}"
    with (
        in_use(f"sqlite:///{folder / 'emomusic.db'}"),
        _mongo_at(folder, uri) as found,
        use_mongo(found, name),
    ):
        await ensure_indexes()
        try:
            yield
        finally:
            if uri:
                await mongo().client.drop_database(name)
            await close_mongo()


@contextmanager
def _mongo_at(folder: Path, uri: str) -> Iterator[str]:
    if uri:
        yield uri
        return
    with embedded_mongo(folder) as address:
        yield address.uri


class Listeners:
    """Everybody who listens, day after day."""

    def __init__(self, people: int, days: int, events: int) -> None:
        """Make their accounts.

        Args:
            people: How many.
            days: For how long.
            events: About how many events they shall tell.
        """
        self.shelf: Shelf = read_shelf(SEED)
        self.last = UNTIL.date() - timedelta(days=1)
        self.first = self.last - timedelta(days=days - 1)
        self.days = [self.first + timedelta(days=number) for number in range(days)]
        habits = [
            make_habits(SEED, number, self.shelf, self.first, self.last, 1.0)
            for number in range(people)
        ]
        self.members = make_accounts(habits)
        # What a song a day makes is found out on every ninth day.
        some = self.days[::9]
        told = sum(len(batch.events) for day in some for batch in self.day(day))
        factor = MANY_EVENTS * events / (told * len(self.days) / len(some))
        self.members = [
            Member(
                one.user_id,
                replace(one.habits, plays_per_day=one.habits.plays_per_day * factor),
            )
            for one in self.members
        ]

    def day(self, day: date) -> list[Batch]:
        """What is told of a day, in the order in which it comes in."""
        clock, chance = Clock(), random.Random(f"{SEED}/{day}")
        for member in self.members:
            for heard in sessions_of(member.habits, day, self.shelf, SEED):
                clock.tell(heard, chance)
        return list(clock.come_in(UNTIL + timedelta(days=9)))
