"""Promises of a journey on the emotion map: its path is seen while it plays, and only then."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.listening import wait_for_position

pytestmark = pytest.mark.usefixtures("quiet")

DRAWN = (0.2, 0.45), (0.85, 0.6)


@pytest.fixture
def stage(page: Page) -> Locator:
    """The map, on which a journey of ten songs plays along a path that was drawn."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Emotion map").click()
    page.locator("[data-map-shown]").wait_for()
    found = page.locator("[data-emotion-map]")
    box = found.bounding_box()
    assert box is not None
    page.get_by_role("group", name="Tool").get_by_role("button", name="Path").click()
    for right, up in DRAWN:
        page.mouse.click(box["x"] + right * box["width"], box["y"] + (1 - up) * box["height"])
    path = page.get_by_role("region", name="Path")
    path.get_by_label("Length").select_option("10 songs")
    path.get_by_role("button", name="Travel").click()
    expect(path).to_contain_text("Song 1 of 10")
    wait_for_position(page, 0.1)
    return found


def _title(page: Page) -> str:
    return str(page.evaluate("window.emomusic.engine.player.get().song.title"))


def test_the_map_follows_a_journey_from_song_to_song_to_its_end(page: Page, stage: Locator) -> None:
    expect(stage).to_have_attribute("data-travel", "1/10")
    spoken = page.locator("[data-map-spoken]")
    expect(spoken).to_contain_text(f"Song 1 of 10: {_title(page)} by")
    page.get_by_role("button", name="Next song").first.click()
    expect(stage).to_have_attribute("data-travel", "2/10")
    expect(spoken).to_contain_text(f"Song 2 of 10: {_title(page)} by")

    with page.expect_response("**/api/journeys"):
        page.get_by_role("region", name="Path").get_by_role("button", name="livelier").click()
    journey = page.get_by_role("region", name="Journey", exact=True)
    expect(journey).to_contain_text(f"Song 2 of 10: {_title(page)} by")

    last = "window.emomusic.engine.player.get().queue.upcoming.at(-1).key"
    page.evaluate(f"window.emomusic.engine.jumpTo({last})")
    expect(stage).to_have_attribute("data-travel", "10/10")
    page.get_by_role("button", name="Next song").first.click()
    expect(stage).to_have_attribute("data-travel", "")
    expect(spoken).to_have_text("The journey is over.")
    expect(journey).to_be_hidden()


def test_the_path_goes_when_something_else_is_played(page: Page, stage: Locator) -> None:
    expect(stage).to_have_attribute("data-travel", "1/10")
    page.get_by_role("table", name="Songs in view").get_by_role("button", name="Play").first.click()
    expect(stage).to_have_attribute("data-travel", "")
    expect(page.get_by_role("region", name="Path")).to_be_hidden()


def test_what_is_drawn_is_seen_in_the_picture(page: Page, stage: Locator) -> None:
    lit = """() => {
        const canvas = document.querySelector(".mp-ink");
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        let count = 0;
        for (let i = 3; i < data.length; i += 4) count += data[i] > 200;
        return count;
    }"""
    expect(stage).to_have_attribute("data-travel", "1/10")
    before = page.evaluate(lit)
    page.evaluate("window.emomusic.engine.playSongs([window.emomusic.engine.player.get().song])")
    expect(stage).to_have_attribute("data-travel", "")
    assert page.evaluate(lit) < before - 2000


def test_the_map_opens_so_that_the_whole_path_is_seen(page: Page) -> None:
    main = page.get_by_role("navigation", name="Main")
    main.get_by_role("link", name="Emotion map").click()
    stage = page.locator("[data-emotion-map]")
    expect(stage).to_have_attribute("data-zoom", re.compile(r"1\.[1-9]|2"))
    main.get_by_role("link", name="Home").click()
    page.locator("#centre").get_by_role("link", name="A journey").click()
    form = page.get_by_role("form", name="A journey")
    for name, keys in (
        ("How I feel", {"ArrowLeft": 10, "ArrowDown": 10}),
        ("How I want to feel", {"ArrowRight": 5, "ArrowUp": 15}),
    ):
        form.get_by_role("slider", name=name).focus()
        for key, times in keys.items():
            for _ in range(times):
                page.keyboard.press(key)
    form.get_by_role("button", name="Start the journey").click()
    wait_for_position(page, 0.1)
    page.goto("/map")
    expect(stage).to_have_attribute("data-zoom", "1.00")
