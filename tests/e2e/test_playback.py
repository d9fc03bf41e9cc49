"""What a browser tells of what is heard, held against what really sounded."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pymongo import MongoClient

from emomusic.store.embedded_mongo import address_of
from emomusic.store.mongo import Collection
from tests.e2e.listening import (
    open_album,
    play_row,
    position_s,
    wait_for_position,
    wait_until_playing,
)
from tools.server import Server

WAIT_S = 20.0
NEAR_S = 0.35
LISTEN = """() => {
    window.heard = {};
    let before = null;
    setInterval(() => {
        const audio = window.emomusic.audio();
        const now = { src: audio.currentSrc, at: audio.currentTime };
        const step = before && now.src === before.src ? now.at - before.at : 0;
        if (!audio.muted && step > 0 && step < 0.5) {
            const id = Number(now.src.match(/\\/media\\/(\\d+)/)[1]);
            window.heard[id] = (window.heard[id] ?? 0) + step;
        }
        before = now;
    }, 10);
}"""
"""Adds up by itself how far the sound of each song moves on."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What MongoDB has of the plays of the person of a page."""

    database: Any
    user_id: int

    def events(self) -> list[dict[str, Any]]:
        return list(self.database[Collection.PLAYBACK].find({"user_id": self.user_id}).sort("at"))

    def wait_for(self, kinds: list[str]) -> list[dict[str, Any]]:
        """Return the events once they are of these kinds, in order, heartbeats aside."""
        until = time.monotonic() + WAIT_S
        while True:
            found = self.events()
            told = [one["kind"] for one in found if one["kind"] != "heartbeat"]
            if told == kinds:
                return found
            assert time.monotonic() < until, f"told were {told}"
            time.sleep(0.1)


def heard_s(events: list[dict[str, Any]], song_id: int) -> float:
    return sum(
        one["heard_to_s"] - one["heard_from_s"] for one in events if one["song_id"] == song_id
    )


@pytest.fixture
def ledger(server: Server, page: Page) -> Iterator[Ledger]:
    address = address_of(server.data_dir)
    assert address is not None
    user_id = page.evaluate("window.emomusic.engine.player.get().user")
    with MongoClient[dict[str, Any]](address.uri, tz_aware=True) as client:
        yield Ledger(client["emomusic"], user_id)


def _bar(page: Page, name: str) -> Any:
    return page.get_by_label("Player", exact=True).first.get_by_role("button", name=name)


@pytest.mark.usefixtures("quiet")
def test_a_tab_tells_exactly_what_was_heard_until_it_is_closed(page: Page, ledger: Ledger) -> None:
    ids = open_album(page)
    page.evaluate(LISTEN)
    album = page.url.rstrip("/").rpartition("/")[2]
    play_row(page, ids[1])
    wait_for_position(page, 2)
    page.evaluate("window.emomusic.engine.seek(40)")
    wait_for_position(page, 42.5)
    skipped_at_s = position_s(page)
    _bar(page, "Next song").click()
    wait_until_playing(page, ids[2])
    wait_for_position(page, 1)
    _bar(page, "Pause").click()
    page.wait_for_function("window.emomusic.audio().paused")
    stopped_s = position_s(page)
    _bar(page, "Play").click()
    wait_for_position(page, stopped_s + 1)
    page.keyboard.press("m")
    page.wait_for_function("window.emomusic.audio().muted")
    silent_from_s = position_s(page)
    wait_for_position(page, silent_from_s + 1)
    heard = page.evaluate("window.heard")
    page.close(run_before_unload=True)

    events = ledger.wait_for(["start", "seek", "skip", "start", "pause", "resume", "pause"])
    plays = [one["play_id"] for one in events]
    first = [one for one in events if one["song_id"] == ids[1]]
    assert len(set(plays)) == 2
    assert len({one["play_id"] for one in first}) == 1
    for song_id in ids[1:3]:
        assert heard_s(events, song_id) == pytest.approx(heard[str(song_id)], abs=NEAR_S)
    seek, skip = (one for one in events if one["kind"] in ("seek", "skip"))
    assert (seek["position_s"], seek["heard_from_s"]) == (40.0, 0.0)
    assert seek["heard_to_s"] == pytest.approx(2, abs=NEAR_S)
    assert skip["heard_from_s"] == 40.0
    assert skip["position_s"] == pytest.approx(skipped_at_s, abs=NEAR_S)
    assert events[-1]["heard_from_s"] == events[-1]["heard_to_s"] > silent_from_s
    assert {one["source"] for one in events} == {f"album:{album}"}
    assert {one["device"] for one in events} == {"desktop"}
    assert all(one["valence"] is not None for one in events if one["kind"] in ("seek", "skip"))


