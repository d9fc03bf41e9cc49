"""Analytics at the desk in the browser: what charts draw is what tables, files and services say."""

from __future__ import annotations

import asyncio
import csv
import io
import re
import threading
from collections.abc import Coroutine
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from emomusic.services.analytics.chart import Chart
from emomusic.services.analytics.dimensions import Dimension, cell_of
from emomusic.services.analytics.platform import chart
from emomusic.services.analytics.platform_asked import Asked, asked
from emomusic.store.embedded_mongo import address_of
from emomusic.store.mongo import close_mongo, use_mongo
from tests.databases import in_use
from tests.e2e.conftest import Complaints
from tests.e2e.looks import faults
from tests.rollups import Row, write_day
from tools.browser import log_in
from tools.server import Server

MONDAY = date(2025, 3, 3)
"""Of a week in which nobody else listened."""
WEEK = Asked(MONDAY, MONDAY + timedelta(days=6))

_told: set[str] = set()


def _songs(page: Page) -> list[dict[str, Any]]:
    songs = page.request.get("/api/sources/library/0").json()["songs"]
    return sorted(songs, key=lambda song: int(song["id"]))


def in_database(server: Server, work: Coroutine[Any, Any, Any]) -> Any:
    """Run something on the server's databases, beside Playwright's own event loop."""
    results: list[Any] = []

    async def run() -> None:
        results.append(await work)
        await close_mongo()

    address = address_of(server.data_dir)
    assert address is not None
    with in_use(f"sqlite:///{server.data_dir / 'emomusic.db'}"), use_mongo(address.uri, "emomusic"):
        thread = threading.Thread(target=asyncio.run, args=(run(),))
        thread.start()
        thread.join()
    return results[0]


async def _tell(ids: list[int]) -> None:
    rain, fog, sun = ids[:3]
    by_song: list[Row] = [
        (rain, 0, 20, 12, 9, 5, 5400.0),
        (fog, 0, 10, 6, 5, 4, 2700.0),
        (sun, 0, 5, 3, 3, 1, 900.0),
    ]
    happy, sad = cell_of(0.85, 0.75), cell_of(0.15, 0.25)
    await write_day(Dimension.SONG, by_song, MONDAY)
    await write_day(Dimension.SONG, [(rain, 0, 8, 4, 2, 1, 1800.0)], MONDAY + timedelta(days=2))
    await write_day(Dimension.SONG, [(fog, 0, 9, 7, 5, 2, 1800.0)], MONDAY - timedelta(days=3))
    await write_day(Dimension.SOURCE, [(1, 0, 35, 21, 17, 10, 9000.0)], MONDAY)
    await write_day(Dimension.SOURCE, [(4, 0, 8, 4, 2, 1, 1800.0)], MONDAY + timedelta(days=2))
    await write_day(Dimension.PERSON, [(n, 0, 1, 1, 1, 0, 9.0) for n in (7001, 7002)], MONDAY)
    await write_day(
        Dimension.HOUR, [(8, 0, 9, 9, 9, 0, 3600.0), (165, 0, 9, 9, 9, 0, 7200.0)], MONDAY
    )
    await write_day(
        Dimension.CELL, [(happy, 0, 9, 9, 9, 0, 7200.0), (sad, 0, 9, 9, 9, 0, 1800.0)], MONDAY
    )
    await write_day(
        Dimension.LEAVING, [(rain, 4, 6, 0, 0, 5, 0.0), (rain, 31, 2, 0, 0, 0, 0.0)], MONDAY
    )
    await write_day(Dimension.SONG_HOUR, [(rain, 8, 9, 9, 9, 0, 3600.0)], MONDAY)


@pytest.fixture
def desk(context: BrowserContext, server: Server, complaints: Complaints) -> Page:
    """The administrator at the charts of the week that is told by hand."""
    page = context.new_page()
    complaints.listen_to(page)
    log_in(page, server.url)
    if server.url not in _told:
        in_database(server, _tell([int(song["id"]) for song in _songs(page)]))
        _told.add(server.url)
    page.goto("/admin/analytics")
    _card(page, "sums").wait_for()
    choose_week(page)
    return page


def choose_week(page: Page) -> None:
    """Choose the week, and wait until the charts are about it."""
    page.get_by_label("To", exact=True).fill(WEEK.until.isoformat())
    page.get_by_label("From", exact=True).fill(WEEK.since.isoformat())
    expect(_card(page, "listens").get_by_role("link")).to_have_attribute(
        "href", re.compile(rf"since={WEEK.since}&until={WEEK.until}")
    )


