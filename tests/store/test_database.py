"""Sessions: all or nothing, writers that wait, foreign keys that hold."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import col, func, select

from emomusic.errors import Unavailable
from emomusic.settings import settings
from emomusic.store.database import dispose, engine, session, upsert, use_database
from emomusic.store.tables import (
    Album,
    Artist,
    Invitation,
    Like,
    PlayQueue,
    Role,
    Song,
    SongArtist,
    SongEmotion,
    User,
    UserSession,
)
from tests.databases import on_both
from tests.factories import (
    ident,
    make_album,
    make_artist,
    make_emotion,
    make_like,
    make_song,
    make_user,
    save,
)


def count(table: type) -> int:
    with session() as opened:
        return opened.exec(select(func.count()).select_from(table)).one()


@on_both
def test_a_block_that_ends_well_is_committed(database: str) -> None:
    with session(write=True) as opened:
        opened.add(Artist(name="Ann", name_folded="ann"))
    assert count(Artist) == 1


@on_both
def test_a_block_that_raises_leaves_nothing(database: str) -> None:
    def fail() -> None:
        with session(write=True) as opened:
            opened.add(Artist(name="Ann", name_folded="ann"))
            opened.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert count(Artist) == 0


@on_both
def test_rows_stay_readable_after_the_commit(database: str) -> None:
    with session(write=True) as opened:
        artist = Artist(name="Ann", name_folded="ann")
        opened.add(artist)
    assert artist.name == "Ann"
    assert ident(artist) > 0


@on_both
def test_writers_at_once_wait_for_each_other(database: str) -> None:
    user = make_user("0")

    def read_then_write(_: int) -> None:
        with session(write=True) as opened:
            row = opened.exec(select(User).where(User.id == user.id).with_for_update()).one()
            row.name = str(int(row.name) + 1)
            opened.add(row)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(read_then_write, range(80)))
    with session() as opened:
        assert opened.get_one(User, user.id).name == "80"


@on_both
def test_readers_do_not_wait_for_a_writer(database: str) -> None:
    make_artist("Ann")
    written, read = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with session(write=True) as opened:
            opened.add(Artist(name="Bob", name_folded="bob"))
            opened.flush()
            written.set()
            assert read.wait(20)

    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(write_slowly)
        assert written.wait(20)
        assert count(Artist) == 1
        read.set()
        writer.result()
    assert count(Artist) == 2


@on_both
@pytest.mark.parametrize(
    "row",
    [
        Album(title="a", title_folded="a", artist_id=99),
        Like(user_id=99, song_id=99),
        SongArtist(song_id=99, position=0, artist_id=99),
        PlayQueue(user_id=99),
    ],
    ids=lambda row: type(row).__name__,
)
def test_a_row_must_point_to_something(database: str, row: Album) -> None:
    with pytest.raises(IntegrityError), session(write=True) as opened:
        opened.add(type(row)(**row.model_dump()))


@on_both
def test_deleting_a_person_deletes_all_that_is_theirs_alone(database: str) -> None:
    ann, bob, song = make_user("Ann"), make_user("Bob"), make_song()
    expires = datetime(2030, 1, 1, tzinfo=UTC)
    for user in (ann, bob):
        make_like(user, song)
        save(PlayQueue(user_id=ident(user)))
        save(UserSession(user_id=ident(user), token_hash=user.name, expires_at=expires))
    save(Invitation(token_hash="i", expires_at=expires, used_by=ann.id))
    with session(write=True) as opened:
        opened.delete(opened.get(User, ident(ann)))
    assert (count(Like), count(PlayQueue), count(UserSession)) == (1, 1, 1)
    with session() as opened:
        assert opened.exec(select(Invitation.used_by)).one() is None


@on_both
def test_deleting_an_artist_deletes_albums_songs_and_what_was_felt(database: str) -> None:
    ann = make_artist("Ann")
    make_emotion(make_song(album=make_album("Dusk", ann)))
    make_song(album=make_album("Other", "Bob"))
    with session(write=True) as opened:
        opened.delete(opened.get(Artist, ident(ann)))
    assert (count(Album), count(Song), count(SongEmotion), count(SongArtist)) == (1, 1, 0, 1)


@on_both
def test_times_come_back_in_utc_whatever_zone_they_were_given_in(database: str) -> None:
    east = datetime(2026, 1, 1, 14, tzinfo=timezone(timedelta(hours=2)))
    song = make_song(added_at=east)
    with session() as opened:
        kept = opened.get_one(Song, song.id).added_at
        found = opened.exec(select(Song.id).where(col(Song.added_at) == east)).one()
    assert (kept, kept.tzinfo) == (datetime(2026, 1, 1, 12, tzinfo=UTC), UTC)
    assert found == song.id


@on_both
def test_a_time_without_its_zone_is_refused(database: str) -> None:
    with pytest.raises(StatementError, match="without its zone"):
        make_song(added_at=datetime(2026, 1, 1))  # noqa: DTZ001


@on_both
def test_enums_are_stored_by_their_values(database: str) -> None:
    make_user("Ann", role=Role.ADMINISTRATOR)
    with session() as opened:
        stored = opened.connection().execute(text("SELECT role FROM user_account")).scalar_one()
        assert stored == "administrator"
        assert opened.exec(select(User.role)).one() is Role.ADMINISTRATOR


@on_both
def test_folded_names_sort_by_code_point(database: str) -> None:
    for name in ("b a", "ba", "b-a", "z", "é", "あ"):
        make_artist(name)
    with session() as opened:
        names = opened.exec(select(Artist.name).order_by(Artist.name_folded)).all()
    assert list(names) == ["b a", "b-a", "ba", "é", "z", "あ"]


@on_both
def test_upsert_inserts_or_updates(database: str) -> None:
    make_artist("Ann")
    with session(write=True) as opened:
        for name in ("ANN", "Bob"):
            statement = upsert(opened, Artist).values(name=name, name_folded=name.lower())
            opened.connection().execute(
                statement.on_conflict_do_update(
                    index_elements=["name_folded"], set_={"name": statement.excluded.name}
                )
            )
    with session() as opened:
        names = opened.exec(select(Artist.name).order_by(Artist.name_folded)).all()
    assert list(names) == ["ANN", "Bob"]


def test_sqlite_runs_with_wal_and_foreign_keys(database: str) -> None:
    expected = {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 1, "busy_timeout": 30_000}
    with session() as opened:
        found = {
            name: opened.connection().execute(text(f"PRAGMA {name}")).scalar_one()
            for name in expected
        }
    assert found == expected


def test_who_comes_to_a_new_file_while_another_process_makes_it_waits(data_dir: Path) -> None:
    path = data_dir / "new.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        use_database(f"sqlite:///{path}")
        try:
            with ThreadPoolExecutor(1) as pool:
                asked = pool.submit(_journal_mode)
                assert wait([asked], timeout=0.2).done == set()
                other.execute("COMMIT")
                assert asked.result(timeout=10) == "wal"
        finally:
            dispose()
            use_database(None)


def _journal_mode() -> str:
    with session(write=True) as opened:
        return str(opened.connection().execute(text("PRAGMA journal_mode")).scalar_one())


def test_the_database_is_that_of_the_settings(data_dir: Path) -> None:
    assert str(engine().url) == settings().sql_url == f"sqlite:///{data_dir / 'emomusic.db'}"
    assert engine() is engine()
    dispose()


@pytest.mark.parametrize(
    "url", ["sqlite:////proc/nowhere/a.db", "postgresql+psycopg://nobody@127.0.0.1:1/nothing"]
)
def test_a_database_that_cannot_be_reached_is_said_in_a_sentence(url: str) -> None:
    use_database(url)
    try:
        with pytest.raises(Unavailable, match="database"), session():
            pass
    finally:
        dispose()
        use_database(None)
