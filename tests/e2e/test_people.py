"""Promises of friends in real browsers: three people, each in a browser of their own."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.cut_line import Line, line_to
from tests.e2e.conftest import DESKTOP, Complaints
from tests.e2e.listening import open_album, play_row, position_s, wait_for_position
from tools.browser import join, log_in, sign_up
from tools.server import Server

NOTICED_MS = 10_000
"""A lost connection is noticed within this."""

HOSTILE = "<img src=x onerror=hit()>"

_crowds = itertools.count(1)


@dataclass
class People:
    """People with accounts, each in a browser of their own."""

    browser: Browser
    server: Server
    crowd: int
    complaints: Complaints = field(default_factory=Complaints)

    def name(self, name: str) -> str:
        """The name of somebody whom no other test meets."""
        return f"{name} of crowd {self.crowd}"

    def come_in(self, name: str) -> Page:
        """A new account, signed in at home."""
        context = self.browser.new_context(viewport=DESKTOP, base_url=self.server.url)
        page = context.new_page()
        self.complaints.listen_to(page)
        join(page, self.server.url, self.name(name))
        _is_connected(page)
        return page

    def friends(self, *names: str) -> list[Page]:
        """New accounts that are all friends of one another, with the panel of friends open."""
        pages = [self.come_in(name) for name in names]
        ids = [_id_of(pages[0], self.name(name)) for name in names[1:]]
        ids.insert(0, _id_of(pages[1], self.name(names[0])))
        for (one, page), (other, _) in itertools.combinations(enumerate(pages), 2):
            _call(page, "people.ask", ids[other])
            _call(pages[other], "people.accept", ids[one])
        for page in pages:
            page.get_by_role("tab", name="Friends").click()
        return pages

    def in_panel(self, page: Page, name: str) -> Locator:
        """Where somebody stands in the panel of friends."""
        return page.locator(f'.em-panel [data-person="{self.name(name)}"]')


@pytest.fixture
def people(browser: Browser, server: Server) -> Iterator[People]:
    made = People(browser, server, next(_crowds))
    known = list(browser.contexts)
    yield made
    for context in browser.contexts:
        if context not in known:
            context.close()


def _is_connected(page: Page, is_connected: bool = True, timeout_ms: float = 30_000) -> None:
    page.wait_for_function(
        "(is) => window.emomusic?.live?.connected.get() === is",
        arg=is_connected,
        timeout=timeout_ms,
    )


def _call(page: Page, name: str, person_id: int) -> object:
    return page.evaluate(
        "([name, person_id]) => window.emomusic.live.call(name, { person_id })", [name, person_id]
    )


def _id_of(page: Page, name: str) -> int:
    found = page.evaluate("(text) => window.emomusic.live.call('people.find', { text })", name)
    return int(next(one["id"] for one in found if one["name"] == name))


def _is(locator: Locator, status: str, timeout_ms: float = 10_000) -> None:
    expect(locator).to_have_attribute("data-status", status, timeout=timeout_ms)


def _seek(page: Page, to_s: float) -> None:
    page.evaluate("(to) => window.emomusic.engine.seek(to)", to_s)


def test_a_request_is_made_by_name_and_shows_and_is_accepted_without_a_reload(
    people: People,
) -> None:
    ana, ben, cleo = (people.come_in(name) for name in ("Ana", "Ben", "Cleo"))
    for page in (ana, ben, cleo):
        page.goto("/friends")
    ben.get_by_label("Name").fill(people.name("ana").upper())
    row = ben.locator(f'#centre [data-person="{people.name("Ana")}"]').first
    row.get_by_role("button", name="Ask to be friends").click()
    expect(ben.get_by_role("heading", name="Asked")).to_be_visible()
    asking = ana.locator(f'#centre [data-person="{people.name("Ben")}"]')
    asking.get_by_role("button", name="Accept").click()
    for page, other in ((ana, "Ben"), (ben, "Ana")):
        page.get_by_role("tab", name="Friends").click()
        _is(people.in_panel(page, other), "online")
    cleo.get_by_role("tab", name="Friends").click()
    expect(cleo.locator(".em-panel [data-person]")).to_have_count(0)
    assert people.complaints == Complaints()


def test_three_tabs_are_one_person_who_goes_when_the_last_one_closes(people: People) -> None:
    ana, ben, cleo = people.friends("Ana", "Ben", "Cleo")
    seen = [people.in_panel(page, "Ana") for page in (ben, cleo)]
    others = [ana.context.new_page() for _ in range(2)]
    for tab in others:
        tab.goto("/")
        _is_connected(tab)
    for tab in [ana, *others][:-1]:
        tab.close()
    # What Ben does next is told after what Ana's tabs did.
    _is(people.in_panel(cleo, "Ben"), "online")
    for one in seen:
        _is(one, "online")
        expect(one).to_have_count(1)
    others[-1].close()
    for one in seen:
        _is(one, "offline")


def test_who_appears_offline_hides_presence_and_activity_and_still_sees(people: People) -> None:
    ana, ben = people.friends("Ana", "Ben")
    song_ids = open_album(ana)
    play_row(ana, song_ids[0])
    seen = people.in_panel(ben, "Ana")
    expect(seen.locator(".pp-hears")).to_be_visible()
    ana.goto("/friends")
    ana.get_by_role("switch", name="Appear offline").check()
    _is(seen, "offline")
    expect(seen.locator(".pp-hears")).to_have_count(0)
    _is(people.in_panel(ana, "Ben"), "online")
    ana.get_by_role("switch", name="Appear offline").uncheck()
    _is(seen, "online")


def test_play_pause_and_seek_of_a_friend_show_and_joining_lands_at_their_second(
    people: People,
) -> None:
    ana, ben = people.friends("Ana", "Ben")
    song_ids = open_album(ana)
    play_row(ana, song_ids[1])
    seen = people.in_panel(ben, "Ana")
    hears = seen.locator(".pp-hears")
    expect(hears).to_have_attribute("data-playing", "true")
    expect(hears).to_contain_text("since")
    expect(hears.locator(".pp-mood")).to_have_attribute("data-mood", re.compile(".+"))
    ana.evaluate("window.emomusic.engine.pause()")
    expect(hears).to_have_attribute("data-playing", "false")
    expect(hears).to_contain_text("paused")
    _seek(ana, 60.0)
    ana.evaluate("window.emomusic.engine.resume()")
    wait_for_position(ana, 60.5)
    expect(hears).to_have_attribute("data-playing", "true")
    hears.get_by_role("button", name=f"Join {people.name('Ana')}").click()
    wait_for_position(ben, 60.5)
    assert ben.evaluate("window.emomusic.engine.player.get().song.id") == song_ids[1]
    began = time.monotonic()
    theirs, mine = position_s(ana), position_s(ben)
    assert abs(theirs - mine) < 1.0 + (time.monotonic() - began)


def test_what_friends_played_is_in_the_feed_and_plays_by_one_click(people: People) -> None:
    ana, ben = people.friends("Ana", "Ben")
    song_ids = open_album(ana)
    play_row(ana, song_ids[2])
    title = ana.evaluate("window.emomusic.engine.player.get().song.title")
    entry = ben.get_by_label("Played by friends").get_by_role("button", name=f"Play {title}")
    entry.click(timeout=30_000)
    ben.wait_for_function(
        "(id) => window.emomusic.engine.player.get().song?.id === id", arg=song_ids[2]
    )


def test_who_is_blocked_is_neither_seen_nor_found_and_can_ask_nothing(people: People) -> None:
    ana, ben = people.friends("Ana", "Ben")
    _is(people.in_panel(ben, "Ana"), "online")
    me = _id_of(ben, people.name("Ana"))
    ana.goto("/friends")
    ana.on("dialog", lambda dialog: dialog.accept())
    row = ana.locator(f'#centre [data-person="{people.name("Ben")}"]')
    row.get_by_role("button", name="Block").click()
    expect(ana.get_by_role("heading", name="Blocked")).to_be_visible()
    expect(people.in_panel(ben, "Ana")).to_have_count(0)
    found = ben.evaluate(
        "(text) => window.emomusic.live.call('people.find', { text })", people.name("Ana")
    )
    assert found == []
    refused = ben.evaluate(
        """(person_id) => window.emomusic.live.call("people.ask", { person_id })
            .catch((error) => error.status)""",
        me,
    )
    assert refused == 404


def test_a_dead_line_is_noticed_by_both_sides_and_comes_back_without_a_reload(
    people: People, line: Line
) -> None:
    ana, ben = people.friends("Ana", "Ben")
    ana.context.close()
    context = people.browser.new_context(
        viewport=DESKTOP, base_url=people.server.url, proxy=line.proxy
    )
    ana = context.new_page()
    log_in(ana, people.server.url, people.name("Ana"))
    _is_connected(ana)
    seen = people.in_panel(ben, "Ana")
    _is(seen, "online")
    ana.evaluate("window.same = true")
    line.fall_silent()
    began = time.monotonic()
    _is(seen, "offline", NOTICED_MS)
    _is_connected(ana, False, NOTICED_MS - (time.monotonic() - began) * 1000)
    line.mend()
    _is_connected(ana)
    _is(seen, "online")
    assert ana.evaluate("window.same")


@pytest.fixture
def line(server: Server) -> Iterator[Line]:
    """A line to the server that can be cut."""
    with line_to(server.port) as laid:
        yield laid


def test_a_name_that_is_markup_is_text_wherever_it_shows(people: People) -> None:
    ana = people.come_in("Ana")
    context = people.browser.new_context(viewport=DESKTOP, base_url=people.server.url)
    villain = context.new_page()
    sign_up(villain, people.server.url, f"{HOSTILE}{people.crowd}")
    _is_connected(villain)
    ana.evaluate("() => { window.hit = () => { window.was_hit = true }; }")
    _call(villain, "people.ask", _id_of(villain, people.name("Ana")))
    ana.get_by_role("tab", name="Friends").click()
    ana.get_by_role("link", name="1 request").click()
    row = ana.locator("#centre .entry").filter(has_text=HOSTILE)
    row.get_by_role("button", name="Accept").click()
    expect(ana.locator(".em-panel").get_by_text(f"{HOSTILE}{people.crowd}")).to_be_visible()
    assert not ana.evaluate("Boolean(window.was_hit)")
    assert ana.locator("img[src=x]").count() == 0
