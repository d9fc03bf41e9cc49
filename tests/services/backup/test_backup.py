"""A backup, put back elsewhere, is the same to the last byte; anything damaged is refused whole."""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Enum, Table, insert, select
from sqlmodel import Session, col

from emomusic.errors import Conflict, EmoMusicError, InvalidInput, NotFound
from emomusic.services.backup import back_up, check_finished, read_manifest, restore
from emomusic.services.backup.archive import MANIFEST, Part
from emomusic.services.backup.restoring import STAGING
from emomusic.services.search import search
from emomusic.settings import secret, settings
from emomusic.store import database as store_database
from emomusic.store.covers import store_cover
from emomusic.store.database import session
from emomusic.store.migrate import upgrade
from emomusic.store.mongo import close_mongo, mongo, use_mongo
from emomusic.store.playlist_tables import Playlist
from emomusic.store.search_index import Searched, matches, words_to_index
from emomusic.store.sql_dump import tables
from tests.audio_files import make_picture
from tests.factories import ident, make_album, make_emotion, make_like, make_song, make_user
from tests.people import come_in
from tests.postgresql import Cluster

AT = datetime(2026, 11, 27, 12, tzinfo=UTC)
DOCUMENTS = [
    {"_id": f"event {n}", "user_id": 1, "position_s": n / 3, "hour": AT} for n in range(1200)
]
ODD_TEXT = "é\u2028'"
NAME = "Zoë 🎵 \u202eevil\u2028 ' \" \\ "


@contextmanager
def place(folder: Path, uri: str, url: str = "") -> Iterator[None]:
    """Work in another data folder, database and MongoDB meanwhile."""
    folder.mkdir(exist_ok=True)
    patch = pytest.MonkeyPatch()
    patch.setenv("DATA_DIR", str(folder))
    settings.cache_clear()
    store_database.use_database(url or f"sqlite:///{folder / 'emomusic.db'}")
    try:
        with use_mongo(uri, f"test_{uuid4().hex[:16]}"):
            yield
            in_mongo(lambda: mongo().client.drop_database(mongo().name))
    finally:
        store_database.dispose()
        store_database.use_database(None)
        patch.undo()
        settings.cache_clear()


def in_mongo(question: Callable[[], Any]) -> Any:
    async def ask() -> Any:
        try:
            return await question()
        finally:
            await close_mongo()

    return asyncio.run(ask())


async def all_documents() -> dict[str, list[Any]]:
    names = sorted(await mongo().list_collection_names())
    found = {name: await mongo()[name].find().sort("_id", 1).to_list() for name in names}
    return {name: documents for name, documents in found.items() if documents}


