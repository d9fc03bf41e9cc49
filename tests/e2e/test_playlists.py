"""Playlists in the browser: two people edit one at once; dragged, moved by keys, in and out."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import Complaints
from tests.e2e.together import at_home
from tools.server import Server

_numbers = itertools.count(1)
PHONE = {"width": 390, "height": 844}
CLICK_ADD = """title => {
    document.querySelector(`button[aria-label="Add ${title} to this playlist"]`).click();
}"""
QUEUE_ALL = """() => {
    const { engine, playlists } = window.emomusic;
    engine.addToQueue(playlists.open.get().entries.map(({ song }) => song));
}"""
CALL = "([name, body]) => window.emomusic.live.call(name, body)"


@dataclass(frozen=True, slots=True)
class Listener:
    """A person with a browser of their own."""

    name: str
    page: Page

    def call(self, name: str, **body: object) -> Any:
        """Make a call of the live channel."""
        return self.page.evaluate(CALL, [f"playlist.{name}", body])

    @property
    def rows(self) -> Locator:
        """The titles of the open playlist, in their order."""
        return self.page.locator("[data-entry] .em-cell-song .em-title")

    @property
    def table(self) -> Locator:
        """The list of the open playlist."""
        return self.page.locator(".pl-ordered")

    def grip(self, title: str) -> Locator:
        """What a song is moved by."""
        return self.page.get_by_role("button", name=f"Move {title}, place")

    def open(self, playlist_id: int) -> None:
        """Go to a playlist."""
        self.page.goto(f"/playlist/{playlist_id}")
        self.rows.first.wait_for()


@pytest.fixture(scope="module")
def trouble() -> Complaints:
    return Complaints()


@pytest.fixture(scope="module")
def two(browser: Browser, server: Server, trouble: Complaints) -> Iterator[list[Listener]]:
    names = ("Listing Lena", "Ordering Otto")
    with at_home(browser, server.url, trouble, *names) as pages:
        yield [Listener(name, page) for name, page in zip(names, pages, strict=True)]


@pytest.fixture(autouse=True)
def nothing_went_wrong(trouble: Complaints) -> Iterator[None]:
    yield
    assert trouble.told() == ([], [])


@pytest.fixture
def lena(two: list[Listener]) -> Listener:
    return two[0]


@pytest.fixture
def otto(two: list[Listener]) -> Listener:
    return two[1]


@pytest.fixture
def songs(lena: Listener) -> list[dict[str, Any]]:
    """Songs of the demo, no title twice."""
    found = lena.page.request.get("/api/sources/library").json()["songs"]
    return list({song["title"]: song for song in found}.values())


@pytest.fixture
def made(lena: Listener, songs: list[dict[str, Any]]) -> int:
    """A playlist of Lena's with the first four songs, open in her browser."""
    ids = [song["id"] for song in songs[:4]]
    title = f"Evening {next(_numbers)}"
    playlist_id: int = lena.call("create", title=title, song_ids=ids)
    lena.open(playlist_id)
    return playlist_id


def named(songs: list[dict[str, Any]], *places: int) -> list[str]:
    return [songs[place]["title"] for place in places]


def test_two_people_edit_one_playlist_at_once_and_no_edit_is_lost(
    lena: Listener, otto: Listener, songs: list[dict[str, Any]], made: int
) -> None:
    lena.page.get_by_role("button", name="Share", exact=True).click()
    lena.page.get_by_role("button", name="Link to edit together").click()
    link = lena.page.get_by_label("The link").input_value()
    lena.page.keyboard.press("Escape")
    otto.page.goto(link)
    expect(otto.rows).to_have_text(named(songs, 0, 1, 2, 3))
    assert otto.page.url.endswith(f"/playlist/{made}")

    # Both act before either hears of the other.
    for person, song in ((lena, songs[4]), (otto, songs[5])):
        person.page.get_by_label("Add songs").fill(song["title"])
        person.page.get_by_role("button", name=f"Add {song['title']} to this").first.wait_for()
    for person, song in ((lena, songs[4]), (otto, songs[5])):
        person.page.evaluate(CLICK_ADD, song["title"])
    lena.grip(songs[3]["title"]).focus()
    for key in ("Space", "Home", "Space"):
        lena.page.keyboard.press(key)
    otto.grip(songs[0]["title"]).focus()
    otto.page.keyboard.press("Delete")

    everything = sorted(named(songs, 1, 2, 3, 4, 5))
    for person, other_song in ((lena, songs[5]), (otto, songs[4])):
        expect(person.rows.filter(has_text=other_song["title"])).to_have_count(1)
        expect(person.rows.filter(has_text=songs[0]["title"])).to_have_count(0)
        expect(person.rows).to_have_count(5)
        expect(person.rows.first).to_have_text(songs[3]["title"])
    assert lena.rows.all_inner_texts() == otto.rows.all_inner_texts()
    assert sorted(lena.rows.all_inner_texts()) == everything
    expect(lena.page.get_by_text(f"added by {otto.name}")).to_have_count(1)


