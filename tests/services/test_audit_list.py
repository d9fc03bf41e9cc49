"""Reading the audit log: filters, pages, and exports that are whole and harmless."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from emomusic.services import audit_list
from emomusic.services.access import Person
from emomusic.services.audit import Action, Subject, SubjectKind, forget_person, record
from emomusic.services.audit_list import AuditFilter, ExportFormat, export, list_entries, moment
from emomusic.store.audit_tables import AuditEntry
from emomusic.store.database import session
from emomusic.store.tables import Role
from tests.databases import on_both

ADA = Person(1, "Ada", Role.ADMINISTRATOR, 1, address="192.0.2.7")
BEA = replace(ADA, id=2, name="Bea")


def note(actor: Person | None, action: Action, name: str = "", at: datetime | None = None) -> None:
    record(None, actor, action, Subject(SubjectKind.PERSON, 9, name))
    if at is not None:
        with session(write=True) as writing:
            entry = writing.get(AuditEntry, list_entries(AuditFilter(), False, 0, 1).rows[0].id)
            assert entry is not None
            entry.at = at


def found(**which: object) -> list[str]:
    rows = list_entries(AuditFilter(**which), True, 0, 50).rows  # type: ignore[arg-type]
    return [row.action for row in rows]


@on_both
class TestTheFilter:
    @pytest.fixture(autouse=True)
    def _entries(self, database: str) -> None:
        day = datetime(2026, 11, 20, tzinfo=UTC)
        note(ADA, Action.PERSON_ROLE, "Cem", day)
        note(BEA, Action.ANALYSIS_PAUSE, "100%", day + timedelta(days=1))
        note(None, Action.PERSON_DISABLE, "Ada", day + timedelta(days=2))

    def test_finds_who_did_it_and_whom_it_was_done_to(self) -> None:
        assert found(query="ADA") == ["person.role", "person.disable"]
        assert found(query="command") == ["person.disable"]
        assert found(query="%") == ["analysis.pause"]
        assert found(query="'; DROP TABLE audit_entry; --") == []

    def test_finds_names_as_they_are_typed(self) -> None:
        note(BEA, Action.PERSON_ROLE, "Björk  Guðmundsdóttir")
        assert found(query="bjork gudm") == ["person.role"]
        assert found(query="  BEA bjö ") == ["person.role"]

    def test_finds_nobody_who_is_forgotten(self) -> None:
        with session(write=True) as writing:
            forget_person(writing, ADA.id, "Ada")
            forget_person(writing, 9, "Cem")
        assert found(query="cem") == []
        assert found(query="ada") == []
        assert found(query="deleted person", action="person.") == [
            "person.role",
            "person.disable",
        ]

    def test_finds_an_action_and_a_kind_of_actions(self) -> None:
        assert found(action="person.role") == ["person.role"]
        assert found(action="person.") == ["person.role", "person.disable"]

    def test_finds_what_is_between_two_moments(self) -> None:
        day = datetime(2026, 11, 21, tzinfo=UTC)
        assert found(since=day, until=day + timedelta(days=1)) == ["analysis.pause"]

    def test_comes_the_newest_first_and_a_page_at_a_time(self) -> None:
        page = list_entries(AuditFilter(), False, 1, 1)
        assert ([row.action for row in page.rows], page.total) == (["analysis.pause"], 3)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "2026-11-27", "\x00", "9" * 400])
def test_what_is_no_moment_is_no_limit(text: str) -> None:
    assert moment(text) is None


@on_both
def test_an_export_has_every_entry_once(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_list, "CHUNK_ROWS", 3)
    for number in range(8):
        note(ADA, Action.PERSON_ROLE, f"Person {number}")
    lines = b"".join(export(AuditFilter(), ExportFormat.JSON_LINES)).decode().splitlines()
    entries = [json.loads(line) for line in lines]
    assert [one["subject"] for one in entries] == [f"Person {number}" for number in range(8)]
    assert entries[0]["details"] == {}
    table = io.StringIO(b"".join(export(AuditFilter(), ExportFormat.CSV)).decode())
    rows = list(csv.DictReader(table))
    assert [row["subject"] for row in rows] == [f"Person {number}" for number in range(8)]
    assert rows[0]["actor"] == "Ada"


@pytest.mark.parametrize(
    "name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =cmd|' /C calc'!A0", "\n=1"]
)
def test_no_text_of_an_export_is_a_formula(database: str, name: str) -> None:
    note(ADA, Action.PERSON_ROLE, name)
    text = io.StringIO(b"".join(export(AuditFilter(), ExportFormat.CSV)).decode(), newline="")
    (row,) = csv.DictReader(text)
    assert row["subject"] == f"'{name}"


def test_an_export_takes_any_text(database: str) -> None:
    name = 'Zoë "the, quoted"\n日本語 🎵'
    note(ADA, Action.PERSON_ROLE, name)
    text = io.StringIO(b"".join(export(AuditFilter(), ExportFormat.CSV)).decode(), newline="")
    assert next(csv.DictReader(text))["subject"] == name