def all_rows() -> dict[str, list[tuple[Any, ...]]]:
    with session() as opened:
        return {
            table.name: [
                tuple(row)
                for row in opened.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in tables()
        }


def all_files(*folders: str) -> dict[str, bytes]:
    root = settings().data_dir
    return {
        str(path.relative_to(root)): path.read_bytes()
        for folder in folders
        for path in sorted((root / folder).rglob("*"))
        if path.is_file() and path.name != "mongo"
    }


def a_row(opened: Session, table: Table) -> dict[str, Any]:
    """A row with something in each column; what points elsewhere points to a row there."""
    made: dict[type, Any] = {
        bool: True,
        int: 1,
        float: 0.1,
        str: ODD_TEXT,
        bytes: b"\0\xff",
        datetime: AT,
        date: AT.date(),
    }
    row: dict[str, Any] = {}
    for column in table.columns:
        if column.foreign_keys:
            target = next(iter(column.foreign_keys)).column
            row[column.name] = opened.execute(select(target).limit(1)).scalar_one()
        elif isinstance(column.type, Enum):
            row[column.name] = column.type.enums[0]
        else:
            row[column.name] = made[getattr(column.type, "impl", column.type).python_type]
    return row


def furnish() -> None:
    """A bit of everything, a row of every table at least, with what is hard to write down."""
    upgrade()
    user = make_user(NAME)
    come_in("Lia")
    music = settings().data_dir / "music" / "ab"
    music.mkdir(parents=True)
    (music / "cdef.flac").write_bytes(b"not really music")
    album = make_album("Élan", cover=store_cover(make_picture()))
    songs = [make_song(f"Song {n}", album) for n in range(3)]
    songs.append(make_song("Uploaded", album, path=str(music / "cdef.flac")))
    make_emotion(songs[0], curve=bytes(range(256)) * 50, confidence=0.1)
    make_like(user, songs[1])
    with session(write=True) as opened:
        for table in tables():
            if opened.execute(select(table).limit(1)).first() is None:
                opened.execute(insert(table).values(a_row(opened, table)))
    secret("spotify")
    in_mongo(lambda: mongo().playback.insert_many(DOCUMENTS))
    in_mongo(lambda: mongo().chat_preferences.insert_one({"_id": 1, "sound": False}))


@pytest.fixture
def source(tmp_path: Path, data_dir: Path, mongo_uri: str) -> Iterator[None]:
    with place(data_dir, mongo_uri):
        furnish()
        yield


@pytest.fixture
def archive(tmp_path: Path, source: None) -> Path:
    path = tmp_path / "kept.zip"
    back_up(path, with_music=True)
    return path


def test_everything_comes_back_the_same(archive: Path, tmp_path: Path, mongo_uri: str) -> None:
    rows, documents = all_rows(), in_mongo(all_documents)
    files = all_files("covers", "secrets", "music")
    there = str(settings().data_dir)
    assert len(rows["song"]) == 4
    assert all(rows.values())
    assert len(documents["playback"]) == 1200
    assert len(files) == 5
    with place(tmp_path / "new", mongo_uri):
        restored = restore(archive)
        assert in_mongo(all_documents) == documents
        assert all_files("covers", "secrets", "music") == files
        here = str(settings().data_dir)
        moved = {
            name: [
                tuple(
                    value.replace(there, here) if isinstance(value, str) else value for value in row
                )
                for row in found
            ]
            for name, found in rows.items()
        }
        assert all_rows() == moved
        assert restored.rows == sum(len(found) for found in rows.values())
        assert (restored.documents, restored.files) == (1201, 5)
        assert restored.missing_count == 3
        assert not (settings().data_dir / STAGING).exists()
        assert stat.S_IMODE((settings().data_dir / "secrets" / "spotify").stat().st_mode) == 0o600
        check_finished()


def test_what_came_back_is_found_by_search(archive: Path, tmp_path: Path, mongo_uri: str) -> None:
    with place(tmp_path / "new", mongo_uri):
        restore(archive)
        assert [album.title for album in search("elan", ident(make_user())).albums] == ["Élan"]
        with session() as opened:
            found = matches(opened, Searched.PLAYLIST, words_to_index(ODD_TEXT), limit=9)
            playlists = opened.execute(select(col(Playlist.id))).scalars().all()
            assert opened.execute(select(found)).scalars().all() == playlists != []


@pytest.mark.usefixtures("source")
def test_from_sqlite_to_postgresql_and_back(
    archive: Path, tmp_path: Path, mongo_uri: str, postgresql: Cluster
) -> None:
    rows = all_rows()
    url = postgresql.url(postgresql.create_database())
    second = tmp_path / "second.zip"
    data_dir = settings().data_dir
    moved_dir = tmp_path / "moved"
    shutil.move(data_dir / "secrets", moved_dir)
    with place(data_dir, mongo_uri, url):
        restore(archive)
        assert all_rows() == rows
        assert ident(make_user("Nova")) == max(row[0] for row in rows["user_account"]) + 1
        with session(write=True) as opened:
            opened.execute(
                tables_named("user_account")
                .delete()
                .where(tables_named("user_account").c.name == "Nova")
            )
        assert back_up(second).database_kind == "postgresql"
    shutil.rmtree(data_dir / "secrets")
    (data_dir / "emomusic.db").rename(tmp_path / "former.db")
    for suffix in ("-wal", "-shm"):
        (data_dir / f"emomusic.db{suffix}").unlink(missing_ok=True)
    with place(data_dir, mongo_uri, f"sqlite:///{tmp_path / 'third.db'}"):
        restore(second)
        assert all_rows() == rows


def tables_named(name: str) -> Any:
    return next(table for table in tables() if table.name == name)


def test_the_archive_is_its_owners_alone(archive: Path) -> None:
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert [path.name for path in archive.parent.glob(".backup-*")] == []


def test_music_comes_along_only_if_asked(source: None, tmp_path: Path) -> None:
    manifest = back_up(tmp_path / "without.zip")
    assert [name for name in manifest.parts if name.startswith("music/")] == []
    assert manifest.with_music is False


def test_a_backup_never_takes_the_place_of_another_file(archive: Path) -> None:
    with pytest.raises(Conflict, match="already"):
        back_up(archive)


def test_a_backup_is_of_one_moment(
    source: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kept.zip"
    late: list[int] = []

    def someone_signs_up(progress: Any) -> None:
        if progress.what == "table song" and not late:
            late.append(ident(make_user("Late")))
            make_song("Late song")

    manifest = back_up(path, tell=someone_signs_up)
    assert late
    assert manifest.tables["song"] == 4
    assert manifest.tables["user_account"] == 2


class TestRefuses:
    def test_a_place_where_somebody_lives(
        self, archive: Path, tmp_path: Path, mongo_uri: str
    ) -> None:
        with place(tmp_path / "new", mongo_uri):
            upgrade()
            make_user("Otto")
            before = all_rows()
            with pytest.raises(Conflict, match=r"not empty \(there are rows in user_account\)"):
                restore(archive)
            assert all_rows() == before
            assert all_files("covers", "secrets") == {}

    def test_a_mongodb_that_has_documents(
        self, archive: Path, tmp_path: Path, mongo_uri: str
    ) -> None:
        with place(tmp_path / "new", mongo_uri):
            in_mongo(lambda: mongo().playback.insert_one({"_id": "mine", "hour": AT}))
            with pytest.raises(Conflict, match="documents in playback"):
                restore(archive)
            assert in_mongo(all_documents) == {"playback": [{"_id": "mine", "hour": AT}]}

    def test_what_is_not_there(self, data_dir: Path) -> None:
        with pytest.raises(NotFound, match="no file"):
            restore(data_dir / "nothing.zip")

    @pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
    def test_an_archive_that_was_cut_off(
        self, archive: Path, tmp_path: Path, mongo_uri: str, share: float
    ) -> None:
        archive.write_bytes(archive.read_bytes()[: int(archive.stat().st_size * share)])
        assert_refused(archive, tmp_path, mongo_uri, "cut off")

    def test_a_part_that_has_other_bytes(
        self, archive: Path, tmp_path: Path, mongo_uri: str
    ) -> None:
        with zipfile.ZipFile(archive) as opened:
            entry = next(e for e in opened.infolist() if e.filename.startswith("covers/"))
        content = bytearray(archive.read_bytes())
        content[entry.header_offset + 200] ^= 0xFF
        archive.write_bytes(content)
        assert_refused(archive, tmp_path, mongo_uri, "damaged")

    def test_a_row_that_was_changed_with_its_checksum_of_zip(
        self, archive: Path, tmp_path: Path, mongo_uri: str
    ) -> None:
        rewrite(archive, {"tables/user_account.jsonl": lambda b: b.replace(b"listener", b"admin")})
        assert_refused(archive, tmp_path, mongo_uri, "not what its manifest says")

    @pytest.mark.parametrize(
        "name",
        ["../evil", "/etc/evil", "covers/../../evil", "covers\\evil", "other/x", "covers//x"],
    )
    def test_a_part_with_a_forbidden_name(
        self, archive: Path, tmp_path: Path, mongo_uri: str, name: str
    ) -> None:
        with zipfile.ZipFile(archive, "a") as opened:
            opened.writestr(name, b"evil")
        assert_refused(archive, tmp_path, mongo_uri, "forbidden name|damaged")
        assert not (tmp_path / "evil").exists()

    def test_a_part_that_no_manifest_names(
        self, archive: Path, tmp_path: Path, mongo_uri: str
    ) -> None:
        with zipfile.ZipFile(archive, "a") as opened:
            opened.writestr("covers/aa/more.webp", b"more")
        assert_refused(archive, tmp_path, mongo_uri, "not those of its manifest")

    def test_another_version(self, archive: Path, tmp_path: Path, mongo_uri: str) -> None:
        rewrite(archive, {MANIFEST: lambda text: text.replace(b'"format": 1', b'"format": 2')})
        assert_refused(archive, tmp_path, mongo_uri, "another version")

    def test_a_newer_schema(self, archive: Path, tmp_path: Path, mongo_uri: str) -> None:
        rewrite(archive, {MANIFEST: with_manifest(schema_revision="9999")})
        assert_refused(archive, tmp_path, mongo_uri, "newer version")

    def test_a_zip_of_something_else(self, archive: Path, tmp_path: Path, mongo_uri: str) -> None:
        archive.unlink()
        with zipfile.ZipFile(archive, "w") as opened:
            opened.writestr("holiday.jpg", b"")
        assert_refused(archive, tmp_path, mongo_uri, "no manifest")

    def test_rows_that_do_not_fit_and_leaves_nothing(
        self, archive: Path, tmp_path: Path, mongo_uri: str
    ) -> None:
        """Checksums may be right and a row still wrong: then nothing at all is kept."""
        part = "tables/song_like.jsonl"
        at = {"time": "2026-01-01T00:00:00+00:00"}
        bad = json.dumps({"user_id": 99999, "song_id": 99999, "liked_at": at}).encode()
        manifest = read_manifest(archive)
        parts = {
            **manifest.model_dump()["parts"],
            part: Part(size_bytes=len(bad), sha256=hashlib.sha256(bad).hexdigest()).model_dump(),
        }
        rewrite(archive, {part: lambda _: bad, MANIFEST: with_manifest(parts=parts)})
        assert_refused(archive, tmp_path, mongo_uri, "does not fit")


def test_after_a_break_it_begins_again(archive: Path, tmp_path: Path, mongo_uri: str) -> None:
    documents = in_mongo(all_documents)
    with place(tmp_path / "new", mongo_uri):
        (settings().data_dir / STAGING).mkdir()
        in_mongo(lambda: mongo().playback.insert_one({"_id": "half", "hour": AT}))
        with pytest.raises(Conflict, match="broke off"):
            check_finished()
        restore(archive)
        assert in_mongo(all_documents) == documents


def rewrite(archive: Path, changes: dict[str, Callable[[bytes], bytes]]) -> None:
    """Write an archive anew with some of its parts changed."""
    with zipfile.ZipFile(archive) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    with zipfile.ZipFile(archive, "w") as opened:
        for name, content in parts.items():
            opened.writestr(name, changes.get(name, lambda same: same)(content))


def with_manifest(**fields: Any) -> Callable[[bytes], bytes]:
    return lambda text: json.dumps({**json.loads(text), **fields}).encode()


def assert_refused(archive: Path, tmp_path: Path, uri: str, why: str) -> None:
    """It is refused with one sentence, and the new place is as empty as before."""
    with place(tmp_path / "new", uri):
        with pytest.raises(EmoMusicError, match=why) as raised:
            restore(archive)
        assert isinstance(raised.value, InvalidInput)
        assert "\n" not in raised.value.sentence
        upgrade()
        assert {name: rows for name, rows in all_rows().items() if rows} == {}
        assert in_mongo(all_documents) == {}
        assert all_files("covers", "secrets", "music") == {}
        check_finished()
