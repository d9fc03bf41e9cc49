"""Promises of messages, between people who each have a browser of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.cut_line import line_to
from tests.e2e.chatting import Meet, Someone, meeting, open_both, say
from tests.e2e.listening import open_album, play_row, position_s, wait_until_playing
from tools.browser import log_in
from tools.server import Server


@pytest.fixture
def meet(browser: Browser, server: Server) -> Iterator[Meet]:
    with meeting(browser, server.url) as together:
        yield together


@pytest.fixture
def pair(meet: Meet) -> tuple[Someone, Someone]:
    """Two people who look at their conversation."""
    ann, ben = meet("Ann", "Ben")
    open_both(ann, ben)
    return ann, ben


def _unread(someone: Someone) -> str:
    badge = someone.page.get_by_label("Main").locator(".ch-badge")
    return badge.inner_text() if badge.count() else ""


class TestTwoPeople:
    def test_see_what_the_other_writes_and_that_it_was_read(
        self, pair: tuple[Someone, Someone]
    ) -> None:
        ann, ben = pair
        ann.write("Did you hear it?")
        expect(ben.bubble("Did you hear it?")).to_be_visible()
        expect(ann.page.locator(".ch-receipt")).to_have_text("Read")

    def test_see_that_the_other_types_and_that_it_fades(
        self, pair: tuple[Someone, Someone]
    ) -> None:
        ann, ben = pair
        ann.field.press_sequentially("Wait")
        typing = ben.page.locator(".ch-typing")
        expect(typing).to_contain_text(f"{ann.name} is typing")
        expect(typing).to_have_text("", timeout=9_000)

    def test_a_message_to_somebody_offline_is_there_at_log_in(
        self, meet: Meet, browser: Browser, server: Server
    ) -> None:
        ann, ben = meet("Ann", "Ben")
        ben.page.context.close()
        conversation = ann.call("chat.direct", user_id=ben.id)["id"]
        ann.open(f"/messages/{conversation}")
        ann.write("For when you are back")
        expect(ann.page.locator(".ch-receipt")).to_have_text("Sent")
        context = browser.new_context(base_url=server.url)
        page = context.new_page()
        log_in(page, server.url, ben.name)
        back = Someone(ben.name, page, ben.id)
        expect(page.get_by_label("Main").locator(".ch-badge")).to_have_text("1")
        expect(page).to_have_title(re.compile(r"^\(1\) Home"))
        page.get_by_label("Main").get_by_role("link", name="Messages").click()
        page.get_by_role("link", name=ann.name).click()
        expect(back.bubble("For when you are back")).to_be_visible()
        expect(ann.page.locator(".ch-receipt")).to_have_text("Read")
        expect(page.get_by_label("Main").locator(".ch-badge")).to_have_count(0)
        context.close()

    def test_a_blocked_person_cannot_write_and_is_told_no_more_than_that(
        self, pair: tuple[Someone, Someone]
    ) -> None:
        ann, ben = pair
        ann.page.get_by_role("button", name=f"More for {ben.name}").click()
        ann.page.get_by_role("menuitem", name=f"Block {ben.name}").click()
        ann.page.get_by_text("can't write to you any more").wait_for()
        ben.write("Hello?")
        failed = ben.page.locator(".ch-failed")
        expect(failed).to_contain_text("You can't write to this person.")
        assert ann.texts() == []
        failed.get_by_role("button", name="Discard").click()
        expect(ben.bubble("Hello?")).to_have_count(0)


class TestThreePeople:
    def test_in_a_room_read_one_order(self, meet: Meet) -> None:
        ann, ben, cat = everybody = meet("Ann", "Ben", "Cat")
        ann.page.get_by_label("Main").get_by_role("link", name="Messages").click()
        ann.page.get_by_role("button", name="New message").first.click()
        ann.page.get_by_role("button", name="A room of several").click()
        ann.page.get_by_label("Name of the room").fill("Sunday listening")
        for other in (ben, cat):
            ann.page.get_by_role("searchbox").fill(other.name)
            ann.page.get_by_label("People", exact=True).get_by_role(
                "button", name=other.name
            ).click()
        ann.page.get_by_role("button", name="Make the room").click()
        ann.page.wait_for_url("**/messages/g-*")
        room = ann.page.url.rstrip("/").rpartition("/")[2]
        for other in (ben, cat):
            other.open(f"/messages/{room}")
            other.field.wait_for()
        for number in range(4):
            for who in everybody:
                who.field.fill(f"{who.name}: {number}")
                who.field.press("Enter")
        for who in everybody:
            expect(who.page.locator('.ch-message[data-waiting="false"]')).to_have_count(12)
        assert ann.texts() == ben.texts() == cat.texts()
        for who in everybody:
            mine = [text for text in ann.texts() if text.startswith(who.name)]
            assert mine == [f"{who.name}: {number}" for number in range(4)]

    def test_the_maker_of_a_room_renames_it_and_removes_people(self, meet: Meet) -> None:
        ann, ben = meet("Ann", "Ben")
        room = ann.call("chat.create", name="Old name", member_ids=[ben.id])["id"]
        for who in (ann, ben):
            who.open(f"/messages/{room}")
        ann.page.get_by_role("button", name="About this room").click()
        ann.page.get_by_label("Name", exact=True).fill("New name")
        ann.page.get_by_role("button", name="Rename").click()
        expect(ben.page.get_by_role("heading", name="New name")).to_be_visible()
        ann.page.get_by_role("button", name=f"Remove {ben.name}").click()
        expect(ben.page.get_by_text("There is no such conversation.")).to_be_visible()
        assert ben.refusal("chat.history", conversation_id=room)[0] == 404


class TestWhatOneWrote:
    def test_can_be_changed_and_says_so(self, pair: tuple[Someone, Someone]) -> None:
        ann, ben = pair
        ann.write("tpyo")
        expect(ben.bubble("tpyo")).to_be_visible()
        ann.menu("tpyo", "Edit")
        editor = ann.page.get_by_label("Edit your message")
        editor.fill("typo")
        editor.press("Enter")
        expect(ben.bubble("typo").locator(".ch-meta")).to_contain_text("edited")
        expect(ben.bubble("tpyo")).to_have_count(0)

    def test_can_be_deleted_and_keeps_its_place(self, pair: tuple[Someone, Someone]) -> None:
        ann, ben = pair
        for text in ("one", "two", "three"):
            ann.write(text)
        expect(ben.bubble("three")).to_be_visible()
        ann.menu("two", "Delete")
        expect(ben.bubble("two")).to_have_count(0)
        assert ben.texts() == ["one", "This message was deleted.", "three"]

    def test_can_be_removed_by_an_administrator_once_reported(
        self, pair: tuple[Someone, Someone], browser: Browser, server: Server
    ) -> None:
        ann, ben = pair
        ann.write("rude words")
        expect(ben.bubble("rude words")).to_be_visible()
        seq = int(ben.bubble("rude words").get_attribute("data-seq") or 0)
        conversation = ben.page.url.rstrip("/").rpartition("/")[2]
        assert ben.refusal("chat.remove", conversation_id=conversation, seq=seq)[0] == 403
        ben.menu("rude words", "Report")
        ben.page.get_by_text("The administrators will look at it.").wait_for()
        context = browser.new_context(base_url=server.url)
        page = context.new_page()
        log_in(page, server.url)
        page.goto("/messages")
        page.get_by_role("button", name="Reported messages").click()
        report = page.get_by_role("dialog").get_by_role("listitem").filter(has_text=ann.name)
        report.get_by_role("button", name="Remove").click()
        removed = "An administrator removed this message."
        expect(ann.page.get_by_text(removed)).to_be_visible()
        expect(ben.page.get_by_text(removed)).to_be_visible()
        context.close()

    def test_gets_an_emoji_from_the_other(self, pair: tuple[Someone, Someone]) -> None:
        ann, ben = pair
        ann.write("Listen!")
        ben.menu("Listen!", "React with 🎧")
        reaction = ann.page.get_by_role("button", name="🎧, 1")
        expect(reaction).to_have_attribute("aria-pressed", "false")
        reaction.click()
        expect(ben.page.get_by_role("button", name="🎧, 2")).to_be_visible()


def test_an_emoji_is_picked_from_data_that_comes_with_the_app(
    pair: tuple[Someone, Someone],
) -> None:
    ann, _ = pair
    elsewhere: list[str] = []
    ann.page.on(
        "request",
        lambda asked: elsewhere.append(asked.url) if "localhost" not in asked.url else None,
    )
    ann.page.get_by_role("button", name="Emoji", exact=True).click()
    picker = ann.page.locator("emoji-picker")
    picker.get_by_role("combobox").fill("headphone")
    picker.get_by_role("option", name="headphone").first.click()
    expect(ann.field).to_have_value(re.compile("^🎧"))
    assert elsewhere == []


class TestUnread:
    def test_is_counted_until_it_is_read_in_another_tab_too(self, meet: Meet) -> None:
        ann, ben = meet("Ann", "Ben")
        conversation = ann.call("chat.direct", user_id=ben.id)["id"]
        other_tab = Someone(ben.name, ben.page.context.new_page(), ben.id)
        other_tab.open("/")
        for text in ("one", "two"):
            say(ann, conversation, text)
        for tab in (ben, other_tab):
            expect(tab.page.get_by_label("Main").locator(".ch-badge")).to_have_text("2")
        ben.page.bring_to_front()
        ben.open(f"/messages/{conversation}")
        expect(ben.bubble("two")).to_be_visible()
        expect(other_tab.page.get_by_label("Main").locator(".ch-badge")).to_have_count(0)

    def test_badge_and_sound_can_be_turned_off_and_stay_off(self, meet: Meet) -> None:
        ann, ben = meet("Ann", "Ben")
        conversation = ann.call("chat.direct", user_id=ben.id)["id"]
        say(ann, conversation, "with a sound")
        expect(ben.page.get_by_label("Main").locator(".ch-badge")).to_have_text("1")
        ben.page.wait_for_function("window.emomusic.chat.sounded.times === 1")
        ben.open("/messages")
        ben.page.get_by_role("button", name="How you hear of messages").click()
        ben.page.get_by_role("switch", name="Sound").click()
        ben.page.get_by_role("switch", name="Badge").click()
        expect(ben.page.get_by_label("Main").locator(".ch-badge")).to_have_count(0)
        kept = {"sound": False, "badge": False}
        ben.page.wait_for_function(
            """async () => {
                const { preferences } = await window.emomusic.live.call("chat.overview");
                return !preferences.sound && !preferences.badge;
            }"""
        )
        ben.open("/")
        assert ben.call("chat.overview")["preferences"] == kept
        say(ann, conversation, "without a sound")
        ben.page.wait_for_function(
            """async () => {
                const { conversations } = await window.emomusic.live.call("chat.overview");
                return conversations[0].unread === 2;
            }"""
        )
        assert ben.page.evaluate("window.emomusic.chat.sounded.times") == 0
        assert _unread(ben) == ""


class TestCards:
    def test_a_moment_plays_from_its_second(self, pair: tuple[Someone, Someone]) -> None:
        ann, ben = pair
        ids = open_album(ann.page)
        play_row(ann.page, ids[1])
        ann.page.evaluate("window.emomusic.engine.seek(20)")
        ann.page.wait_for_function("window.emomusic.audio().currentTime > 20.1")
        ann.page.evaluate("window.emomusic.engine.pause()")
        at_s = position_s(ann.page)
        ann.page.get_by_role("link", name="Emotion view").first.click()
        ann.page.get_by_role("button", name="Send this moment").click()
        ann.page.get_by_label("A few words, if you like").fill("Here!")
        dialog = ann.page.get_by_role("dialog", name="Send to…")
        dialog.get_by_role("button", name=ben.name).first.click()
        card = ben.page.get_by_role("article", name="Moment")
        expect(card).to_be_visible()
        expect(card.locator(".ch-card-kind")).to_contain_text("Moment · 0:20")
        card.get_by_role("button", name="Play").click()
        wait_until_playing(ben.page, ids[1])
        assert at_s - 0.5 < position_s(ben.page) < at_s + 6.0

    def test_a_song_is_sent_from_its_menu_and_plays(self, pair: tuple[Someone, Someone]) -> None:
        ann, ben = pair
        ids = open_album(ann.page)
        row = ann.page.locator(f'#centre [data-song="{ids[0]}"]')
        row.get_by_role("button", name="More for").click()
        ann.page.get_by_role("menuitem", name="Send to…").click()
        dialog = ann.page.get_by_role("dialog", name="Send to…")
        dialog.get_by_role("button", name=ben.name).first.click()
        card = ben.page.get_by_role("article", name="Song")
        card.get_by_role("button", name="Play").click()
        wait_until_playing(ben.page, ids[0])
        card.get_by_role("button", name="Pause").click()
        ben.page.wait_for_function("window.emomusic.audio().paused")

    def test_an_album_and_a_list_play_whole(self, pair: tuple[Someone, Someone]) -> None:
        ann, ben = pair
        ids = open_album(ann.page)
        album_id = int(ann.page.url.rstrip("/").rpartition("/")[2])
        conversation = ben.page.url.rstrip("/").rpartition("/")[2]
        chosen = [ids[2], ids[0]]
        say(ann, conversation, "", card={"kind": "album", "id": album_id})
        say(ann, conversation, "", card={"kind": "songs", "song_ids": chosen, "title": "Two"})
        album = ben.page.get_by_role("article", name="Album")
        album.get_by_role("button", name="Play").click()
        wait_until_playing(ben.page, ids[0])
        upcoming = "window.emomusic.engine.player.get().queue.upcoming.map((e) => e.song.id)"
        assert ben.page.evaluate(upcoming) == ids[1:]
        songs = ben.page.get_by_role("article", name="Playlist: Two")
        songs.get_by_role("button", name="Play").click()
        wait_until_playing(ben.page, ids[2])
        assert ben.page.evaluate(upcoming) == [ids[0]]

    def test_music_chosen_where_one_writes_goes_with_the_words(
        self, pair: tuple[Someone, Someone]
    ) -> None:
        ann, ben = pair
        ann.page.get_by_role("button", name="Add music").click()
        dialog = ann.page.get_by_role("dialog", name="Send music")
        dialog.get_by_role("searchbox").fill("a")
        dialog.get_by_label("Songs").get_by_role("button").first.click()
        ann.write("for you")
        expect(ben.bubble("for you").get_by_role("article", name="Song")).to_be_visible()


class TestACutLine:
    def test_loses_nothing_doubles_nothing_and_keeps_the_order(
        self, meet: Meet, server: Server
    ) -> None:
        with line_to(server.port) as line:
            (ann,) = meet("Ann", line=line)
            (ben,) = meet("Ben")
            conversation = open_both(ann, ben)
            texts = [f"message {number}" for number in range(18)]
            for number, text in enumerate(texts):
                if number == 5:
                    line.cut()  # in the middle of what is on its way
                if number == 12:
                    line.mend()
                ann.write(text)
            expect(ben.bubble(texts[-1])).to_be_visible(timeout=40_000)
            assert ben.texts() == texts
            page = ben.call("chat.history", conversation_id=conversation, limit=100)
            assert [one["text"] for one in page["messages"]] == texts
            assert [one["seq"] for one in page["messages"]] == list(range(1, 19))
            expect(ann.page.locator('[data-waiting="true"]')).to_have_count(0)
            assert ann.texts() == texts

    def test_the_browser_that_was_cut_off_catches_up(self, meet: Meet, server: Server) -> None:
        with line_to(server.port) as line:
            (ann,) = meet("Ann", line=line)
            (ben,) = meet("Ben")
            open_both(ann, ben)
            ben.write("before")
            expect(ann.bubble("before")).to_be_visible()
            line.cut()
            ann.page.wait_for_function("!window.emomusic.live.connected.get()", timeout=20_000)
            for text in ("while", "you", "were away"):
                ben.write(text)
            expect(ben.page.locator('[data-waiting="true"]')).to_have_count(0)
            line.mend()
            expect(ann.bubble("were away")).to_be_visible(timeout=30_000)
            assert ann.texts() == ["before", "while", "you", "were away"]

    def test_what_could_not_be_sent_outlives_a_reload(self, pair: tuple[Someone, Someone]) -> None:
        ann, ben = pair
        ann.page.evaluate("window.emomusic.live.stop()")
        ann.write("kept")
        expect(ann.page.locator('[data-waiting="true"]')).to_have_count(1)
        assert ben.texts() == []
        ann.page.reload()
        expect(ben.bubble("kept")).to_be_visible()
        expect(ann.page.locator('[data-waiting="true"]')).to_have_count(0)
        assert ann.texts() == ["kept"]


def test_a_long_conversation_is_read_back_to_its_beginning(
    meet: Meet,
) -> None:
    ann, ben = meet("Ann", "Ben")
    conversation = ann.call("chat.direct", user_id=ben.id)["id"]
    ann.page.evaluate(
        """async (conversation_id) => {
            const { live } = window.emomusic;
            for (let i = 1; i <= 120; ) {
                const body = { conversation_id, client_id: crypto.randomUUID(), text: `line ${i}` };
                try {
                    await live.call("chat.send", body);
                    i += 1;
                } catch {
                    await new Promise((wait) => setTimeout(wait, 400));
                }
            }
        }""",
        conversation,
    )
    ben.open(f"/messages/{conversation}")
    expect(ben.bubble("line 120")).to_be_visible()
    assert ben.page.locator(".ch-message").count() < 60
    scroller = ben.page.locator("[data-virtuoso-scroller]")
    scroller.hover()
    first = ben.bubble("line 1")
    for _ in range(60):
        if first.count() and first.is_visible():
            break
        ben.page.mouse.wheel(0, -1500)
        ben.page.wait_for_timeout(60)
    expect(first).to_be_visible()
    ben.page.get_by_role("button", name="Newest messages").click()
    expect(ben.bubble("line 120")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_no_page_of_messages_is_wider_than_its_window(
    pair: tuple[Someone, Someone], width: int
) -> None:
    ann, ben = pair
    ben.write("w" * 600)
    ann.page.set_viewport_size({"width": width, "height": 800})
    expect(ann.bubble("w" * 600)).to_be_visible()
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert ann.page.evaluate(overflow) <= 0
    inside = "(centre) => centre.scrollWidth - centre.clientWidth"
    assert ann.page.locator("#centre").evaluate(inside) <= 0