def test_an_edit_that_was_made_while_the_line_was_down_is_sent_when_it_is_back(
    lena: Listener, otto: Listener, songs: list[dict[str, Any]], made: int
) -> None:
    key = lena.call("make_link", playlist_id=made, may_edit=True)
    otto.page.goto(f"/playlist/{made}?join={key}")
    expect(otto.rows).to_have_text(named(songs, 0, 1, 2, 3))
    otto.page.evaluate("window.emomusic.live.stop()")
    otto.grip(songs[0]["title"]).focus()
    for key in ("Space", "End", "Space"):
        otto.page.keyboard.press(key)
    expect(otto.page.get_by_text("The line is down.")).to_be_visible()
    expect(otto.rows).to_have_text(named(songs, 1, 2, 3, 0))
    lena.grip(songs[2]["title"]).focus()
    lena.page.keyboard.press("Delete")
    expect(lena.rows).to_have_text(named(songs, 0, 1, 3))
    otto.page.evaluate("window.emomusic.live.start()")
    for person in (lena, otto):
        expect(person.rows).to_have_text(named(songs, 1, 3, 0))
    expect(otto.page.get_by_text("The line is down.")).to_have_count(0)

    # Also when the tab is loaded anew before.
    otto.page.evaluate("window.emomusic.live.stop()")
    otto.grip(songs[0]["title"]).focus()
    otto.page.keyboard.press("Delete")
    expect(otto.page.get_by_text("The line is down.")).to_be_visible()
    otto.page.reload()
    for person in (lena, otto):
        expect(person.rows).to_have_text(named(songs, 1, 3))


def test_edits_of_a_list_that_was_left_meanwhile_are_sent_when_the_line_is_back(
    lena: Listener, otto: Listener, songs: list[dict[str, Any]], made: int
) -> None:
    key = lena.call("make_link", playlist_id=made, may_edit=True)
    otto.page.goto(f"/playlist/{made}?join={key}")
    expect(otto.rows).to_have_text(named(songs, 0, 1, 2, 3))
    otto.page.evaluate("window.emomusic.live.stop()")
    for place in (0, 2):
        otto.grip(songs[place]["title"]).focus()
        otto.page.keyboard.press("Delete")
    expect(otto.page.get_by_text("Your last 2 edits are kept here")).to_be_visible()
    otto.page.get_by_role("link", name="Library", exact=True).first.click()
    otto.page.wait_for_url("**/library")
    expect(lena.rows).to_have_count(4)
    otto.page.evaluate("window.emomusic.live.start()")
    expect(lena.rows).to_have_text(named(songs, 1, 3))


