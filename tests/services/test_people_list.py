"""The list of people, and what is written down of changes to them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlmodel import select

from emomusic.errors import Conflict
from emomusic.services import invitations, people, removal
from emomusic.services.people_list import (
    PeopleFilter,
    PeopleSort,
    list_people,
    matching_ids,
    person_row,
)
from emomusic.store.audit_tables import AuditEntry
from emomusic.store.database import session
from emomusic.store.tables import Role
from tests.databases import on_both
from tests.factories import ident, make_user
from tests.people import come_in
from tests.services.test_people import at_once


def names(
    query: str = "",
    kind: PeopleFilter = PeopleFilter.ALL,
    sort: PeopleSort = PeopleSort.NAME,
    descending: bool = False,
) -> list[str]:
    return [row.name for row in list_people(query, kind, sort, descending, 0, 50).rows]


def written() -> list[tuple[str, str, str, dict[str, object]]]:
    with session() as reading:
        rows = reading.exec(select(AuditEntry).order_by(AuditEntry.id)).all()  # type: ignore[arg-type]
    return [(row.actor_name, row.action, row.subject_name, json.loads(row.details)) for row in rows]


@on_both
class TestTheList:
    def test_finds_part_of_a_name_whatever_its_case_and_accents(self, database: str) -> None:
        for name in ("Ada Lovelace", "Zoë", "per_cent", "percent"):
            make_user(name)
        assert names("LOVE") == ["Ada Lovelace"]
        assert names("zoe") == ["Zoë"]
        assert names("r_c") == ["per_cent"]
        assert names("%") == []

    def test_is_ordered_and_filtered(self, database: str) -> None:
        make_user("Bea", role=Role.ADMINISTRATOR)
        make_user("Cem", is_disabled=True)
        come_in("Ada")
        assert names() == ["Ada", "Bea", "Cem"]
        assert names(descending=True) == ["Cem", "Bea", "Ada"]
        assert names(sort=PeopleSort.ROLE)[0] == "Bea"
        assert names(sort=PeopleSort.SEEN, descending=True)[0] == "Ada"
        assert names(kind=PeopleFilter.ADMINISTRATORS) == ["Bea"]
        assert names(kind=PeopleFilter.DISABLED) == ["Cem"]
        assert names(kind=PeopleFilter.LISTENERS) == ["Ada", "Cem"]

    def test_comes_a_page_at_a_time(self, database: str) -> None:
        ids = [ident(make_user(f"Person {number}")) for number in range(7)]
        page = list_people("", PeopleFilter.ALL, PeopleSort.NAME, False, 5, 5)
        assert ([row.id for row in page.rows], page.total) == (ids[5:], 7)
        assert matching_ids("person", PeopleFilter.ALL) == tuple(ids)

    def test_says_how_many_browsers_are_signed_in(self, database: str) -> None:
        ada, bea = come_in("Ada").person, ident(make_user("Bea"))
        assert person_row(ada.id).sessions == 1
        assert person_row(ada.id).seen != ""
        assert (person_row(bea).sessions, person_row(bea).seen) == (0, "")


@on_both
class TestWhatIsWrittenDown:
    def test_is_each_change_with_who_made_it(self, database: str) -> None:
        ada = replace(come_in("Ada", Role.ADMINISTRATOR).person, address="192.0.2.7")
        bea = come_in("Bea").person
        people.set_role(bea.id, Role.ADMINISTRATOR, ada)
        people.set_role(bea.id, Role.ADMINISTRATOR, ada)
        people.sign_out(bea.id, ada)
        people.disable(bea.id, ada)
        people.enable(bea.id, ada)
        assert written() == [
            ("Ada", "person.role", "Bea", {"before": "listener", "after": "administrator"}),
            ("Ada", "person.end_sessions", "Bea", {"ended_sessions": 1}),
            ("Ada", "person.disable", "Bea", {"ended_sessions": 0}),
            ("Ada", "person.enable", "Bea", {}),
        ]

    def test_keeps_that_somebody_was_removed_and_forgets_who(self, database: str) -> None:
        ada = come_in("Ada", Role.ADMINISTRATOR).person
        bea = come_in("Bea").person
        people.disable(bea.id, ada)
        removal.remove(bea.id)
        assert [(actor, action) for actor, action, _, _ in written()] == [
            ("Ada", "person.disable"),
            ("command line", "person.remove"),
        ]
        assert "Bea" not in str(written())

    def test_is_nothing_where_nothing_was_changed(self, database: str) -> None:
        ada = come_in("Ada", Role.ADMINISTRATOR).person
        with pytest.raises(Conflict):
            people.disable(ada.id, ada)
        assert written() == []

    def test_never_holds_the_token_of_an_invitation(self, database: str) -> None:
        ada = come_in("Ada", Role.ADMINISTRATOR).person
        token = invitations.invite(Role.LISTENER, actor=ada)
        ((_, action, _, details),) = written()
        assert action == "invitation.make"
        assert token not in json.dumps(details)

    def test_does_not_sign_out_the_session_that_asks(self, database: str) -> None:
        ada = come_in("Ada", Role.ADMINISTRATOR).person
        assert people.sign_out(ada.id, ada) == 0
        assert person_row(ada.id).sessions == 1


@on_both
def test_two_administrators_who_lock_each_other_out_at_once_leave_one(database: str) -> None:
    ada = come_in("Ada", Role.ADMINISTRATOR).person
    bea = come_in("Bea", Role.ADMINISTRATOR).person
    outcomes = at_once(
        lambda: people.disable(bea.id, ada), lambda: people.set_role(ada.id, Role.LISTENER, bea)
    )
    assert outcomes.count(Conflict) == 1
    assert len(names(kind=PeopleFilter.ADMINISTRATORS)) >= 1
    assert len(written()) == 1
