"""The promise that the live count of rules waits where too much was asked, without an error."""

from __future__ import annotations

from playwright.sync_api import Page, Route, expect

SENTENCE = "That was a lot at once. Try again in 1 second."


def test_the_count_stands_until_it_may_be_asked_for_again(page: Page) -> None:
    page.goto("/smart-playlist")
    count = page.locator(".rule-save").get_by_role("status")
    expect(count).to_contain_text("songs,")
    page.get_by_role("button", name="Add a rule to the playlist").click()
    row = page.get_by_role("group", name="Rule 1", exact=True)
    row.get_by_label("what").select_option("artist")
    row.get_by_label("how").select_option("equals")
    expect(count).to_contain_text("say what to compare with")
    before = count.inner_text()
    asked: list[str] = []

    def refuse_once(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            route.fulfill(status=429, json={"error": SENTENCE})
        else:
            route.continue_()

    page.route("**/api/rules/preview", refuse_once)
    with page.expect_response(lambda answer: answer.status == 429):
        row.get_by_role("textbox").fill("Nobody At All")
    assert count.inner_text() == before
    expect(count).to_have_text("No song fits these rules yet")
    assert len(asked) == 2
