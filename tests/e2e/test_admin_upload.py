"""Promises of the desk's uploads, in a real browser against the production build."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.audio_files import make_audio, make_picture
from tests.e2e.conftest import DESKTOP
from tests.e2e.looks import violations
from tools.browser import log_in, sign_up
from tools.server import Server

KINDS = (".mp3", ".flac", ".ogg", ".opus", ".m4a")
SLOW_BYTES_PER_S = 1_500_000
NO_OVERFLOW = """() => {
    const centre = document.getElementById("centre");
    return centre.scrollWidth <= centre.clientWidth
        && document.documentElement.scrollWidth <= window.innerWidth;
}"""
DROP = """async ([selector, name, type, data]) => {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], name, { type }));
    const target = document.querySelector(selector);
    const init = { bubbles: true, cancelable: true, dataTransfer: transfer };
    for (const kind of ["dragenter", "dragover", "drop"])
        target.dispatchEvent(new DragEvent(kind, init));
}"""


def desk(page: Page, url: str) -> None:
    """Open the page of uploads."""
    page.goto(f"{url}/admin/uploads/")
    page.get_by_text("Drop music or whole folders here").wait_for()


def choose(page: Page, *paths: Path) -> None:
    page.locator("input[data-folder=false]").set_input_files([str(path) for path in paths])


class Line:
    """The connection of a page: it can be slow, and be cut.

    Args:
        page: The page.
        bytes_per_s: How fast bytes leave the browser.
    """

    def __init__(self, page: Page, bytes_per_s: int = SLOW_BYTES_PER_S) -> None:
        self._devtools = page.context.new_cdp_session(page)
        self._devtools.send("Network.enable")
        self._bytes_per_s = bytes_per_s
        self.mend()

    def cut(self) -> None:
        self._set(True)

    def mend(self) -> None:
        self._set(False)

    def _set(self, offline: bool) -> None:
        self._devtools.send(
            "Network.emulateNetworkConditions",
            {
                "offline": offline,
                "latency": 0,
                "downloadThroughput": -1,
                "uploadThroughput": self._bytes_per_s,
            },
        )


def songs(page: Page, url: str) -> list[dict]:
    return page.request.get(f"{url}/api/sources/library/0").json()["songs"]


def arrived(page: Page) -> int:
    found = page.request.get("/api/uploads").json()["uploads"]
    return sum(one["state"] in ("arrived", "ready") for one in found)


def wait_for_bytes(page: Page, least: int) -> None:
    """Wait until so much of the one upload has arrived."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        found = page.request.get("/api/uploads").json()["uploads"]
        if found and found[0]["received_bytes"] >= least:
            return
        page.wait_for_timeout(50)
    raise TimeoutError(f"{least} bytes did not arrive")


def row(page: Page, name: str) -> Locator:
    return page.locator(".up-row").filter(has_text=name)


def large(path: Path, megabytes: int = 12) -> Path:
    """A real WAV file of that size."""
    return make_audio(path, megabytes * 2**20 / (48_000 * 4), hertz=100.0 + megabytes)


@pytest.fixture
def admin(browser: Browser, server: Server) -> Iterator[Page]:
    """A page of the administrator, at the desk's uploads."""
    context = browser.new_context(viewport=DESKTOP, base_url=server.url)
    page = context.new_page()
    log_in(page, server.url)
    desk(page, server.url)
    yield page
    for one in page.request.get("/api/uploads").json()["uploads"]:
        page.request.delete(
            f"/api/uploads/{one['id']}",
            headers={"Tus-Resumable": "1.0.0", "Origin": server.url},
        )
    page.request.post("/api/uploads/clear", headers={"Origin": server.url})
    context.close()


@pytest.mark.slow
def test_fifty_files_are_there_once_though_the_server_is_killed_in_the_middle(
    browser: Browser, tmp_path: Path
) -> None:
    folder = tmp_path / "Fifty songs"
    for number in range(50):
        name = f"{number:02d} song{KINDS[number % len(KINDS)]}"
        seconds = 12.0 if name.endswith(".flac") else 6.0
        tags = {"title": f"Song {number}", "artist": "Everybody", "album": "Fifty songs"}
        make_audio(folder / name, seconds, 200.0 + 10 * number, **tags)
    (folder / "cover.png").write_bytes(make_picture(400, 400))
    (folder / "notes.txt").write_text("no music")
    server = Server(
        tmp_path / "data", web_dir=".web-power-cut", environment={"IMPORT_DEMO": "false"}
    )
    context = browser.new_context(viewport=DESKTOP, base_url=server.url)
    try:
        server.start()
        page = context.new_page()
        sign_up(page, server.url)
        desk(page, server.url)
        Line(page)
        page.locator("input[data-folder=true]").set_input_files(str(folder))
        page.locator(".up-total").wait_for()
        while arrived(page) < 8:
            page.wait_for_timeout(100)
        server.kill()
        page.get_by_text("Connection lost").first.wait_for()
        server.start()
        button = page.get_by_role("button", name="Add all 50 songs")
        button.wait_for(timeout=120_000)
        button.click()
        page.get_by_role("heading", name="Done").wait_for(timeout=60_000)
        page.wait_for_function("!document.querySelector('#up-ready')")
        assert sorted(song["title"] for song in songs(page, server.url)) == sorted(
            f"Song {number}" for number in range(50)
        )
        assert all(song["cover"] for song in songs(page, server.url))
        stored = [path for path in (server.data_dir / "music").rglob("*") if path.is_file()]
        sent = {
            hashlib.blake2b(path.read_bytes(), digest_size=32).hexdigest()
            for path in folder.iterdir()
            if path.suffix in KINDS
        }
        assert len(stored) == 50
        assert {path.parent.name + path.stem for path in stored} == sent
        assert list((server.data_dir / "uploads").iterdir()) == []
    finally:
        context.close()
        server.stop()


