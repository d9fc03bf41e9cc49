"""A person takes everything along, and after a deletion nothing of them is anywhere."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from emomusic.errors import Conflict, InvalidInput, NotFound, Unavailable
from emomusic.services import listening, people, sessions, throttle
from emomusic.services.access import Person
from emomusic.services.analytics.rollup import roll_up
from emomusic.services.audit import DELETED_PERSON, Action, Subject, SubjectKind, record
from emomusic.services.passwords import hash_password
from emomusic.services.personal import delete_account, delete_own_account, export_own
from emomusic.services.personal.registry import SUBJECTS
from emomusic.services.personal.rows import ABOUT, SECRETS, is_of
from emomusic.services.playlists import editing, keeping, sharing
from emomusic.services.playlists.carrying import import_file
from emomusic.services.playlists.edits import Remove
from emomusic.services.queues import QueueState, save_queue
from emomusic.store.database import session
from emomusic.store.desk_tables import PasswordReset
from emomusic.store.discovery_tables import CalibrationChoice, DailyMix
from emomusic.store.mongo import Collection, Database, close_mongo, use_mongo
from emomusic.store.people_tables import Block, Friendship, Privacy
from emomusic.store.schema import SQLModel
from emomusic.store.spotify_tables import ImportedEntry, ImportedPlaylist, SpotifyAccount
from emomusic.store.tables import Invitation, Role, now
from emomusic.store.upload_tables import Upload
from tests.databases import on_both
from tests.factories import ident, make_like, make_song, make_user, save
from tests.listening import event, listener
from tests.people import PASSWORD, another_browser
from tests.services.felt.feelings import make_tap

NUMBER = 987_654_321
NAME = "Xanthippe"
AT = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


async def furnish(database: Database) -> Person:
    """A person who left something everywhere."""
    ada = make_user("Ada", role=Role.ADMINISTRATOR)
    user = make_user(
        NAME, id=NUMBER, role=Role.ADMINISTRATOR, password_hash=hash_password(PASSWORD)
    )
    other = ident(make_user("Otto"))
    person = Person(ident(user), NAME, Role.ADMINISTRATOR, 0, address="192.0.2.77")
    session_id = another_browser(person).person.session_id
    song = make_song("Windowlight", artists=["Ilse Varga"])
    make_like(user, song)
    save_queue(NUMBER, QueueState((ident(song),), 0, 3.0, False))
    save(Block(blocker_id=NUMBER, blocked_id=other))
    save(Friendship(low_id=ident(ada), high_id=NUMBER, asked_by=NUMBER))
    save(Privacy(user_id=NUMBER, appears_offline=True))
    save(Invitation(token_hash="a" * 64, expires_at=now(), used_by=NUMBER))
    save(PasswordReset(user_id=NUMBER, token_hash="b" * 64, expires_at=now()))
    save(SpotifyAccount(user_id=NUMBER, display_name=NAME, tokens="secret tokens"))
    playlist = save(ImportedPlaylist(user_id=NUMBER, spotify_id="x", title=f"{NAME}'s songs"))
    save(ImportedEntry(playlist_id=ident(playlist), position=0, title="Found", song_id=ident(song)))
    furnish_playlists(person, Person(ident(ada), "Ada", Role.LISTENER, 0), ident(song))
    make_tap(user, song)
    save(CalibrationChoice(user_id=NUMBER, is_on=False))
    save(Upload(id="u1", user_id=NUMBER, name="mine.mp3", size_bytes=1))
    throttle.admit(NAME, "192.0.2.77")
    record(None, person, Action.AUDIT_EXPORT, Subject(SubjectKind.AUDIT), {"query": NAME})
    subject = Subject(SubjectKind.PERSON, NUMBER, NAME)
    record(None, None, Action.PERSON_ROLE, subject, {"before": "listener"})
    for user_id in (NUMBER, other):
        plays = [event(ident(song), ago_s=float(n)) for n in range(600)]
        await listening.record(listener(user_id), plays)
    await roll_up()
    return Person(NUMBER, NAME, Role.ADMINISTRATOR, session_id)


def furnish_playlists(person: Person, other: Person, song_id: int) -> None:
    """Two playlists that both edited; in the other's an entry of the person was taken out."""
    for owner, guest in ((person, other), (other, person)):
        made = keeping.create(owner, "Evening", song_ids=[song_id])
        sharing.join(sharing.make_link(made, owner.id, may_edit=True), guest.id)
        editing.add_songs(made, guest.id, [song_id])
        entry = keeping.playlist(made, owner.id).entries[-1]
        editing.apply(made, owner.id, f"removal-by-{owner.id}", Remove((entry.key,)))
        editing.add_songs(made, guest.id, [song_id])
    import_file(person, b"#EXTINF:-1,Ilse Varga - Windowlight\na.mp3\n#EXTINF:-1,X - Y\nb.mp3\n")
    save(
        DailyMix(
            user_id=NUMBER, day=AT.date(), key="calm", position=0, title="x", why="y", song_ids="[]"
        )
    )


