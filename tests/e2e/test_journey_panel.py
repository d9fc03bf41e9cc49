"""Promises of where a journey begins: at what plays, or in the middle, and nobody presumes more."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.listening import open_album, play_row
from tests.e2e.looks import violations

pytestmark = pytest.mark.usefixtures("quiet")


def test_without_music_it_begins_in_the_middle_until_one_says_how_one_feels(page: Page) -> None:
    page.locator("#centre").get_by_role("link", name="A journey").click()
    form = page.get_by_role("form", name="A journey")
    begins = form.get_by_role("group", name="A: how I feel")
    mark = form.get_by_role("slider", name="How I feel")
    expect(mark).to_have_attribute("aria-valuetext", "neutral: valence 50 %, arousal 50 %")
    expect(begins).to_contain_text("not chosen: it begins in the middle")
    expect(begins.locator("[aria-pressed=true]")).to_have_count(0)
    begins.get_by_role("button", name="sad").click()
    expect(mark).to_have_attribute("aria-valuetext", "sad: valence 25 %, arousal 25 %")
    expect(begins).not_to_contain_text("not chosen")
    assert violations(page) == []


def test_it_begins_where_the_song_is_that_plays(page: Page) -> None:
    play_row(page, open_album(page)[0])
    song = page.evaluate("window.emomusic.engine.player.get().song")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Home").click()
    page.locator("#centre").get_by_role("link", name="A journey").click()
    form = page.get_by_role("form", name="A journey")
    begins = form.get_by_role("group", name="A: how I feel")
    mark = form.get_by_role("slider", name="How I feel")
    percent = round(song["valence"] * 100), round(song["arousal"] * 100)
    expect(begins).to_contain_text(f"as “{song['title']}”, which plays now")
    said = str(mark.get_attribute("aria-valuetext"))
    assert said.endswith(f": valence {percent[0]} %, arousal {percent[1]} %")
    begins.get_by_role("button", name="happy").click()
    expect(mark).to_have_attribute("aria-valuetext", "happy: valence 75 %, arousal 75 %")
    begins.get_by_role("button", name="Begin where").click()
    expect(mark).to_have_attribute("aria-valuetext", said)