def _card(page: Page, key: str) -> Locator:
    return page.locator(f'[data-chart="{key}"]')


def _table(page: Page, key: str) -> list[list[str]]:
    """The rows of a chart's table; opens it."""
    card = _card(page, key)
    if not card.locator("table").is_visible():
        card.locator("summary").click()
    # The words of the reader's locale come with the first effect.
    expect(card.locator("tbody th").first).not_to_be_empty()
    return [row.locator("th, td").all_inner_texts() for row in card.locator("tbody tr").all()]


def _number(text: str) -> float | None:
    if text == "–":
        return None
    bare = re.sub(r"[^\d.\-]", "", text)
    return float(bare) / (100 if "%" in text else 1)


def _numbers(page: Page, key: str) -> list[list[float | None]]:
    return [[_number(text) for text in row[1:]] for row in _table(page, key)]


def _from_file(page: Page, key: str) -> list[list[float | None]]:
    """The rows of a chart's CSV, got by its link."""
    with page.expect_download() as download:
        _card(page, key).get_by_role("link", name="CSV").click()
    text = download.value.path().read_text(encoding="utf-8")
    rows = list(csv.reader(io.StringIO(text)))[1:]
    return [[float(cell) if cell else None for cell in row[1:]] for row in rows]


def _rounded(rows: list[list[float | None]]) -> list[list[float | None]]:
    return [[None if one is None else round(one, 3) for one in row] for row in rows]


def _of_service(server: Server, key: str, asking: Asked = WEEK) -> Chart:
    made: Chart = in_database(server, chart(key, asking))
    return made


@pytest.mark.parametrize("key", ["top_songs", "listens", "when", "plane", "leaving", "finished"])
def test_table_file_and_service_say_the_same(
    desk: Page, server: Server, quiet: None, key: str
) -> None:
    made = _of_service(server, key)
    expected = _rounded([list(row.cells) for row in made.rows])
    assert expected
    assert _rounded(_from_file(desk, key)) == expected
    for row, cells in zip(_numbers(desk, key), expected, strict=True):
        for shown, value in zip(row, cells, strict=True):
            assert shown == (value if value is None else pytest.approx(value, abs=0.051))


def test_the_bars_are_as_long_as_their_numbers(desk: Page, quiet: None) -> None:
    bars = _card(desk, "top_songs").locator(".recharts-bar").first
    drawn = bars.locator(".recharts-bar-rectangle path")
    expect(drawn).to_have_count(3)
    lengths = [box["width"] for box in (bar.bounding_box() for bar in drawn.all()) if box]
    said = [row[0] for row in _numbers(desk, "top_songs")]
    assert said == [16, 6, 3]
    assert [length / lengths[0] for length in lengths] == pytest.approx(
        [one / 16 for one in (16, 6, 3)], abs=0.02
    )
    labels = _card(desk, "top_songs").locator("text.recharts-label").all_text_contents()
    assert [float(label) for label in labels[: len(said)]] == said


def test_the_tip_of_a_line_says_what_its_table_says(desk: Page, quiet: None) -> None:
    card = _card(desk, "listens")
    rows = _numbers(desk, "listens")
    assert [row[0] for row in rows] == [21, 0, 4, 0, 0, 0, 0]
    grid = card.locator(".recharts-cartesian-grid")
    grid.scroll_into_view_if_needed()
    plot = grid.bounding_box()
    assert plot is not None
    for day in (0, 2, 6):
        inside = 2 + (plot["width"] - 4) * day / 6
        desk.mouse.move(plot["x"] + inside, plot["y"] + plot["height"] / 2, steps=3)
        expect(card.locator(".chart-tip b")).to_have_text(
            [f"{one:.0f}" for one in rows[day] if one is not None]
        )


def test_the_points_of_a_line_are_as_high_as_their_numbers(desk: Page, quiet: None) -> None:
    card = _card(desk, "hours")
    path = card.locator(".recharts-area-curve").first.get_attribute("d") or ""
    heights = [float(y) for y in re.findall(r"[ML][\d.]+,([\d.]+)", path)]
    ground = max(heights)
    drawn = [(ground - y) / (ground - heights[0]) for y in heights]
    said = [row[0] or 0 for row in _numbers(desk, "hours")]
    assert said == [2.5, 0, 0.5, 0, 0, 0, 0]
    assert drawn == pytest.approx([one / 2.5 for one in said], abs=0.01)


