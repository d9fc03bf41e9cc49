"""The catalogue at the administrator's desk, in a real browser, on a server of its own."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from emomusic.audio.tags import read_tags
from tests.audio_files import make_audio, make_picture
from tests.e2e.conftest import DESKTOP, Complaints
from tools.browser import join, log_in, sign_up
from tools.server import Server

ALBUMS = {
    ("Ann", "Sea"): ("Anchor", "Breeze", "Current"),
    ("Anna", "Sea"): ("Drift",),
    ("Bea", "Hill"): ("Echo", "Forest"),
}
FACTS = {"Anchor": ("Folk", "1990"), "Breeze": ("Jazz", "1991"), "Echo": ("Folk", "2001")}


@pytest.fixture
def music(tmp_path: Path) -> Path:
    """A folder of six songs on three albums."""
    folder = tmp_path / "music"
    hertz = 200.0
    for (artist, album), titles in ALBUMS.items():
        for track, title in enumerate(titles, 1):
            genre, year = FACTS.get(title, ("Rock", "1980"))
            hertz += 50.0
            make_audio(
                folder / artist / album / f"{title}.mp3",
                hertz=hertz,
                title=title,
                artist=artist,
                album=album,
                tracknumber=str(track),
                genre=genre,
                date=year,
            )
    return folder


@pytest.fixture
def desk(browser: Browser, tmp_path: Path, music: Path) -> Iterator[Server]:
    """A server with that music; its administrator is the first account."""
    environment = {"IMPORT_DEMO": "false", "MUSIC_DIRS": str(music), "SCAN_INTERVAL_MIN": "0"}
    # Beside the server of the other tests, whose page must stay as it is.
    running = Server(tmp_path / "desk", environment=environment, web_dir=".web-desk")
    assert running.command("scan", str(music)).returncode == 0
    running.start()
    yield running
    running.stop()


@pytest.fixture
def opened(browser: Browser, desk: Server) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=DESKTOP, base_url=desk.url)
    yield context
    context.close()


@pytest.fixture
def at(opened: BrowserContext, desk: Server, complaints: Complaints) -> Page:
    """A page of the administrator."""
    page = opened.new_page()
    complaints.listen_to(page)
    sign_up(page, desk.url)
    return page


def go(page: Page, place: str) -> None:
    page.goto(f"/admin/{place}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".desk-list .skeleton")).to_have_count(0)


def names(page: Page) -> Locator:
    """The names of the rows, without the letters that stand for covers."""
    return page.locator("tbody th:not(:has(.desk-covered)), tbody th .desk-covered a")


def choose(page: Page, *rows: str) -> None:
    for row in rows:
        page.get_by_role("checkbox", name=f"Choose {row}", exact=True).check()
    noun = re.compile(rf"^{len(rows)} \w+ chosen$")
    expect(page.get_by_role("region", name="What to do").get_by_text(noun)).to_be_visible()


def bulk(page: Page, button: str) -> None:
    region = page.get_by_role("region", name="What to do with the chosen rows")
    region.get_by_role("button", name=button, exact=True).click()


def said(page: Page, sentence: str) -> None:
    expect(page.locator(".desk-undo span")).to_have_text(sentence)


def cells(page: Page, row: str) -> list[str]:
    found = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=row, exact=True))
    return found.locator("td[data-label]").all_inner_texts()


def test_an_administrator_runs_the_songs(at: Page, desk: Server, music: Path) -> None:
    page = at
    go(page, "songs")
    expect(names(page)).to_have_text(["Anchor", "Breeze", "Current", "Drift", "Echo", "Forest"])

    # Sorted, from either end, and filtered; the words of a search find too.
    page.get_by_role("button", name="Year").click()
    expect(names(page).first).to_have_text("Current")
    page.get_by_role("button", name="Year").click()
    expect(names(page).first).to_have_text("Echo")
    page.get_by_role("combobox", name="Genre").select_option("Folk")
    expect(names(page)).to_have_text(["Echo", "Anchor"])
    page.get_by_role("textbox", name="Artist").fill("ann")
    expect(names(page)).to_have_text(["Anchor"])
    page.get_by_role("textbox", name="Artist").fill("nobody")
    expect(page.get_by_text("No song matches")).to_be_visible()
    page.get_by_role("button", name="Show all songs").click()
    page.get_by_role("searchbox", name="Search title").fill("sea dri")
    expect(names(page)).to_have_text(["Drift"])
    page.get_by_role("searchbox", name="Search title").fill("")
    expect(names(page)).to_have_count(6)

    # Many at once: what differs is "various", and only what was touched is written; then undone.
    choose(page, "Anchor", "Echo")
    bulk(page, "Edit")
    dialog = page.get_by_role("dialog", name="Edit 2 songs")
    expect(dialog.get_by_label("Album", exact=True)).to_have_attribute("placeholder", "various")
    expect(dialog.get_by_label("Genre")).to_have_value("Folk")
    dialog.get_by_label("Year").fill("1977")
    dialog.get_by_role("button", name="Save").click()
    said(page, "2 songs changed.")
    assert cells(page, "Anchor")[:4] == ["Ann", "Sea", "Folk", "1977"]
    assert cells(page, "Echo")[:4] == ["Bea", "Hill", "Folk", "1977"]
    page.get_by_role("button", name="Undo").click()
    said(page, "2 songs are as before.")
    assert cells(page, "Echo")[:4] == ["Bea", "Hill", "Folk", "2001"]
    page.get_by_role("button", name="Choose none").click()

    # One, with a cover and written into the tags; markup is only text.
    page.get_by_role("button", name="Edit Forest").click()
    dialog = page.get_by_role("dialog", name="Edit “Forest”")
    dialog.get_by_label("Title").fill("<b>Wald</b>")
    picture = {"name": "c.png", "mimeType": "image/png", "buffer": make_picture(400, 400)}
    dialog.get_by_label("Picture of the cover").set_input_files(picture)  # type: ignore[arg-type]
    expect(dialog.get_by_role("img", name="The cover")).to_be_visible()
    dialog.get_by_label("Also write into the tags").check()
    dialog.get_by_role("button", name="Save").click()
    said(page, "1 song changed. 1 file written.")
    expect(page.get_by_role("rowheader", name="<b>Wald</b>")).to_be_visible()
    tags = read_tags(music / "Bea" / "Hill" / "Forest.mp3")
    assert tags.title == "<b>Wald</b>"
    assert tags.picture is not None

    # Moved to an album that is there.
    choose(page, "Echo", "<b>Wald</b>")
    bulk(page, "Move to an album")
    dialog = page.get_by_role("dialog", name="Move 2 songs")
    dialog.get_by_role("searchbox", name="Search an album").fill("ann sea")
    dialog.get_by_role("button", name="Sea Ann · 3 songs").click()
    said(page, "2 songs moved to “Sea”.")
    assert cells(page, "Echo")[:2] == ["Bea", "Sea"]

    # By keyboard alone: the box, the bin, and back.
    box = page.get_by_role("checkbox", name="Choose Drift")
    box.focus()
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    page.get_by_role("button", name="Delete Drift").focus()
    page.keyboard.press("Enter")
    said(page, "1 song put into the bin.")
    expect(names(page)).to_have_count(5)
    page.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    said(page, "1 song restored.")
    expect(names(page)).to_have_count(6)


def test_the_second_of_two_administrators_is_told(at: Page, browser: Browser, desk: Server) -> None:
    first, second = at, browser.new_context(viewport=DESKTOP, base_url=desk.url).new_page()
    log_in(second, desk.url)
    for page, title in ((first, "Anker"), (second, "Aare")):
        go(page, "songs")
        page.get_by_role("button", name="Edit Anchor").click()
        page.get_by_role("dialog").get_by_label("Title").fill(title)
    first.get_by_role("dialog").get_by_role("button", name="Save").click()
    said(first, "1 song changed.")
    second.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(second.get_by_role("dialog").get_by_role("alert")).to_have_text(
        "“Anchor” was changed meanwhile by Mira: title “Anchor” → “Anker”. "
        "Nothing of yours was saved. Save again to write over it."
    )
    second.get_by_role("dialog").get_by_role("button", name="Save").click()
    said(second, "1 song changed.")
    second.get_by_role("searchbox", name="Search title").fill("aare")
    expect(names(second)).to_have_text(["Aare"])
    second.context.close()


def test_what_a_page_shows_is_edited_from_there(
    at: Page, desk: Server, browser: Browser, music: Path, complaints: Complaints
) -> None:
    page = at
    go(page, "albums")
    page.get_by_role("link", name="Hill", exact=True).click()
    expect(page.get_by_role("heading", name="Hill", level=1)).to_be_visible()
    album = page.url

    # A song from its menu, by keyboard alone.
    page.get_by_role("button", name="More for Echo").focus()
    page.keyboard.press("Enter")
    menu = page.get_by_role("menu", name="Echo")
    expect(menu.get_by_role("menuitem").first).to_be_focused()
    while not menu.get_by_role("menuitem", name="Edit", exact=True).evaluate(
        "item => item === document.activeElement"
    ):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    title = page.get_by_role("dialog", name="Edit “Echo”").get_by_label("Title")
    title.fill("Ekko")
    title.press("Enter")
    said(page, "1 song changed.")

    # The album, the song and the artist from their pages; what they are called goes into the files.
    page.goto(album)
    edit = page.get_by_role("main").get_by_role("link", name="Edit", exact=True)
    edit.focus()
    page.keyboard.press("Enter")
    form = page.get_by_role("dialog", name="Edit “Hill”")
    form.get_by_label("Title").fill("Hills")
    form.get_by_label("Also write into the tags").check()
    form.get_by_role("button", name="Save").click()
    said(page, "1 album changed. 2 files written.")
    assert read_tags(music / "Bea" / "Hill" / "Forest.mp3").album == "Hills"

    page.goto(album)
    page.get_by_role("main").get_by_role("link", name="Bea").first.click()
    expect(page.get_by_role("heading", name="Bea", level=1)).to_be_visible()
    edit.click()
    form = page.get_by_role("dialog", name="Rename “Bea”")
    form.get_by_label("Name").fill("Beatrix")
    form.get_by_label("Also write into the tags").check()
    form.get_by_role("button", name="Save").click()
    said(page, "“Bea” is “Beatrix” now. 2 files written.")
    assert read_tags(music / "Bea" / "Hill" / "Echo.mp3").artists == ("Beatrix",)

    go(page, "songs")
    page.get_by_role("link", name="Ekko", exact=True).click()
    expect(page.get_by_role("heading", name="Ekko", level=1)).to_be_visible()
    song = page.url
    edit.click()
    expect(page.get_by_role("dialog", name="Edit “Ekko”")).to_be_visible()

    # Who only listens sees none of it.
    other = browser.new_context(viewport=DESKTOP, base_url=desk.url).new_page()
    complaints.listen_to(other)
    join(other, desk.url, "Olga Deskless")
    for address, name in ((album, "Hills"), (song, "Ekko")):
        other.goto(address)
        expect(other.get_by_role("heading", name=name, level=1)).to_be_visible()
        expect(other.get_by_role("link", name="Edit", exact=True)).to_have_count(0)
    other.goto(album)
    other.get_by_role("button", name="More for Ekko").click()
    menu = other.get_by_role("menu", name="Ekko")
    expect(menu.get_by_role("menuitem", name="Play next")).to_be_visible()
    expect(menu.get_by_role("menuitem", name="Edit")).to_have_count(0)
    other.context.close()


def test_albums_and_artists_are_added_merged_and_deleted(at: Page, desk: Server) -> None:
    page = at
    go(page, "artists")
    page.get_by_role("button", name="Add an artist").click()
    page.get_by_role("dialog").get_by_label("Name").fill("ANN")
    page.get_by_role("dialog").get_by_role("button", name="Add the artist").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_have_text(
        "There is an artist “Ann” already. Choose both and merge them instead."
    )
    page.get_by_role("dialog").get_by_label("Name").fill("Zoe")
    page.get_by_role("dialog").get_by_role("button", name="Add the artist").click()
    said(page, "“Zoe” was added.")
    expect(names(page)).to_have_text(["Ann", "Anna", "Bea", "Zoe"])

    # Two artists become one, and so do their albums of one title.
    choose(page, "Ann", "Anna")
    bulk(page, "Merge")
    page.get_by_role("dialog", name="Merge artists").get_by_role(
        "button", name=re.compile("^Anna")
    ).click()
    said(page, "2 artists are one now: 3 songs and 1 album came over.")
    expect(names(page)).to_have_text(["Anna", "Bea", "Zoe"])
    assert cells(page, "Anna") == ["1", "4"]
    page.get_by_role("button", name="Undo").click()
    said(page, "The artists are as before.")
    expect(names(page)).to_have_text(["Ann", "Anna", "Bea", "Zoe"])
    assert cells(page, "Ann") == ["1", "3"]
    choose(page, "Ann", "Anna")
    bulk(page, "Merge")
    page.get_by_role("dialog").get_by_role("button", name=re.compile("^Anna")).click()
    expect(names(page)).to_have_text(["Anna", "Bea", "Zoe"])

    go(page, "albums")
    page.get_by_role("button", name="Add an album").click()
    dialog = page.get_by_role("dialog", name="Add an album")
    dialog.get_by_label("Title").fill("Moon")
    dialog.get_by_label("Artist").fill("Zoe")
    dialog.get_by_label("Year").fill("12")
    dialog.get_by_role("button", name="Add the album").click()
    expect(dialog.get_by_role("alert")).to_have_text("A year is a number from 1000 to 2100.")
    dialog.get_by_label("Year").fill("1969")
    dialog.get_by_role("button", name="Add the album").click()
    expect(names(page)).to_have_text(["Hill", "Moon", "Sea"])
    assert cells(page, "Moon") == ["Zoe", "1969", "0"]

    # Deleting says what becomes of the songs, before it does.
    page.get_by_role("button", name="Delete Hill").click()
    dialog = page.get_by_role("dialog", name="Delete “Hill”")
    expect(dialog.get_by_text("There are 2 songs on it. What becomes of them?")).to_be_visible()
    dialog.get_by_role("button", name="Keep them under an album without a title").click()
    said(page, "1 album put into the bin; 2 songs stay without an album.")
    expect(names(page)).to_have_text(["Moon", "Sea", "Unknown Album"])
    page.get_by_role("button", name="Undo").click()
    expect(names(page)).to_have_text(["Hill", "Moon", "Sea"])
    assert cells(page, "Hill") == ["Bea", "2001", "2"]
    page.get_by_role("button", name="Delete Hill").click()
    page.get_by_role("dialog").get_by_role("button", name="To the bin too").click()
    said(page, "1 album put into the bin with 2 songs.")


def test_the_bin_hides_restores_and_purges(at: Page, desk: Server, music: Path) -> None:
    page = at
    go(page, "songs")
    choose(page, "Anchor", "Breeze", "Echo")
    bulk(page, "Delete")
    said(page, "3 songs put into the bin.")
    library = page.request.get(f"{desk.url}/api/sources/library/0").json()["songs"]
    assert sorted(song["title"] for song in library) == ["Current", "Drift", "Forest"]
    page.goto("/search?q=anchor")
    assert desk.command("scan", str(music)).returncode == 0
    go(page, "bin")
    expect(names(page)).to_have_count(3)
    page.get_by_role("button", name="Restore Breeze").click()
    said(page, "1 song restored.")
    choose(page, *[name.split("\n")[0] for name in names(page).all_inner_texts()][:1])
    bulk(page, "Delete for good")
    dialog = page.get_by_role("dialog", name="Delete 1 song for good")
    dialog.get_by_role("button", name="Delete for good").click()
    said(page, "1 song deleted for good. 1 file stays where it was.")
    assert desk.command("scan", str(music)).returncode == 0
    go(page, "bin")
    expect(page.get_by_text("1 file in folders of music")).to_be_visible()
    page.get_by_role("button", name="Empty the bin").click()
    dialog = page.get_by_role("dialog", name="Empty the bin")
    dialog.get_by_label("Delete the files in folders of music as well").check()
    dialog.get_by_role("button", name="Delete for good").click()
    said(page, "1 song deleted for good. 1 file deleted.")
    assert len([name for _, _, found in os.walk(music) for name in found]) == 5
    page.get_by_role("button", name="Let scans find them again").click()
    said(page, "The next scan finds 1 file again.")


def test_listeners_see_nothing_of_it(at: Page, browser: Browser, desk: Server) -> None:
    page = browser.new_context(viewport=DESKTOP, base_url=desk.url).new_page()
    sign_up(page, desk.url, "Lia")
    for place in ("songs", "albums", "artists", "bin"):
        page.goto(f"/admin/{place}")
        expect(page.get_by_text("This page is for administrators")).to_be_visible()
        expect(page.get_by_role("table")).to_have_count(0)
    page.context.close()


def test_the_tables_are_cards_on_a_phone(at: Page) -> None:
    page = at
    page.set_viewport_size({"width": 390, "height": 844})
    for place in ("songs", "albums", "artists", "bin"):
        go(page, place)
        width = page.evaluate("document.querySelector('.centre').scrollWidth")
        assert width <= 390
    go(page, "songs")
    page.get_by_role("button", name="Edit Anchor").click()
    form = page.get_by_role("dialog").bounding_box()
    assert form is not None
    assert form["x"] >= 0
    assert form["x"] + form["width"] <= 390
