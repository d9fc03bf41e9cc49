"""What the browser tests of messages do, in words."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.cut_line import Line
from tools.browser import join

DESKTOP = {"width": 1440, "height": 900}

_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Someone:
    """A person with a browser of their own.

    Attributes:
        name: Of their account; nobody else has it.
        page: The page they look at.
        id: Of their account.
    """

    name: str
    page: Page
    id: int

    def call(self, name: str, /, **body: Any) -> Any:
        """Make a live call as their page does."""
        self.is_connected()
        return self.page.evaluate(
            "([name, body]) => window.emomusic.live.call(name, body)", [name, body]
        )

    def refusal(self, name: str, /, **body: Any) -> list[Any]:
        """Make a live call that is refused: status and sentence."""
        self.is_connected()
        refused: list[Any] = self.page.evaluate(
            """([name, body]) => window.emomusic.live.call(name, body)
                .then(() => [200, ""], (error) => [error.status, error.message])""",
            [name, body],
        )
        return refused

    def is_connected(self) -> None:
        """Wait for the live channel."""
        self.page.wait_for_function("window.emomusic?.live?.connected.get()")

    def open(self, path: str) -> None:
        """Go to a page of the app, anew."""
        self.page.goto(path)
        self.is_connected()

    def write(self, text: str) -> None:
        """Send a message in the conversation that is open."""
        field = self.field
        field.fill(text)
        field.press("Enter")
        expect(field).to_have_value("")

    @property
    def field(self) -> Locator:
        """Where they write."""
        return self.page.get_by_role("textbox", name="Message to")

    def bubble(self, text: str) -> Locator:
        """The message with this very text."""
        return self.page.locator(".ch-message").filter(
            has=self.page.locator(".ch-text").get_by_text(text, exact=True)
        )

    def texts(self) -> list[str]:
        """What the open conversation shows, in order, arrived messages only."""
        return self.page.locator('.ch-message[data-waiting="false"] .ch-text').all_inner_texts()

    def menu(self, text: str, entry: str) -> None:
        """Choose something from the menu of a message."""
        message = self.bubble(text)
        message.hover()
        message.get_by_role("button", name="More for this message").click()
        self.page.get_by_role("menuitem", name=entry).click()


Meet = Callable[..., list[Someone]]


@contextmanager
def meeting(browser: Browser, base_url: str) -> Iterator[Meet]:
    """Let people sign up who have never met; `meet("Ann", "Ben")` gives both.

    Args:
        browser: In which each gets a context of their own.
        base_url: Address of the server.

    Yields:
        What makes people.
    """
    contexts = []

    def meet(*names: str, line: Line | None = None) -> list[Someone]:
        found = []
        for name in names:
            proxy = line.proxy if line else None
            context = browser.new_context(viewport=DESKTOP, base_url=base_url, proxy=proxy)
            contexts.append(context)
            page = context.new_page()
            whole = f"{name} {next(_numbers)}"
            join(page, base_url, whole)
            page.wait_for_function("window.emomusic?.engine?.player.get().user > 0")
            user_id = page.evaluate("window.emomusic.engine.player.get().user")
            someone = Someone(whole, page, user_id)
            someone.is_connected()
            found.append(someone)
        return found

    yield meet
    for context in contexts:
        context.close()


def open_both(one: Someone, other: Someone) -> str:
    """Two people open their conversation; its id."""
    conversation: str = one.call("chat.direct", user_id=other.id)["id"]
    for who in (one, other):
        who.open(f"/messages/{conversation}")
        who.field.wait_for()
        who.page.locator(".ch-thread[role=log]").wait_for()
    return conversation


def say(someone: Someone, conversation: str, text: str, **more: Any) -> Any:
    """Send a message without looking at the page."""
    client_id = someone.page.evaluate("crypto.randomUUID()")
    return someone.call(
        "chat.send", conversation_id=conversation, client_id=client_id, text=text, **more
    )