def test_songs_are_dragged_moved_by_keys_and_put_back(
    lena: Listener, songs: list[dict[str, Any]], made: int
) -> None:
    first, third = lena.grip(songs[0]["title"]), lena.grip(songs[2]["title"])
    from_box, to_box = first.bounding_box(), third.bounding_box()
    assert from_box is not None
    assert to_box is not None
    mouse = lena.page.mouse
    mouse.move(from_box["x"] + 10, from_box["y"] + 20)
    mouse.down()
    mouse.move(to_box["x"] + 10, to_box["y"] + 20, steps=8)
    mouse.up()
    expect(lena.rows).to_have_text(named(songs, 1, 2, 0, 3))

    grip = lena.grip(songs[3]["title"])
    grip.focus()
    keyboard = lena.page.keyboard
    for key in ("Space", "ArrowUp", "ArrowUp"):
        keyboard.press(key)
    status = lena.table.locator("xpath=following-sibling::p")
    expect(status).to_have_text("Place 2 of 4.")
    keyboard.press("Space")
    expect(lena.rows).to_have_text(named(songs, 1, 3, 2, 0))
    expect(status).to_have_text(f"{songs[3]['title']} is at place 2 of 4.")
    for key in ("Space", "ArrowDown", "Escape"):
        keyboard.press(key)
    expect(lena.rows).to_have_text(named(songs, 1, 3, 2, 0))

    lena.page.get_by_role("button", name=f"Undo: Moved “{songs[3]['title']}”").click()
    expect(lena.rows).to_have_text(named(songs, 1, 2, 0, 3))
    keyboard.press("Control+z")
    expect(lena.rows).to_have_text(named(songs, 0, 1, 2, 3))
    lena.page.reload()
    expect(lena.rows).to_have_text(named(songs, 0, 1, 2, 3))


def test_a_playlist_plays_as_itself(lena: Listener, songs: list[dict[str, Any]], made: int) -> None:
    lena.page.locator(".actions").get_by_role("button", name="Play Evening").click()
    lena.page.wait_for_function(
        "([source, id]) => { const p = window.emomusic.engine.player.get();"
        " return p.playing && p.queue.source === source && p.song.id === id; }",
        arg=[f"playlist:{made}", songs[0]["id"]],
    )
    lena.page.evaluate("window.emomusic.engine.pause()")


