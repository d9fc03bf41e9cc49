"""From a file that has arrived to a song: its form, its cover, doubles, and a sudden end."""

from __future__ import annotations

import hashlib
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import SQLModel, select

from emomusic.services.people import SignedIn
from emomusic.services.scan import scan
from emomusic.store.audit_tables import AuditEntry
from emomusic.store.database import session
from emomusic.store.tables import Album, AnalysisJob, Role, Song, now
from emomusic.store.upload_tables import Upload
from tests.audio_files import make_audio, make_picture
from tests.bad_uploads import sound
from tests.databases import on_both
from tests.people import come_in
from tests.processes import python
from tests.uploading import TUS, Sender, look


@pytest.fixture
def ada(database: str) -> SignedIn:
    return come_in("Ada", Role.ADMINISTRATOR)


@pytest.fixture
def sender(ada: SignedIn) -> Sender:
    return Sender(ada)


@pytest.fixture
def tagged(tmp_path: Path) -> bytes:
    """A FLAC file with every tag and a picture."""
    path = make_audio(
        tmp_path / "tagged.flac",
        picture=make_picture(),
        title="Rain",
        artist=["Ilse", "Varga"],
        album="Weather",
        albumartist="Ilse",
        tracknumber="3/9",
        discnumber="2",
        date="2011-04-01",
        genre="Chamber",
        musicbrainz_albumid="0b9a1b7e-1111-4222-8333-444455556666",
    )
    return path.read_bytes()


def rows(table: type[SQLModel]) -> list:
    with session() as reading:
        return list(reading.exec(select(table)))


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


class TestTheForm:
    async def test_is_filled_in_from_the_tags(self, sender: Sender, tagged: bytes) -> None:
        upload = await sender.upload(await sender.bring("x.flac", tagged))
        form = upload["form"]
        assert len(form.pop("cover")) == 40
        assert form == {
            "title": "Rain",
            "artists": ["Ilse", "Varga"],
            "album": "Weather",
            "album_artist": "Ilse",
            "track": 3,
            "disc": 2,
            "year": 2011,
            "genre": "Chamber",
        }

    async def test_takes_from_names_what_the_tags_lack(self, sender: Sender) -> None:
        name = "07 - A quiet one.mp3"
        upload = await sender.upload(await sender.bring(name, sound(".mp3"), "Evenings"))
        form = upload["form"]
        assert (form["title"], form["track"], form["album"], form["artists"]) == (
            "A quiet one",
            7,
            "Evenings",
            ["Unknown Artist"],
        )

    async def test_can_be_filled_in_for_one_and_for_all(self, sender: Sender) -> None:
        first = await sender.bring("a.mp3", sound(".mp3", 1.0, 500.0))
        second = await sender.bring("b.mp3", sound(".mp3", 1.0, 510.0))
        assert (await sender.fill(first, title="  One\n", track=1)).status_code == 204
        batch = await sender.fill(first, second, album="Both", artists=["A; B"], year=None)
        assert batch.status_code == 204
        forms = [(await sender.upload(one))["form"] for one in (first, second)]
        assert [form["title"] for form in forms] == ["One", "b"]
        assert [form["album"] for form in forms] == ["Both", "Both"]
        assert forms[1]["artists"] == ["A", "B"]

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"title": " \n "}, "The title is needed."),
            ({"artists": []}, "The artists are needed."),
            ({"year": 99999}, "The year can be 2100 at most."),
            ({"track": 0}, "The track can be 1 at least."),
            ({"cover": "0" * 40}, "The picture is not there any more; drop it again."),
            ({"cover": "../../x"}, "The picture is not there any more; drop it again."),
            ({"path": "/etc"}, "path: Extra inputs are not permitted."),
        ],
    )
    async def test_says_what_can_not_be_used_and_changes_nothing(
        self, sender: Sender, fields: dict, said: str
    ) -> None:
        upload_id = await sender.bring("a.mp3", sound(".mp3"))
        before = await sender.upload(upload_id)
        answer = await sender.fill(upload_id, **{"genre": "Other", **fields})
        assert (answer.status_code, answer.json()["error"]) == (422, said)
        assert (await sender.upload(upload_id))["form"] == before["form"]

    async def test_of_somebody_else_is_not_there(self, sender: Sender) -> None:
        upload_id = await sender.bring("a.mp3", sound(".mp3"))
        bob = Sender(come_in("Bob", Role.ADMINISTRATOR))
        assert (await bob.fill(upload_id, title="Mine")).status_code == 404
        assert (await bob.take(upload_id))[0]["error"] == "There is no such upload any more."

    async def test_takes_a_cover_for_all(self, sender: Sender) -> None:
        ids = [await sender.bring(f"{n}.mp3", sound(".mp3", 1.0, 600.0 + n)) for n in range(2)]
        answer = await sender.client.post("/api/uploads/cover", content=make_picture(700, 700))
        cover = answer.json()["cover"]
        assert (await sender.fill(*ids, cover=cover, album="One album")).status_code == 204
        await sender.take(*ids)
        assert [song.cover for song in rows(Song)] == [cover, cover]
        assert [album.cover for album in rows(Album)] == [cover]


