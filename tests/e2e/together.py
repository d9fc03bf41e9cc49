"""What the browser tests and the benchmark of rooms do and measure, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page

from tests.e2e.conftest import DESKTOP, Complaints
from tools.browser import join

NOW = """() => {
    const audio = window.emomusic.audio();
    return {
        at_s: Date.now() / 1000, position_s: audio.currentTime,
        sounds: !audio.paused && !audio.seeking && !audio.muted, rate: audio.playbackRate,
        song_id: Number(audio.currentSrc.match(/\\/media\\/(\\d+)/)?.[1] ?? 0),
    };
}"""

RECORD = """() => {
    window.heard = [];
    setInterval(() => {
        const audio = window.emomusic.audio();
        if (audio.paused || audio.seeking || audio.muted || audio.readyState < 3) return;
        const at_s = (performance.timeOrigin + performance.now()) / 1000;
        window.heard.push([at_s, audio.currentTime, audio.currentSrc]);
    }, 20);
}"""
STALE_S = 0.1


@dataclass(frozen=True, slots=True)
class Sound:
    """What a browser sounds at a moment of the wall clock that all of them share.

    Attributes:
        at_s: The moment.
        position_s: Where in the song.
        sounds: Whether it moves and is heard.
        rate: How fast.
        song_id: The song.
    """

    at_s: float
    position_s: float
    sounds: bool
    rate: float
    song_id: int


@contextmanager
def at_home(
    browser: Browser, url: str, complaints: Complaints, *names: str
) -> Iterator[list[Page]]:
    """Let new people come in, each in a browser of their own; their pages."""
    contexts = [browser.new_context(viewport=DESKTOP, base_url=url) for _ in names]
    pages = [context.new_page() for context in contexts]
    for page, name in zip(pages, names, strict=True):
        complaints.listen_to(page)
        join(page, url, name)
    yield pages
    for context in contexts:
        context.close()


def sound(page: Page) -> Sound:
    """Measure what a browser sounds."""
    return Sound(**page.evaluate(NOW))


def spread_s(pages: Sequence[Page]) -> float | None:
    """Return by how much the browsers are apart, or None where they don't sound the same song."""
    sounds = [sound(page) for page in pages]
    if not all(one.sounds for one in sounds) or len({one.song_id for one in sounds}) > 1:
        return None
    begun = [one.position_s - one.at_s for one in sounds]
    return max(begun) - min(begun)


def record(pages: Sequence[Page]) -> None:
    """Let browsers note each 20 ms what is heard of them, until they load another page."""
    for page in pages:
        page.evaluate(RECORD)


def worst_spread_s(pages: Sequence[Page]) -> float:
    """Return by how much two of whom the same song was heard were apart at most, since `record`."""
    notes = sorted(
        (at_s, place, position_s - at_s, song)
        for place, page in enumerate(pages)
        for at_s, position_s, song in page.evaluate("window.heard")
    )
    worst = 0.0
    last: dict[int, tuple[float, float, str]] = {}
    for at_s, place, begun_s, song in notes:
        last[place] = (at_s, begun_s, song)
        for other_at_s, other_begun_s, other_song in last.values():
            if at_s - other_at_s < STALE_S and song == other_song:
                worst = max(worst, abs(begun_s - other_begun_s))
    return worst


def open_room(page: Page, name: str, song_ids: Sequence[int], access: str = "Open") -> str:
    """Open a room through its form, add songs, and return its id."""
    page.goto("/rooms")
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name=access, exact=True).click()
    bring = page.get_by_label("Begin with my queue")
    if bring.count():
        bring.uncheck()
    page.get_by_role("button", name="Open the room").click()
    page.wait_for_url("**/room/*")
    page.get_by_role("heading", name=name).wait_for()
    if song_ids:
        call(page, "room.add", {"song_ids": list(song_ids)})
        page.wait_for_function("window.emomusic.audio().currentTime > 0.05")
    return page.url.split("/room/")[1].strip("/")


def join_room(page: Page, name: str) -> None:
    """Join a room from the list of rooms."""
    page.goto("/rooms")
    page.get_by_role("button", name=f"Join {name}").click()
    page.wait_for_url("**/room/*")
    page.get_by_role("heading", name=name).wait_for()


def call(page: Page, name: str, body: dict[str, object] | None = None) -> object:
    """Make a call of the live channel as the page does."""
    return page.evaluate(
        "([name, body]) => window.emomusic.live.call(name, body)", [name, body or {}]
    )
