"""Promises of the pages about people: whole, quiet, and usable by everybody at every width."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.chatting import Meet, Someone, meeting, open_both, say
from tests.e2e.conftest import Complaints
from tests.e2e.looks import faults
from tools.server import Server

LONG = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerk" * 3


@pytest.fixture
def meet(browser: Browser, server: Server) -> Iterator[Meet]:
    with meeting(browser, server.url) as ready:
        yield ready


@pytest.fixture
def friends(meet: Meet, complaints: Complaints) -> list[Someone]:
    """Ann and Ben, who are friends; Cleo, who asked Ann to be one."""
    ann, ben, cleo = meet("Ann", "Ben", "Cleo")
    ann.call("people.ask", person_id=ben.id)
    ben.call("people.accept", person_id=ann.id)
    cleo.call("people.ask", person_id=ann.id)
    complaints.listen_to(ann.page)
    return [ann, ben, cleo]


@pytest.mark.usefixtures("quiet")
def test_the_page_of_friends(friends: list[Someone]) -> None:
    ann, ben, cleo = friends
    ann.open("/friends")
    centre = ann.page.locator("#centre")
    expect(centre).to_contain_text(ben.name)
    expect(centre).to_contain_text(cleo.name)
    assert faults(ann.page) == []


@pytest.mark.usefixtures("quiet")
def test_the_panel_of_friends(friends: list[Someone]) -> None:
    ann, ben, _ = friends
    ann.open("/friends")
    ann.page.get_by_role("tab", name="Friends").click()
    expect(ann.page.locator(".em-panel")).to_contain_text(ben.name)
    assert faults(ann.page) == []


@pytest.mark.usefixtures("quiet")
def test_the_list_of_conversations(friends: list[Someone]) -> None:
    ann, ben, _ = friends
    conversation = ben.call("chat.direct", user_id=ann.id)["id"]
    say(ben, conversation, LONG)
    ann.open("/messages")
    expect(ann.page.locator(".ch-entry")).to_have_count(1)
    assert faults(ann.page) == []


@pytest.mark.usefixtures("quiet")
def test_a_conversation_with_every_kind_of_message(friends: list[Someone]) -> None:
    ann, ben, _ = friends
    conversation = open_both(ann, ben)
    songs = ben.page.request.get("/api/sources/library/0").json()["songs"]
    song, album = songs[0]["id"], songs[0]["album_id"]
    say(ben, conversation, LONG)
    say(ben, conversation, "see https://example.org/" + "path/" * 30)
    say(ben, conversation, "https://open.spotify.com/track/" + "0" * 22)
    say(ben, conversation, "", card={"kind": "song", "id": song})
    say(ben, conversation, "", card={"kind": "album", "id": album})
    say(ben, conversation, "", card={"kind": "moment", "id": song, "at_s": 12.5})
    say(ann, conversation, "\U0001f600")
    expect(ann.page.locator(".ch-message")).to_have_count(7)
    expect(ann.page.locator(".em-spotify")).to_have_count(1)
    assert faults(ann.page) == []
    box = ann.page.locator(".ch-message").last.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 390


def test_where_there_is_nothing_yet_it_says_what_to_do(meet: Meet) -> None:
    (ann,) = meet("Ann")
    for path in ("/friends", "/messages"):
        ann.open(path)
        expect(ann.page.locator("#centre")).to_contain_text(re.compile("[a-z]{3,}"))
        assert faults(ann.page) == [], path


@pytest.mark.usefixtures("quiet")
def test_a_room_from_inside_and_from_the_list(friends: list[Someone]) -> None:
    ann, ben, _ = friends
    songs = ben.page.request.get("/api/sources/library/0").json()["songs"]
    ids = [song["id"] for song in songs[:4]]
    room = ben.call("room.create", name=LONG[:60], song_ids=ids)["id"]
    ben.open(f"/room/{room}")
    ben.page.get_by_role("button", name="Enter and listen").click()
    expect(ben.page.get_by_role("region", name="Who is here")).to_contain_text(ben.name)
    ann.open("/rooms")
    expect(ann.page.locator("#centre")).to_contain_text(LONG[:60])
    assert faults(ann.page) == []
    ann.open(f"/room/{room}")
    ann.page.get_by_role("button", name="Enter and listen").wait_for()
    assert faults(ann.page) == []
    ann.page.get_by_role("button", name="Enter and listen").click()
    expect(ann.page.get_by_role("region", name="Who is here")).to_contain_text(ben.name)
    assert faults(ann.page) == []
    assert faults(ben.page) == []
