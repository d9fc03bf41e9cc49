"""Promises of "How does it feel to you?": a tap moves what one sees, and only that."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.listening import StoredCurve, open_album, play_row, stored_curve
from tools.browser import join
from tools.server import Server

AT_S = 20.0
TOLERANCE = 0.01


@dataclass(frozen=True, slots=True)
class Felt:
    """A song that is paused in the emotion view, and what the server has of its emotion."""

    song_id: int
    curve: StoredCurve


@pytest.fixture
def felt(page: Page) -> Felt:
    song_id = open_album(page)[0]
    play_row(page, song_id)
    page.get_by_role("link", name="Emotion view").click()
    page.wait_for_url("**/now-playing")
    pause_at(page, AT_S)
    return Felt(song_id, stored_curve(page, song_id))


def pause_at(page: Page, at_s: float) -> None:
    page.wait_for_function("window.emomusic?.engine.player.get().song")
    page.evaluate("window.emomusic.engine.pause()")
    page.evaluate("(at) => window.emomusic.engine.seek(at)", at_s)
    page.wait_for_function(
        "(at) => Math.abs(document.querySelector('[data-valence]')?.dataset.time - at) < 0.2",
        arg=at_s,
    )


def wait_for_dot(page: Page, valence: float, arousal: float) -> None:
    """Wait until the dot is drawn at a place of the plane."""
    page.wait_for_function(
        """([valence, arousal, tolerance]) => {
            const { dataset } = document.querySelector("[data-valence]");
            return Math.abs(dataset.valence - valence) <= tolerance
                && Math.abs(dataset.arousal - arousal) <= tolerance;
        }""",
        arg=[valence, arousal, TOLERANCE],
        timeout=8000,
    )


def tap(page: Page, valence: float, arousal: float) -> None:
    box = page.locator("[data-feel-pad]").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + valence * box["width"], box["y"] + (1 - arousal) * box["height"])


def corrected(page: Page, valence: float, arousal: float) -> tuple[float, float]:
    """Where the server's own calibration puts a place."""
    lines = page.request.get("/api/calibration").json()

    def moved(name: str, heard: float) -> float:
        line = lines[name]
        return min(1.0, max(0.0, 0.5 + line["offset"] + line["slope"] * (heard - 0.5)))

    return moved("valence", valence), moved("arousal", arousal)


def my_taps(page: Page, song_id: int) -> list[dict[str, float]]:
    found: list[dict[str, float]] = page.request.get(f"/api/songs/{song_id}/feelings").json()[
        "taps"
    ]
    return found


@pytest.mark.usefixtures("quiet")
def test_a_tap_moves_the_curve_a_reload_keeps_it_and_undo_takes_it_back(
    page: Page, felt: Felt
) -> None:
    heard = felt.curve.at(AT_S)
    wait_for_dot(page, *heard)
    aim = (0.05 if heard[0] > 0.5 else 0.95, 0.05 if heard[1] > 0.5 else 0.95)
    tap(page, *aim)
    said = page.locator(".em-feel-said")
    expect(said).to_have_text(re.compile(r"^Felt (happy|angry|sad|calm) at 0:20$"))
    page.wait_for_function("window.emomusic && document.querySelector('.em-key-heard')")
    seen = corrected(page, *heard)
    assert all(abs(new - old) > 0.05 for new, old in zip(seen, heard, strict=True))
    wait_for_dot(page, *seen)
    [kept] = my_taps(page, felt.song_id)
    assert (kept["valence"], kept["arousal"]) == pytest.approx(aim, abs=0.01)
    assert kept["at_s"] == pytest.approx(AT_S, abs=0.2)
    expect(page.locator("[data-felt-marks]")).to_have_attribute("data-felt-marks", "1")

    page.reload()
    pause_at(page, AT_S)
    wait_for_dot(page, *seen)
    expect(page.locator("[data-felt-here]")).to_have_attribute("data-felt-here", "1")

    tap(page, *aim)
    page.get_by_role("button", name=re.compile("^Undo what you felt")).click()
    expect(page.locator("[data-felt-here]")).to_have_attribute("data-felt-here", "1")
    wait_for_dot(page, *seen)
    assert my_taps(page, felt.song_id) == [kept]


@pytest.mark.usefixtures("quiet")
def test_undo_of_the_only_tap_shows_what_the_model_heard(page: Page, felt: Felt) -> None:
    tap(page, 0.9, 0.9)
    page.wait_for_selector(".em-key-heard")
    page.get_by_role("button", name=re.compile("^Undo what you felt")).click()
    expect(page.locator(".em-key-heard")).to_have_count(0)
    wait_for_dot(page, *felt.curve.at(AT_S))
    assert my_taps(page, felt.song_id) == []


