"""Promises of a server that is killed in the middle of its work."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from tests.e2e.listening import open_album, play_row
from tools.browser import sign_up, wait_until_heard
from tools.server import Server

COUNT_HEARD = """async () => {
    const { songs } = await (await fetch("/api/sources/library/0")).json();
    return [songs.filter((song) => song.spark).length, songs.length];
}"""


def test_after_a_power_cut_people_are_still_signed_in_and_every_song_is_heard(
    browser: Browser, tmp_path: Path
) -> None:
    server = Server(tmp_path / "data", web_dir=".web-power-cut")
    context = browser.new_context()
    try:
        server.start()
        page = context.new_page()
        sign_up(page, server.url)
        ids = open_album(page)
        play_row(page, ids[0])
        heard, songs = page.evaluate(COUNT_HEARD)
        server.kill()
        assert heard < songs, "the power went after the work was done"

        server.start()
        # A page that stayed open finds the server again by itself.
        page.wait_for_function("window.emomusic.live.connected.get()")
        page.goto(server.url)
        page.locator("#centre .cards").first.wait_for()
        wait_until_heard(page, server.url)
        page.wait_for_function("window.emomusic?.engine.player.get().song")
        assert page.evaluate("window.emomusic.engine.player.get().song.id") == ids[0]
    finally:
        context.close()
        server.stop()
