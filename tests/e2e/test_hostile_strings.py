"""Promises about strings that want to be more: shown as text, and nothing runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.audio_files import make_audio
from tests.e2e.chatting import Meet, Someone, meeting
from tests.hostile_strings import HOSTILE, LINKS, LOOKS, MARKUP, TEMPLATES
from tools.server import Server

TAGS = tuple(text for text in MARKUP + LINKS + TEMPLATES + LOOKS if "\x00" not in text)


@dataclass
class Harm:
    """What a page did that no text may make it do."""

    dialogs: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Note what a page does from now on."""
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", self._asked)
        page.on("popup", lambda popup: self.elsewhere.append(popup.url))

    def _asked(self, request: Any) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.hostname != "localhost":
            self.elsewhere.append(request.url)

    def is_none_on(self, page: Page) -> None:
        """See that nothing ran."""
        assert page.evaluate("window.__pwned") is None
        assert (
            page.evaluate("document.querySelector('base, #centre script, #centre iframe')") is None
        )
        assert (self.dialogs, self.elsewhere, self.errors) == ([], [], [])


@pytest.fixture(scope="module")
def tagged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An album whose tags are hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    for number, text in enumerate(TAGS):
        make_audio(
            folder / f"{number}.flac",
            hertz=200.0 + number,
            title=text,
            artist=text,
            album="Hostile",
            albumartist="Hostile",
            genre=text,
            tracknumber=str(number + 1),
        )
    return folder


@pytest.fixture(scope="module")
def hostile_server(tmp_path_factory: pytest.TempPathFactory, tagged: Path) -> Iterator[Server]:
    running = Server(
        tmp_path_factory.mktemp("server"),
        web_dir=".web-hostile",
        environment={"MUSIC_DIRS": str(tagged), "IMPORT_DEMO": "false"},
    )
    running.start()
    yield running
    running.stop()


@pytest.fixture
def meet(browser: Browser, hostile_server: Server) -> Iterator[Meet]:
    with meeting(browser, hostile_server.url) as together:
        yield together


def _songs(someone: Someone) -> list[dict[str, Any]]:
    someone.page.wait_for_function(
        """async (count) => {
            const answer = await (await fetch("/api/sources/library")).json();
            return answer.songs?.length >= count;
        }""",
        arg=len(TAGS),
        timeout=120_000,
    )
    songs: list[dict[str, Any]] = someone.page.request.get("/api/sources/library").json()["songs"]
    return songs


def _send(someone: Someone, conversation: str, bodies: list[dict[str, Any]]) -> list[str]:
    """Send messages at the pace that is allowed; the sentences of those that were refused."""
    refused: list[str] = someone.page.evaluate(
        """async ([conversation_id, bodies]) => {
            const refused = [];
            for (const body of bodies) {
                const client_id = crypto.randomUUID();
                for (;;) {
                    try {
                        const message = { conversation_id, client_id, ...body };
                        await window.emomusic.live.call("chat.send", message);
                        break;
                    } catch (error) {
                        if (error.status !== 429) { refused.push(error.message); break; }
                        await new Promise((wait) => setTimeout(wait, 300));
                    }
                }
            }
            return refused;
        }""",
        [conversation, bodies],
    )
    return refused


def _scroll_through(page: Page) -> None:
    page.locator("[data-virtuoso-scroller]").hover()
    for _ in range(40):
        page.mouse.wheel(0, -900)
        page.wait_for_timeout(30)


def test_messages_show_them_as_text(meet: Meet) -> None:
    harm = Harm()
    ann, ben = meet("Ann", "Ben")
    harm.watch(ben.page)
    conversation = ann.call("chat.direct", user_id=ben.id)["id"]
    ben.open(f"/messages/{conversation}")
    assert _send(ann, conversation, [{"text": text} for text in HOSTILE]) == []
    expect(ben.page.locator(".ch-message").last).to_contain_text("A" * 300)
    _scroll_through(ben.page)
    expect(ben.bubble(MARKUP[0])).to_be_visible()
    page = ben.call("chat.history", conversation_id=conversation, limit=100)
    kept = [one["text"] for one in page["messages"]]
    assert kept[: len(MARKUP)] == list(MARKUP)
    for href in ben.page.locator(".ch-text a").evaluate_all("(all) => all.map((a) => a.href)"):
        assert re.match(r"https?://", href)
    for rel in ben.page.locator(".ch-text a").evaluate_all("(all) => all.map((a) => a.rel)"):
        assert rel == "noopener noreferrer nofollow"
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert ben.page.evaluate(overflow) <= 0
    harm.is_none_on(ben.page)


def test_names_of_rooms_and_people_show_them_as_text_or_refuse_them(meet: Meet) -> None:
    harm = Harm()
    ann, ben = meet("<b>Ann</b>", "'Ben\"{{7*7}}")
    harm.watch(ben.page)
    made: list[str] = []
    for text in HOSTILE:
        status, sentence = ann.refusal("chat.create", name=text, member_ids=[ben.id])
        if status == 429:
            ann.page.wait_for_timeout(1100)
            status, sentence = ann.refusal("chat.create", name=text, member_ids=[ben.id])
        assert status in (200, 422)
        if status == 200:
            made.append(text)
        else:
            assert sentence.endswith(".")
    assert len(made) > 30
    ben.open("/messages")
    expect(ben.page.locator(".ch-entry")).to_have_count(len(made))
    expect(ben.page.locator(".ch-list")).to_contain_text(MARKUP[0])
    for entry in ben.page.locator(".ch-entry").all()[:6]:
        entry.click()
        ben.page.get_by_role("button", name="About this room").click()
        expect(ben.page.get_by_label("In this room")).to_contain_text(ann.name)
        ben.page.keyboard.press("Escape")
    harm.is_none_on(ben.page)


def test_tags_of_files_and_cards_of_their_songs_show_them_as_text(meet: Meet) -> None:
    harm = Harm()
    ann, ben = meet("Ann", "Ben")
    harm.watch(ben.page)
    songs = _songs(ann)
    conversation = ann.call("chat.direct", user_id=ben.id)["id"]
    cards = [{"text": "", "card": {"kind": "song", "id": song["id"]}} for song in songs]
    assert _send(ann, conversation, cards) == []
    ben.open(f"/messages/{conversation}")
    expect(ben.page.locator(".ch-card").last).to_be_visible()
    _scroll_through(ben.page)
    ben.page.locator(".ch-card .em-round-play").first.click()
    ben.page.wait_for_function("window.emomusic.engine.player.get().song")
    for path in (
        f"/album/{songs[0]['album_id']}",
        f"/song/{songs[0]['id']}",
        "/",
        "/library/songs",
    ):
        ben.open(path)
        ben.page.locator("#centre h1").first.wait_for()
        harm.is_none_on(ben.page)
    harm.is_none_on(ben.page)