def test_the_cells_of_a_heat_map_are_those_of_its_table(desk: Page, quiet: None) -> None:
    for key, filled in {"when": {1.0, 2.0}, "plane": {2.0, 0.5}}.items():
        cells = _card(desk, key).locator(".chart-cell")
        expect(cells.last).to_be_attached()
        drawn = [float(cell.get_attribute("data-value") or 0) for cell in cells.all()]
        assert drawn == [one for row in _numbers(desk, key) for one in row]
        assert set(drawn) - {0.0} == filled
        brightest = _card(desk, key).locator(".chart-cell[data-value='2'] rect")
        assert brightest.get_attribute("fill-opacity") == "1"


def test_figures_stand_beside_how_they_changed(desk: Page, quiet: None) -> None:
    figures = _card(desk, "sums").locator(".desk-figure")
    said = {
        one.locator("dt").inner_text(): one.locator("dd").inner_text().split("\n")
        for one in figures.all()
    }
    assert said["Listens"][0] == "25"
    assert said["Heard"][0].replace("\u00a0", " ") == "3 h"
    assert said["Listeners"][0] == "2"


def test_a_song_has_its_own_page_with_where_people_leave_over_its_curve(
    desk: Page, server: Server, quiet: None
) -> None:
    song = _songs(desk)[0]
    _table(desk, "top_songs")
    _card(desk, "top_songs").locator("tbody a").first.click()
    desk.wait_for_url(f"**/admin/analytics/song/{song['id']}")
    expect(desk.get_by_role("heading", level=1)).to_have_text(song["title"])
    choose_week(desk)
    card = _card(desk, "song_leaving")
    made = _of_service(
        server, "song_leaving", Asked(WEEK.since, WEEK.until, song_id=int(song["id"]))
    )
    expect(card.locator(".recharts-line-curve")).to_have_count(3)
    bars = card.locator(".recharts-bar").first.locator(".recharts-bar-rectangle path")
    skipped = [row.cells[3] for row in made.rows if row.cells[3]]
    assert skipped == [5]
    expect(bars).to_have_count(1)
    assert len(_table(desk, "song_leaving")) == len(made.rows)


def test_the_desk_of_songs_leads_to_the_page_of_each(desk: Page, quiet: None) -> None:
    desk.goto("/admin/songs")
    way = desk.get_by_role("link", name=re.compile("^Analytics of ")).first
    expect(way).to_be_in_viewport(ratio=1)  # the table is wider than the page: they stay in sight
    way.click()
    desk.wait_for_url("**/admin/analytics/song/*")
    expect(_card(desk, "sums")).to_be_visible()


def test_charts_are_about_the_album_that_is_chosen(desk: Page, quiet: None) -> None:
    rain = _songs(desk)[0]
    field = desk.get_by_label("Album", exact=True)
    field.press_sequentially(rain["album"], delay=5)
    option = desk.locator("datalist option").first
    option.wait_for(state="attached")
    line = option.get_attribute("value") or ""
    field.fill(line)
    links = _card(desk, "listens").get_by_role("link")
    expect(links).to_have_attribute("href", re.compile(f"album={rain['album_id']}"))
    expect(_card(desk, "sources")).to_contain_text("not counted by song")
    desk.get_by_role("button", name="All music").click()
    expect(links).not_to_have_attribute("href", re.compile("album="))
    expect(field).to_have_value("")


def test_a_time_in_which_nothing_was_heard_is_explained(desk: Page, quiet: None) -> None:
    desk.get_by_label("From", exact=True).fill("2024-02-01")
    desk.get_by_label("To", exact=True).fill("2024-02-07")
    expect(_card(desk, "listens")).to_contain_text("Nothing was heard in this time.")
    expect(_card(desk, "listens").locator("svg.recharts-surface")).to_have_count(0)


def test_all_of_it_is_accessible_and_no_wider_than_the_window(desk: Page, quiet: None) -> None:
    for key in ("listens", "when", "top_songs"):
        _table(desk, key)
    assert faults(desk) == []


def test_a_search_in_vain_is_counted_once_nobody_types_on(
    page: Page, server: Server, quiet: None
) -> None:
    page.goto("/search")
    field = page.get_by_role("searchbox")
    field.press_sequentially("qzxjk analytics", delay=10)
    expect(page.get_by_text("Nothing found")).to_be_visible()
    today = asked()

    def words() -> list[str]:
        return [row.label for row in _of_service(server, "searches", today).rows]

    for _ in range(50):
        if "qzxjk analytics" in words():
            break
        page.wait_for_timeout(200)
    found = [one for one in words() if one.startswith("q")]
    assert found == ["qzxjk analytics"]