def test_what_was_heard_without_a_network_is_told_when_it_is_back(
    page: Page, ledger: Ledger
) -> None:
    ids = open_album(page)
    play_row(page, ids[0])
    ledger.wait_for(["start"])
    page.wait_for_function("window.emomusic.audio().buffered.end(0) > 20")
    page.evaluate(LISTEN)
    before_s = heard_s(ledger.events(), ids[0])
    from_s = position_s(page)
    page.context.set_offline(True)
    wait_for_position(page, from_s + 2)
    with page.expect_event("requestfailed", lambda asked: asked.url.endswith("/api/playback")):
        page.evaluate("window.emomusic.engine.seek(10)")
        wait_for_position(page, 12)
        page.evaluate("window.emomusic.engine.pause()")
    heard = page.evaluate("window.heard")[str(ids[0])]
    assert [one["kind"] for one in ledger.events() if one["kind"] != "heartbeat"] == ["start"]
    page.context.set_offline(False)
    events = ledger.wait_for(["start", "seek", "pause"])
    assert heard_s(events, ids[0]) - before_s == pytest.approx(heard + from_s, abs=NEAR_S)
    page.wait_for_function(
        "!Object.keys(localStorage).some((key) => key.includes(':told:'))", timeout=WAIT_S * 1000
    )
    assert len({one["_id"] for one in ledger.events()}) == len(events)


def test_a_tab_that_crashed_without_a_network_loses_nothing(
    page: Page, context: BrowserContext, ledger: Ledger
) -> None:
    ids = open_album(page)
    play_row(page, ids[0])
    ledger.wait_for(["start"])
    page.context.set_offline(True)
    page.evaluate("window.emomusic.engine.seek(1)")
    page.evaluate("window.emomusic.engine.pause()")
    told = page.evaluate("Object.keys(localStorage).filter((key) => key.includes(':told:'))")
    page.close()
    context.set_offline(False)
    ledger.wait_for(["start"])
    for _ in range(2):
        context.new_page().goto("/")
    events = ledger.wait_for(["start", "seek", "pause"])
    kept = {one["_id"] for one in events if one["kind"] in ("seek", "pause")}
    assert {key.rpartition(":")[2] for key in told} >= kept


@pytest.mark.usefixtures("quiet")
def test_the_last_words_are_told_before_one_is_logged_out(page: Page, ledger: Ledger) -> None:
    ids = open_album(page)
    play_row(page, ids[0])
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Settings").click()
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/log-in/")
    ledger.wait_for(["start", "pause"])


@pytest.mark.usefixtures("quiet")
def test_a_reload_goes_on_with_the_play(page: Page, ledger: Ledger) -> None:
    ids = open_album(page)
    play_row(page, ids[0])
    wait_for_position(page, 1)
    page.reload()
    page.wait_for_function("window.emomusic?.engine.player.get().song")
    _bar(page, "Play").click()
    wait_for_position(page, 1.5)
    events = ledger.wait_for(["start", "pause", "resume"])
    assert len({one["play_id"] for one in events}) == 1


@pytest.mark.usefixtures("quiet")
def test_who_is_not_tracked_leaves_no_name_and_is_told_so_at_home(
    page: Page, ledger: Ledger
) -> None:
    main = page.get_by_role("navigation", name="Main")
    main.get_by_role("link", name="Settings", exact=True).click()
    switch = page.get_by_role("switch", name="Don't track me")
    expect(switch).not_to_be_checked()
    switch.click()
    expect(switch).to_be_checked()
    page.reload()
    expect(switch).to_be_checked()
    ids = open_album(page)
    nameless = {"user_id": None, "song_id": ids[3]}
    before = ledger.database[Collection.PLAYBACK].count_documents(nameless)
    with page.expect_response("**/api/playback") as answer:
        play_row(page, ids[3])
    assert answer.value.json()["accepted"] == 1
    assert ledger.database[Collection.PLAYBACK].count_documents(nameless) == before + 1
    assert ledger.events() == []
    main.get_by_role("link", name="Home", exact=True).click()
    recent = page.locator("#centre section").filter(has_text="Recently played")
    expect(recent).to_contain_text("you chose not to be tracked")
    expect(recent.get_by_role("link", name="settings")).to_be_visible()
