"""People who are signed in, without the time of a password hash."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from emomusic.services.access import Person
from emomusic.services.people import SignedIn
from emomusic.services.sessions import Client, open_session
from emomusic.store.database import session
from emomusic.store.tables import Role, UserSession, now
from tests.factories import ident, make_user

PASSWORD = "correct horse battery"


def come_in(name: str = "", role: Role = Role.LISTENER, client: Client | None = None) -> SignedIn:
    """A new account and a browser in which it is signed in."""
    user = make_user(name, role=role)
    return another_browser(Person(ident(user), user.name, role, 0), client)


def another_browser(person: Person, client: Client | None = None) -> SignedIn:
    """One more browser of somebody."""
    with session(write=True) as db:
        token, session_id = open_session(db, person.id, client or Client())
    return SignedIn(token, Person(person.id, person.name, person.role, session_id))


def come_in_an_hour_ago(name: str = "", role: Role = Role.LISTENER) -> SignedIn:
    """A new account and a browser in which its password was last given an hour ago."""
    signed_in = come_in(name, role)
    at = now() - timedelta(hours=1)
    with session(write=True) as db:
        row = db.get(UserSession, signed_in.person.session_id)
        assert row is not None
        row.confirmed_at = at
    return SignedIn(signed_in.token, replace(signed_in.person, confirmed_at=at))
