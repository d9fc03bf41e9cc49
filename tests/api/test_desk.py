"""What administrators take along: the audit log, as they filtered it."""

from __future__ import annotations

import json

import pytest

from emomusic.services import people, resets
from emomusic.services.analytics.dimensions import Dimension
from emomusic.services.audit_list import AuditFilter, list_entries
from emomusic.store.mongo import Database
from emomusic.store.tables import Role
from tests.browsers import browser
from tests.factories import ident, make_song
from tests.people import come_in, come_in_an_hour_ago
from tests.rollups import write_day

pytestmark = pytest.mark.usefixtures("database")


async def test_the_log_comes_as_json_lines_with_the_filter_of_the_page() -> None:
    ada, bea = come_in("Ada", Role.ADMINISTRATOR), come_in("Bea")
    people.disable(bea.person.id, ada.person)
    people.enable(bea.person.id, ada.person)
    answer = await browser(ada).get("/api/admin/audit.jsonl?action=person.disable")
    assert answer.headers["content-type"].startswith("application/jsonl")
    assert answer.headers["content-disposition"].startswith('attachment; filename="emomusic-audit')
    (entry,) = [json.loads(line) for line in answer.text.splitlines()]
    assert (entry["actor"], entry["action"], entry["subject"]) == ("Ada", "person.disable", "Bea")


async def test_taking_the_log_along_is_in_the_log() -> None:
    ada = come_in("Ada", Role.ADMINISTRATOR)
    await browser(ada, address="192.0.2.9").get("/api/admin/audit.csv")
    (row,) = list_entries(AuditFilter(), False, 0, 9).rows
    assert (row.action, row.actor, row.address) == ("audit.export", "Ada", "192.0.2.9")


async def test_there_is_no_other_format() -> None:
    ada = come_in("Ada", Role.ADMINISTRATOR)
    answer = await browser(ada).get("/api/admin/audit.xlsx")
    assert (answer.status_code, set(answer.json())) == (404, {"error"})


class TestThePasswordAgain:
    async def test_is_taken_and_counts_for_this_session(self) -> None:
        ada = people.sign_up("Ada", "a quiet evening")
        answer = await browser(ada).post("/api/confirm", json={"password": "a quiet evening"})
        assert answer.status_code == 204

    async def test_is_refused_where_it_is_wrong_and_soon_not_even_looked_at(self) -> None:
        ada = people.sign_up("Ada", "a quiet evening")
        page = browser(ada)
        answers = [await page.post("/api/confirm", json={"password": "no"}) for _ in range(6)]
        assert [one.status_code for one in answers] == [422] * 5 + [429]

    async def test_does_not_come_from_another_site(self) -> None:
        ada = come_in_an_hour_ago("Ada", Role.ADMINISTRATOR)
        answer = await browser(ada, Origin="https://evil.example").post(
            "/api/confirm", json={"password": "x"}
        )
        assert answer.status_code == 403


class TestALinkToANewPassword:
    async def test_signs_in_with_the_new_password(self) -> None:
        ada = come_in("Ada")
        token = resets.make_link(ada.person.id)
        answer = await browser().post(
            "/api/reset", json={"token": token, "password": "another evening"}
        )
        assert (answer.status_code, answer.json()["name"]) == (200, "Ada")
        assert "emomusic_session" in answer.headers["set-cookie"]
        again = await browser().post(
            "/api/reset", json={"token": token, "password": "another evening"}
        )
        assert again.status_code == 403


class TestAChartAsCsv:
    async def test_has_what_the_chart_has_of_the_songs_asked_for(
        self, mongo_database: Database
    ) -> None:
        ada = come_in("Ada", Role.ADMINISTRATOR)
        rain = make_song("=Rain", artists=["Ilse"], genre="Jazz", duration_s=100.0)
        await write_day(
            Dimension.SONG, [(ident(rain), 0, 4, 2, 1, 1, 3600.0), (99_999, 0, 9, 9, 9, 0, 1.0)]
        )
        answer = await browser(ada).get(
            "/api/admin/analytics/top_songs.csv?since=2026-11-02&until=2026-11-08&genre=Jazz"
        )
        assert answer.headers["content-type"].startswith("text/csv")
        assert answer.headers["content-disposition"] == (
            'attachment; filename="emomusic-top-songs-2026-11-02-2026-11-08.csv"'
        )
        assert answer.text.splitlines() == [
            "Song,Listens,The time before,Hours,To the end,Skipped",
            "'=Rain · Ilse,2,0,1,0.25,0.25",
        ]

    async def test_has_every_row_of_a_ranking(self, mongo_database: Database) -> None:
        ada = come_in("Ada", Role.ADMINISTRATOR)
        await write_day(Dimension.SONG, [(song, 0, 1, 1, 1, 0, 1.0) for song in range(1, 201)])
        answer = await browser(ada).get(
            "/api/admin/analytics/top_songs.csv?since=2026-11-02&until=2026-11-02"
        )
        assert len(answer.text.splitlines()) == 201

    async def test_takes_nonsense_for_nothing_said(self, mongo_database: Database) -> None:
        ada = come_in("Ada", Role.ADMINISTRATOR)
        answer = await browser(ada).get(
            "/api/admin/analytics/listens.csv?since=x&until=9999-99-99&album=-1&song=1e9"
        )
        assert (answer.status_code, answer.text) == (200, "Day,Listens,The time before\r\n")

    async def test_of_no_chart_is_not_there(self) -> None:
        ada = come_in("Ada", Role.ADMINISTRATOR)
        answer = await browser(ada).get("/api/admin/analytics/salaries.csv")
        assert (answer.status_code, set(answer.json())) == (404, {"error"})
