"""Sound by ranges, and covers; signed in only, and no path from outside."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import httpx
import pytest
from PIL import Image

from emomusic.services.people import SignedIn
from emomusic.store.covers import COVER_SIZES, store_cover
from tests.browsers import browser
from tests.factories import ident, make_song
from tests.people import come_in

SOUND = bytes(range(256)) * 400


@pytest.fixture
def ada(database: str) -> SignedIn:
    return come_in("Ada")


@pytest.fixture
def song(database: str, tmp_path: Path) -> str:
    """The address of a song whose file is there."""
    path = tmp_path / "song.ogg"
    path.write_bytes(SOUND)
    return f"/media/{ident(make_song(path=str(path), mime_type='audio/ogg'))}"


class TestSound:
    async def test_comes_whole_with_its_own_type(self, ada: SignedIn, song: str) -> None:
        answer = await browser(ada).get(song)
        assert answer.status_code == 200
        assert answer.content == SOUND
        assert answer.headers["content-type"] == "audio/ogg"
        assert answer.headers["content-length"] == str(len(SOUND))
        assert answer.headers["accept-ranges"] == "bytes"
        assert answer.headers["cache-control"] == "private, max-age=86400"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-disposition"] == "attachment"
        assert "sandbox" in answer.headers["content-security-policy"].split("; ")
        assert "set-cookie" not in answer.headers
        assert "content-encoding" not in answer.headers

    @pytest.mark.parametrize(
        ("asked", "got", "first", "last"),
        [
            ("bytes=0-0", 1, 0, 0),
            ("bytes=100-199", 100, 100, 199),
            ("bytes=102000-", 400, 102000, 102399),
            ("bytes=-5", 5, 102395, 102399),
            ("bytes=0-999999", 102400, 0, 102399),
        ],
    )
    async def test_comes_in_parts(
        self, ada: SignedIn, song: str, asked: str, got: int, first: int, last: int
    ) -> None:
        answer = await browser(ada).get(song, headers={"Range": asked})
        assert answer.status_code == 206
        assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(SOUND)}"
        assert answer.headers["content-length"] == str(got)
        assert answer.content == SOUND[first : last + 1]

    @pytest.mark.parametrize("asked", ["bytes=102400-", "bytes=999999-1000000"])
    async def test_beyond_its_end_is_416(self, ada: SignedIn, song: str, asked: str) -> None:
        answer = await browser(ada).get(song, headers={"Range": asked})
        assert answer.status_code == 416
        assert answer.headers["content-range"] == f"bytes */{len(SOUND)}"

    async def test_head_says_all_and_sends_nothing(self, ada: SignedIn, song: str) -> None:
        answer = await browser(ada).head(song)
        assert (answer.status_code, answer.content) == (200, b"")
        assert answer.headers["content-length"] == str(len(SOUND))

    async def test_that_the_browser_has_is_not_sent_again(self, ada: SignedIn, song: str) -> None:
        client = browser(ada)
        tag = (await client.get(song)).headers["etag"]
        for known in (tag, f'"other", {tag}', f"W/{tag}", "*"):
            answer = await client.get(song, headers={"If-None-Match": known})
            assert (answer.status_code, answer.content) == (304, b"")
            assert answer.headers["etag"] == tag
        assert (await client.get(song, headers={"If-None-Match": '"other"'})).status_code == 200

    async def test_that_changed_meanwhile_comes_whole(self, ada: SignedIn, song: str) -> None:
        client = browser(ada)
        tag = (await client.get(song)).headers["etag"]
        part = {"Range": "bytes=0-9"}
        same = await client.get(song, headers={**part, "If-Range": tag})
        assert same.status_code == 206
        changed = await client.get(song, headers={**part, "If-Range": '"older"'})
        assert changed.status_code == 200

    async def test_whose_file_has_vanished_is_404_with_a_sentence(
        self, ada: SignedIn, tmp_path: Path
    ) -> None:
        for path in (tmp_path / "gone.ogg", tmp_path):
            song_id = ident(make_song(path=str(path)))
            answer = await browser(ada).get(f"/media/{song_id}")
            assert answer.status_code == 404
            assert "has vanished" in answer.json()["error"]

    @pytest.mark.parametrize(
        "path",
        [
            "/media/999999",
            f"/media/{10**30}",
            "/media/-1",
            "/media/1.5",
            "/media/%2e%2e/%2e%2e/etc/passwd",
            "/media/..%2f..%2fetc%2fpasswd",
            "/media//etc/passwd",
            "/media/",
        ],
    )
    async def test_that_is_not_there_is_404_in_json(
        self, ada: SignedIn, song: str, path: str
    ) -> None:
        answer = await browser(ada).get(path)
        assert answer.status_code == 404
        assert answer.json()["error"]

    async def test_is_for_those_who_are_signed_in(self, song: str) -> None:
        for answer in (await browser().get(song), await browser().head(song)):
            assert answer.status_code == 401
            assert len(answer.content) < 100


class TestCovers:
    @pytest.fixture
    def cover(self, database: str) -> str:
        picture = BytesIO()
        Image.new("RGB", (700, 700), "teal").save(picture, "PNG")
        return store_cover(picture.getvalue())

    @pytest.mark.parametrize("size", COVER_SIZES)
    async def test_come_in_three_sizes_and_are_kept(
        self, ada: SignedIn, cover: str, size: int
    ) -> None:
        answer = await browser(ada).get(f"/covers/{cover}/{size}.webp")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "image/webp"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"].split("; ")
        assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
        assert Image.open(BytesIO(answer.content)).size == (size, size)
        again = {"If-None-Match": answer.headers["etag"]}
        kept = await browser(ada).get(f"/covers/{cover}/{size}.webp", headers=again)
        assert kept.status_code == 304

    @pytest.mark.parametrize(
        "path",
        [
            "/covers/{cover}/65.webp",
            "/covers/{cover}/64.png",
            "/covers/{other}/64.webp",
            "/covers/..%2f{cover}/64.webp",
            "/covers/%2e%2e/64.webp",
            "/covers/{cover}",
        ],
    )
    async def test_that_are_not_there_are_404(self, ada: SignedIn, cover: str, path: str) -> None:
        answer = await browser(ada).get(path.format(cover=cover, other="0" * 40))
        assert answer.status_code == 404

    async def test_are_for_those_who_are_signed_in(self, cover: str) -> None:
        answer: httpx.Response = await browser().get(f"/covers/{cover}/64.webp")
        assert answer.status_code == 401
