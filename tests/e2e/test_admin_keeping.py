"""Backup and restore, one's own data, deletion of accounts, and a page that runs only its own."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from emomusic.emomusic import app
from emomusic.services.backup import Manifest, read_manifest
from tests.e2e.conftest import Complaints
from tests.e2e.test_pages import LOG_IN
from tools.browser import NAME, PASSWORD, log_in, sign_up
from tools.server import Server

WATCH = """
window.violations = [];
addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
"""


@pytest.fixture
def desk(context: BrowserContext, server: Server, complaints: Complaints) -> Iterator[Page]:
    """A page of the administrator, who has just given their password."""
    page = context.new_page()
    page.add_init_script(WATCH)
    complaints.listen_to(page)
    log_in(page, server.url, NAME)
    yield page
    assert complaints.errors == []


def test_a_backup_by_button_is_restored_elsewhere_the_same(
    desk: Page, server: Server, tmp_path: Path
) -> None:
    desk.goto("/admin/keeping")
    expect(desk.locator("#centre")).to_contain_text("No backups yet")
    desk.get_by_role("button", name="Back up now").click()
    entry = desk.locator(".rows.keeping .entry")
    expect(entry).to_have_count(1, timeout=60_000)
    archive = tmp_path / "kept.zip"
    with desk.expect_download() as download:
        entry.get_by_role("button", name="Download").click()
    download.value.save_as(archive)

    elsewhere = Server(tmp_path / "new")
    done = elsewhere.command("restore", str(archive))
    assert (done.returncode, done.stderr) == (0, "")
    assert "Restored" in done.stdout
    again = tmp_path / "again.zip"
    assert elsewhere.command("backup", str(again)).returncode == 0
    assert _content(read_manifest(again)) == _content(read_manifest(archive))
    refused = elsewhere.command("restore", str(archive))
    assert refused.returncode == 1
    assert "not empty" in refused.stderr

    entry.get_by_role("button", name="Delete").click()
    desk.get_by_role("dialog").get_by_role("button", name="Delete for good").click()
    expect(entry).to_have_count(0)


def _content(manifest: Manifest) -> dict[str, str]:
    return {name: part.sha256 for name, part in manifest.parts.items()}


def test_somebody_takes_their_own_data_along(page: Page, name: str, tmp_path: Path) -> None:
    page.goto("/settings")
    with page.expect_download() as download:
        page.get_by_role("link", name="Export my data").click()
    download.value.save_as(tmp_path / "mine.zip")
    with zipfile.ZipFile(tmp_path / "mine.zip") as archive:
        assert json.loads(archive.read("user_account.json"))[0]["name"] == name


def test_somebody_deletes_their_account(page: Page, server: Server, name: str) -> None:
    page.goto("/settings")
    page.get_by_role("button", name="Delete my account").click()
    page.get_by_label("Your password").fill("not the password")
    page.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_role("alert").filter(has_text="wrong")).to_be_visible()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Delete for good").click()
    page.wait_for_url(LOG_IN)
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("wrong")


def test_an_administrator_deletes_an_account_and_its_pages_end(
    desk: Page, context: BrowserContext, server: Server
) -> None:
    assert context.browser is not None
    theirs = context.browser.new_context(base_url=server.url).new_page()
    sign_up(theirs, server.url, "Leaver")
    desk.goto("/admin/people")
    desk.get_by_role("button", name="Manage Leaver").click()
    desk.get_by_role("button", name="Delete the account").click()
    asked = desk.get_by_role("dialog", name="Delete Leaver?")
    asked.get_by_role("button", name="Delete for good").click()
    expect(asked).to_be_hidden()
    expect(desk.get_by_role("button", name="Manage Leaver")).to_have_count(0)
    theirs.goto("/")
    theirs.wait_for_url(LOG_IN)
    theirs.context.close()


def _addresses() -> list[str]:
    """An address of every page there is; 1 stands for each id."""
    routes = ["" if one == "index" else one for one in app._unevaluated_pages if one != "404"]
    return ["/" + re.sub(r"\[.*?\]", "1", route) for route in routes]


def test_no_page_breaks_its_own_policy(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    page.add_init_script(WATCH)
    log_in(page, server.url, NAME)
    addresses = _addresses()
    assert {"/", "/admin/keeping", "/song/1"} <= set(addresses)
    for address in addresses:
        page.goto(address)
        page.locator("#centre, h1").first.wait_for(state="attached")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.violations") == [], address


@pytest.mark.parametrize("path", ["/", "/admin/keeping", "/no-such-page"])
def test_a_script_that_somebody_slips_into_a_page_does_not_run(
    context: BrowserContext, server: Server, path: str
) -> None:
    page = context.new_page()
    page.add_init_script(WATCH)
    log_in(page, server.url, NAME)
    answer = page.goto(path)
    assert answer is not None
    scripts = (
        answer.headers["content-security-policy"].partition("script-src ")[2].partition(";")[0]
    )
    assert "'unsafe-inline'" not in scripts
    page.evaluate("""() => {
      document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.ran = 1'>");
      const script = document.createElement("script");
      script.textContent = "window.ran = 2";
      document.body.append(script);
      const link = document.createElement("a");
      link.href = "javascript:window.ran = 3";
      document.body.append(link);
      link.click();
    }""")
    page.wait_for_function("window.violations.length >= 3")
    assert page.evaluate("window.ran") is None


def test_a_cover_opened_as_a_page_can_do_nothing(desk: Page) -> None:
    songs = desk.request.get("/api/sources/library/0").json()["songs"]
    for path in (f"/covers/{songs[0]['cover']}/64.webp", f"/media/{songs[0]['id']}"):
        headers = desk.request.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; sandbox")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-type"].partition("/")[0] in ("image", "audio")
