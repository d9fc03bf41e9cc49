"""Promises about the end of a conversation: who stays at it, and who is left where they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.chatting import Meet, Someone, meeting, say
from tools.browser import ARGUMENTS, CHROMIUM
from tools.server import Server

EACH = 20
FEW = 5
SLOWER = 4
LONG = "a line that is long enough to be broken on every screen " * 4
PATIENCE_MS = 60_000

GAP = """() => {
    const box = document.querySelector("[data-virtuoso-scroller]");
    return Math.round(box.scrollHeight - box.clientHeight - box.scrollTop);
}"""
TOP = """() => {
    const box = document.querySelector("[data-virtuoso-scroller]");
    const from = box.getBoundingClientRect().top;
    for (const one of box.querySelectorAll(".ch-message")) {
        const { top } = one.getBoundingClientRect();
        if (top > from) return [one.dataset.seq, Math.round(top - from)];
    }
}"""
BURST = """([conversation_id, count, name, text]) => Promise.all(
    [...Array(count).keys()].map((i) => window.emomusic.live.call("chat.send", {
        conversation_id, client_id: crypto.randomUUID(), text: `${name} ${i}: ${text}`,
    })),
).then(() => null)"""

GoUp = Callable[[Page], None]


@pytest.fixture(scope="module")
def with_scrollbars(browser: Browser) -> Iterator[Browser]:
    """A browser that has scrollbars, as people's have."""
    opened = browser.browser_type.launch(
        executable_path=str(CHROMIUM), args=[*ARGUMENTS], ignore_default_args=["--hide-scrollbars"]
    )
    yield opened
    opened.close()


@pytest.fixture
def meet(with_scrollbars: Browser, server: Server) -> Iterator[Meet]:
    with meeting(with_scrollbars, server.url) as together:
        yield together


@pytest.fixture
def room(meet: Meet) -> tuple[str, Someone, list[Someone]]:
    """A room with a screenful of messages: its id, who reads it, and three who write."""
    reader, *writers = meet("Reader", "Writer", "Writer", "Writer")
    made = writers[0].call(
        "chat.create", name="A flood", member_ids=[one.id for one in (reader, *writers[1:])]
    )["id"]
    for number in range(15):
        say(writers[number % 3], made, f"before {number}: {LONG}")
    reader.open(f"/messages/{made}")
    last = reader.page.locator(".ch-message", has_text="before 14")
    expect(last).to_be_visible()
    expect(last).to_be_in_viewport()
    reader.page.wait_for_function(f"({GAP})() === 0")
    return made, reader, writers


def _slow_down(page: Page, rate: int) -> None:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": rate})


def _begin_flood(made: str, writers: list[Someone], each: int) -> None:
    for who in writers:
        body = [made, each, who.name, LONG]
        who.page.evaluate(f"(all) => {{ window.flood = ({BURST})(all); }}", body)


def _end_flood(made: str, reader: Someone, writers: list[Someone]) -> str:
    """Wait until the reader's browser has all of it; the text of its last message."""
    for who in writers:
        who.page.evaluate("window.flood")
    (newest,) = writers[0].call("chat.history", conversation_id=made, limit=1)["messages"]
    last: str = newest["text"].strip()
    expect(reader.page.locator(".ch-list")).to_contain_text(last[:20], timeout=PATIENCE_MS)
    return last


def _by_wheel(page: Page) -> None:
    page.locator("[data-virtuoso-scroller]").hover()
    page.mouse.wheel(0, -400)


def _by_keys(page: Page) -> None:
    page.locator("[data-virtuoso-scroller]").focus()
    page.keyboard.press("PageUp")


