"""Promises of smart playlists in the browser: rules are edited, counted, kept and played."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.looks import faults, settle
from tools.server import Server

NEW = "/smart-playlist"


def artist_songs(page: Page, server: Server, artist: str) -> set[str]:
    """Titles of an artist's songs."""
    songs = page.request.get(f"{server.url}/api/sources/library/0").json()["songs"]
    return {one["title"] for one in songs if artist in {by["name"] for by in one["artists"]}}


def count(page: Page) -> Locator:
    """What the editor says of how many songs there are."""
    return page.locator(".rule-save").get_by_role("status")


def row(page: Page, place: str) -> Locator:
    return page.get_by_role("group", name=f"Rule {place}", exact=True)


def say_artist(page: Page, place: str, name: str) -> None:
    """Fill a rule: the artist is somebody."""
    row(page, place).get_by_label("what").select_option("artist")
    row(page, place).get_by_label("how").select_option("equals")
    row(page, place).get_by_role("textbox").fill(name)


@pytest.mark.usefixtures("quiet")
def test_rules_are_counted_while_they_are_edited_and_the_playlist_plays(
    page: Page, server: Server
) -> None:
    whole = page.request.get(f"{server.url}/api/sources/library/0").json()["songs"]
    expected = artist_songs(page, server, "Ilse Varga")
    page.goto("/playlists")
    page.get_by_role("link", name="New smart playlist").click()
    expect(count(page)).to_contain_text(f"{len(whole)} songs,")
    page.get_by_role("button", name="Add a rule to the playlist").click()
    say_artist(page, "1", "ilse varga")
    expect(count(page)).to_contain_text(f"{len(expected)} songs,")
    expect(page.get_by_text("Artist is “ilse varga”.")).to_be_visible()
    page.get_by_label("Name").fill("Only Ilse")
    page.get_by_role("button", name="Save playlist").click()
    expect(page.get_by_role("heading", name="Only Ilse", level=1)).to_be_visible()
    page.get_by_role("button", name="Play Only Ilse").click()
    page.wait_for_function("window.emomusic.audio().currentTime > 0.2")
    queued = """() => {
      const { current, upcoming } = window.emomusic.engine.player.get().queue;
      return [current, ...upcoming].map((entry) => entry.song.title);
    }"""
    assert set(page.evaluate(queued)) == expected


@pytest.mark.usefixtures("quiet")
def test_the_rules_of_a_playlist_are_changed_on_its_page(page: Page, server: Server) -> None:
    rules = {"match": "all", "rules": [{"field": "artist", "is": "equals", "value": "Ilse Varga"}]}
    made = page.request.post(
        f"{server.url}/api/playlists/smart",
        data={"title": "Changing", "rules": rules},
        headers={"Origin": server.url},
    )
    page.goto(f"/playlist/{made.json()['id']}")
    page.get_by_role("button", name="Edit rules").click()
    page.get_by_role("button", name="Add a group to the playlist").click()
    group = page.get_by_role("group", name="Group 2", exact=True)
    group.get_by_label("how many must hold").select_option("none")
    row(page, "2.1").get_by_label("what").select_option("title")
    expect(count(page)).to_have_text("Rule 2.1 (title): say what to compare with.")
    title = sorted(artist_songs(page, server, "Ilse Varga"))[0]
    row(page, "2.1").get_by_role("textbox").fill(title)
    left = artist_songs(page, server, "Ilse Varga") - {title}
    expect(count(page)).to_contain_text(f"{len(left)} songs,")
    page.get_by_role("button", name="Save rules").click()
    expect(page.get_by_role("button", name="Edit rules")).to_be_visible()
    for one in left:
        expect(page.locator("#centre").get_by_role("link", name=one, exact=True)).to_be_visible()
    expect(page.locator("#centre").get_by_role("link", name=title, exact=True)).to_have_count(0)


@pytest.mark.usefixtures("quiet")
def test_a_rule_is_made_with_the_keyboard_alone(page: Page) -> None:
    page.goto(NEW)
    expect(count(page)).to_contain_text("songs,")
    page.get_by_role("button", name="Add a rule to the playlist").focus()
    page.keyboard.press("Enter")
    expect(row(page, "1").get_by_label("what")).to_be_focused()
    page.keyboard.type("Arousal")
    page.keyboard.press("Tab")
    page.keyboard.type("is for most of it above")
    page.keyboard.press("Tab")
    slider = row(page, "1").get_by_role("slider")
    expect(slider).to_be_focused()
    page.keyboard.press("End")
    expect(slider).to_have_attribute("aria-valuetext", "1.00")
    expect(count(page)).to_have_text("No song fits these rules yet")
    page.keyboard.press("Home")
    expect(count(page)).to_contain_text("songs,")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(row(page, "1")).to_have_count(0)
    expect(page.get_by_role("button", name="Add a rule to the playlist")).to_be_focused()


@pytest.mark.usefixtures("quiet")
def test_an_example_fills_the_editor_and_its_name(page: Page) -> None:
    page.goto(NEW)
    page.get_by_role("button", name=re.compile("^Comes to rest")).click()
    expect(page.get_by_label("Name")).to_have_value("Comes to rest")
    expect(row(page, "1").get_by_label("what")).to_have_value("ends")
    expect(page.get_by_text(re.compile("^Mood at the end is calm"))).to_be_visible()
    page.get_by_role("button", name=re.compile("^Heard most")).click()
    expect(page.get_by_label("Name")).to_have_value("Heard most")
    expect(
        page.get_by_text(re.compile("^Plays is above 0 times; by plays, most first"))
    ).to_be_visible()
    expect(count(page)).to_have_text("No song fits these rules yet")


@pytest.mark.usefixtures("quiet")
def test_a_region_is_drawn_on_the_plane(page: Page) -> None:
    page.goto(NEW)
    page.get_by_role("button", name="Add a rule to the playlist").click()
    row(page, "1").get_by_label("what").select_option("region")
    plane = row(page, "1").locator("svg.rule-plane")
    box = plane.bounding_box()
    assert box is not None
    # Its corners are round: what is nearer to one is not on the plane.
    page.mouse.move(box["x"] + 8, box["y"] + box["height"] - 8)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    right = row(page, "1").get_by_label("Valence of the region to")
    expect(right).to_have_attribute("aria-valuetext", "0.50")
    expect(page.get_by_text(re.compile("^Place on the map is inside"))).to_be_visible()


def test_the_editor_is_for_every_width_and_every_reader(page: Page) -> None:
    page.goto(NEW)
    page.get_by_role("button", name=re.compile("^Slow build")).click()
    page.get_by_role("button", name="Add a rule to the playlist").click()
    row(page, "3").get_by_label("what").select_option("region")
    page.get_by_role("button", name="Add a rule to the playlist").click()
    row(page, "4").get_by_label("how").select_option("not")
    expect(count(page)).to_contain_text(re.compile("song|No"))
    settle(page)
    assert faults(page) == []