class TestTaking:
    @on_both
    async def test_makes_a_song_as_a_scan_does(
        self, sender: Sender, ada: SignedIn, data_dir: Path, tagged: bytes
    ) -> None:
        upload_id = await sender.bring("../x.mp3", tagged)
        await sender.fill(upload_id, title="Rain again", album="Other weather")
        (outcome,) = await sender.take(upload_id)
        (song,) = rows(Song)
        assert outcome == {
            "upload_id": upload_id,
            "song_id": song.id,
            "title": "Rain again",
            "error": "",
        }
        digest = hashlib.blake2b(tagged, digest_size=32).hexdigest()
        path = data_dir / "music" / digest[:2] / f"{digest[2:]}.flac"
        assert (song.path, song.content_hash) == (str(path), digest)
        assert path.read_bytes() == tagged
        assert (song.title, song.track, song.disc, song.year) == ("Rain again", 3, 2, 2011)
        assert (song.edited, song.edited_by) == ("title album", ada.person.id)
        assert [album.musicbrainz_id for album in rows(Album)] == [None]
        assert [job.song_id for job in rows(AnalysisJob)] == [song.id]
        assert files(data_dir / "uploads") == []
        media = await sender.client.get(f"/media/{song.id}")
        assert (media.content, media.headers["content-type"]) == (tagged, "audio/flac")
        upload = await sender.upload(upload_id)
        assert (upload["state"], upload["song_id"]) == ("taken", song.id)

    async def test_is_in_the_audit_log(self, sender: Sender, ada: SignedIn) -> None:
        taken = await sender.bring("a.mp3", sound(".mp3", 1.0, 700.0))
        await sender.take(taken)
        await sender.bring("b.mp3", b"no music at all")
        cancelled = await sender.bring("c.mp3", sound(".mp3", 1.0, 710.0))
        await sender.client.delete(f"/api/uploads/{cancelled}", headers=TUS)
        entries = [(one.actor_id, one.action, one.subject_name) for one in rows(AuditEntry)]
        assert entries == [
            (ada.person.id, "upload.take", "a"),
            (ada.person.id, "upload.refuse", "b.mp3"),
            (ada.person.id, "upload.cancel", "c.mp3"),
        ]

    @on_both
    async def test_twice_makes_one_song(self, sender: Sender) -> None:
        upload_id = await sender.bring("a.mp3", sound(".mp3"))
        first = await sender.take(upload_id)
        second = await sender.take(upload_id, upload_id)
        assert [one["song_id"] for one in second] == [first[0]["song_id"]]
        assert len(rows(Song)) == 1

    async def test_a_scan_leaves_the_song_alone(
        self, sender: Sender, data_dir: Path, tmp_path: Path
    ) -> None:
        upload_id = await sender.bring("a.mp3", sound(".mp3"))
        await sender.fill(upload_id, title="As I wrote it")
        await sender.take(upload_id)
        make_audio(tmp_path / "music" / "other.flac", title="Other")
        for folders in ([tmp_path / "music"], [data_dir], [data_dir / "music"]):
            report = scan(folders)
            assert (report.missing, report.updated) == (0, 0)
        songs = {song.title: song.missing_since for song in rows(Song)}
        assert songs == {"As I wrote it": None, "Other": None}

    async def test_brings_the_file_of_a_vanished_song_back(
        self, sender: Sender, tmp_path: Path
    ) -> None:
        path = make_audio(tmp_path / "music" / "a.flac", title="Lost and found")
        data = path.read_bytes()
        scan([path.parent])
        (before,) = rows(Song)
        make_audio(tmp_path / "music" / "b.flac", hertz=333, title="Other")
        path.unlink()
        scan([path.parent])
        (outcome,) = await sender.take(await sender.bring("a.flac", data))
        assert outcome["song_id"] == before.id
        assert [song.missing_since for song in rows(Song)] == [None, None]


