"""Choosing several songs: by mouse, keyboard and touch, alone and while another edits the list."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import DESKTOP
from tests.e2e.listening import queue_song_ids
from tools.browser import join
from tools.server import Server

pytestmark = pytest.mark.usefixtures("quiet")

CALL = "([name, body]) => window.emomusic.live.call(name, body)"
PHONE = {"width": 390, "height": 844}
_numbers = itertools.count(1)


def call(page: Page, name: str, **body: object) -> Any:
    return page.evaluate(CALL, [f"playlist.{name}", body])


@pytest.fixture
def songs(page: Page) -> list[dict[str, Any]]:
    """Six songs of the demo."""
    found: list[dict[str, Any]] = page.request.get("/api/sources/library").json()["songs"]
    return found[:6]


@pytest.fixture
def made(page: Page, songs: list[dict[str, Any]]) -> int:
    """A playlist of them, open in the browser."""
    ids = [song["id"] for song in songs]
    playlist_id: int = call(page, "create", title=f"Chosen {next(_numbers)}", song_ids=ids)
    page.goto(f"/playlist/{playlist_id}")
    rows(page).nth(5).wait_for()
    return playlist_id


def rows(page: Page) -> Locator:
    return page.locator("[data-entry]")


def order(page: Page, songs: list[dict[str, Any]]) -> list[int]:
    """The places that the songs had at first, in the order in which they stand now."""
    ids = [song["id"] for song in songs]
    shown = page.evaluate(
        "() => window.emomusic.playlists.open.get().entries.map(({ song }) => song.id)"
    )
    return [ids.index(one) for one in shown]


def chosen(page: Page) -> list[int]:
    boxes = rows(page).locator("input[type=checkbox]")
    return [at for at in range(boxes.count()) if boxes.nth(at).is_checked()]


def click(page: Page, at: int, *keys: Any) -> None:
    """Click beside the words of a row."""
    rows(page).nth(at).locator(".em-cell-time").click(modifiers=list(keys))


def says(page: Page, words: str) -> None:
    expect(page.locator(".em-list > [role=status]:not([aria-live])")).to_have_text(words)


def act(page: Page, name: str) -> None:
    button = page.locator(".em-choice").get_by_role("button", name=name, exact=True)
    if not button.is_visible():
        page.get_by_role("button", name="More to do with the chosen songs").click()
        button = page.get_by_role("menuitem", name=name)
    button.click()


def test_by_mouse_songs_are_chosen_moved_removed_and_brought_back_at_once(
    page: Page, songs: list[dict[str, Any]], made: int
) -> None:
    click(page, 1)
    expect(rows(page).locator("input")).to_have_count(0)
    click(page, 3, "Shift")
    assert chosen(page) == [1, 2, 3]
    click(page, 2, "Control")
    click(page, 5, "Control")
    assert chosen(page) == [1, 3, 5]
    says(page, "3 songs chosen")
    act(page, "Move to the top")
    assert order(page, songs) == [1, 3, 5, 0, 2, 4]
    act(page, "Move to the bottom")
    assert order(page, songs) == [0, 2, 4, 1, 3, 5]

    grip = page.get_by_role("button", name=f"Move {songs[3]['title']}, place").bounding_box()
    first = rows(page).first.bounding_box()
    assert grip is not None
    assert first is not None
    page.mouse.move(grip["x"] + 10, grip["y"] + 20)
    page.mouse.down()
    page.mouse.move(grip["x"] + 10, first["y"] + 60, steps=8)
    expect(page.locator(".pl-along")).to_have_text("3")
    page.mouse.up()
    assert order(page, songs) == [0, 1, 3, 5, 2, 4]
    act(page, "Remove from this playlist")
    assert order(page, songs) == [0, 2, 4]
    says(page, "")
    page.get_by_role("button", name="Undo: Removed 3 songs").click()
    expect(rows(page)).to_have_count(6)
    assert order(page, songs) == [0, 1, 3, 5, 2, 4]
    expect(rows(page).locator("input")).to_have_count(0)


def test_by_keyboard_a_range_is_chosen_thinned_out_and_left(
    page: Page, songs: list[dict[str, Any]], made: int
) -> None:
    page.get_by_role("button", name=f"Play {songs[1]['title']}", exact=True).focus()
    for key in ("Shift+ArrowDown", "Shift+ArrowDown"):
        page.keyboard.press(key)
        expect(page.locator("[data-box]:focus")).to_have_count(1)
    says(page, "3 songs chosen")
    expect(page.get_by_role("checkbox", name=f"Choose {songs[3]['title']}")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("checkbox", name=f"Choose {songs[2]['title']}")).to_be_focused()
    page.keyboard.press("Space")
    assert chosen(page) == [1, 3]
    page.keyboard.press("Control+a")
    says(page, "6 songs chosen")
    page.keyboard.press("Escape")
    expect(rows(page).locator("input")).to_have_count(0)
    expect(page.get_by_role("button", name=f"Move {songs[2]['title']}, place")).to_be_focused()


def test_a_song_that_another_takes_out_is_chosen_no_longer(
    page: Page, browser: Browser, server: Server, songs: list[dict[str, Any]], made: int
) -> None:
    key = call(page, "make_link", playlist_id=made, may_edit=True)
    context = browser.new_context(viewport=DESKTOP, base_url=server.url)
    other = context.new_page()
    join(other, server.url, f"Taking Tilda {next(_numbers)}")
    other.goto(f"/playlist/{made}?join={key}")
    rows(other).nth(5).wait_for()
    for at in (0, 1, 2):
        click(page, at, "Control")
    click(other, 1, "Control")
    click(other, 4, "Control")
    act(other, "Remove from this playlist")
    expect(rows(page)).to_have_count(4)
    says(page, "2 songs chosen")
    other.get_by_role("button", name="Undo").click()
    expect(rows(page)).to_have_count(6)
    says(page, "2 songs chosen")
    assert chosen(page) == [0, 2]
    act(page, "Remove from this playlist")
    expect(rows(other)).to_have_count(4)
    assert order(page, songs) == order(other, songs) == [1, 3, 4, 5]
    context.close()


@pytest.fixture
def phone(browser: Browser, server: Server, page: Page) -> Iterator[Page]:
    """A phone on which the same person is signed in."""
    context = browser.new_context(
        viewport=PHONE, base_url=server.url, has_touch=True, is_mobile=True
    )
    context.add_cookies(page.context.cookies())
    yield context.new_page()
    context.close()


def test_by_touch_songs_of_an_album_go_into_a_playlist(
    page: Page, phone: Page, songs: list[dict[str, Any]], made: int
) -> None:
    phone.goto(f"/album/{songs[0]['album_id']}")
    phone.locator("[data-song]").first.wait_for()
    phone.get_by_role("button", name="Choose songs").tap()
    ids = []
    for at in (0, 2):
        row = phone.locator("[data-song]").nth(at)
        ids.append(int(row.get_attribute("data-song") or 0))
        row.locator(".em-title").tap()
    says(phone, "2 songs chosen")
    bar = phone.get_by_role("region", name="What to do with the chosen songs").bounding_box()
    assert bar is not None
    assert bar["x"] >= 0
    assert bar["x"] + bar["width"] <= PHONE["width"]
    phone.get_by_role("button", name="More to do with the chosen songs").tap()
    phone.get_by_role("menuitem", name="Add to playlist…").tap()
    phone.get_by_role("dialog").get_by_role("button", name="Chosen").first.tap()
    expect(rows(page)).to_have_count(8)
    shown = [int(one.get_attribute("data-song") or 0) for one in rows(page).all()]
    assert sorted(shown[-2:]) == sorted(ids)


def test_chosen_songs_of_a_list_are_queued(page: Page) -> None:
    page.goto("/library/songs")
    listed = page.locator("[data-song]")
    listed.nth(4).wait_for()
    first = listed.nth(1).get_attribute("data-song") or ""
    page.get_by_role("button", name="More for").nth(1).click()
    page.get_by_role("menuitem", name="Choose songs").click()
    says(page, "1 song chosen")
    listed.nth(3).locator(".em-cell-time").click(modifiers=["Shift"])
    says(page, "3 songs chosen")
    wanted = [int(listed.nth(at).get_attribute("data-song") or 0) for at in (1, 2, 3)]
    assert wanted[0] == int(first)
    act(page, "Add to queue")
    says(page, "")
    current = page.evaluate("window.emomusic.engine.player.get().song.id")
    assert [current, *queue_song_ids(page)] == wanted
