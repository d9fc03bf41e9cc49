"""Rooms to listen together, with three people in three browsers; measured on the sound itself."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Complaints
from tests.e2e.together import (
    at_home,
    call,
    join_room,
    open_room,
    record,
    sound,
    spread_s,
    worst_spread_s,
)
from tools.server import Server

TOGETHER_S = 0.15
COME_TOGETHER_S = 10.0
SETTLED = 3
SAMPLES = 8

_rooms = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Someone:
    """A person with a browser of their own."""

    name: str
    page: Page


@pytest.fixture(scope="module")
def trouble() -> Complaints:
    return Complaints()


@pytest.fixture(scope="module")
def three(browser: Browser, server: Server, trouble: Complaints) -> Iterator[list[Someone]]:
    names = ("Host Hanna", "Guest Gero", "Late Lise")
    with at_home(browser, server.url, trouble, *names) as pages:
        yield [Someone(name, page) for name, page in zip(names, pages, strict=True)]


@pytest.fixture(autouse=True)
def nothing_went_wrong(trouble: Complaints) -> Iterator[None]:
    yield
    assert trouble.told() == ([], [])


@pytest.fixture
def songs(three: list[Someone]) -> list[int]:
    answer = three[0].page.request.get("/api/sources/library/0").json()
    return [song["id"] for song in answer["songs"]]


@pytest.fixture
def name() -> str:
    return f"Room {next(_rooms)}"


@pytest.fixture
def room(three: list[Someone], songs: list[int], name: str) -> str:
    """A room in which Hanna is the host and Gero a guest, four songs long; its id."""
    room_id = open_room(three[0].page, name, songs[:4])
    join_room(three[1].page, name)
    return room_id


def stay_together(pages: Sequence[Page], position_s: float | None = None) -> None:
    """Wait until the browsers sound the same second, and see that they go on so."""
    deadline = time.monotonic() + COME_TOGETHER_S
    good, apart = 0, spread_s(pages)
    while good < SETTLED:
        assert time.monotonic() < deadline, f"apart by {apart} s"
        pages[0].wait_for_timeout(250)
        apart = spread_s(pages)
        good = good + 1 if apart is not None and apart <= TOGETHER_S else 0
    if position_s is not None:
        assert position_s <= sound(pages[0]).position_s
    measured = []
    for _ in range(SAMPLES):
        pages[0].wait_for_timeout(250)
        measured.append(spread_s(pages))
    assert all(one is not None and one <= TOGETHER_S for one in measured), measured


def playing(page: Page) -> int:
    return sound(page).song_id


def test_a_room_stays_together_while_the_host_seeks_pauses_and_skips(
    three: list[Someone], room: str, name: str, songs: list[int]
) -> None:
    join_room(three[2].page, name)
    pages = [one.page for one in three]
    host = pages[0]
    stay_together(pages)

    host.evaluate("window.emomusic.engine.seek(40)")
    host.wait_for_function("window.emomusic.audio().currentTime > 39.9")
    stay_together(pages, 40)

    host.get_by_label("Player", exact=True).first.get_by_role("button", name="Pause").click()
    for page in pages:
        page.wait_for_function("window.emomusic.audio().paused")
    held = {round(sound(page).position_s, 3) for page in pages}
    assert max(held) - min(held) <= 0.01

    host.get_by_label("Player", exact=True).first.get_by_role("button", name="Play").click()
    stay_together(pages)

    host.get_by_label("Player", exact=True).first.get_by_role("button", name="Next song").click()
    for page in pages:
        page.wait_for_function(
            "(id) => window.emomusic.audio().currentSrc.endsWith(`/media/${id}`)", arg=songs[1]
        )
    stay_together(pages)


def test_a_start_is_together_from_the_first_moment_it_is_heard(
    three: list[Someone], room: str, songs: list[int]
) -> None:
    pages = [three[0].page, three[1].page]
    host = pages[0]
    stay_together(pages)
    record(pages)
    host.evaluate("window.emomusic.engine.seek(40)")
    for page in pages:
        page.wait_for_function("window.emomusic.audio().currentTime > 41")
    host.evaluate("window.emomusic.engine.pause()")
    for page in pages:
        page.wait_for_function("window.emomusic.audio().paused")
    host.evaluate("window.emomusic.engine.resume()")
    for page in pages:
        page.wait_for_function("window.emomusic.audio().currentTime > 43")
    host.evaluate("window.emomusic.engine.next()")
    for page in pages:
        page.wait_for_function(
            """(id) => window.emomusic.audio().currentSrc.endsWith(`/media/${id}`)
                && window.emomusic.audio().currentTime > 1.5""",
            arg=songs[1],
        )
    assert 0 < worst_spread_s(pages) <= TOGETHER_S


def test_the_next_song_starts_for_all_when_one_ends(
    three: list[Someone], room: str, songs: list[int]
) -> None:
    pages = [three[0].page, three[1].page]
    stay_together(pages)
    pages[0].evaluate(
        "window.emomusic.engine.seek(window.emomusic.engine.player.get().duration_s - 5)"
    )
    for page in pages:
        page.wait_for_function(
            """(id) => window.emomusic.audio().currentSrc.endsWith(`/media/${id}`)
                && window.emomusic.audio().currentTime > 0.1""",
            arg=songs[1],
        )
    stay_together(pages)


def test_who_comes_late_lands_in_the_right_second(
    three: list[Someone], room: str, name: str
) -> None:
    host, _, late = (one.page for one in three)
    host.evaluate("window.emomusic.engine.seek(30)")
    host.wait_for_function("window.emomusic.audio().currentTime > 32")
    join_room(late, name)
    stay_together([host, late], 32)


def test_a_guest_drives_nothing_but_can_add_and_vote(
    three: list[Someone], room: str, songs: list[int]
) -> None:
    host, guest = three[0].page, three[1].page
    bar = guest.get_by_label("Player", exact=True).first
    for button in ("Pause", "Next song", "Previous song", "Shuffle"):
        expect(bar.get_by_role("button", name=button)).to_be_disabled()
    before = playing(guest)
    guest.keyboard.press("Shift+ArrowRight")
    expect(guest.get_by_role("status").filter(has_text="Only the host can skip")).to_be_visible()
    assert playing(guest) == before

    title = guest.locator(f'.rm-entry[data-song="{songs[3]}"] .em-title').inner_text()
    guest.get_by_role("button", name=f"Vote for {title}").click()
    expect(host.locator(".rm-line .rm-entry[data-entry]").first).to_have_attribute(
        "data-song", str(songs[3])
    )
    guest.get_by_role("button", name=f"Vote for {title}").click()
    expect(host.locator(f'.rm-entry[data-song="{songs[3]}"] .rm-vote b')).to_have_text("0")

    guest.get_by_label("Add a song").fill("rain")
    found = guest.locator(".rm-found").first
    wanted = found.locator(".em-title").inner_text()
    found.get_by_role("button").click()
    expect(host.locator(".rm-entry[data-entry]").last).to_contain_text(wanted)
    guest.get_by_label("Add a song").fill("")


def test_the_host_can_hand_over(three: list[Someone], room: str) -> None:
    host, guest = three[0].page, three[1].page
    host.get_by_role("button", name=f"Hand over to {three[1].name}").click()
    bar = guest.get_by_label("Player", exact=True).first
    expect(bar.get_by_role("button", name="Pause")).to_be_enabled()
    bar.get_by_role("button", name="Pause").click()
    host.wait_for_function("window.emomusic.audio().paused")
    expect(
        host.get_by_label("Player", exact=True).first.get_by_role("button", name="Play")
    ).to_be_disabled()


def test_a_host_who_is_gone_is_followed_by_the_guest_who_is_here_longest(
    three: list[Someone], name: str, songs: list[int]
) -> None:
    _, first, second = (one.page for one in three)
    context = three[0].page.context
    host = context.new_page()
    open_room(host, name, songs[:2])
    join_room(first, name)
    join_room(second, name)
    stay_together([first, second])
    host.close()
    expect(first.locator(f'[data-member="{three[0].name}"]')).to_contain_text("away")
    expect(first.locator(f'[data-member="{three[1].name}"]')).to_contain_text(
        "Host", timeout=15_000
    )
    expect(second.locator(f'[data-member="{three[1].name}"]')).to_contain_text("Host")
    expect(first.locator(f'[data-member="{three[0].name}"]')).to_have_count(0)
    stay_together([first, second])


def test_a_cut_line_stops_no_sound_and_comes_back_in_time(three: list[Someone], room: str) -> None:
    host, guest = three[0].page, three[1].page
    stay_together([host, guest])
    guest.evaluate("window.emomusic.live.stop()")
    before = sound(guest)
    host.evaluate("window.emomusic.engine.seek(60)")
    host.wait_for_function("window.emomusic.audio().currentTime > 61")
    after = sound(guest)
    assert after.sounds
    assert after.position_s - before.position_s == pytest.approx(after.at_s - before.at_s, abs=0.2)
    guest.evaluate("window.emomusic.live.start()")
    guest.wait_for_function("window.emomusic.audio().currentTime > 61")
    stay_together([host, guest], 61)


def test_a_reload_comes_back_into_the_room(three: list[Someone], room: str) -> None:
    host, guest = three[0].page, three[1].page
    guest.reload()
    guest.wait_for_function("window.emomusic?.room?.state.get().room")
    stay_together([host, guest])


def test_navigation_stops_no_sound(three: list[Someone], room: str) -> None:
    host, guest = three[0].page, three[1].page
    stay_together([host, guest])
    before = sound(guest)
    guest.get_by_role("navigation", name="Main").get_by_role("link", name="Home").click()
    guest.wait_for_url("**/")
    after = sound(guest)
    assert after.position_s - before.position_s == pytest.approx(after.at_s - before.at_s, abs=0.2)
    guest.get_by_label("Player", exact=True).first.get_by_role("link", name="Room ").click()
    guest.wait_for_url(re.compile(f"/room/{room}/?$"))


def test_leaving_gives_ones_own_queue_back(
    three: list[Someone], songs: list[int], name: str
) -> None:
    host, guest = three[0].page, three[1].page
    call(guest, "room.leave")
    guest.goto("/library/songs")
    guest.wait_for_function("window.emomusic?.engine.player.get().user > 0")
    guest.evaluate(
        """async (ids) => {
            const answer = await fetch(`/api/songs?ids=${ids}`);
            const { songs } = await answer.json();
            window.emomusic.engine.playSongs(songs, 1, "library");
        }""",
        arg=",".join(map(str, songs[5:9])),
    )
    guest.wait_for_function("window.emomusic.audio().currentTime > 0.5")
    guest.evaluate("window.emomusic.engine.pause()")
    left_s = sound(guest).position_s
    open_room(host, name, songs[:2])
    guest.get_by_role("navigation", name="Main").get_by_role("link", name="Listen together").click()
    guest.get_by_role("button", name=f"Join {name}").click()
    guest.wait_for_url("**/room/*")
    stay_together([host, guest])
    guest.get_by_role("button", name="Leave").first.click()
    guest.wait_for_url(re.compile(r"/rooms/?$"))
    guest.wait_for_function("window.emomusic.audio().paused")
    queue = guest.evaluate(
        """(() => {
            const { queue, following } = window.emomusic.engine.player.get();
            const ids = (entries) => entries.map((entry) => entry.song.id);
            return [ids(queue.played), queue.current.song.id, ids(queue.upcoming), following];
        })()"""
    )
    assert queue == [[songs[5]], songs[6], songs[7:9], ""]
    assert sound(guest).position_s == pytest.approx(left_s, abs=0.1)


def test_a_room_by_link_is_in_no_list_and_opens_to_the_link(
    three: list[Someone], name: str, songs: list[int]
) -> None:
    host, guest = three[0].page, three[1].page
    room_id = open_room(host, name, songs[:1], access="By link")
    guest.goto("/rooms")
    guest.get_by_role("heading", name="A new room").wait_for()
    expect(guest.get_by_role("button", name=f"Join {name}")).to_have_count(0)
    tab = guest.context.new_page()
    tab.goto(f"/room/{room_id}")
    tab.get_by_role("button", name="Enter and listen").click()
    stay_together([host, tab])
    tab.close()


def test_the_room_says_its_centre_in_words_and_shows_each_person(
    three: list[Someone], room: str
) -> None:
    host = three[0].page
    words = host.locator("[data-centre-words]")
    expect(words).to_contain_text("The ring is the centre of")
    expect(words).to_contain_text("valence")
    expect(host.locator("[data-centre]")).to_be_visible()
    expect(host.locator(f'.rm-person[data-person="{three[0].name}"]')).to_be_visible()


def test_a_hostile_name_is_only_text(three: list[Someone], songs: list[int]) -> None:
    host = three[0].page
    hostile = "<img src=x onerror=window.broken=1>"
    open_room(host, hostile, songs[:1])
    assert host.get_by_role("heading", name=hostile).inner_text() == hostile
    assert host.evaluate("window.broken") is None


def test_the_host_can_end_it_for_all(three: list[Someone], room: str) -> None:
    host, guest = three[0].page, three[1].page
    host.get_by_role("button", name="End for all").click()
    host.get_by_role("button", name="Really end it?").click()
    host.wait_for_url(re.compile(r"/rooms/?$"))
    expect(guest.get_by_role("status").filter(has_text="The room has ended")).to_be_visible()
    guest.wait_for_function("window.emomusic.engine.player.get().following === ''")
