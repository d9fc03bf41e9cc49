"""Promises of the page about the model, and of all pages when another model comes."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from emomusic.emotion import model_folder
from tests.e2e.listening import open_album, play_row
from tests.e2e.looks import overflow_px, violations
from tests.models import copy_model, serve
from tools.browser import sign_up, wait_until_heard
from tools.server import PROJECT_DIR, Server

ALBUM = PROJECT_DIR / "demo" / "Ilse Varga" / "Rooms With Rain"
SONGS = 3
PATIENCE_MS = 90_000

COLUMNS = {"A guess": "guess", "Good": "good", "Excellent": "excellent", "People": "people"}


def _open(page: Page) -> None:
    page.goto("/model")
    page.locator("[data-model]").wait_for()
    for summary in page.locator("#centre summary").all():
        summary.click()


def _number(text: str) -> float | None:
    if text == "–":
        return None
    return round(float(text.removesuffix(" %")) / (100 if text.endswith("%") else 1), 6)


def _cells(row: Locator) -> dict[str, str]:
    heads = row.locator("xpath=ancestor::table").locator("thead th").all_inner_texts()
    return dict(zip(heads, row.locator("th, td").all_inner_texts(), strict=True))


def _shown(value: float, is_share: bool) -> float:
    return round(float(f"{100 * value:.1f}") / 100, 6) if is_share else float(f"{value:.3f}")


def test_every_figure_of_the_model_is_on_the_page(page: Page, quiet: None) -> None:
    figures: dict[str, dict[str, Any]] = json.loads(
        (model_folder() / "metrics.json").read_text(encoding="utf-8")
    )["figures"]
    _open(page)
    rows = page.locator("[data-figure]")
    assert sorted(row.get_attribute("data-figure") or "" for row in rows.all()) == sorted(figures)
    for name, figure in figures.items():
        cells = _cells(page.locator(f'[data-figure="{name}"]'))
        is_share = cells["This model"].endswith("%")
        value, interval = cells["This model"], cells["95 % interval"]
        assert _number(value) == _shown(figure["value"], is_share), name
        low, high = (_number(part.removesuffix(" %")) for part in interval.split(" to "))
        factor = 100 if is_share else 1
        assert low == pytest.approx(_shown(figure["low"], is_share) * factor), name
        assert high == pytest.approx(_shown(figure["high"], is_share) * factor), name
        for column, key in COLUMNS.items():
            stored = figure.get(key)
            expected = None if stored is None else _shown(stored, is_share)
            assert _number(cells.get(column, "–")) == expected, (name, key)


def test_the_card_is_on_the_page_whole(page: Page, quiet: None) -> None:
    card = (model_folder() / "card.md").read_text(encoding="utf-8")
    _open(page)
    shown = " ".join(page.locator("#centre").inner_text().split())
    for heading in re.findall(r"^##+ (.+)$", card, re.MULTILINE):
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    for limit in re.split(r"^- ", card.split("## What it is bad at")[1], flags=re.MULTILINE)[1:]:
        assert " ".join(limit.split("\n\n")[0].split()) in shown
    assert "CC BY-NC-SA 4.0" in shown


def test_the_figures_are_drawn_and_said(page: Page, quiet: None) -> None:
    _open(page)
    charts = page.locator(".figure-chart")
    expect(charts.first.locator(".recharts-scatter-symbol").first).to_be_visible()
    assert charts.count() >= 2
    for chart in charts.all():
        table = chart.locator("xpath=ancestor::section[1]").locator("table").first
        assert chart.locator(".recharts-yAxis .recharts-cartesian-axis-tick").count() <= (
            table.locator("tbody tr").count()
        )
    expect(page.locator(".meanings dt").filter(has_text="(MAE)").first).to_be_visible()


@pytest.mark.parametrize("width", [1440, 390])
def test_all_of_it_is_accessible_and_no_wider_than_the_window(
    page: Page, quiet: None, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 860})
    _open(page)
    assert violations(page) == []
    assert overflow_px(page) <= 0
    box = page.locator(".table-box.figures").first
    wide = box.evaluate("(node) => node.scrollWidth - node.clientWidth")
    assert (wide > 0) == (width == 390)


def test_ways_lead_there(page: Page, quiet: None) -> None:
    main = page.get_by_role("navigation", name="Main")
    main.get_by_role("link", name="About this model").click()
    page.wait_for_url("**/model")
    page.get_by_role("link", name="What it is bad at").click()
    expect(page.get_by_role("heading", name="What it is bad at")).to_be_in_viewport()
    page.goto("/settings")
    page.locator("#centre").get_by_role("link", name="About this model").click()
    page.wait_for_url("**/model")
    play_row(page, open_album(page)[0])
    for path in ("/now-playing", f"/song/{open_album(page)[0]}"):
        page.goto(path)
        page.locator("#centre [data-heard-by] a").click()
        page.wait_for_url("**/model")


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[tuple[Server, Path]]:
    """A server with a few songs and two models, of which `ear-a` is served; they hear the same."""
    music, models = tmp_path / "music", tmp_path / "models"
    music.mkdir()
    for file in sorted(ALBUM.glob("*.mp3"))[:SONGS]:
        shutil.copy(file, music)
    for version in ("ear-a", "ear-b"):
        copy_model(models, version)
    serve(models, "ear-a")
    server = Server(
        tmp_path / "data",
        environment={
            "MODELS_DIR": str(models),
            "MUSIC_DIRS": str(music),
            "IMPORT_DEMO": "false",
            "ANALYSIS_WORKERS": "1",
        },
        web_dir=".web-model",
    )
    server.start()
    yield server, models
    server.stop()


def _look(page: Page) -> None:
    """Come back to the tab, at which an open page asks which model hears."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_another_model_hears_the_library_again_and_open_pages_follow(
    browser: Browser, own_server: tuple[Server, Path]
) -> None:
    server, models = own_server
    context = browser.new_context(base_url=server.url)
    page = context.new_page()
    sign_up(page, server.url)
    wait_until_heard(page, server.url)
    ids = open_album(page, ALBUM.name)
    assert len(ids) == SONGS
    play_row(page, ids[0])
    page.goto(f"/song/{ids[-1]}")
    heard_by = page.locator("dd [data-heard-by]")
    expect(heard_by).to_have_text("ear-a")
    other = context.new_page()
    other.goto("/model")
    expect(other.locator("dd[data-heard-by]")).to_have_text([f"{SONGS} songs"])

    serve(models, "ear-b")
    _look(page)
    expect(heard_by).to_have_text(re.compile(r"^ear-a; ear-b (will listen|is listening) again$"))
    expect(heard_by).to_have_text("ear-b", timeout=PATIENCE_MS)
    expect(page.get_by_role("complementary").locator("[data-heard-by]")).to_have_text(
        "heard by ear-b", timeout=PATIENCE_MS
    )
    standing = other.locator('dd[data-heard-by="ear-b"]')
    expect(standing).to_have_text(f"{SONGS} songs", timeout=PATIENCE_MS)
    expect(other.locator("[data-model]")).to_have_text("ear-b")
    expect(other.locator('dd[data-heard-by="ear-a"]')).to_have_count(0)
    other.close()

    open_album(page, ALBUM.name)
    note = page.locator(".em-mixed")
    expect(note).to_have_count(0)
    serve(models, "ear-a")
    _look(page)
    expect(note).to_contain_text("what ear-b heard", timeout=PATIENCE_MS)
    old = page.locator('#centre .em-spark[title="heard by ear-b"]')
    expect(old.first).to_be_visible()
    expect(old).to_have_count(0, timeout=PATIENCE_MS)
    expect(note).to_have_count(0)
    context.close()