def test_songs_and_the_queue_go_into_playlists_from_where_they_are_met(
    lena: Listener, songs: list[dict[str, Any]], made: int
) -> None:
    page = lena.page
    title = page.get_by_role("heading", level=1).inner_text()
    page.goto("/library/songs")
    page.get_by_role("button", name=f"More for {songs[6]['title']}", exact=True).first.click()
    page.get_by_role("menuitem", name="Add to playlist…").click()
    page.get_by_role("dialog").get_by_role("button", name=title).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    lena.open(made)
    expect(lena.rows).to_have_text(named(songs, 0, 1, 2, 3, 6))

    page.goto(f"/album/{songs[0]['album_id']}")
    page.get_by_role("button", name="Add to playlist", exact=True).click()
    expect(page.get_by_role("dialog").get_by_text("songs")).not_to_have_count(0)
    page.get_by_role("dialog").get_by_label("New playlist").fill("From the album")
    page.get_by_role("dialog").get_by_role("button", name="Create").click()
    nav = page.get_by_role("navigation", name="Main")
    nav.get_by_role("link", name="From the album").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("From the album")
    expect(lena.rows.first).to_have_text(songs[0]["title"])

    lena.open(made)
    page.evaluate(QUEUE_ALL)
    page.get_by_role("tab", name="Queue").click()
    page.get_by_role("button", name="Save as playlist").click()
    dialog = page.get_by_role("dialog", name="Save as playlist")
    dialog.get_by_label("New playlist").fill("From the queue")
    dialog.get_by_role("button", name="Create").click()
    nav.get_by_role("link", name="From the queue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("From the queue")
    assert set(named(songs, 0, 1, 2, 3, 6)) <= set(lena.rows.all_inner_texts())


@pytest.mark.parametrize("form", ["M3U8", "XSPF", "JSPF"])
def test_a_playlist_goes_out_as_a_file_and_comes_in_with_a_report(
    lena: Listener, songs: list[dict[str, Any]], made: int, form: str, tmp_path: Path
) -> None:
    page = lena.page
    title = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("button", name=f"More for {title}").click()
    with page.expect_download() as waiting:
        page.get_by_role("menuitem", name=f"Export as {form}").click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    text = file.read_text()
    if form == "JSPF":
        parsed = json.loads(text)
        parsed["playlist"]["track"].append({"title": "Nowhere", "creator": "Nobody"})
        text = json.dumps(parsed)
    elif form == "XSPF":
        text = text.replace("</trackList>", "<track><title>Nowhere</title></track></trackList>")
    else:
        text += "#EXTINF:10,Nobody - Nowhere\nno/where.mp3\n"
    file.write_text(text)

    page.goto("/playlists")
    page.get_by_label("File of a playlist").set_input_files(file)
    dialog = page.get_by_role("dialog", name=f"“{title}” is imported")
    expect(dialog.get_by_text("4 of 5 songs are in the library.")).to_be_visible()
    lacking = "Nowhere" if form == "XSPF" else "NowhereNobody"
    expect(dialog.get_by_role("listitem")).to_have_text([lacking])
    dialog.get_by_role("link", name="Open the playlist").click()
    expect(lena.rows).to_have_text(named(songs, 0, 1, 2, 3))
    assert page.url.rpartition("/")[2] != str(made)


def test_a_hostile_file_gets_one_sentence(
    lena: Listener, tmp_path: Path, trouble: Complaints
) -> None:
    file = tmp_path / "bomb.xspf"
    file.write_text('<!DOCTYPE p [<!ENTITY a "ha">]><playlist><title>&a;</title></playlist>')
    lena.page.goto("/playlists")
    lena.page.get_by_label("File of a playlist").set_input_files(file)
    expect(lena.page.get_by_role("alert")).to_have_text(
        "This file declares entities of its own. A playlist needs none."
    )
    assert [one for one in trouble.failed if "/api/playlists" not in one] == []
    trouble.failed.clear()
    trouble.errors.clear()


def test_the_owner_names_describes_and_deletes_a_playlist(lena: Listener, made: int) -> None:
    page = lena.page
    page.get_by_role("button", name="More for Evening").click()
    page.get_by_role("menuitem", name="Edit details").click()
    dialog = page.get_by_role("dialog", name="Edit details")
    dialog.get_by_label("Name").fill("Quiet evening")
    dialog.get_by_label("Description").fill("For reading")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Quiet evening")
    expect(page.get_by_text("For reading")).to_be_visible()
    page.get_by_role("button", name="More for Quiet evening").click()
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.wait_for_url(re.compile("/playlists/?$"))
    page.goto(f"/playlist/{made}")
    expect(page.get_by_text("There is no such playlist")).to_be_visible()


@pytest.fixture
def phone(browser: Browser, server: Server, lena: Listener) -> Iterator[Page]:
    """A phone on which Lena is signed in."""
    context = browser.new_context(
        viewport=PHONE, base_url=server.url, has_touch=True, is_mobile=True
    )
    context.add_cookies(lena.page.context.cookies())
    yield context.new_page()
    context.close()


def drag_by_touch(page: Page, x: float, y: float, by_px: float) -> None:
    """Put a finger on the glass, move it downwards, and lift it."""
    glass = page.context.new_cdp_session(page)

    def touch(kind: str, *points: dict[str, float]) -> None:
        glass.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    touch("touchStart", {"x": x, "y": y})
    for step in range(1, 9):
        touch("touchMove", {"x": x, "y": y + by_px * step / 8})
    touch("touchEnd")


def test_on_a_phone_nothing_stands_out_and_songs_are_moved_by_touch(
    phone: Page, songs: list[dict[str, Any]], made: int
) -> None:
    for path in ("/playlists", f"/playlist/{made}"):
        phone.goto(path)
        phone.get_by_role("heading", level=1).first.wait_for()
        assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        centre = phone.locator("#centre")
        assert centre.evaluate("node => node.scrollWidth <= node.clientWidth")
    rows = Listener("", phone).rows
    expect(rows).to_have_text(named(songs, 0, 1, 2, 3))
    phone.get_by_label("Add songs").scroll_into_view_if_needed()
    box = phone.get_by_role("button", name=f"Move {songs[1]['title']}, place").bounding_box()
    assert box is not None
    x, y = box["x"] + 10, box["y"] + 20
    drag_by_touch(phone, x, y, 112)
    expect(rows).to_have_text(named(songs, 0, 2, 3, 1))
