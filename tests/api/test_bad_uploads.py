"""The corpus of bad uploads through the real routes: one clear sentence each, nothing behind."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlmodel import select

from emomusic.store.database import session
from emomusic.store.tables import Role, Song
from tests.bad_uploads import (
    CORPUS,
    HTML,
    LONG,
    SCRIPTS,
    SVG,
    TRICKS,
    BadUpload,
    huge_png,
    sound,
    text_bomb_png,
    zip_bomb,
)
from tests.people import come_in
from tests.uploading import Sender

SENTENCE = re.compile(r"^[A-Z“].{8,290}\.$", re.DOTALL)


@pytest.fixture
def sender(database: str) -> Sender:
    return Sender(come_in("Ada", Role.ADMINISTRATOR))


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


async def assert_well(sender: Sender) -> None:
    """The server takes a good file as if nothing had been."""
    good = await sender.bring("good.flac", sound(".flac", 1.0, 987.0))
    (outcome,) = await sender.take(good)
    assert outcome["error"] == ""
    assert (await sender.client.get(f"/media/{outcome['song_id']}")).status_code == 200


@pytest.mark.parametrize("bad", CORPUS, ids=lambda bad: bad.what)
async def test_a_bad_file_is_refused_or_taken_in_properly(
    sender: Sender, data_dir: Path, bad: BadUpload
) -> None:
    upload_id = await sender.bring(bad.name, bad.make())
    upload = await sender.upload(upload_id)
    if bad.refused:
        assert upload["state"] == "refused"
        assert bad.refused in upload["sentence"]
        assert SENTENCE.match(upload["sentence"])
        assert files(data_dir / "uploads") == []
        assert (await sender.take(upload_id))[0]["error"] == "It is not ready yet."
    else:
        assert upload["state"] == "ready", upload["sentence"]
        assert bad.remark in upload["sentence"]
        assert bool(upload["sentence"]) == bool(bad.remark)
        (outcome,) = await sender.take(upload_id)
        assert outcome["error"] == ""
        answer = await sender.client.get(f"/media/{outcome['song_id']}")
        assert answer.headers["content-type"].startswith("audio/")
        assert answer.headers["x-content-type-options"] == "nosniff"
    await assert_well(sender)


@pytest.mark.parametrize("name", TRICKS)
async def test_a_name_never_becomes_a_path(sender: Sender, data_dir: Path, name: str) -> None:
    before = {path for path in data_dir.parent.rglob("*") if "music" not in path.parts}
    upload_id = await sender.bring(name, sound(".mp3", 1.0, 415.0), folder="../../../tmp")
    upload = await sender.upload(upload_id)
    assert "/" not in upload["name"]
    assert "\n" not in upload["name"]
    assert (await sender.take(upload_id))[0]["error"] == ""
    (only,) = files(data_dir / "music")
    assert re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{62}\.mp3", only)
    after = {path for path in data_dir.parent.rglob("*") if "music" not in path.parts}
    new = {path.relative_to(data_dir) for path in after - before}
    assert {path.parts[0] for path in new} <= {"uploads", "emomusic.db-wal", "emomusic.db-shm"}


@pytest.mark.parametrize("script", SCRIPTS)
async def test_a_name_of_300_characters_is_shown_and_taken(sender: Sender, script: str) -> None:
    name = (SCRIPTS[script] * LONG)[:LONG] + ".mp3"
    upload_id = await sender.bring(name, sound(".mp3", 1.0, 420.0))
    upload = await sender.upload(upload_id)
    assert upload["state"] == "ready"
    assert 200 < len(upload["name"]) <= 255
    assert (await sender.take(upload_id))[0]["error"] == ""
    with session() as reading:
        song = reading.exec(select(Song)).one()
    assert song.title.startswith(upload["form"]["title"][:50])
    answer = await sender.client.get("/api/sources/library/0")
    assert answer.json()["songs"][0]["title"] == song.title


async def test_an_empty_file_is_refused_before_it_comes(sender: Sender) -> None:
    answer = await sender.create(0, filename="empty.mp3")
    assert (answer.status_code, answer.json()) == (422, {"error": "The file is empty."})
    await assert_well(sender)


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (huge_png, "The picture has far too many pixels."),
        (text_bomb_png, "The picture is broken, or of a kind that is not known."),
        (zip_bomb, "The picture is broken, or of a kind that is not known."),
        (lambda: HTML, "The picture is broken, or of a kind that is not known."),
        (lambda: SVG, "The picture is broken, or of a kind that is not known."),
        (lambda: b"", "The picture is empty."),
        (lambda: b"\0" * (32 * 2**20 + 1), "The picture is larger than 32 MB."),
    ],
    ids=["400 million pixels", "text bomb", "zip bomb", "page", "drawing", "empty", "33 MB"],
)
async def test_a_bad_picture_is_refused_with_one_sentence(
    sender: Sender, data_dir: Path, picture: object, said: str
) -> None:
    assert callable(picture)
    answer = await sender.client.post("/api/uploads/cover", content=picture())
    assert (answer.status_code, answer.json()) == (422, {"error": said})
    assert files(data_dir / "covers") == []
