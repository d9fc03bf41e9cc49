"""Promises of search by words of mood: it says what it understood, and it plays."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.listening import queue_song_ids, wait_until_playing

pytestmark = pytest.mark.usefixtures("quiet")


def search(page: Page, text: str) -> Locator:
    """Type into the search; the section that sounds like it."""
    page.goto("/search")
    page.get_by_role("searchbox").fill(text)
    section = page.locator("section.section").filter(
        has=page.get_by_role("heading", name="Sounds like this", exact=True)
    )
    section.wait_for()
    return section


def shown_ids(section: Locator) -> list[int]:
    return [
        int(row.get_attribute("data-song") or 0) for row in section.locator("[data-song]").all()
    ]


def library(page: Page) -> dict[int, dict[str, Any]]:
    songs = page.request.get("/api/sources/library/0").json()["songs"]
    return {song["id"]: song for song in songs}


def test_what_is_quiet_and_dark_is_found_said_and_played_by_keyboard(page: Page) -> None:
    section = search(page, "something quiet and dark")
    expect(section.locator(".understood")).to_have_text("quiet and dark: low arousal, low valence")
    expect(
        section.get_by_role(
            "img", name="Where that is on the plane of emotion: low arousal, low valence"
        )
    ).to_be_visible()
    ids = shown_ids(section)
    songs = library(page)
    means = [
        sum(one[axis] for one in songs.values()) / len(songs) for axis in ("valence", "arousal")
    ]
    assert songs[ids[0]]["valence"] < means[0]
    assert songs[ids[0]]["arousal"] < means[1]
    section.get_by_role("button", name="Play all that sounds quiet and dark").focus()
    page.keyboard.press("Enter")
    wait_until_playing(page, ids[0])
    assert queue_song_ids(page)[: len(ids) - 1] == ids[1:]
    source = page.evaluate("window.emomusic.engine.player.get().queue.source")
    assert source == "search:quiet and dark"


def test_a_name_narrows_it_down(page: Page) -> None:
    section = search(page, "calm or happy by Ilse Varga")
    expect(section.locator(".note").first).to_have_text(
        "With “ilse”, “varga” in title, artist, album or genre."
    )
    named = {}
    for song_id, song in library(page).items():
        artists = " ".join(artist["name"] for artist in song["artists"])
        named[song_id] = f"{song['title']} {artists} {song['album']}".lower()
    with_both = {
        song_id for song_id, names in named.items() if {"ilse", "varga"} <= set(names.split())
    }
    assert with_both < set(named)
    ids = shown_ids(section)
    assert ids
    assert set(ids) <= with_both


def test_without_a_word_of_mood_only_names_are_found(page: Page) -> None:
    page.goto("/search?q=Ilse")
    page.get_by_role("heading", name="Artists").wait_for()
    expect(page.get_by_role("heading", name="Sounds like this")).to_have_count(0)
