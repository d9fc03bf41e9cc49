"""Promises about where somebody goes on to once they are in."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from emomusic.services.onward import LONGEST, door, onward

PAGES = (
    "/",
    "/song/7",
    "/playlist/8f3a",
    "/room/r-12",
    "/messages/with/3",
    "/map?x=0.2&y=-0.4&mood=calm",
    "/search?q=a//b",
    "/search?q=caf\N{LATIN SMALL LETTER E WITH ACUTE} \\ https://x",
    "/song/7#curve",
    "/log-in-of-mine",
)
HOSTILE = (
    "",
    "song/7",
    " /song/7",
    "//evil.example",
    "///evil.example",
    "////evil.example/song/7",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/song\\..\\..\\evil",
    "https:",
    "https://evil.example",
    "https:/song/7",
    "HTTPS:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    "\x00/song/7",
    "/song/7\x00",
    "/song/7\r\nSet-Cookie: a=b",
    "/song/7\x7f",
    "/song/7\x85",
    "/\N{ZERO WIDTH SPACE}/evil.example",
    "/\N{RIGHT-TO-LEFT OVERRIDE}/evil",
    "/\N{LINE SEPARATOR}/evil",
    "/song/\ud800",
    "/.//evil.example",
    "/..//evil.example",
    "/../song/7",
    "/song/./7",
    "/song//7",
    "@evil.example",
    ".evil.example",
    "?next=/song/7",
    "#/song/7",
    "/api/export",
    "/log-in",
    "/log-in/?next=/log-in",
    "/sign-up?invitation=x",
    "/reset?token=x",
    "/" + "a" * LONGEST,
)


@pytest.mark.parametrize("target", PAGES)
def test_a_page_of_this_place_is_gone_on_to(target: str) -> None:
    assert onward(target) == target


@pytest.mark.parametrize("target", HOSTILE)
def test_anything_else_leads_home(target: str) -> None:
    assert onward(target) == "/"
    assert door("/log-in", target) == "/log-in"


@pytest.mark.parametrize("target", PAGES[1:])
def test_the_door_keeps_the_target_whole(target: str) -> None:
    address = urlsplit(door("/log-in", target))
    assert (address.path, address.fragment) == ("/log-in", "")
    assert parse_qs(address.query) == {"next": [target]}


def test_the_longest_target_is_kept() -> None:
    target = "/".ljust(LONGEST, "a")
    assert onward(target) == target


def test_home_needs_no_mention() -> None:
    assert door("/sign-up", "/") == "/sign-up"
