"""Archives and one's own data, over HTTP."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

import pytest

from emomusic.services import sessions
from emomusic.services.backup import shelf_dir
from emomusic.services.passwords import hash_password
from emomusic.store.database import session
from emomusic.store.tables import Role, User
from tests.browsers import browser
from tests.people import PASSWORD, come_in, come_in_an_hour_ago

pytestmark = pytest.mark.usefixtures("database", "mongo_database")
NAME = "emomusic-20261127-120000.zip"


def copies() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("tmp*.zip"))


@pytest.fixture
def archive() -> bytes:
    shelf_dir().mkdir(parents=True)
    (shelf_dir() / NAME).write_bytes(b"an archive")
    return b"an archive"


async def test_an_archive_can_be_had_in_parts_and_is_kept_nowhere(archive: bytes) -> None:
    ada = browser(come_in("Ada", Role.ADMINISTRATOR))
    whole = await ada.get(f"/api/backups/{NAME}")
    assert whole.content == archive
    assert whole.headers["content-disposition"] == f'attachment; filename="{NAME}"'
    assert whole.headers["cache-control"] == "no-store"
    part = await ada.get(f"/api/backups/{NAME}", headers={"Range": "bytes=3-"})
    assert (part.status_code, part.content) == (206, archive[3:])


async def test_an_archive_wants_the_password_first(archive: bytes) -> None:
    late = browser(come_in_an_hour_ago("Eva", Role.ADMINISTRATOR))
    answer = await late.get(f"/api/backups/{NAME}")
    assert (answer.status_code, answer.json()["confirm"]) == (403, True)


async def test_the_shelf_leads_nowhere_else(archive: bytes) -> None:
    ada = browser(come_in("Ada", Role.ADMINISTRATOR))
    for path in ("..%2Femomusic.db", "%2e%2e/emomusic.db", ".lock"):
        assert (await ada.get(f"/api/backups/{path}")).status_code == 404


async def test_ones_own_data_is_a_zip_and_no_copy_stays() -> None:
    before = copies()
    answer = await browser(come_in("Bea")).get("/api/account/export")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert '"name": "Bea"' in archive.read("user_account.json").decode()
    assert copies() <= before


async def test_an_account_is_deleted_with_its_password_only() -> None:
    come_in("Ada", Role.ADMINISTRATOR)
    bea = come_in("Bea")
    with session(write=True) as db:
        row = db.get(User, bea.person.id)
        assert row is not None
        row.password_hash = hash_password(PASSWORD)
    page = browser(bea)
    wrong = await page.request("DELETE", "/api/account", json={"password": "wrong"})
    assert (wrong.status_code, wrong.json()) == (422, {"error": "The password is wrong."})
    done = await page.request("DELETE", "/api/account", json={"password": PASSWORD})
    assert done.status_code == 204
    assert 'emomusic_session=""' in done.headers["set-cookie"]
    assert sessions.person_of(bea.token) is None
    assert (await browser(bea).get("/api/sessions")).status_code == 401


async def test_another_site_deletes_nobody() -> None:
    bea = browser(come_in("Bea"), Origin="http://evil.test")
    answer = await bea.request("DELETE", "/api/account", json={"password": PASSWORD})
    assert answer.status_code == 403
