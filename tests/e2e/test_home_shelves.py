"""Promises of the shelves that listening makes: they are there, they say why, and it is true."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect
from pymongo import MongoClient

from emomusic.services.analytics.made_for_you import NOT_TRACKED, TOO_LITTLE
from emomusic.store.embedded_mongo import address_of
from emomusic.store.mongo import Document
from tests.recount import PlayAgain, SongFacts, plays_again
from tools.server import Server

WHY = re.compile(
    r"Heard more in the last seven days than in the seven before\. "
    r"Most of all “(?P<title>.+)”: (?P<now>\d+) listens?, (?P<before>\d+|none) the week before\."
)


@pytest.fixture(scope="module")
def simulated(server: Server) -> Iterator[None]:
    """Ten people listened for two weeks."""
    said = server.command("simulate", "--people", "10", "--days", "15", "--plays", "12")
    assert said.returncode == 0, said.stderr
    yield
    said = server.command("simulate", "--remove")
    assert said.returncode == 0, said.stderr


def plays(server: Server, page: Page) -> list[PlayAgain]:
    """Everything that was played, put together from the events by hand."""
    songs = page.request.get(f"{server.url}/api/sources/library/0").json()["songs"]
    library = {song["id"]: SongFacts(song["duration_s"], song["album_id"], "") for song in songs}
    address = address_of(server.data_dir)
    assert address is not None
    with MongoClient[Document](address.uri, tz_aware=True) as client:
        return plays_again(client.emomusic.playback.find(), library)


@pytest.mark.usefixtures("simulated", "quiet")
def test_what_trending_says_is_what_was_heard(page: Page, server: Server) -> None:
    page.reload()
    shelf = page.locator("section.section").filter(
        has=page.get_by_role("heading", name="Trending", exact=True)
    )
    shelf.wait_for()
    said = WHY.fullmatch(shelf.locator("p.why").inner_text())
    assert said is not None
    first = shelf.locator("li").first
    assert first.locator("strong").inner_text() == said["title"]
    song_id = int((first.locator("a").first.get_attribute("href") or "").rpartition("/")[2])
    heard = Counter[bool]()
    today = datetime.now(UTC).date()
    for play in plays(server, page):
        days_ago = (today - play.started_at.date()).days
        if play.song_id == song_id and play.is_listen and days_ago < 14:
            heard[days_ago < 7] += 1
    assert int(said["now"]) == heard[True]
    assert int(said["before"].replace("none", "0")) == heard[False]


@pytest.mark.usefixtures("simulated", "quiet")
def test_made_for_you_says_what_it_waits_for(page: Page) -> None:
    page.reload()
    shelf = page.locator("section.section").filter(
        has=page.get_by_role("heading", name="Made for you", exact=True)
    )
    expect(shelf.locator("p.why")).to_have_text(TOO_LITTLE)
    expect(shelf.locator("li")).to_have_count(0)


@pytest.mark.usefixtures("quiet")
def test_who_is_not_tracked_is_told_why_nothing_is_made_for_them(page: Page) -> None:
    page.goto("/settings")
    switch = page.get_by_role("switch", name="Don't track me")
    switch.click()
    expect(switch).to_be_checked()
    page.goto("/")
    expect(page.get_by_text(NOT_TRACKED)).to_be_visible()
