"""Promises of the shelves that listening makes: they are there, they say why, and it is true."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect
from pymongo import MongoClient

from emomusic.store.embedded_mongo import address_of
from emomusic.store.mongo import Document
from tests.e2e.history import Past, give_history
from tests.e2e.listening import wait_until_playing
from tests.recount import PlayAgain, SongFacts, plays_again
from tools.server import Server

WHY = re.compile(
    r"Heard more in the last seven days than in the seven before\. "
    r"Most of all “(?P<title>.+)”: (?P<now>\d+) listens?, (?P<before>\d+|none) the week before\."
)


@pytest.fixture(scope="module")
def simulated(server: Server) -> Iterator[None]:
    """Ten people listened for ten days: whatever the hour, more in the last seven than before."""
    said = server.command("simulate", "--people", "10", "--days", "10", "--plays", "12")
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


def mixes(page: Page) -> Locator:
    """The cards of the mixes, once they are there."""
    section = page.locator("section.section").filter(
        has=page.get_by_role("heading", name="Made for you", exact=True)
    )
    cards = section.locator("li.mix")
    cards.first.wait_for()
    return cards


def told(page: Page) -> list[str]:
    """What every card says: its title, and why."""
    return [
        f"{card.locator('strong').inner_text()}\n{card.locator('p').inner_text()}"
        for card in mixes(page).all()
    ]


def shown_ids(page: Page) -> list[int]:
    page.locator("#centre [data-song]").first.wait_for()
    rows = page.locator("#centre [data-song]").all()
    return [int(row.get_attribute("data-song") or 0) for row in rows]


@pytest.mark.usefixtures("quiet")
def test_who_is_new_gets_mixes_for_everybody_that_say_so_and_stay(page: Page) -> None:
    cards = mixes(page)
    first = told(page)
    assert "so this is for everybody" in first[0]
    cards.first.get_by_role("link").click()
    page.wait_for_url("**/mix/*")
    expect(page.locator(".mix-why")).to_contain_text(
        "From tomorrow on it learns from what you play"
    )
    ids = shown_ids(page)
    page.locator(".actions").get_by_role("button", name=re.compile("Play .* mix")).click()
    wait_until_playing(page, ids[0])
    key = page.url.rstrip("/").rpartition("/")[2]
    assert page.evaluate("window.emomusic.engine.player.get().queue.source") == f"mix:{key}"
    page.reload()
    assert shown_ids(page) == ids
    page.goto("/")
    mixes(page)
    assert told(page) == first


@pytest.mark.usefixtures("quiet")
def test_mixes_say_what_one_likes_and_stay_the_same_after_a_reload(
    page: Page, server: Server, name: str
) -> None:
    songs = page.request.get("/api/sources/library/0").json()["songs"]
    calm = [song for song in songs if song["valence"] >= 0.5 > song["arousal"]][:2]
    now = datetime.now(UTC).replace(microsecond=0)
    plays = [
        Past(song["id"], int((now - timedelta(days=day)).timestamp()) + 90 * n, 60.0, 0)
        for day in (2, 3, 4)
        for n, song in enumerate(calm)
    ]
    give_history(server, name, plays)
    page.reload()
    mixes(page)
    first = told(page)
    assert re.match(r"Your (morning|afternoon|evening|night)\n", first[0])
    assert re.search(r"You like (happy|angry|sad|calm) music (at night|in the \w+)\.", first[0])
    assert f"You know {len(calm)} of these" in first[0]
    shares = [re.search(r"(\d+) % of what you heard lately was (\w+)\.", text) for text in first]
    heard = {found[2]: int(found[1]) for found in shares if found}
    assert "calm" in heard
    assert sum(heard.values()) <= 101  # rounded
    page.reload()
    mixes(page)
    assert told(page) == first


@pytest.mark.usefixtures("quiet")
def test_who_is_not_tracked_is_told_that_nothing_is_made_from_what_they_hear(page: Page) -> None:
    page.goto("/settings")
    switch = page.get_by_role("switch", name="Don't track me")
    switch.click()
    expect(switch).to_be_checked()
    page.goto("/")
    expect(mixes(page).first).to_contain_text("You asked not to be tracked")


@pytest.mark.usefixtures("quiet")
def test_a_mix_that_is_not_there_is_told(page: Page) -> None:
    page.goto("/mix/thursday")
    expect(page.get_by_text("There is no such mix today")).to_be_visible()