def _by_touch(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    for number in range(9):
        kind = "touchMove" if number else "touchStart"
        points = [{"x": 900, "y": 250 + 45 * number}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def _by_scrollbar(page: Page) -> None:
    box = page.locator("[data-virtuoso-scroller]").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] - 5, box["y"] + box["height"]
    page.mouse.move(x, y - 30)
    page.mouse.down()
    page.mouse.move(x, y - 180, steps=5)
    page.mouse.up()


def _by_focus(page: Page) -> None:
    """As a screen reader, a search within the page, or Tab: nothing was pressed on the list."""
    page.locator(".ch-message button").first.focus()


WAYS = {
    "wheel": _by_wheel,
    "keys": _by_keys,
    "touch": _by_touch,
    "scrollbar": _by_scrollbar,
    "focus": _by_focus,
}


class TestWhoHasNotScrolledUp:
    def test_sees_the_newest_of_a_flood_on_a_slow_machine(
        self, room: tuple[str, Someone, list[Someone]]
    ) -> None:
        made, reader, writers = room
        _slow_down(reader.page, SLOWER)
        _begin_flood(made, writers, EACH)
        last = _end_flood(made, reader, writers)
        expect(reader.bubble(last)).to_be_in_viewport(timeout=PATIENCE_MS)
        reader.page.wait_for_function(f"({GAP})() === 0")
        expect(reader.page.get_by_role("button", name="Newest messages")).to_have_count(0)

    def test_still_sees_it_when_a_message_grows(
        self, room: tuple[str, Someone, list[Someone]]
    ) -> None:
        made, reader, writers = room
        seq = say(writers[0], made, "short")["seq"]
        expect(reader.bubble("short")).to_be_in_viewport()
        for grown, writer in ((seq, writers[0]), (seq - 1, writers[2])):
            text = f"grown {grown}\n" + "\n".join(["line"] * 12)
            writer.call("chat.edit", conversation_id=made, seq=grown, text=text)
            expect(reader.page.locator(".ch-text", has_text=f"grown {grown}")).to_be_attached()
            reader.page.wait_for_function(f"({GAP})() === 0")

    def test_still_sees_it_when_the_window_shrinks(
        self, room: tuple[str, Someone, list[Someone]]
    ) -> None:
        _, reader, _ = room
        reader.page.set_viewport_size({"width": 390, "height": 600})
        reader.page.wait_for_function(f"({GAP})() === 0")
        expect(reader.page.locator(".ch-message").last).to_be_in_viewport()


class TestWhoScrolledUp:
    @pytest.mark.parametrize("way", WAYS)
    def test_is_left_there_and_told_of_the_newest(
        self, room: tuple[str, Someone, list[Someone]], way: str
    ) -> None:
        made, reader, writers = room
        WAYS[way](reader.page)
        expect(reader.page.get_by_role("button", name="Newest messages")).to_be_visible()
        reader.page.wait_for_function(
            f"""() => {{
                const now = JSON.stringify(({TOP})());
                const rests = now === window.was;
                window.was = now;
                return rests;
            }}""",
            polling=400,
        )
        place = reader.page.evaluate(TOP)
        _slow_down(reader.page, SLOWER)
        _begin_flood(made, writers, FEW)
        last = _end_flood(made, reader, writers)
        assert reader.page.evaluate(TOP) == place
        _slow_down(reader.page, 1)
        reader.page.get_by_role("button", name="Newest messages").click()
        expect(reader.bubble(last)).to_be_in_viewport()
        say(writers[0], made, "and on")
        expect(reader.bubble("and on")).to_be_in_viewport()

    def test_gets_away_in_the_midst_of_a_flood_and_back(
        self, room: tuple[str, Someone, list[Someone]]
    ) -> None:
        made, reader, writers = room
        reader.page.locator("[data-virtuoso-scroller]").hover()
        _begin_flood(made, writers, FEW)
        for _ in range(5):
            reader.page.mouse.wheel(0, -60)
        last = _end_flood(made, reader, writers)
        expect(reader.page.get_by_role("button", name="Newest messages")).to_be_visible()
        expect(reader.bubble(last)).not_to_be_in_viewport()
        for _ in range(10):
            reader.page.mouse.wheel(0, 2000)
        reader.page.wait_for_function(f"({GAP})() === 0")
        say(writers[0], made, "and on")
        expect(reader.bubble("and on")).to_be_in_viewport()

    def test_comes_back_by_writing(self, room: tuple[str, Someone, list[Someone]]) -> None:
        _, reader, _ = room
        _by_wheel(reader.page)
        expect(reader.page.get_by_role("button", name="Newest messages")).to_be_visible()
        reader.write("here I am")
        expect(reader.bubble("here I am")).to_be_in_viewport()
        reader.page.wait_for_function(f"({GAP})() === 0")