def test_after_a_lost_connection_a_file_goes_on_where_it_was(admin: Page, tmp_path: Path) -> None:
    path = large(tmp_path / "long one.wav", 44)
    line = Line(admin, 12_000_000)
    choose(admin, path)
    wait_for_bytes(admin, 16 * 2**20)
    line.cut()
    row(admin, "long one.wav").get_by_text("Connection lost").wait_for()
    line.mend()
    (before,) = admin.request.get("/api/uploads").json()["uploads"]
    assert before["received_bytes"] >= 16 * 2**20
    admin.get_by_role("button", name="Add this song").wait_for(timeout=60_000)
    (after,) = admin.request.get("/api/uploads").json()["uploads"]
    assert (after["id"], after["state"]) == (before["id"], "ready")


def test_after_a_reload_the_same_file_chosen_again_goes_on_where_it_was(
    admin: Page, server: Server, tmp_path: Path
) -> None:
    path = large(tmp_path / "halfway.wav", 40)
    Line(admin, 8_000_000)
    choose(admin, path)
    wait_for_bytes(admin, 16 * 2**20)
    admin.on("dialog", lambda dialog: dialog.accept())
    admin.reload()
    row(admin, "halfway.wav").get_by_text("Choose the same file again").wait_for()
    (before,) = admin.request.get("/api/uploads").json()["uploads"]
    assert before["received_bytes"] >= 16 * 2**20
    choose(admin, path)
    admin.get_by_role("button", name="Add this song").wait_for(timeout=60_000)
    (after,) = admin.request.get("/api/uploads").json()["uploads"]
    assert (after["id"], after["state"]) == (before["id"], "ready")


def test_an_upload_goes_on_while_one_looks_at_other_pages(admin: Page, tmp_path: Path) -> None:
    Line(admin, 4_000_000)
    choose(admin, large(tmp_path / "on the way.wav", 16))
    row(admin, "on the way.wav").get_by_text("Sending").wait_for()
    admin.get_by_role("link", name="Library", exact=True).click()
    tray = admin.locator(".up-tray")
    expect(tray).to_contain_text("Uploading 1 of 1")
    expect(tray).to_be_hidden(timeout=30_000)
    admin.get_by_role("link", name="Administration").click()
    admin.get_by_role("link", name="Uploads").click()
    admin.get_by_role("button", name="Add this song").wait_for()


def test_tags_fill_the_form_in_and_what_is_typed_becomes_the_song(
    admin: Page, server: Server, tmp_path: Path
) -> None:
    tags = {"title": "Rain", "artist": "Ilse", "album": "Weather", "date": "2011"}
    choose(admin, make_audio(tmp_path / "x.flac", hertz=431.0, tracknumber="3", **tags))
    album = admin.locator(".up-album")
    expect(album.locator("[data-field=album]")).to_have_value("Weather")
    expect(album.locator("[data-field=year]")).to_have_value("2011")
    expect(album.locator("[data-field=title]")).to_have_value("Rain")
    expect(album.locator("[data-field=track]")).to_have_value("3")
    album.get_by_label("Title of x.flac").fill("Rain, again")
    album.get_by_label("Artists of x.flac").fill("Ilse; Varga")
    with admin.expect_response("**/api/uploads/fill"):
        album.get_by_label("Album", exact=True).fill("Other weather")
        album.get_by_label("Album", exact=True).press("Enter")
    admin.get_by_role("button", name="Add this song").click()
    row(admin, "Rain, again").get_by_role("link", name="Open").click()
    admin.get_by_role("heading", name="Rain, again").wait_for()
    (song,) = [one for one in songs(admin, server.url) if one["title"] == "Rain, again"]
    assert [artist["name"] for artist in song["artists"]] == ["Ilse", "Varga"]
    assert song["album"] == "Other weather"


