"""Promises of the emotion view: what it shows is what the ear heard, when it was heard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.listening import (
    open_album,
    play_row,
    position_s,
    stored_curve,
    wait_for_position,
)

TOLERANCE = 0.02

pytestmark = pytest.mark.usefixtures("quiet")


def _open_view(page: Page) -> int:
    ids = open_album(page)
    play_row(page, ids[0])
    page.get_by_role("link", name="Emotion view").click()
    page.wait_for_url("**/now-playing")
    page.locator("[data-valence]").first.wait_for()
    return ids[0]


def _dot(page: Page) -> tuple[float, float, float]:
    """Valence and arousal of the dot, and the position of the sound at that moment."""
    seen = page.evaluate(
        """() => {
            const { dataset } = document.querySelector("[data-valence]");
            return [+dataset.valence, +dataset.arousal, window.emomusic.audio().currentTime];
        }"""
    )
    return seen[0], seen[1], seen[2]


def test_the_dot_is_where_the_stored_curve_says(page: Page) -> None:
    song_id = _open_view(page)
    curve = stored_curve(page, song_id)
    page.evaluate("window.emomusic.engine.pause()")
    for at_s in (3.0, 17.3, 31.0, 44.9, 52.2):
        page.evaluate("(at) => window.emomusic.engine.seek(at)", at_s)
        page.wait_for_function(
            "(at) => Math.abs(window.emomusic.audio().currentTime - at) < 0.2", arg=at_s
        )
        valence, arousal = curve.at(at_s)
        page.wait_for_function(
            """([valence, arousal, tolerance]) => {
                const { dataset } = document.querySelector("[data-valence]");
                return Math.abs(dataset.valence - valence) <= tolerance
                    && Math.abs(dataset.arousal - arousal) <= tolerance;
            }""",
            arg=[valence, arousal, TOLERANCE],
            timeout=5000,
        )


def test_the_dot_moves_with_the_music(page: Page) -> None:
    song_id = _open_view(page)
    curve = stored_curve(page, song_id)
    for wait_s in (1.0, 2.0, 3.0):
        wait_for_position(page, wait_s)
        valence, arousal, at_s = _dot(page)
        expected_valence, expected_arousal = curve.at(at_s)
        assert abs(valence - expected_valence) <= TOLERANCE
        assert abs(arousal - expected_arousal) <= TOLERANCE


def test_four_meters_and_a_sentence_say_it_too(page: Page) -> None:
    _open_view(page)
    meters = page.get_by_role("meter")
    expect(meters).to_have_count(4)
    values = [float(meter.get_attribute("aria-valuenow") or "nan") for meter in meters.all()]
    assert 95 <= sum(values) <= 105 or 0.95 <= sum(values) <= 1.05
    expect(page.locator("[data-emotion-sentence]")).not_to_be_empty()


def test_a_click_on_the_timeline_seeks(page: Page) -> None:
    _open_view(page)
    timeline = page.get_by_role("slider", name="Timeline")
    timeline.wait_for()
    expect(page.locator(".recharts-surface").first).to_be_visible()
    box = timeline.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2)
    page.wait_for_function("window.emomusic.audio().currentTime > 20")
    assert position_s(page) > 20


def test_rows_carry_a_sparkline(page: Page) -> None:
    open_album(page)
    rows = page.locator("#centre [data-song]")
    sparks = page.locator("#centre [data-song] .em-cell-spark [role=img]")
    expect(sparks).to_have_count(rows.count())
