"""What the browser tests do and ask of the player, in words."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

ALBUM = "Afterimage"
"""An album of the demo; other tests add albums of their own to the same server."""


def open_album(page: Page, title: str = ALBUM) -> list[int]:
    """Open an album and return the ids of its songs, in order."""
    main = page.get_by_role("navigation", name="Main")
    main.get_by_role("link", name="Library", exact=True).click()
    page.locator('#centre a[href^="/album/"]').filter(has_text=title).first.click()
    page.wait_for_url("**/album/*")
    page.locator("#centre [data-song]").first.wait_for()
    return [
        int(row.get_attribute("data-song") or 0)
        for row in page.locator("#centre [data-song]").all()
    ]


def play_row(page: Page, song_id: int) -> None:
    """Press the play button of a song's row and wait until it sounds."""
    row = page.locator(f'#centre [data-song="{song_id}"]')
    row.hover()
    row.get_by_role("button", name="Play").click()
    wait_until_playing(page, song_id)


def playing_song_id(page: Page) -> int:
    """Return the id of the song in the audio element."""
    return int(
        page.evaluate("window.emomusic.audio().currentSrc.match(/\\/media\\/(\\d+)/)?.[1] ?? 0")
    )


def wait_until_playing(page: Page, song_id: int) -> None:
    """Wait until a song's sound moves."""
    page.wait_for_function(
        """(id) => {
            const audio = window.emomusic?.audio();
            return audio && audio.currentSrc.endsWith(`/media/${id}`)
                && !audio.paused && audio.currentTime > 0.05;
        }""",
        arg=song_id,
    )


def position_s(page: Page) -> float:
    """Return the seconds into the song."""
    return float(page.evaluate("window.emomusic.audio().currentTime"))


def wait_for_position(page: Page, at_s: float) -> None:
    """Wait until the sound has come to a second of the song."""
    page.wait_for_function("(at) => window.emomusic.audio().currentTime >= at", arg=at_s)


def queue_song_ids(page: Page) -> list[int]:
    """Return what comes after the current song."""
    ids: list[int] = page.evaluate(
        "window.emomusic.engine.player.get().queue.upcoming.map((entry) => entry.song.id)"
    )
    return ids


@dataclass(frozen=True, slots=True)
class StoredCurve:
    """A curve as the server serves it, read without the page's own code."""

    hop_s: float
    valence: bytes
    arousal: bytes

    def at(self, time_s: float) -> tuple[float, float]:
        """Interpolate valence and arousal, each 0..1, at a time in seconds."""
        place = min(max(time_s / self.hop_s - 0.5, 0.0), len(self.valence) - 1.0)
        first = int(place)
        last = min(first + 1, len(self.valence) - 1)
        part = place - first

        def between(values: bytes) -> float:
            return (values[first] * (1 - part) + values[last] * part) / 255

        return between(self.valence), between(self.arousal)


def stored_curve(page: Page, song_id: int) -> StoredCurve:
    """Fetch a song's curve from the server."""
    answer: dict[str, Any] = page.request.get(f"/api/songs/{song_id}/emotion").json()
    return StoredCurve(
        hop_s=answer["hop_s"],
        valence=base64.b64decode(answer["valence"]),
        arousal=base64.b64decode(answer["arousal"]),
    )