def test_a_picture_that_is_dropped_on_an_album_is_its_cover(admin: Page, tmp_path: Path) -> None:
    for number in range(3):
        make_audio(
            tmp_path / f"{number}.mp3", hertz=520.0 + number, album="Covered", artist="Somebody"
        )
    choose(admin, *sorted(tmp_path.glob("*.mp3")))
    admin.get_by_role("button", name="Add all 3 songs").wait_for()
    picture = base64.b64encode(make_picture(300, 300)).decode()
    admin.evaluate(DROP, [".up-album-head .up-cover", "c.png", "image/png", picture])
    expect(admin.locator(".up-song .em-cover img")).to_have_count(3)
    # A picture on a cover is no upload.
    assert len(admin.request.get("/api/uploads").json()["uploads"]) == 3
    admin.evaluate(DROP, [".up-album-head .up-cover", "c.png", "image/png", "bm8gcGljdHVyZQ=="])
    expect(admin.locator(".em-notice")).to_have_text(
        "The picture is broken, or of a kind that is not known."
    )
    expect(admin.locator(".up-song .em-cover img")).to_have_count(3)


def test_music_that_is_dropped_on_the_page_is_sent(admin: Page, tmp_path: Path) -> None:
    data = make_audio(tmp_path / "x.mp3", hertz=466.0, title="Dropped").read_bytes()
    sound = base64.b64encode(data).decode()
    admin.evaluate(DROP, ["#centre", "dropped.mp3", "audio/mpeg", sound])
    expect(admin.locator("[data-field=title]")).to_have_value("Dropped")


def test_a_file_that_is_changed_while_it_is_sent_must_be_chosen_again(
    admin: Page, tmp_path: Path
) -> None:
    path = large(tmp_path / "changed.wav", 41)
    Line(admin, 6_000_000)
    choose(admin, path)
    wait_for_bytes(admin, 16 * 2**20)
    path.write_bytes(b"something else")
    row(admin, "changed.wav").get_by_text("The file was changed or taken away").wait_for(
        timeout=60_000
    )


def test_what_is_here_already_and_what_is_no_music_is_said_so(admin: Page, tmp_path: Path) -> None:
    known = make_audio(tmp_path / "known.mp3", hertz=611.0, title="Known", artist="Me")
    choose(admin, known)
    admin.get_by_role("button", name="Add this song").click()
    row(admin, "Known").get_by_text("In the library").wait_for()
    copy = tmp_path / "copy.mp3"
    copy.write_bytes(known.read_bytes())
    page = tmp_path / "page.mp3"
    page.write_bytes(b"<html><script>alert(1)</script>" * 50)
    empty = tmp_path / "empty.mp3"
    empty.write_bytes(b"")
    with admin.expect_response(
        lambda answer: answer.request.method == "POST" and answer.status == 409
    ):
        choose(admin, copy, page, empty)
    double = row(admin, "copy.mp3")
    double.get_by_text("The library has this recording already: “Known” by Me.").wait_for()
    row(admin, "page.mp3").get_by_text("It is not music in a format that is known").wait_for()
    row(admin, "empty.mp3").get_by_text("The file is empty.").wait_for()
    double.get_by_role("link", name="Open").click()
    admin.get_by_role("heading", name="Known").wait_for()


def test_a_cancelled_upload_leaves_nothing(admin: Page, server: Server, tmp_path: Path) -> None:
    Line(admin, 2_000_000)
    choose(admin, large(tmp_path / "no more.wav", 30))
    wait_for_bytes(admin, 1)
    with admin.expect_response(lambda answer: answer.request.method == "DELETE"):
        admin.get_by_role("button", name="Cancel no more.wav").click()
    expect(row(admin, "no more.wav")).to_have_count(0)
    assert admin.request.get("/api/uploads").json()["uploads"] == []
    assert list((server.data_dir / "uploads").iterdir()) == []


def test_a_paused_upload_waits_and_goes_on(admin: Page, tmp_path: Path) -> None:
    Line(admin, 4_000_000)
    choose(admin, large(tmp_path / "wait.wav", 20))
    admin.get_by_role("button", name="Pause wait.wav").click()
    row(admin, "wait.wav").get_by_text("Paused").wait_for()
    admin.get_by_role("button", name="Go on with wait.wav").click()
    admin.get_by_role("button", name="Add this song").wait_for(timeout=30_000)


def test_a_listener_finds_no_uploads(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/admin/uploads/")
    page.get_by_text("This page is for administrators").wait_for()
    assert page.request.get("/api/uploads").status == 403


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_nothing_runs_over_the_edge(admin: Page, tmp_path: Path, width: int) -> None:
    admin.set_viewport_size({"width": width, "height": 900})
    name = "A very long name of a song without any end in sight " * 4
    choose(admin, make_audio(tmp_path / f"{name}.mp3", hertz=700.0 + width, title=name))
    admin.get_by_role("button", name="Add this song").wait_for()
    assert admin.evaluate(NO_OVERFLOW)


def test_the_page_is_accessible(admin: Page, tmp_path: Path) -> None:
    Line(admin, 2_000_000)
    choose(admin, make_audio(tmp_path / "here.mp3", hertz=777.0, title="Here", artist="Me"))
    admin.get_by_role("button", name="Add this song").wait_for()
    choose(admin, large(tmp_path / "on the way.wav", 30))
    row(admin, "on the way.wav").get_by_text("Sending").wait_for()
    assert violations(admin) == []
