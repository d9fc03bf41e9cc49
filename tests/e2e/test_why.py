"""Promises of the panel that says why a moment sounds the way it does."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.listening import open_album, play_row

MOMENT_S = 21.0
EXPLANATION = re.compile(r"/explanation\?")
ANSWER_MS = 60_000
"""The process that answers may have to start first, on a busy machine."""


def _open_view(page: Page) -> int:
    """Play the first song of the first album, stop at a moment, and open the emotion view."""
    ids = open_album(page)
    play_row(page, ids[0])
    page.evaluate("window.emomusic.engine.pause()")
    page.evaluate("(at) => window.emomusic.engine.seek(at)", MOMENT_S)
    page.wait_for_function(
        "(at) => Math.abs(window.emomusic.audio().currentTime - at) < 0.2", arg=MOMENT_S
    )
    page.get_by_role("link", name="Emotion view").click()
    page.wait_for_url("**/now-playing")
    return ids[0]


def _ask(page: Page) -> Locator:
    page.get_by_role("button", name="Why?").click()
    panel = page.get_by_role("dialog", name=re.compile("^Why it sounds so at"))
    panel.locator("[data-why-picture]").wait_for(timeout=ANSWER_MS)
    return panel


def _answer(page: Page, song_id: int) -> dict[str, Any]:
    found: dict[str, Any] = page.request.get(
        f"/api/songs/{song_id}/explanation?at_s={MOMENT_S}"
    ).json()
    return found


def _answer_with(page: Page, status: int, body: dict[str, Any]) -> None:
    """Let the next questions have an answer that the demo albums do not give."""
    page.route(EXPLANATION, lambda route: route.fulfill(status=status, json=body))


@pytest.mark.usefixtures("quiet")
class TestTheReasons:
    def test_of_the_moment_are_shown_when_somebody_asks(self, page: Page) -> None:
        song_id = _open_view(page)
        panel = _ask(page)
        found = _answer(page, song_id)
        expect(panel).to_have_accessible_name("Why it sounds so at 0:21")
        expect(panel).to_contain_text(found["model"])
        for axis in ("valence", "arousal"):
            panel.get_by_role("radio", name=axis).check()
            expect(panel.locator(f"[data-why-picture={axis}]")).to_be_visible()
            expect(panel.get_by_text(found[axis]["says"])).to_be_visible()
            parts = panel.get_by_role("listitem").get_by_role("paragraph")
            expect(parts).to_have_text([part["says"] for part in found[axis]["parts"]])

    def test_are_drawn_as_they_are(self, page: Page) -> None:
        song_id = _open_view(page)
        panel = _ask(page)
        cells = _answer(page, song_id)["valence"]["cells"]
        shown = panel.locator("[data-why-picture] [data-from]")
        expect(shown).to_have_count(len(cells) * len(cells[0]))
        # rows from the top: high bands first, the harmony last
        order = [*reversed(cells[:-1]), cells[-1]]
        scale = max(0.01, *(abs(push) for row in cells for push in row))
        signs = [
            "" if abs(push) < scale / 4 else "+" if push > 0 else "−"
            for row in order
            for push in row
        ]
        expect(shown).to_have_text(signs)

    def test_are_a_table_too(self, page: Page) -> None:
        song_id = _open_view(page)
        panel = _ask(page)
        found = _answer(page, song_id)
        panel.get_by_text("The numbers as a table").click()
        table = panel.get_by_role("table", name="What pushed valence, in hundredths")
        expect(table.get_by_role("row")).to_have_count(len(found["bands"]) + 2)
        harmony = table.get_by_role("row", name="harmony")
        expect(harmony.get_by_role("cell")).to_have_count(len(found["edges_s"]))
        shown = harmony.get_by_role("cell").first.inner_text().replace("−", "-")
        assert float(shown) == pytest.approx(100 * found["valence"]["cells"][-1][0], abs=0.051)

    def test_are_reached_and_left_by_keyboard_alone(self, page: Page) -> None:
        _open_view(page)
        button = page.get_by_role("button", name="Why?")
        button.focus()
        page.keyboard.press("Enter")
        panel = page.get_by_role("dialog", name=re.compile("^Why it sounds so at"))
        expect(panel).to_be_focused()
        panel.locator("[data-why-picture=valence]").wait_for(timeout=ANSWER_MS)
        page.keyboard.press("Tab")
        expect(panel.get_by_role("button", name="Close the reasons")).to_be_focused()
        page.keyboard.press("Tab")
        expect(panel.get_by_role("radio", name="valence")).to_be_focused()
        page.keyboard.press("ArrowRight")
        expect(panel.locator("[data-why-picture=arousal]")).to_be_visible()
        # the arrow chose, and did not seek
        assert abs(page.evaluate("window.emomusic.audio().currentTime") - MOMENT_S) < 0.3
        page.keyboard.press("Escape")
        expect(panel).to_have_count(0)
        expect(button).to_be_focused()
        expect(page).to_have_url(re.compile("/now-playing"))

    def test_can_be_heard(self, page: Page) -> None:
        _open_view(page)
        panel = _ask(page)
        cell = panel.locator("[data-why-picture] [data-from]").first
        from_s = float(cell.get_attribute("data-from") or "nan")
        cell.click()
        page.wait_for_function(
            "(at) => Math.abs(window.emomusic.audio().currentTime - at) < 0.3", arg=from_s
        )
        # it still explains the moment that was asked for
        expect(panel).to_have_accessible_name("Why it sounds so at 0:21")

    def test_of_now_can_be_asked_for_again(self, page: Page) -> None:
        _open_view(page)
        panel = _ask(page)
        page.evaluate("window.emomusic.engine.seek(40)")
        panel.get_by_role("button", name="Ask about 0:40").click()
        expect(panel).to_have_accessible_name("Why it sounds so at 0:40")
        panel.locator("[data-why-picture]").wait_for(timeout=ANSWER_MS)

    def test_fit_a_phone(self, page: Page) -> None:
        _open_view(page)
        page.set_viewport_size({"width": 390, "height": 844})
        panel = _ask(page)
        panel.get_by_text("The numbers as a table").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        body = panel.locator(".em-why-body")
        assert body.evaluate("(node) => node.scrollWidth <= node.clientWidth")

    def test_are_not_made_up_where_the_model_is_not_sure(self, page: Page) -> None:
        song_id = _open_view(page)
        doubt = "Not sure here: there is silence at this moment, so nothing can be explained."
        nothing = {"sure": False, "doubt": doubt, "valence": None, "arousal": None}
        _answer_with(page, 200, {**_answer(page, song_id), **nothing})
        page.get_by_role("button", name="Why?").click()
        panel = page.get_by_role("dialog", name=re.compile("^Why it sounds so at"))
        expect(panel.get_by_text(doubt)).to_be_visible()
        expect(panel.get_by_role("radio")).to_have_count(0)
        expect(panel.locator("[data-why-picture]")).to_have_count(0)


def test_a_failure_is_said_and_can_be_tried_again(page: Page) -> None:
    _open_view(page)
    _answer_with(page, 503, {"error": "This moment could not be explained just now. Try again."})
    page.get_by_role("button", name="Why?").click()
    panel = page.get_by_role("dialog", name=re.compile("^Why it sounds so at"))
    expect(panel.get_by_role("alert")).to_have_text(
        "This moment could not be explained just now. Try again."
    )
    page.unroute(EXPLANATION)
    panel.get_by_role("button", name="Try again").click()
    panel.locator("[data-why-picture]").wait_for(timeout=ANSWER_MS)


def test_while_it_waits_the_panel_says_so(page: Page) -> None:
    _open_view(page)
    held: list[Route] = []
    page.route(EXPLANATION, lambda route: held.append(route))
    page.get_by_role("button", name="Why?").click()
    panel = page.get_by_role("dialog", name=re.compile("^Why it sounds so at"))
    expect(panel).to_have_attribute("aria-busy", "true")
    expect(panel.get_by_role("status")).to_contain_text("Listening again")
    held[0].continue_()
    panel.locator("[data-why-picture]").wait_for(timeout=ANSWER_MS)
    expect(panel).to_have_attribute("aria-busy", "false")