class TestDoubles:
    async def test_are_known_before_a_byte_is_sent(self, sender: Sender) -> None:
        data = sound(".mp3")
        digest = hashlib.blake2b(data, digest_size=32).hexdigest()
        upload_id = await sender.bring("first.mp3", data)
        waiting = await sender.create(len(data), filename="again.mp3", hash=digest)
        assert (waiting.status_code, waiting.json()) == (
            409,
            {
                "error": "It is the same as “first.mp3”, which waits to be added.",
                "known": True,
                "song_id": None,
            },
        )
        (outcome,) = await sender.take(upload_id)
        taken = await sender.create(len(data), filename="again.mp3", hash=digest)
        assert taken.json() == {
            "error": "The library has this recording already: “first” by Unknown Artist.",
            "known": True,
            "song_id": outcome["song_id"],
        }

    @on_both
    async def test_are_known_once_they_are_here(self, sender: Sender, data_dir: Path) -> None:
        data = sound(".mp3")
        first, second = await sender.send("a.mp3", data), await sender.send("b.mp3", data)
        await look()
        states = [(await sender.upload(one))["state"] for one in (first, second)]
        assert states == ["ready", "duplicate"]
        assert files(data_dir / "uploads") == [first]

    async def test_of_a_scanned_song_are_known(self, sender: Sender, tmp_path: Path) -> None:
        path = make_audio(tmp_path / "music" / "a.flac", title="Rain", artist="Ilse")
        scan([path.parent])
        upload = await sender.upload(await sender.bring("b.flac", path.read_bytes()))
        assert (upload["state"], upload["sentence"], upload["song_id"]) == (
            "duplicate",
            "The library has this recording already: “Rain” by Ilse.",
            rows(Song)[0].id,
        )

    async def test_that_a_scan_found_meanwhile_are_not_stored_twice(
        self, sender: Sender, data_dir: Path, tmp_path: Path
    ) -> None:
        path = make_audio(tmp_path / "music" / "a.flac", title="Rain", artist="Ilse")
        upload_id = await sender.bring("b.flac", path.read_bytes())
        scan([path.parent])
        (outcome,) = await sender.take(upload_id)
        assert outcome["error"].startswith("The library has this recording already")
        assert (await sender.upload(upload_id))["state"] == "duplicate"
        assert files(data_dir / "uploads") == []
        assert len(rows(Song)) == 1

    async def test_of_a_song_in_the_bin_are_known(self, sender: Sender) -> None:
        data = sound(".mp3")
        await sender.take(await sender.bring("a.mp3", data))
        with session(write=True) as writing:
            song = writing.exec(select(Song)).one()
            song.binned_at = song.missing_since = now()
        upload = await sender.upload(await sender.bring("b.mp3", data))
        assert (upload["state"], upload["sentence"]) == (
            "duplicate",
            "It is in the bin: “a” by Unknown Artist. Take it out there.",
        )

    async def test_of_a_song_that_was_tagged_anew_are_known(self, sender: Sender) -> None:
        data = sound(".mp3")
        await sender.take(await sender.bring("a.mp3", data))
        with session(write=True) as writing:
            writing.exec(select(Song)).one().content_hash = "f" * 64
        upload = await sender.upload(await sender.bring("b.mp3", data))
        assert upload["state"] == "duplicate"


_TAKE_AND_DIE = """
import os, signal, sys
from emomusic.services.access import Person
from emomusic.services.uploads import taking
from emomusic.store.database import use_database
from emomusic.store.tables import Role
use_database(sys.argv[1])
place = sys.argv[4]
original = getattr(taking, place)
def die(*args, **kwargs):
    original(*args, **kwargs)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(taking, place, die)
taking.take(Person(int(sys.argv[2]), "Ada", Role.ADMINISTRATOR, 0), [sys.argv[3]])
"""


@pytest.mark.parametrize("place", ["refuse_known", "_put_in_place", "write_in", "record"])
async def test_a_kill_while_a_file_is_taken_in_leaves_a_whole_song_or_none(
    sender: Sender, ada: SignedIn, database: str, data_dir: Path, tagged: bytes, place: str
) -> None:
    upload_id = await sender.bring("x.flac", tagged)
    with python(_TAKE_AND_DIE, database, str(ada.person.id), upload_id, place) as process:
        assert process.wait(60) == -signal.SIGKILL
    assert rows(Song) == []
    assert (await sender.upload(upload_id))["state"] == "ready"
    (outcome,) = await sender.take(upload_id)
    (song,) = rows(Song)
    assert outcome["song_id"] == song.id
    media = await sender.client.get(f"/media/{song.id}")
    assert media.content == tagged
    assert files(data_dir / "uploads") == []


async def test_what_was_killed_and_then_cancelled_leaves_nothing(
    sender: Sender, ada: SignedIn, database: str, data_dir: Path, tagged: bytes
) -> None:
    upload_id = await sender.bring("x.flac", tagged)
    with python(_TAKE_AND_DIE, database, str(ada.person.id), upload_id, "write_in") as process:
        process.wait(60)
    await sender.client.delete(f"/api/uploads/{upload_id}", headers=TUS)
    assert files(data_dir / "uploads") == files(data_dir / "music") == []


async def test_what_is_done_can_be_put_away(sender: Sender) -> None:
    await sender.take(await sender.bring("a.mp3", sound(".mp3", 1.0, 800.0)))
    await sender.bring("b.mp3", b"no music at all")
    ready = await sender.bring("c.mp3", sound(".mp3", 1.0, 810.0))
    assert (await sender.client.post("/api/uploads/clear")).status_code == 204
    assert [one["id"] for one in (await sender.listed())["uploads"]] == [ready]
    assert len(rows(Song)) == 1


async def test_what_was_taken_is_listed_for_a_day(sender: Sender) -> None:
    upload_id = await sender.bring("a.mp3", sound(".mp3", 1.0, 820.0))
    await sender.take(upload_id)
    for hours, listed in ((23.9, [upload_id]), (24.1, [])):
        with session(write=True) as writing:
            writing.exec(select(Upload)).one().touched_at = now() - timedelta(hours=hours)
        assert [one["id"] for one in (await sender.listed())["uploads"]] == listed
