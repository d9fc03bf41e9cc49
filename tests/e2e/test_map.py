"""Promises of the emotion map, in a browser: what is pointed at, drawn and travelled is heard."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.listening import open_album, play_row, playing_song_id, wait_for_position

pytestmark = pytest.mark.usefixtures("quiet")


def open_map(page: Page) -> Locator:
    """Go to the map and return the part that takes the mouse and the keys."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Emotion map").click()
    page.locator("[data-map-shown]").wait_for()
    return page.locator("[data-emotion-map]")


def tool(page: Page, name: str) -> None:
    page.get_by_role("group", name="Tool").get_by_role("button", name=name).click()


def at(stage: Locator, right: float, up: float) -> tuple[float, float]:
    """Pixels of a place of the picture, both 0..1."""
    box = stage.bounding_box()
    assert box is not None
    return box["x"] + right * box["width"], box["y"] + (1 - up) * box["height"]


def drag(page: Page, *places: tuple[float, float]) -> None:
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=4)
    page.mouse.up()


def songs(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.request.get("/api/sources/library/0").json()["songs"]
    return found


def loneliest(page: Page) -> dict[str, Any]:
    """The song that is farthest from all others, so that nothing else is pointed at."""

    def room(song: dict[str, Any]) -> float:
        others = [one for one in songs(page) if one["id"] != song["id"]]
        return min(
            abs(one["valence"] - song["valence"]) + abs(one["arousal"] - song["arousal"])
            for one in others
        )

    return max(songs(page), key=room)


def pixel_of(page: Page, song_id: int) -> tuple[float, float]:
    x, y = page.evaluate("(id) => window.emomusic.map.pixelOf(id)", song_id)
    return x, y


def queue(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(
        """() => {
            const { queue, song } = window.emomusic.engine.player.get();
            const ids = [queue.current, ...queue.upcoming].map((entry) => entry.song.id);
            return { source: queue.source, ids, current: song.id };
        }"""
    )
    return found


def hears_the_queue(page: Page, source: str) -> list[int]:
    """Wait until a queue of a source sounds and moves; its songs."""
    page.wait_for_function(
        "(source) => window.emomusic.engine.player.get().queue.source === source", arg=source
    )
    wait_for_position(page, 0.3)
    found = queue(page)
    assert playing_song_id(page) == found["current"]
    ids: list[int] = found["ids"]
    return ids


def counted(page: Page) -> int:
    return int(page.locator("[data-map-count]").get_attribute("data-map-count") or -1)


PREVIEW_SOUNDS = """(id) => {
    const sound = window.emomusic.map.sound();
    return sound && sound.src.endsWith(`/media/${id}`) && !sound.paused && sound.currentTime > 0.1;
}"""


def test_the_map_shows_every_song_and_lists_what_is_seen(page: Page) -> None:
    stage = open_map(page)
    expect(stage).to_have_attribute("data-painter", "webgl")
    heard = [song for song in songs(page) if song["valence"] is not None]
    expect(page.locator("[data-map-shown]")).to_have_attribute("data-map-shown", str(len(heard)))
    rows = page.get_by_role("table", name="Songs in view")
    expect(rows).to_have_attribute("aria-rowcount", str(len(heard) + 1))
    for _ in range(6):
        page.get_by_role("button", name="Zoom in").click()
    seen = page.get_by_role("region", name="Songs in view").locator("header span")
    expect(seen).not_to_have_text(str(len(heard)))


def test_without_webgl_the_same_is_painted_with_a_pen(page: Page) -> None:
    page.add_init_script(
        """const get = HTMLCanvasElement.prototype.getContext;
        HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
            return kind.startsWith("webgl") ? null : get.call(this, kind, ...rest);
        };"""
    )
    page.reload()
    stage = open_map(page)
    expect(stage).to_have_attribute("data-painter", "flat")
    song = loneliest(page)
    x, y = pixel_of(page, song["id"])
    colour = page.evaluate(
        """([x, y]) => {
            const canvas = document.querySelector(".mp-ground");
            const { left, top, width } = canvas.getBoundingClientRect();
            const scale = canvas.width / width;
            const pen = canvas.getContext("2d");
            return [...pen.getImageData((x - left) * scale, (y - top) * scale, 1, 1).data];
        }""",
        [x, y],
    )
    assert max(colour[:3]) > 110


def test_pointing_at_a_song_lets_its_typical_moment_be_heard(page: Page) -> None:
    open_map(page)
    song = loneliest(page)
    page.mouse.move(*pixel_of(page, song["id"]))
    expect(page.locator(".mp-tip strong")).to_have_text(song["title"])
    page.wait_for_function(PREVIEW_SOUNDS, arg=song["id"])
    assert page.evaluate("window.emomusic.engine.player.get().song") is None
    page.mouse.move(*at(page.locator("[data-emotion-map]"), 0.02, 0.02))
    page.wait_for_function("window.emomusic.map.sound().paused")


def test_while_music_plays_only_a_click_lets_a_preview_sound_and_the_music_goes_on(
    page: Page,
) -> None:
    ids = open_album(page)
    play_row(page, ids[0])
    full = page.evaluate("window.emomusic.audio().volume")
    open_map(page)
    song = loneliest(page)
    page.mouse.move(*pixel_of(page, song["id"]))
    expect(page.locator(".mp-tip strong")).to_have_text(song["title"])
    page.wait_for_timeout(900)
    assert page.evaluate("window.emomusic.map.sound()") is None

    page.mouse.click(*pixel_of(page, song["id"]))
    page.wait_for_function(PREVIEW_SOUNDS, arg=song["id"])
    page.wait_for_function("(full) => window.emomusic.audio().volume < full / 4", arg=full)
    during = page.evaluate("window.emomusic.audio().currentTime")
    wait_for_position(page, during + 0.3)
    page.get_by_role("region", name="Chosen song").get_by_role("button", name="Stop").click()
    page.wait_for_function("(full) => window.emomusic.audio().volume === full", arg=full)
    assert playing_song_id(page) == ids[0]
    assert not page.evaluate("window.emomusic.audio().paused")


def test_a_region_drawn_with_the_mouse_is_counted_played_and_saved(page: Page) -> None:
    stage = open_map(page)
    tool(page, "Frame")
    drag(page, at(stage, 0.5, 0.97), at(stage, 0.98, 0.03))
    inside = counted(page)
    assert 0 < inside < len(songs(page))
    expect(page.get_by_role("table", name="Songs in the region")).to_have_attribute(
        "aria-rowcount", str(inside + 1)
    )
    page.get_by_role("button", name="Play the region").click()
    heard = hears_the_queue(page, "map")
    assert len(heard) == inside

    page.get_by_role("button", name="Save as smart playlist").click()
    page.get_by_label("Name of the playlist").fill("The bright side")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="The bright side").last.click()
    page.wait_for_url("**/playlist/*")
    playlist_id = page.url.rstrip("/").rpartition("/")[2]
    kept = page.request.get(f"/api/sources/playlist/{playlist_id}").json()["songs"]
    assert {song["id"] for song in kept} == set(heard)


def test_a_lasso_holds_what_it_is_drawn_round(page: Page) -> None:
    open_map(page)
    song = loneliest(page)
    x, y = pixel_of(page, song["id"])
    tool(page, "Lasso")
    round_it = [(x - 14, y - 14), (x + 14, y - 14), (x + 14, y + 14), (x - 14, y + 14)]
    drag(page, *round_it, (x - 14, y - 10))
    assert counted(page) == 1
    page.get_by_role("button", name="Play the region").click()
    assert hears_the_queue(page, "map") == [song["id"]]


def test_a_region_is_drawn_moved_sized_and_played_by_keyboard(page: Page) -> None:
    stage = open_map(page)
    tool(page, "Frame")
    stage.focus()
    page.keyboard.press("ArrowLeft")
    first = counted(page)
    for _ in range(40):
        page.keyboard.press("Shift+ArrowRight")
        page.keyboard.press("Shift+ArrowUp")
    assert counted(page) == len(songs(page)) > first
    for _ in range(60):
        if counted(page) < len(songs(page)):
            break
        page.keyboard.press("Shift+ArrowLeft")
    assert 0 < counted(page) < len(songs(page))
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    right = counted(page)
    assert right > 0
    expect(page.locator("[data-map-spoken]")).to_contain_text("in the region")
    page.keyboard.press("Enter")
    assert len(hears_the_queue(page, "map")) == right


def test_songs_are_walked_through_by_keyboard(page: Page) -> None:
    stage = open_map(page)
    stage.focus()
    page.keyboard.press("ArrowRight")
    chosen = page.get_by_role("region", name="Chosen song")
    first = chosen.locator(".em-title").inner_text()
    expect(page.locator("[data-map-spoken]")).to_contain_text(first)
    page.keyboard.press("ArrowRight")
    expect(chosen.locator(".em-title")).not_to_have_text(first)
    chosen.get_by_role("button", name="Play from here").click()
    assert len(hears_the_queue(page, "map")) == len(songs(page))


def test_a_path_drawn_with_the_mouse_is_travelled(page: Page) -> None:
    stage = open_map(page)
    tool(page, "Path")
    for place in ((0.2, 0.5), (0.5, 0.45), (0.85, 0.6)):
        page.mouse.click(*at(stage, *place))
    expect(page.get_by_role("region", name="Path")).to_contain_text("A path of 3 points")
    path = page.get_by_role("region", name="Path")
    path.get_by_label("Length").select_option("10 songs")
    page.get_by_role("button", name="Travel").click()
    heard = hears_the_queue(page, "journey")
    assert len(heard) == 10
    assert heard == list(dict.fromkeys(heard))


def test_a_path_is_put_down_and_travelled_by_keyboard(page: Page) -> None:
    stage = open_map(page)
    tool(page, "Path")
    stage.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Space")
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.keyboard.press("Space")
    page.keyboard.press("Backspace")
    expect(page.get_by_role("region", name="Path")).to_contain_text("A path of 2 points")
    page.get_by_role("button", name="Travel").press("Enter")
    assert len(hears_the_queue(page, "journey")) > 1


def test_only_what_is_liked_is_left(page: Page) -> None:
    song = songs(page)[0]
    origin = page.evaluate("window.location.origin")
    liked = page.request.put(
        f"/api/songs/{song['id']}/like", data={"liked": True}, headers={"Origin": origin}
    )
    assert liked.ok
    open_map(page)
    page.get_by_role("button", name="Liked only").click()
    expect(page.locator("[data-map-shown]")).to_have_attribute("data-map-shown", "1")
    expect(page.get_by_role("table", name="Songs in view")).to_have_attribute("aria-rowcount", "2")
    expect(page.locator("#centre [data-song]")).to_have_attribute("data-song", str(song["id"]))
    page.get_by_role("button", name="Show all").click()
    expect(page.locator("[data-map-shown]")).to_have_attribute(
        "data-map-shown", str(len(songs(page)))
    )