@pytest.mark.usefixtures("quiet")
def test_it_is_told_by_keys_alone(page: Page, felt: Felt) -> None:
    page.keyboard.press("f")
    cursor = page.get_by_role("slider", name=re.compile("^How it feels"))
    expect(cursor).to_be_focused()
    for _ in range(20):
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    expect(cursor).to_have_attribute("aria-valuetext", "sad, valence 5 %, arousal 1 %")
    page.keyboard.press("Enter")
    expect(page.locator(".em-feel-said")).to_have_text("Felt sad at 0:20")
    expect(page.get_by_role("button", name="How does it feel to you?")).to_be_focused()
    page.wait_for_selector(".em-key-heard")
    [kept] = my_taps(page, felt.song_id)
    assert (kept["valence"], kept["arousal"]) == (0.05, 0.01)
    # It was not the music that went back and got quieter.
    assert page.evaluate("window.emomusic.audio().currentTime") == pytest.approx(AT_S, abs=0.2)
    page.keyboard.press("f")
    expect(cursor).to_be_focused()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("/now-playing"))
    expect(cursor).to_have_count(0)


def test_what_was_felt_without_a_line_is_told_once_it_is_there(page: Page, felt: Felt) -> None:
    page.context.set_offline(True)
    tap(page, 0.9, 0.9)
    expect(page.locator(".em-feel-said")).to_have_text("Felt happy at 0:20")
    page.context.set_offline(False)
    page.wait_for_selector(".em-key-heard")
    assert [one["valence"] for one in my_taps(page, felt.song_id)] == [pytest.approx(0.9, abs=0.01)]


@pytest.mark.usefixtures("quiet")
def test_all_taps_are_listed_to_hear_again_and_to_delete(page: Page, felt: Felt) -> None:
    tap(page, 0.9, 0.9)
    page.wait_for_selector(".em-key-heard")
    page.goto("/feelings")
    rows = page.get_by_role("list", name="What you felt").get_by_role("listitem")
    expect(rows).to_have_count(1)
    expect(page.locator("[data-calibration-words]")).to_contain_text("By 1 tap in 1 song.")
    rows.get_by_role("button", name=re.compile("^Play")).click()
    page.wait_for_function("window.emomusic.audio().currentTime >= 16.5")
    page.evaluate("window.emomusic.engine.pause()")
    rows.get_by_role("button", name=re.compile("^Delete")).click()
    expect(rows).to_have_count(0)
    expect(page.locator("[data-calibration-words]")).to_contain_text("nothing is corrected")
    page.get_by_role("button", name="Put it back").click()
    expect(rows).to_have_count(1)
    page.get_by_role("switch", name=re.compile("^Show me the curves")).click()
    expect(page.locator("[data-calibration-words]")).to_contain_text("Turned off")
    page.goto("/now-playing")
    pause_at(page, AT_S)
    wait_for_dot(page, *felt.curve.at(AT_S))


@pytest.mark.usefixtures("quiet")
def test_three_people_are_shown_and_who_agrees_is_exported(
    page: Page, felt: Felt, browser: Browser, server: Server, tmp_path: Path
) -> None:
    tap(page, 0.02, 0.02)
    page.wait_for_selector(".em-key-heard")
    for name in ("Felt Olga", "Felt Ulrich"):
        context = browser.new_context(base_url=server.url)
        other = context.new_page()
        join(other, server.url, name)
        report = """async ([song_id, name]) => {
            const me = window.emomusic.engine.player.get().user;
            const event = { event_id: crypto.randomUUID(), song_id, at_s: 21, valence: 0.05,
                arousal: 0.05, at_ms: Date.now() };
            const answer = await fetch("/api/feelings", { method: "POST", body: JSON.stringify(
                { listener_id: me, events: [event] }),
                headers: { "Content-Type": "application/json" } });
            return answer.status;
        }"""
        other.wait_for_function("window.emomusic?.engine.player.get().user")
        assert other.evaluate(report, [felt.song_id, name]) == 200
        context.close()
    page.goto("/feelings")
    moments = page.get_by_role("list", name="Moments of disagreement")
    expect(moments.get_by_role("listitem").first).to_contain_text("people")
    expect(moments.get_by_role("listitem").first).to_contain_text("0:20")
    page.goto("/settings")
    consent = page.get_by_role("switch", name=re.compile("^Let what I feel train"))
    expect(consent).not_to_be_checked()
    consent.click()
    expect(consent).to_be_checked()
    page.reload()
    expect(consent).to_be_checked()
    file = tmp_path / "felt.jsonl"
    done = server.command("feedback", "export", str(file))
    assert "1 moments of 1 songs, felt by 1 people" in done.stdout, done.stderr
    _, song = (json.loads(line) for line in file.read_text().splitlines())
    assert song["moments"][0]["people"] == 1
    assert Path(song["path"]).is_file()
