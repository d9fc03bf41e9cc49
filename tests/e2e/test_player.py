"""Promises of the player, asserted on the sound itself and not on its buttons."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.listening import (
    open_album,
    play_row,
    playing_song_id,
    position_s,
    queue_song_ids,
    wait_for_position,
    wait_until_playing,
)

pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture
def album(page: Page) -> list[int]:
    """An album is open and its second song plays; the ids of its songs."""
    ids = open_album(page)
    play_row(page, ids[1])
    return ids


def _audio(page: Page, name: str) -> Any:
    return page.evaluate(f"window.emomusic.audio().{name}")


def _bar(page: Page, name: str) -> Any:
    return page.get_by_label("Player", exact=True).first.get_by_role("button", name=name)


def test_a_click_on_a_song_plays_its_file(page: Page) -> None:
    ids = open_album(page)
    play_row(page, ids[0])
    assert f"/media/{ids[0]}" in _audio(page, "currentSrc")
    before = position_s(page)
    wait_for_position(page, before + 0.5)
    assert not _audio(page, "muted")


def test_play_and_pause_do_what_they_say(page: Page, album: list[int]) -> None:
    _bar(page, "Pause").click()
    page.wait_for_function("window.emomusic.audio().paused")
    stopped = position_s(page)
    _bar(page, "Play").click()
    wait_for_position(page, stopped + 0.3)


def test_next_and_previous_move_through_the_album(page: Page, album: list[int]) -> None:
    _bar(page, "Next song").click()
    wait_until_playing(page, album[2])
    _bar(page, "Previous song").click()
    wait_until_playing(page, album[1])


def test_previous_begins_the_song_anew_after_three_seconds(page: Page, album: list[int]) -> None:
    page.evaluate("window.emomusic.engine.seek(20)")
    wait_for_position(page, 20.2)
    _bar(page, "Previous song").click()
    page.wait_for_function("window.emomusic.audio().currentTime < 5")
    assert playing_song_id(page) == album[1]


def test_a_click_on_the_seek_bar_seeks(page: Page, album: list[int]) -> None:
    bar = page.get_by_role("slider", name="Seek")
    box = bar.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] / 2)
    page.wait_for_function(
        "Math.abs(window.emomusic.audio().currentTime / window.emomusic.audio().duration - 0.5)"
        " < 0.02"
    )
    assert "of" in (bar.get_attribute("aria-valuetext") or "")


def test_volume_and_mute(page: Page, album: list[int]) -> None:
    slider = page.get_by_role("slider", name="Volume")
    slider.fill("30")
    quiet = _audio(page, "volume")
    slider.fill("90")
    assert _audio(page, "volume") > quiet > 0
    page.get_by_role("button", name="Mute").click()
    assert _audio(page, "muted")
    page.get_by_role("button", name="Mute").click()
    assert not _audio(page, "muted")


def test_shuffle_plays_each_song_once(page: Page, album: list[int]) -> None:
    _bar(page, "Shuffle").click()
    heard = [playing_song_id(page)]
    for _ in album[1:]:
        _bar(page, "Next song").click()
        page.wait_for_function(
            """(last) => {
                const { audio, engine } = window.emomusic;
                const { song } = engine.player.get();
                return song.id !== last && !audio().paused
                    && audio().currentSrc.endsWith(`/media/${song.id}`);
            }""",
            arg=heard[-1],
        )
        heard.append(playing_song_id(page))
    assert sorted(heard) == sorted(album)


def test_the_end_of_the_queue_stops_unless_all_is_repeated(page: Page, album: list[int]) -> None:
    play_row(page, album[-1])
    page.evaluate("window.emomusic.engine.seek(window.emomusic.audio().duration - 0.6)")
    page.wait_for_function("window.emomusic.audio().paused")
    assert playing_song_id(page) == album[-1]

    _bar(page, "Repeat").click()
    _bar(page, "Play").click()
    page.evaluate("window.emomusic.engine.seek(window.emomusic.audio().duration - 0.6)")
    wait_until_playing(page, album[0])


def test_repeat_one_plays_the_song_again(page: Page, album: list[int]) -> None:
    _bar(page, "Repeat").click()
    _bar(page, "Repeat").click()
    page.evaluate("window.emomusic.engine.seek(window.emomusic.audio().duration - 0.6)")
    page.wait_for_function("window.emomusic.audio().currentTime < 5")
    wait_for_position(page, 0.2)
    assert playing_song_id(page) == album[1]


def test_the_next_song_begins_within_100_ms(page: Page, album: list[int]) -> None:
    page.evaluate(
        """() => {
            const { audio, engine } = window.emomusic;
            const first = audio();
            window.gap = new Promise((resolve, reject) => {
                let end = 0;
                const until = performance.now() + 20000;
                const look = () => {
                    const now = performance.now();
                    if (!first.paused) end = now + (first.duration - first.currentTime) * 1000;
                    const next = audio();
                    if (next !== first && next.currentTime > 0.05)
                        resolve(now - next.currentTime * 1000 - end);
                    else if (now > until) reject(new Error("the next song did not begin"));
                    else setTimeout(look, 2);
                };
                look();
            });
            engine.seek(first.duration - 4);
        }"""
    )
    gap_ms = page.evaluate("window.gap")
    assert playing_song_id(page) == album[2]
    assert abs(gap_ms) <= 100


def test_play_next_and_the_queue_panel(page: Page, album: list[int]) -> None:
    row = page.locator(f'[data-song="{album[-1]}"]')
    row.hover()
    row.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Play next").click()
    assert queue_song_ids(page)[0] == album[-1]

    page.get_by_role("button", name="Queue", exact=True).click()
    panel = page.get_by_role("tabpanel")
    second = queue_song_ids(page)[1]
    panel.get_by_role("listitem").first.hover()
    panel.get_by_role("button", name="Move").nth(1).click()
    page.wait_for_function(
        "(id) => window.emomusic.engine.player.get().queue.upcoming[0].song.id === id", arg=second
    )
    panel.get_by_role("listitem").first.hover()
    panel.get_by_role("button", name="Remove").first.click()
    page.wait_for_function(
        "(id) => window.emomusic.engine.player.get().queue.upcoming[0].song.id !== id", arg=second
    )
    panel.get_by_role("button", name="Clear").click()
    expect(panel).to_contain_text("Nothing comes after this song.")
    assert queue_song_ids(page) == []
    assert not _audio(page, "paused")


def test_every_key_does_what_the_help_says(page: Page, album: list[int]) -> None:
    page.locator("#centre").focus()
    page.keyboard.press("Space")
    page.wait_for_function("window.emomusic.audio().paused")
    page.keyboard.press("Space")
    page.wait_for_function("!window.emomusic.audio().paused")

    page.evaluate("window.emomusic.engine.seek(30)")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("window.emomusic.audio().currentTime >= 35")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("window.emomusic.audio().currentTime < 34")

    page.keyboard.press("Shift+ArrowRight")
    wait_until_playing(page, album[2])
    page.keyboard.press("Shift+ArrowLeft")
    wait_until_playing(page, album[1])

    loud = _audio(page, "volume")
    page.keyboard.press("ArrowDown")
    page.wait_for_function("(v) => window.emomusic.audio().volume < v", arg=loud)
    page.keyboard.press("ArrowUp")
    page.wait_for_function("(v) => Math.abs(window.emomusic.audio().volume - v) < 1e-6", arg=loud)

    page.keyboard.press("m")
    page.wait_for_function("window.emomusic.audio().muted")
    page.keyboard.press("m")
    page.wait_for_function("!window.emomusic.audio().muted")

    page.keyboard.press("s")
    page.wait_for_function("window.emomusic.engine.player.get().queue.shuffle")
    page.keyboard.press("r")
    page.wait_for_function("window.emomusic.engine.player.get().queue.repeat === 'all'")
    page.keyboard.press("q")
    expect(page.get_by_role("tabpanel")).to_be_visible()
    page.keyboard.press("q")
    expect(page.get_by_role("tabpanel")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Play or pause")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()

    page.keyboard.type("moss m s r")
    assert not _audio(page, "muted")
    assert page.get_by_role("searchbox").input_value() == "moss m s r"


def test_sound_goes_on_over_five_navigations(page: Page, album: list[int]) -> None:
    page.evaluate(
        """() => {
            window.stops = 0;
            window.emomusic.audio().addEventListener("pause", () => window.stops++);
            window.emomusic.audio().addEventListener("emptied", () => window.stops++);
            window.watched = window.emomusic.audio();
        }"""
    )
    last = position_s(page)
    main = page.get_by_role("navigation", name="Main")
    for place in ("Home", "Search", "Library", "Liked songs", "Settings"):
        main.get_by_role("link", name=place, exact=True).click()
        expect(main.get_by_role("link", name=place, exact=True)).to_have_attribute(
            "aria-current", "page"
        )
        wait_for_position(page, last + 0.2)
        last = position_s(page)
    assert page.evaluate("window.watched === window.emomusic.audio()")
    assert page.evaluate("window.stops") == 0
    assert playing_song_id(page) == album[1]


def test_queue_position_and_volume_survive_a_reload(page: Page, album: list[int]) -> None:
    page.get_by_role("slider", name="Volume").fill("37")
    page.evaluate("window.emomusic.engine.seek(25)")
    wait_for_position(page, 25.2)
    _bar(page, "Pause").click()
    page.wait_for_function("window.emomusic.audio().paused")
    upcoming, stopped = queue_song_ids(page), position_s(page)
    page.reload()
    page.wait_for_function("window.emomusic?.engine.player.get().song")
    assert playing_song_id(page) == album[1]
    assert queue_song_ids(page) == upcoming
    assert abs(position_s(page) - stopped) < 0.5
    expect(page.get_by_role("slider", name="Volume")).to_have_value("37")
    _bar(page, "Play").click()
    wait_for_position(page, stopped + 0.3)


def test_a_like_is_kept_and_leads_to_liked_songs(page: Page, album: list[int]) -> None:
    page.keyboard.press("l")
    main = page.get_by_role("navigation", name="Main")
    main.get_by_role("link", name="Liked songs", exact=True).click()
    expect(page.get_by_role("heading", name="Liked songs")).to_be_visible()
    expect(page.locator(f'#centre [data-song="{album[1]}"]')).to_be_visible()
    page.keyboard.press("l")
    page.reload()
    expect(page.locator("#centre")).to_contain_text("No liked songs yet")


def test_what_was_heard_is_told_and_shown_at_home(page: Page, album: list[int]) -> None:
    title = page.evaluate("window.emomusic.engine.player.get().song.title")
    home = page.get_by_role("navigation", name="Main").get_by_role("link", name="Home", exact=True)
    search = page.get_by_role("navigation", name="Main").get_by_role("link", name="Search")
    recent = page.locator("#centre section").filter(has_text="Recently played")
    for _ in range(12):
        home.click()
        if recent.filter(has_text=title).count():
            break
        search.click()
        wait_for_position(page, position_s(page) + 1)
    expect(recent).to_contain_text(title)


def test_the_systems_own_media_buttons_work(page: Page, album: list[int]) -> None:
    shown = page.evaluate(
        """() => {
            const { metadata, playbackState } = navigator.mediaSession;
            const { song } = window.emomusic.engine.player.get();
            return [metadata.title === song.title, metadata.album === song.album,
                metadata.artwork.length > 0, playbackState];
        }"""
    )
    assert shown == [True, True, True, "playing"]
