"""The tus protocol: creation, offsets, parts, termination, expiration; for administrators only."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from emomusic.api import uploads as api
from emomusic.services.people import SignedIn
from emomusic.services.uploads import Receiver, forget_stale_uploads
from emomusic.settings import settings
from emomusic.store.database import session
from emomusic.store.tables import Role, now
from emomusic.store.upload_tables import Upload, UploadState
from tests.browsers import browser
from tests.people import come_in
from tests.uploading import PART, TUS, Sender, look

DATA = bytes(range(256)) * 40


@pytest.fixture
def ada(database: str) -> SignedIn:
    return come_in("Ada", Role.ADMINISTRATOR)


@pytest.fixture
def sender(ada: SignedIn) -> Sender:
    return Sender(ada)


def parts(data_dir: Path) -> dict[str, bytes]:
    folder = data_dir / "uploads"
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


class TestTheProtocol:
    async def test_says_what_it_understands(self, sender: Sender) -> None:
        answer = await sender.client.options("/api/uploads")
        assert answer.status_code == 204
        assert answer.headers["tus-version"] == "1.0.0"
        assert answer.headers["tus-extension"] == "creation,termination,expiration"
        assert answer.headers["tus-max-size"] == str(2 * 2**30)

    async def test_takes_a_file_in_parts(self, sender: Sender, data_dir: Path) -> None:
        url = await sender.begin(len(DATA), filename="a song.mp3")
        head = await sender.client.head(url, headers=TUS)
        assert head.headers["upload-offset"] == "0"
        assert head.headers["upload-length"] == str(len(DATA))
        assert head.headers["cache-control"] == "no-store"
        assert head.headers["upload-expires"].endswith("GMT")
        first = await sender.part(url, 0, DATA[:5000])
        assert (first.status_code, first.headers["upload-offset"]) == (204, "5000")
        head = await sender.client.head(url, headers=TUS)
        assert head.headers["upload-offset"] == "5000"
        rest = await sender.part(url, 5000, DATA[5000:])
        assert (rest.status_code, rest.headers["upload-offset"]) == (204, str(len(DATA)))
        assert "upload-expires" not in rest.headers
        assert parts(data_dir) == {url.rpartition("/")[2]: DATA}

    async def test_another_version_is_told(self, sender: Sender) -> None:
        headers = {"Tus-Resumable": "0.2.2", "Upload-Length": "10"}
        answer = await sender.client.post("/api/uploads", headers=headers)
        assert (answer.status_code, answer.headers["tus-version"]) == (412, "1.0.0")

    async def test_a_part_at_another_place_is_a_conflict(self, sender: Sender) -> None:
        url = await sender.begin(len(DATA), filename="a.mp3")
        await sender.part(url, 0, DATA[:100])
        for offset in (0, 50, 101):
            answer = await sender.part(url, offset, DATA[:10])
            assert answer.status_code == 409
            assert answer.json() == {"error": f"Of this file 100 bytes have arrived, not {offset}."}

    async def test_more_than_was_announced_is_a_conflict_and_is_not_kept(
        self, sender: Sender, data_dir: Path
    ) -> None:
        url = await sender.begin(100, filename="a.mp3")
        answer = await sender.part(url, 0, DATA)
        assert answer.status_code == 409
        assert list(parts(data_dir).values()) == [b""]

    async def test_a_part_of_another_type_is_refused(self, sender: Sender) -> None:
        url = await sender.begin(100, filename="a.mp3")
        headers = {**PART, "Content-Type": "text/plain", "Upload-Offset": "0"}
        answer = await sender.client.patch(url, headers=headers, content=b"x")
        assert answer.status_code == 415

    @pytest.mark.parametrize("length", ["", "-1", "ten", "1e3", "9" * 40])
    async def test_a_length_that_is_none_is_refused(self, sender: Sender, length: str) -> None:
        headers = {**TUS, "Upload-Length": length}
        answer = await sender.client.post("/api/uploads", headers=headers)
        assert answer.status_code == 422
        assert answer.json()["error"].endswith(".")

    async def test_metadata_that_is_none_is_refused(self, sender: Sender) -> None:
        headers = {**TUS, "Upload-Length": "5", "Upload-Metadata": "filename %%%"}
        answer = await sender.client.post("/api/uploads", headers=headers)
        assert (answer.status_code, answer.json()["error"]) == (
            422,
            "Upload-Metadata can't be read.",
        )

    async def test_a_cancelled_upload_is_gone_at_once(self, sender: Sender, data_dir: Path) -> None:
        url = await sender.begin(len(DATA), filename="a.mp3")
        await sender.part(url, 0, DATA[:100])
        assert (await sender.client.delete(url, headers=TUS)).status_code == 204
        assert parts(data_dir) == {}
        assert (await sender.client.head(url, headers=TUS)).status_code == 404
        assert (await sender.part(url, 100, DATA[100:])).status_code == 404

    @pytest.mark.parametrize("name", ["x", "..%2f..%2fetc%2fpasswd", "%2e%2e", "0" * 32])
    async def test_an_upload_that_is_not_there_is_404(self, sender: Sender, name: str) -> None:
        for method in ("HEAD", "PATCH", "DELETE"):
            headers = {**PART, "Upload-Offset": "0"}
            answer = await sender.client.request(method, f"/api/uploads/{name}", headers=headers)
            assert answer.status_code == 404


class TestConnections:
    """A connection that died without a word, and the one that comes after it."""

    async def _stuck(self, sender: Sender, url: str, data: bytes) -> asyncio.Task[httpx.Response]:
        came = asyncio.Event()

        async def body() -> AsyncIterator[bytes]:
            yield data
            came.set()
            await asyncio.Event().wait()

        headers = {**PART, "Upload-Offset": "0"}
        task = asyncio.create_task(sender.client.patch(url, headers=headers, content=body()))
        await came.wait()
        return task

    async def test_what_a_dead_one_brought_is_kept_and_the_next_goes_on(
        self, sender: Sender, data_dir: Path
    ) -> None:
        url = await sender.begin(len(DATA), filename="a.mp3")
        dead = await self._stuck(sender, url, DATA[:3000])
        head = await sender.client.head(url, headers=TUS)
        assert head.headers["upload-offset"] == "3000"
        rest = await sender.part(url, 3000, DATA[3000:])
        assert rest.headers["upload-offset"] == str(len(DATA))
        assert (await dead).status_code == 423
        assert list(parts(data_dir).values()) == [DATA]

    async def test_the_newest_of_two_at_once_is_the_one_that_sends(
        self, sender: Sender, data_dir: Path
    ) -> None:
        url = await sender.begin(len(DATA), filename="a.mp3")
        first = await self._stuck(sender, url, b"")
        second = await sender.part(url, 0, DATA)
        assert (second.status_code, (await first).status_code) == (204, 423)
        assert list(parts(data_dir).values()) == [DATA]

    async def test_cancelling_ends_the_one_that_sends(self, sender: Sender, data_dir: Path) -> None:
        url = await sender.begin(len(DATA), filename="a.mp3")
        sending = await self._stuck(sender, url, DATA[:100])
        assert (await sender.client.delete(url, headers=TUS)).status_code == 204
        assert (await sending).status_code == 423
        assert parts(data_dir) == {}

    async def test_a_whole_file_whose_server_died_before_it_noted_that_has_arrived(
        self, sender: Sender
    ) -> None:
        url = await sender.begin(len(DATA), filename="a.mp3")
        killed = Receiver(url.rpartition("/")[2], len(DATA))
        killed.open(0)
        killed.write(DATA)
        killed.close()
        head = await sender.client.head(url, headers=TUS)
        assert head.headers["upload-offset"] == str(len(DATA))
        with session() as db:
            assert db.exec(select(Upload.state)).one() is UploadState.ARRIVED

    async def test_another_process_that_holds_the_file_is_waited_for(
        self, sender: Sender, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(api, "_LOCK_TRIES", 2)
        url = await sender.begin(len(DATA), filename="a.mp3")
        holder = Receiver(url.rpartition("/")[2], len(DATA))
        holder.open(0)
        assert (await sender.part(url, 0, DATA)).status_code == 423
        holder.close()
        assert (await sender.part(url, 0, DATA)).status_code == 204


class TestWho:
    async def test_another_administrators_upload_is_not_there(self, sender: Sender) -> None:
        url = await sender.begin(len(DATA), filename="a.mp3")
        bob = Sender(come_in("Bob", Role.ADMINISTRATOR))
        assert (await bob.client.head(url, headers=TUS)).status_code == 404
        assert (await bob.part(url, 0, DATA)).status_code == 404
        assert (await bob.client.delete(url, headers=TUS)).status_code == 404
        assert (await bob.listed())["uploads"] == []

    async def test_listeners_and_nobody_are_kept_out(self, sender: Sender) -> None:
        url = await sender.begin(len(DATA), filename="a.mp3")
        for somebody, status in ((None, 401), (come_in("Lia"), 403)):
            other = Sender(somebody)
            assert (await other.create(5, filename="b.mp3")).status_code == status
            assert (await other.part(url, 0, DATA)).status_code == status
            assert (await other.client.get("/api/uploads")).status_code == status

    async def test_another_sites_page_is_refused(self, ada: SignedIn) -> None:
        foreign = browser(ada, Origin="https://evil.example")
        headers = {**TUS, "Upload-Length": "5"}
        assert (await foreign.post("/api/uploads", headers=headers)).status_code == 403
        headers = {**PART, "Upload-Offset": "0"}
        answer = await foreign.patch("/api/uploads/x", headers=headers, content=b"x")
        assert answer.status_code == 403


class TestRoom:
    async def test_a_file_may_be_so_large_and_no_larger(
        self, sender: Sender, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("UPLOAD_MAX_MB", "1")
        settings.cache_clear()
        assert (await sender.create(2**20, filename="a.wav")).status_code == 201
        answer = await sender.create(2**20 + 1, filename="b.wav")
        assert (answer.status_code, answer.json()["error"]) == (
            422,
            "It is larger than 1 MB, the most that one file may have here.",
        )

    async def test_an_empty_file_is_refused(self, sender: Sender) -> None:
        answer = await sender.create(0, filename="a.wav")
        assert (answer.status_code, answer.json()["error"]) == (422, "The file is empty.")

    async def test_a_person_has_a_quota_which_cancelling_frees(
        self, sender: Sender, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("UPLOAD_QUOTA_GB", "0.001")
        settings.cache_clear()
        url = await sender.begin(1_000_000, filename="a.wav")
        answer = await sender.create(100_000, filename="b.wav")
        assert (answer.status_code, answer.json()["error"]) == (
            422,
            "With it you would have uploaded more than your 1.024 MB.",
        )
        bob = Sender(come_in("Bob", Role.ADMINISTRATOR))
        assert (await bob.create(1_000_000, filename="c.wav")).status_code == 201
        await sender.client.delete(url, headers=TUS)
        assert (await sender.create(100_000, filename="b.wav")).status_code == 201

    async def test_all_together_have_a_quota(
        self, sender: Sender, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("UPLOAD_TOTAL_GB", "0.001")
        settings.cache_clear()
        await sender.begin(1_000_000, filename="a.wav")
        bob = Sender(come_in("Bob", Role.ADMINISTRATOR))
        answer = await bob.create(100_000, filename="b.wav")
        assert answer.status_code == 422
        assert answer.json()["error"].startswith("With it more than 1.024 MB would")

    async def test_more_than_the_disk_holds_is_refused(
        self, sender: Sender, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("UPLOAD_MAX_MB", "900000000")
        settings.cache_clear()
        answer = await sender.create(800 * 2**40, filename="a.wav")
        assert answer.json()["error"] == "The server's disk has no room for it."


class TestExpiry:
    def _age(self, hours: float) -> None:
        with session(write=True) as writing:
            for upload in writing.exec(select(Upload)):
                upload.touched_at = now() - timedelta(hours=hours)

    async def test_what_nobody_goes_on_with_is_thrown_away(
        self, sender: Sender, data_dir: Path
    ) -> None:
        url = await sender.begin(len(DATA), filename="a.mp3")
        await sender.part(url, 0, DATA[:100])
        self._age(71.9)
        assert forget_stale_uploads() == 0
        self._age(72.1)
        assert forget_stale_uploads() == 1
        assert parts(data_dir) == {}
        assert (await sender.client.head(url, headers=TUS)).status_code == 404


async def test_a_file_that_arrived_otherwise_than_it_left_is_refused(sender: Sender) -> None:
    claimed = hashlib.blake2b(b"something else", digest_size=32).hexdigest()
    url = await sender.begin(len(DATA), filename="a.mp3", hash=claimed)
    await sender.part(url, 0, DATA)
    await look()
    upload = await sender.upload(url.rpartition("/")[2])
    assert (upload["state"], upload["sentence"]) == (
        "refused",
        "It changed on its way; send it again.",
    )
