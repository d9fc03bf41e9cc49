"""The report of an import in the browser: it outlives a reload, and is looked through again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.usefixtures("quiet")


def test_a_report_stays_with_its_playlist_until_it_is_dismissed(page: Page, tmp_path: Path) -> None:
    songs = page.request.get("/api/sources/library").json()["songs"]
    tracks = [
        {"title": one["title"], "creator": one["artists"][0]["name"]}
        for one in (*songs[:2], {"title": "Nowhere <b>", "artists": [{"name": "Nobody"}]})
    ]
    file = tmp_path / "evening.jspf"
    file.write_text(json.dumps({"playlist": {"title": "Evening", "track": tracks}}))
    page.goto("/playlists")
    page.get_by_label("File of a playlist").set_input_files(file)
    page.get_by_role("dialog").get_by_role("link", name="Open the playlist").click()
    notice = page.get_by_role("region", name="Import")
    expect(notice).to_contain_text("1 song of the imported file was not found.")

    page.reload()
    notice.get_by_role("button", name="Show the report").click()
    dialog = page.get_by_role("dialog", name="What was not found")
    expect(dialog.get_by_text("2 of 3 songs are in the library.")).to_be_visible()
    expect(dialog.get_by_role("listitem")).to_have_text(["Nowhere <b>Nobody"])
    dialog.get_by_role("button", name="Look again").click()
    expect(page.get_by_text("It is still not in the library.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)

    notice.get_by_role("button", name="Dismiss the report").click()
    expect(notice).to_have_count(0)
    page.reload()
    page.locator("[data-entry]").nth(1).wait_for()
    expect(notice).to_have_count(0)
