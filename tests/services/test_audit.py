"""The audit log: an entry is written with its change, or not at all."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlmodel import select

from emomusic.services import audit
from emomusic.services.audit import Action, Subject, SubjectKind, record
from emomusic.store.audit_tables import AuditEntry
from emomusic.store.database import session
from emomusic.store.tables import Role
from tests.databases import on_both
from tests.people import come_in


def entries() -> list[AuditEntry]:
    with session() as reading:
        return list(reading.exec(select(AuditEntry)).all())


ALBUM = Subject(SubjectKind.ALBUM, 7, "Rain")


@on_both
def test_an_entry_says_who_did_what_to_what_from_where(database: str) -> None:
    ada = replace(come_in("Ada", Role.ADMINISTRATOR).person, address="192.0.2.7")
    record(None, ada, Action.ANALYSIS_AGAIN, ALBUM, {"songs": 3, "before": "Räin"})
    (entry,) = entries()
    assert (entry.actor_id, entry.actor_name, entry.address) == (ada.id, "Ada", "192.0.2.7")
    assert (entry.action, entry.subject_kind) == ("analysis.again", "album")
    assert (entry.subject_id, entry.subject_name) == (7, "Rain")
    assert json.loads(entry.details) == {"songs": 3, "before": "Räin"}
    assert entry.at.tzinfo is not None


@on_both
def test_a_change_that_fails_leaves_no_entry(database: str) -> None:
    def fail() -> None:
        with session(write=True) as writing:
            record(writing, None, Action.ANALYSIS_PAUSE, ALBUM)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert entries() == []


def test_what_is_done_in_a_shell_is_done_by_the_command_line(database: str) -> None:
    record(None, None, Action.PERSON_DISABLE, ALBUM)
    (entry,) = entries()
    assert (entry.actor_id, entry.actor_name) == (None, "command line")


def test_long_values_are_cut(database: str) -> None:
    record(
        None,
        None,
        Action.ANALYSIS_AGAIN,
        replace(ALBUM, name="x" * 9000),
        {
            "title": "y" * 9000,
            "ids": list(range(9000)),
        },
    )
    (entry,) = entries()
    kept = json.loads(entry.details)
    assert len(entry.subject_name) == 500
    assert len(kept["title"]) == audit.LONGEST_VALUE
    assert kept["ids"] == list(range(audit.MOST_VALUES))
