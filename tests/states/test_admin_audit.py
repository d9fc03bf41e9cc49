"""What the audit log's page shows of an entry."""

from __future__ import annotations

from typing import Any

import pytest

from emomusic.services import people
from emomusic.services.audit import Action
from emomusic.states.admin_audit import AuditState, action_words, details_words
from emomusic.store.tables import Role
from tests.people import come_in
from tests.states.test_access import events_of
from tests.tabs import tab


@pytest.mark.parametrize("action", list(Action))
def test_every_action_has_words(action: Action) -> None:
    assert action_words(action.value)[0].isupper()
    assert "_" not in action_words(action.value)


def test_an_action_of_an_older_version_is_still_shown() -> None:
    assert action_words("song.turn_round") == "Song: turn round"


def test_details_are_a_line() -> None:
    assert details_words('{"before": "listener", "ended_sessions": 2, "empty": ""}') == (
        "before: listener, ended sessions: 2"
    )
    assert details_words('{"ids": [1,2,3,4,5,6,7,8,9,10,11,12]}').endswith("9, 10 and 2 more")


async def test_the_export_takes_the_filter_along(database: str) -> None:
    ada, bea = come_in("Ada", Role.ADMINISTRATOR), come_in("Bea")
    people.disable(bea.person.id, ada.person)
    desk = tab(AuditState, ada.token)

    async def send(name: str, *args: Any) -> None:
        await events_of(AuditState.event_handlers[name].fn, desk, *args)

    await send("enter")
    assert (desk.total, desk.rows[0].subject, desk.export_query) == (1, "person Bea", "")
    await send("search", "be&a")
    await send("begin_at", "2026-11-01T00:00:00.000Z")
    await send("end_at", "nonsense")
    assert desk.export_query == "?query=be%26a&since=2026-11-01T00%3A00%3A00%2B00%3A00"
    assert desk.total == 0
