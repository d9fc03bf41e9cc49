"""Playlists over HTTP: whole, with a cover, and as files."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from PIL import Image

from emomusic.realtime.hub import LocalHub, use_hub
from emomusic.services.people import SignedIn
from emomusic.services.playlists import keeping
from emomusic.services.rate_limits import forget_buckets
from tests.browsers import browser
from tests.factories import ident, make_song
from tests.people import come_in
from tests.realtime.workers import Worker


@pytest.fixture(autouse=True)
def _a_live_channel(database: str) -> Iterator[None]:
    use_hub(LocalHub(Worker()))
    forget_buckets()
    yield
    use_hub(None)
    forget_buckets()


@pytest.fixture
def ada(database: str) -> SignedIn:
    return come_in("Ada")


@pytest.fixture
def evening(ada: SignedIn) -> int:
    song = make_song("Rain", artists=["Ben"])
    return keeping.create(ada.person, "Ünser Abend", song_ids=[ident(song)])


async def test_a_playlist_comes_whole_and_only_to_its_people(ada: SignedIn, evening: int) -> None:
    answer = await browser(ada).get(f"/api/playlists/{evening}")
    body = answer.json()
    assert (body["card"]["title"], body["card"]["right"], body["version"]) == (
        "Ünser Abend",
        "own",
        0,
    )
    assert [one["song"]["title"] for one in body["entries"]] == ["Rain"]
    stranger = browser(come_in("Eva"))
    for path in (f"{evening}", f"{evening}/file.m3u8", "99999"):
        assert (await stranger.get(f"/api/playlists/{path}")).status_code == 404
    assert (await browser().get(f"/api/playlists/{evening}")).status_code == 401


async def test_a_picture_becomes_the_cover_and_other_things_do_not(
    ada: SignedIn, evening: int
) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (80, 80), "teal").save(picture, "PNG")
    client = browser(ada)
    answer = await client.put(f"/api/playlists/{evening}/cover", content=picture.getvalue())
    card = keeping.playlist(evening, ada.person.id).card
    assert (answer.status_code, answer.json()["cover"]) == (200, card.cover)
    for content, sentence in (
        (b"", "The picture is empty."),
        (b"no picture", "The picture is broken, or of a kind that is not known."),
        (b"x" * (33 * 2**20), "The picture is larger than 32 MB."),
    ):
        refused = await client.put(f"/api/playlists/{evening}/cover", content=content)
        assert (refused.status_code, refused.json()["error"]) == (422, sentence)
    other = browser(come_in("Eva"))
    answer = await other.put(f"/api/playlists/{evening}/cover", content=picture.getvalue())
    assert answer.status_code == 404


async def test_a_playlist_goes_out_as_a_file_and_comes_in_again(
    ada: SignedIn, evening: int
) -> None:
    client = browser(ada)
    for form, kind in (
        ("m3u8", "application/vnd.apple.mpegurl"),
        ("xspf", "application/xspf+xml"),
        ("jspf", "application/json"),
    ):
        file = await client.get(f"/api/playlists/{evening}/file.{form}")
        assert file.headers["content-type"].partition(";")[0] == kind
        assert file.headers["content-disposition"] == (
            f"attachment; filename*=UTF-8''%C3%9Cnser%20Abend.{form}"
        )
        report = (await client.post("/api/playlists?name=x.m3u8", content=file.content)).json()
        assert (report["title"], report["found"], report["missing"]) == ("Ünser Abend", 1, [])
        assert keeping.song_ids_of(report["playlist_id"], ada.person.id) == keeping.song_ids_of(
            evening, ada.person.id
        )
    assert (await client.get(f"/api/playlists/{evening}/file.exe")).status_code == 404


async def test_an_import_says_what_is_wrong_and_how_often_is_too_often(ada: SignedIn) -> None:
    client = browser(ada)
    for content, sentence in (
        (b"", "There are no songs in this file. M3U8, XSPF and JSPF can be read."),
        (b"x" * (8 * 2**20 + 1), "A file of a playlist may have 8 MB at most."),
        (b"<html/>", "This file is XML, but no XSPF playlist."),
    ):
        answer = await client.post("/api/playlists", content=content)
        assert (answer.status_code, answer.json()["error"]) == (422, sentence)
    codes = [(await client.post("/api/playlists", content=b"")).status_code for _ in range(8)]
    assert codes == [422] * 7 + [429]
