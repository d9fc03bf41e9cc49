"""Promises of journeys and radios: started, heard, led elsewhere, and going on by themselves."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.listening import (
    open_album,
    play_row,
    playing_song_id,
    position_s,
    queue_song_ids,
    wait_for_position,
    wait_until_playing,
)
from tests.e2e.looks import violations

pytestmark = pytest.mark.usefixtures("quiet")

QUEUE = "window.emomusic.engine.player.get().queue"


def _source(page: Page) -> str:
    return str(page.evaluate(f"{QUEUE}.source"))


def _wait_for_source(page: Page, source: str) -> None:
    page.wait_for_function(
        f"(source) => {QUEUE}.source === source && !window.emomusic.audio().paused", arg=source
    )


def _panel(page: Page) -> Locator:
    """The form that starts a journey, by way of the first page."""
    page.locator("#centre").get_by_role("link", name="A journey").click()
    return page.get_by_role("form", name="A journey")


def _drag_to(page: Page, mark: Locator, valence: float, arousal: float) -> None:
    plane = mark.locator("..").bounding_box()
    held = mark.bounding_box()
    assert plane is not None
    assert held is not None
    page.mouse.move(held["x"] + held["width"] / 2, held["y"] + held["height"] / 2)
    page.mouse.down()
    page.mouse.move(
        plane["x"] + valence * plane["width"], plane["y"] + (1 - arousal) * plane["height"], steps=6
    )
    page.mouse.up()


@pytest.fixture
def travelling(page: Page) -> Locator:
    """A journey from sad to happy plays; its part of the queue."""
    form = _panel(page)
    _drag_to(page, form.get_by_role("slider", name="How I feel"), 0.2, 0.2)
    _drag_to(page, form.get_by_role("slider", name="How I want to feel"), 0.8, 0.8)
    form.get_by_label("Length").select_option("20 minutes")
    form.get_by_role("button", name="Start the journey").click()
    _wait_for_source(page, "journey")
    now = page.get_by_role("region", name="Journey")
    if not now.is_visible():
        form.get_by_role("button", name="See the path in the queue").click()
    return now


def test_a_journey_is_started_with_the_mouse_and_heard(page: Page, travelling: Locator) -> None:
    expect(travelling).to_contain_text("From sad to happy.")
    count = 1 + len(queue_song_ids(page))
    assert count >= 5
    expect(travelling).to_contain_text(f"song 1 of {count}")
    expect(travelling.locator("circle")).to_have_count(count)
    before = position_s(page)
    wait_for_position(page, before + 0.5)
    assert violations(page) == []


def test_a_journey_is_started_with_the_keyboard(page: Page) -> None:
    form = _panel(page)
    mark = form.get_by_role("slider", name="How I feel")
    mark.focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowRight")
    expect(mark).to_have_attribute("aria-valuetext", "quiet: valence 51 %, arousal 35 %")
    form.get_by_role("group", name="B: how I want to feel").get_by_role(
        "button", name="happy"
    ).press("Enter")
    goal = form.get_by_role("slider", name="How I want to feel")
    expect(goal).to_have_attribute("aria-valuetext", "happy: valence 75 %, arousal 75 %")
    form.get_by_role("button", name="Start the journey").press("Enter")
    _wait_for_source(page, "journey")


def test_a_journey_is_led_elsewhere_while_its_sound_goes_on(
    page: Page, travelling: Locator
) -> None:
    song, before = playing_song_id(page), position_s(page)
    page.evaluate("""() => {
        window.broken = [];
        for (const name of ["pause", "seeking", "emptied"])
            window.emomusic.audio().addEventListener(name, () => window.broken.push(name));
    }""")
    end = travelling.get_by_role("slider", name="Where the journey ends")
    with page.expect_response("**/api/journeys") as answer:
        travelling.get_by_role("button", name="calmer").click()
    chosen = [one["id"] for one in answer.value.json()["songs"]]
    page.wait_for_function(
        f"(ids) => JSON.stringify({QUEUE}.upcoming.map((one) => one.song.id)) === ids",
        arg=json.dumps(chosen, separators=(",", ":")),
    )
    assert song not in chosen
    expect(end).to_have_attribute("aria-valuetext", "happy: valence 80 %, arousal 65 %")
    with page.expect_response("**/api/journeys"):
        _drag_to(page, end, 0.75, 0.2)
    expect(travelling).to_contain_text("From")
    expect(travelling).to_contain_text("to calm.")
    end.focus()
    with page.expect_response("**/api/journeys"):
        page.keyboard.press("ArrowLeft")
    expect(end).to_have_attribute("aria-valuetext", "calm: valence 70 %, arousal 20 %")
    wait_for_position(page, before + 0.5)
    assert playing_song_id(page) == song
    assert page.evaluate("window.broken") == []


def test_a_journey_outlives_a_reload(page: Page, travelling: Locator) -> None:
    page.get_by_role("button", name="Next song").first.click()
    expect(travelling).to_contain_text("song 2 of")
    waiting = queue_song_ids(page)
    page.wait_for_function(
        "Object.keys(localStorage).some((key) => key.endsWith(':queue')"
        " && JSON.parse(localStorage[key]).source === 'journey'"
        " && JSON.parse(localStorage[key]).current === 1)"
    )
    page.reload()
    expect(travelling).to_contain_text("From sad to happy.")
    expect(travelling).to_contain_text("song 2 of")
    assert queue_song_ids(page) == waiting
    with page.expect_response("**/api/journeys"):
        travelling.get_by_role("button", name="darker").click()


def _wait_for_another(page: Page, song_id: int) -> None:
    page.wait_for_function(
        "(id) => window.emomusic.engine.player.get().song.id !== id", arg=song_id
    )
    wait_until_playing(page, playing_song_id(page))


def _asked(page: Page, act: Any) -> dict[str, Any]:
    """What the server is asked of a radio by something that somebody does."""
    with page.expect_request("**/api/radio") as request:
        act()
    body: dict[str, Any] = request.value.post_data_json
    return body


def test_a_radio_of_an_album_goes_on_by_itself_and_learns_from_skips(page: Page) -> None:
    open_album(page)
    asked = _asked(page, page.get_by_role("button", name="Start radio").first.click)
    assert asked["seed"].startswith("album:")
    _wait_for_source(page, f"radio:{asked['seed']}")
    for _ in range(6):
        skipped = playing_song_id(page)
        wait_for_position(page, 0.1)
        asked = _asked(page, page.get_by_role("button", name="Next song").first.click)
        assert asked["skipped"][-1] == skipped
        page.wait_for_function(
            "(id) => window.emomusic.engine.player.get().song.id !== id", arg=skipped
        )
        page.wait_for_function(f"{QUEUE}.upcoming.length >= 3")


def test_a_radio_fills_its_queue_before_it_runs_out(page: Page) -> None:
    ids = open_album(page)
    row = page.locator(f'#centre [data-song="{ids[2]}"]')
    row.hover()
    row.get_by_role("button", name="More for").click()
    page.get_by_role("menuitem", name="Start radio").click()
    _wait_for_source(page, f"radio:song:{ids[2]}")
    wait_until_playing(page, ids[2])
    page.get_by_role("button", name="Queue", exact=True).click()
    now = page.get_by_role("region", name="Radio")
    expect(now).to_contain_text("Radio from the song")
    heard = [ids[2]]
    for _ in range(4):
        page.evaluate("window.emomusic.engine.seek(window.emomusic.audio().duration - 0.4)")
        _wait_for_another(page, heard[-1])
        heard.append(playing_song_id(page))
        page.wait_for_function(f"{QUEUE}.upcoming.length >= 3")
    assert len(set(heard)) == 5
    now.get_by_role("button", name="End radio").click()
    expect(now).to_be_hidden()


def test_a_radio_of_this_moment_follows_the_song_that_plays(page: Page) -> None:
    ids = open_album(page)
    play_row(page, ids[0])
    page.get_by_role("link", name="Emotion view").click()
    before = position_s(page)
    asked = _asked(page, page.get_by_role("button", name="Radio from this moment").click)
    assert asked["seed"].startswith(f"moment:{ids[0]}@")
    page.wait_for_function(f"(source) => {QUEUE}.source === source", arg=f"radio:{asked['seed']}")
    assert ids[0] not in queue_song_ids(page)
    wait_for_position(page, before + 0.3)
    assert playing_song_id(page) == ids[0]
