"""Promises of "My listening" in a real browser: its numbers, its pictures, and who sees them."""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import DESKTOP
from tests.e2e.history import Past, give_history
from tests.e2e.looks import faults
from tools.browser import sign_up
from tools.server import Server

OFFSET_MIN = 60
SONGS = 6


@dataclass(frozen=True, slots=True)
class Heard:
    """What a plain recount finds in the last days."""

    minutes: float
    listens: Counter[int]
    days: set[date]
    new: int
    by_day: Counter[date]


def songs_of(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.request.get("/api/sources/library/0").json()["songs"]
    return found


def local_day(play: Past) -> date:
    local = datetime.fromtimestamp(play.started_at_s, UTC) + timedelta(minutes=OFFSET_MIN)
    return local.date()


def a_past(songs: list[dict[str, Any]], seed: int, days: int = 45) -> list[Past]:
    """Plays of some days up to a moment ago; every third song is left early."""
    dice = random.Random(seed)
    end_s = int(time.time()) - 3600
    plays = []
    for back in range(days):
        for at in range(dice.randrange(4)):
            song = dice.choice(songs[: SONGS - at])
            share = 0.3 if dice.random() < 0.33 else dice.uniform(0.6, 1.0)
            began_s = end_s - 86_400 * back - dice.randrange(40_000)
            heard_s = round(share * song["duration_s"], 3)
            plays.append(Past(song["id"], began_s, heard_s, OFFSET_MIN))
    return plays


def recount(plays: list[Past], songs: list[dict[str, Any]], last_days: int) -> Heard:
    """Count what was heard in the last days, as plainly as can be."""
    durations_s = {song["id"]: song["duration_s"] for song in songs}
    today = (datetime.now(UTC) + timedelta(minutes=OFFSET_MIN)).date()
    first = today - timedelta(days=last_days - 1)
    minutes, listens, days, by_day = 0.0, Counter[int](), set(), Counter[date]()
    ever: dict[int, date] = {}
    for play in sorted(plays, key=lambda one: one.started_at_s):
        is_listen = play.heard_s >= min(durations_s[play.song_id] / 2, 240)
        day = local_day(play)
        if is_listen:
            ever.setdefault(play.song_id, day)
        by_day[day] += play.heard_s / 60
        if first <= day <= today:
            minutes += play.heard_s / 60
            if is_listen:
                listens[play.song_id] += 1
                days.add(day)
    new = sum(first <= day <= today for day in ever.values())
    return Heard(minutes, listens, days, new, by_day)


def open_page(page: Page) -> None:
    page.goto("/listening")
    page.locator(".mine-streaks").or_(page.locator("#centre .empty")).first.wait_for()


def figures(page: Page) -> dict[str, float]:
    rows = page.locator('[data-chart="figures"] .desk-figure')
    expect(rows.last.locator("dd")).to_have_text(re.compile(r"^\d"))
    found = {}
    for row in rows.all():
        # How much it changed stands after it.
        number = row.locator("dd").evaluate("(node) => node.firstChild.textContent")
        found[row.locator("dt").inner_text()] = float(number.replace(",", ""))
    return found


def are(heard: Heard) -> dict[str, float]:
    return {
        "Minutes": round(heard.minutes),
        "Listens": heard.listens.total(),
        "Different songs": len(heard.listens),
        "Heard for the first time": heard.new,
        "Days with music": len(heard.days),
    }


def favourites(page: Page, kind: str) -> list[tuple[str, int]]:
    found = []
    for row in page.locator(f'[data-favourites="{kind}"] li').all():
        listens = row.locator(".much > span").first.inner_text()
        found.append((row.locator("strong").inner_text(), int(listens.split()[0])))
    return found


def choose(page: Page, span: str) -> None:
    choice = page.get_by_role("button", name=span, exact=True)
    choice.click()
    expect(choice).to_have_attribute("aria-pressed", "true")


def test_every_number_is_what_a_plain_recount_says(
    page: Page, server: Server, name: str, quiet: None
) -> None:
    songs = songs_of(page)
    titles = {song["id"]: song["title"] for song in songs}
    plays = a_past(songs, seed=5)
    give_history(server, name, plays)
    open_page(page)
    month = recount(plays, songs, 30)
    assert month.listens.total() > 10
    assert figures(page) == are(month)
    shown = favourites(page, "songs")
    assert sorted(shown) == sorted((titles[one], count) for one, count in month.listens.items())
    assert [count for _, count in shown] == sorted(month.listens.values(), reverse=True)
    today = (datetime.now(UTC) + timedelta(minutes=OFFSET_MIN)).date()
    minutes = round(month.by_day[today])
    expect(page.locator("[data-today]")).to_have_attribute("data-today", f"{minutes}")
    chart = page.locator('[data-chart="minutes"]')
    chart.locator("summary").click()
    cells = chart.locator("tbody td").all_inner_texts()
    days = [today - timedelta(days=back) for back in range(29, -1, -1)]
    assert [float(cell.split()[0]) for cell in cells] == [
        pytest.approx(month.by_day[day], abs=0.051) for day in days
    ]
    choose(page, "7 days")
    week = recount(plays, songs, 7)
    listens = page.locator('[data-chart="figures"] .desk-figure').nth(1).locator("dd")
    expect(listens).to_have_text(re.compile(rf"^{week.listens.total()}(?!\d)"))
    assert figures(page) == are(week)
    busiest = max((day for day in month.by_day if day.year == today.year), key=month.by_day.get)
    pixel = page.locator(f'[data-day="{busiest}"]')
    assert f"{round(month.by_day[busiest])} minutes, " in (pixel.get_attribute("aria-label") or "")
    assert pixel.get_attribute("data-colour")


def test_a_card_of_the_year_is_saved_as_a_picture(
    page: Page, server: Server, name: str, quiet: None, tmp_path: Path
) -> None:
    give_history(server, name, a_past(songs_of(page), seed=6, days=12))
    open_page(page)
    cards = page.locator(".mine-card")
    expect(page.locator('.mine-card[data-drawn="true"]')).to_have_count(cards.count())
    assert cards.count() >= 5
    saved = []
    for key, told in (("minutes", " listens, half a song"), ("songs", "My songs of ")):
        card = page.locator(f'.mine-card[data-card="{key}"]')
        assert told in (card.get_by_role("img").get_attribute("aria-label") or "")
        with page.expect_download() as download:
            card.get_by_role("button", name="Save as picture").click()
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        saved.append(path)
        assert path.name == f"emomusic-{datetime.now(UTC).year}-{key}.png"
        with Image.open(path) as image:
            assert (image.format, image.size) == ("PNG", (1080, 1350))
            colours = image.convert("RGB").getcolors(1080 * 1350)
        assert colours is not None
        assert len(colours) > 500
        # The large white letters of the title are there, and the ground is not white.
        white = {colour: count for count, colour in colours}[(255, 255, 255)]
        assert 2_000 < white < 1080 * 1350 / 4
    assert saved[0].read_bytes() != saved[1].read_bytes()


def test_days_of_the_year_are_reached_by_keyboard(
    page: Page, server: Server, name: str, quiet: None
) -> None:
    songs = songs_of(page)
    year = datetime.now(UTC).year
    noon_s = int(datetime(year, 1, 15, 11, tzinfo=UTC).timestamp())
    give_history(server, name, [Past(songs[0]["id"], noon_s, songs[0]["duration_s"], OFFSET_MIN)])
    open_page(page)
    stop = page.locator('.mine-pixels [tabindex="0"]')
    expect(stop).to_have_attribute("data-day", f"{year}-01-15")
    stop.focus()
    words = page.locator(".mine-day")
    expect(words).to_contain_text("January 15: ")
    for key, day in (
        ("ArrowRight", "01-16"),
        ("End", "01-31"),
        ("ArrowDown", "02-28" if year % 4 else "02-29"),
        ("Home", "02-01"),
        ("ArrowLeft", "02-01"),
        ("ArrowUp", "01-01"),
    ):
        page.keyboard.press(key)
        expect(page.locator(".mine-pixels td:focus")).to_have_attribute("data-day", f"{year}-{day}")
    expect(words).to_have_text(f"{date(year, 1, 1):%A}, January 1: no music")


def test_it_looks_right_and_says_all_of_it(
    page: Page, server: Server, name: str, quiet: None
) -> None:
    give_history(server, name, a_past(songs_of(page), seed=7))
    open_page(page)
    expect(page.locator('.mine-card[data-drawn="true"]').first).to_be_visible()
    assert faults(page) == []


def test_ways_lead_there_from_a_desk_and_from_a_phone(page: Page, quiet: None) -> None:
    main = page.get_by_role("navigation", name="Main")
    main.get_by_role("link", name="My listening").click()
    page.wait_for_url("**/listening")
    expect(page.get_by_text("Nothing to show yet")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("navigation", name="Tabs").get_by_role("link", name="You").click()
    page.locator("#centre").get_by_role("link", name="My listening").click()
    page.wait_for_url("**/listening")


def test_who_is_not_tracked_reads_why_and_where_to_change_it(
    page: Page, server: Server, name: str, quiet: None
) -> None:
    give_history(server, name, [], tracked=False)
    page.goto("/listening")
    note = page.locator(".mine-note")
    expect(note).to_contain_text("You asked not to be tracked")
    expect(page.locator("#centre .empty")).to_have_count(0)
    assert faults(page) == []
    page.set_viewport_size(DESKTOP)
    note.get_by_role("link", name="Change it in your settings").click()
    page.wait_for_url("**/settings")


@pytest.fixture
def bea(browser: Browser, server: Server, name: str) -> Iterator[Page]:
    """A page of somebody else, whose name ends in Bea."""
    opened = browser.new_context(viewport=DESKTOP, base_url=server.url)
    page = opened.new_page()
    sign_up(page, server.url, f"{name} Bea")
    yield page
    opened.close()


def call(page: Page, call_name: str, body: dict[str, Any]) -> Any:
    page.wait_for_function("window.emomusic?.live?.connected.get() === true")
    return page.evaluate(
        "([name, body]) => window.emomusic.live.call(name, body)", [call_name, body]
    )


def id_of(page: Page, name: str) -> int:
    found = call(page, "people.find", {"text": name})
    return int(next(one["id"] for one in found if one["name"] == name))


def agree(page: Page) -> Locator:
    switch = page.get_by_role("switch", name="Compare my taste")
    switch.click()
    expect(switch).to_be_checked()
    return switch


def percent(friend: Locator, label: str) -> int:
    share = friend.locator(".mine-share").filter(has_text=label).locator("b")
    return int(share.inner_text().removesuffix(" %"))


def test_two_friends_agree_and_see_how_near_they_are(
    page: Page, bea: Page, server: Server, name: str, quiet: None
) -> None:
    songs = songs_of(page)
    ours = songs[0]
    theirs = next(song for song in songs if song["artists"][0]["id"] != ours["artists"][0]["id"])
    times = int(1500 / min(ours["duration_s"], theirs["duration_s"])) + 1
    length_s = min(ours["duration_s"], theirs["duration_s"])
    began_s = int(time.time()) - 5 * 86_400

    def often(song: dict[str, Any]) -> list[Past]:
        return [Past(song["id"], began_s + 400 * at, length_s, OFFSET_MIN) for at in range(times)]

    give_history(server, name, often(ours))
    give_history(server, f"{name} Bea", often(ours) + often(theirs))
    call(page, "people.ask", {"person_id": id_of(page, f"{name} Bea")})
    call(bea, "people.accept", {"person_id": id_of(bea, name)})
    open_page(page)
    switch = agree(page)
    expect(page.get_by_text("None of your friends compares their taste yet.")).to_be_visible()
    open_page(bea)
    agree(bea)
    mine = bea.locator(f'[data-friend="{name}"]')
    expect(mine.locator(".mine-score b")).to_be_visible()
    open_page(page)
    friend = page.locator(f'[data-friend="{name} Bea"]')
    score = int(friend.locator(".mine-score b").inner_text())
    plane, artists = percent(friend, "On the plane"), percent(friend, "In artists")
    assert artists == 50
    assert abs(score - (plane + artists) / 2) <= 1
    assert int(mine.locator(".mine-score b").inner_text()) == score
    assert ours["artists"][0]["name"] in friend.locator(".mine-reasons").inner_text()
    assert theirs["artists"][0]["name"] not in friend.inner_text()
    assert faults(page) == []
    page.set_viewport_size(DESKTOP)
    switch.click()
    expect(switch).not_to_be_checked()
    expect(friend).to_have_count(0)
    open_page(bea)
    expect(bea.get_by_text("None of your friends compares their taste yet.")).to_be_visible()