def traces_in_tables() -> list[str]:
    found = []
    with session() as opened:
        for table in SQLModel.metadata.sorted_tables:
            for row in opened.execute(select(table)).mappings():
                found += [
                    f"{table.name}.{column} = {value!r}"
                    for column, value in row.items()
                    if is_a_trace(value)
                ]
    return found


async def traces_in_mongo(database: Database) -> list[str]:
    return [
        f"{name}: {document}"
        for name in await database.list_collection_names()
        async for document in database[name].find()
        if is_a_trace(document)
    ]


def is_a_trace(value: Any) -> bool:
    if isinstance(value, bytes):  # a column of a roll-up
        return NUMBER.to_bytes(8, "little") in value
    if isinstance(value, dict):
        return any(is_a_trace(one) for one in value.values())
    text = str(value).casefold()
    return NAME.casefold() in text or str(NUMBER) in text


@on_both
class TestDeletion:
    @pytest.mark.usefixtures("database")
    async def test_leaves_nothing_of_the_person_anywhere(self, mongo_database: Database) -> None:
        person = await furnish(mongo_database)
        assert len({trace.partition(".")[0] for trace in traces_in_tables()}) >= 10
        in_mongo = {trace.partition(":")[0] for trace in await traces_in_mongo(mongo_database)}
        assert in_mongo == {"playback", "rollups", "listener_days"}
        await delete_account(person.id, Person(1, "Ada", Role.ADMINISTRATOR, 0))
        assert traces_in_tables() == []
        assert await traces_in_mongo(mongo_database) == []

    @pytest.mark.usefixtures("database")
    async def test_leaves_what_is_others(self, mongo_database: Database) -> None:
        person = await furnish(mongo_database)
        await delete_account(person.id, Person(1, "Ada", Role.ADMINISTRATOR, 0))
        assert [account.name for account in people.accounts()] == ["Ada", "Otto"]
        assert await mongo_database[Collection.PLAYBACK].count_documents({}) == 1200
        nobodys = {"user_id": None}
        assert await mongo_database[Collection.PLAYBACK].count_documents(nobodys) == 600

    @pytest.mark.usefixtures("database")
    async def test_by_oneself_needs_the_password_and_ends_all_sessions(
        self, mongo_database: Database
    ) -> None:
        person = await furnish(mongo_database)
        browser = another_browser(person)
        with pytest.raises(InvalidInput, match="password is wrong"):
            await delete_own_account(person, "not it at all")
        assert sessions.person_of(browser.token) is not None
        await delete_own_account(person, PASSWORD)
        assert sessions.person_of(browser.token) is None
        assert traces_in_tables() == []


@pytest.mark.usefixtures("database")
class TestALastAdministrator:
    async def test_cannot_be_deleted(self, mongo_database: Database) -> None:
        ada = make_user("Ada", role=Role.ADMINISTRATOR, password_hash=hash_password(PASSWORD))
        me = Person(ident(ada), "Ada", Role.ADMINISTRATOR, 0)
        browser = another_browser(me)
        for deletion in (delete_own_account(me, PASSWORD), delete_account(me.id, None)):
            with pytest.raises(Conflict, match="last administrator"):
                await deletion
        assert sessions.person_of(browser.token) is not None


@pytest.mark.usefixtures("database")
class TestTheDesk:
    async def test_deletes_nobody_twice(self, mongo_database: Database) -> None:
        person = await furnish(mongo_database)
        await delete_account(person.id, None)
        with pytest.raises(NotFound):
            await delete_account(person.id, None)

    async def test_does_not_delete_whoever_sits_at_it(self, mongo_database: Database) -> None:
        person = await furnish(mongo_database)
        with pytest.raises(Conflict, match="in your settings"):
            await delete_account(person.id, person)

    async def test_is_told_that_somebody_went_but_not_who(self, mongo_database: Database) -> None:
        person = await furnish(mongo_database)
        await delete_account(person.id, None)
        with session() as opened:
            table = SQLModel.metadata.tables["audit_entry"]
            rows = opened.execute(select(table).order_by(table.c.id)).mappings().all()
        assert [(row["action"], row["actor_name"], row["subject_name"]) for row in rows] == [
            ("audit.export", DELETED_PERSON, ""),
            ("person.role", "command line", DELETED_PERSON),
            ("person.remove", "command line", DELETED_PERSON),
        ]


@pytest.mark.usefixtures("database")
async def test_without_mongodb_the_account_stays_and_works(data_dir: Path) -> None:
    make_user("Ada", role=Role.ADMINISTRATOR)
    user = ident(make_user("Bea"))
    with use_mongo("mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=200", "nothing"):
        with pytest.raises(Unavailable):
            await delete_account(user, None)
        await close_mongo()
    account = people.account_named("Bea")
    assert account.is_disabled is False


@pytest.mark.usefixtures("database")
class TestExport:
    async def test_holds_everything_readable_and_no_secret(
        self, mongo_database: Database, tmp_path: Path
    ) -> None:
        person = await furnish(mongo_database)
        path = tmp_path / "mine.zip"
        counts = await export_own(person.id, path, AT)
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            texts = {name: archive.read(name).decode() for name in archive.namelist()}
        assert set(texts) == {"README.txt", *(f"{one.name}.json" for one in SUBJECTS)}
        found = {name[:-5]: json.loads(text) for name, text in texts.items() if name[-1] == "n"}
        assert {name: len(entries) for name, entries in found.items()} == counts
        assert found["user_account"][0]["name"] == NAME
        assert found["song_like"][0]["song"] == "Ilse Varga – Windowlight"
        assert found["imported_entry"][0]["title"] == "Found"
        assert found["felt_emotion"][0]["song"] == "Ilse Varga – Windowlight"
        # One's own list with what others put in, and what one put into theirs.
        names = ("playlist", "playlist_entry", "playlist_member", "playlist_edit", "daily_mix")
        assert [counts[name] for name in names] == [2, 4, 2, 5, 1]
        assert (counts["playlist_import"], found["playlist_import"][0]["total"]) == (1, 2)
        assert counts["listening"] == 600
        assert found["listening"][0]["song"] == "Ilse Varga – Windowlight"
        assert "2026-11-27 12:00 UTC" in texts["README.txt"]
        whole = "".join(texts.values())
        for secret in ("$argon2", "secret tokens", "a" * 64, "b" * 64, *SECRETS):
            assert secret not in whole

    async def test_holds_nothing_of_anybody_else(
        self, mongo_database: Database, tmp_path: Path
    ) -> None:
        await furnish(mongo_database)
        nobody = ident(make_user("Nemo"))
        counts = await export_own(nobody, tmp_path / "mine.zip", AT)
        assert {name for name, count in counts.items() if count} == {"user_account"}


class TestTheRegistry:
    def test_knows_every_table_that_points_at_an_account(self) -> None:
        personal = {
            table.name for table in SQLModel.metadata.sorted_tables if is_of(table, 1) is not None
        }
        assert personal - set(ABOUT) == set()

    def test_knows_every_collection(self) -> None:
        of_nobody = {
            Collection.LEASES,
            Collection.ROLLUP_DAYS,
            Collection.ROLLUP_MARKS,
            Collection.ROLLUP_GENRES,
            Collection.ROLLUP_STATE,
            Collection.VAIN_SEARCHES,
        }
        of_subjects = {
            Collection.PLAYBACK,
            Collection.ROLLUPS,
            Collection.LISTENER_DAYS,
            Collection.CONVERSATIONS,
            Collection.CONVERSATION_MEMBERS,
            Collection.MESSAGES,
            Collection.MESSAGE_REPORTS,
            Collection.CHAT_PREFERENCES,
        }
        assert set(Collection) == of_nobody | of_subjects
