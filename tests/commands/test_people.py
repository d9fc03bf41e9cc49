"""`python -m emomusic user …`."""

from __future__ import annotations

from typing import Any

import pytest
from typer.testing import CliRunner

from emomusic.commands.people import user_app
from emomusic.errors import Conflict, InvalidInput, NotFound
from emomusic.services import invitations, people
from emomusic.services.sessions import Client, person_of, sessions_of
from emomusic.settings import settings
from emomusic.store.tables import Role
from tests.factories import make_user
from tests.people import PASSWORD, another_browser, come_in

pytestmark = pytest.mark.usefixtures("database")


def user(*arguments: str, typed: str = "") -> str:
    """Run a command; what it prints. An error comes up as the command line gets it."""
    result: Any = CliRunner().invoke(user_app, arguments, input=typed)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return str(result.output)


def add(name: str, *options: str) -> str:
    return user("add", name, "--password-stdin", *options, typed=f"{PASSWORD}\n")


def test_an_account_is_made_and_can_log_in() -> None:
    assert add("Ada") == "Ada can log in now, as administrator.\n"
    assert add("Bea") == "Bea can log in now, as listener.\n"
    assert add("Cleo", "--role", "administrator") == "Cleo can log in now, as administrator.\n"
    assert people.log_in("bea", PASSWORD).person.name == "Bea"


def test_a_password_is_never_taken_from_the_command_line_nor_from_a_pipe_unasked() -> None:
    with pytest.raises(InvalidInput, match="--password-stdin"):
        user("add", "Ada", typed=f"{PASSWORD}\n")
    assert people.accounts() == ()


def test_the_first_account_can_not_be_a_listener() -> None:
    with pytest.raises(InvalidInput):
        add("Ada", "--role", "listener")


def test_accounts_are_listed() -> None:
    come_in("Ada", Role.ADMINISTRATOR)
    make_user("Bea", is_disabled=True)
    heading, ada, bea = user("list").splitlines()
    assert heading.split() == ["name", "role", "state", "sessions", "made"]
    assert ada.split()[:4] == ["Ada", "administrator", "enabled", "1"]
    assert bea.split()[:4] == ["Bea", "listener", "disabled", "0"]


def test_a_new_password_ends_the_sessions() -> None:
    ada = come_in("Ada")
    output = user("password", "ada", "--password-stdin", typed="another good one\n")
    assert output == "Ada has a new password; 1 session ended.\n"
    assert person_of(ada.token) is None
    assert people.log_in("Ada", "another good one").person.id == ada.person.id


def test_roles_change_but_an_administrator_stays() -> None:
    make_user("Ada", role=Role.ADMINISTRATOR)
    make_user("Bea")
    with pytest.raises(Conflict):
        user("role", "Ada", "listener")
    assert user("role", "Bea", "administrator") == "Bea is administrator now.\n"
    assert user("role", "Ada", "listener") == "Ada is listener now.\n"


def test_an_account_is_switched_off_and_on() -> None:
    make_user("Ada", role=Role.ADMINISTRATOR)
    bea = come_in("Bea")
    user("disable", "Bea")
    assert person_of(bea.token) is None
    user("enable", "Bea")
    assert not people.account_named("Bea").is_disabled
    with pytest.raises(Conflict):
        user("disable", "Ada")


def test_an_account_is_removed_after_asking() -> None:
    make_user("Ada", role=Role.ADMINISTRATOR)
    make_user("Bea")
    CliRunner().invoke(user_app, ["remove", "Bea"], input="n\n")
    assert len(people.accounts()) == 2
    user("remove", "Bea", typed="y\n")
    assert [account.name for account in people.accounts()] == ["Ada"]
    with pytest.raises(Conflict):
        user("remove", "Ada", "--yes")


def test_sessions_are_listed_and_ended() -> None:
    ada = come_in("Ada", client=Client("192.0.2.1", "Mozilla/5.0 (X11; Linux) Firefox/140.0"))
    another_browser(ada.person)
    lines = user("sessions", "Ada").splitlines()
    assert len(lines) == 3
    assert any("192.0.2.1" in line and "Firefox on Linux" in line for line in lines)
    assert user("end-sessions", "Ada") == "2 sessions of Ada ended.\n"
    assert sessions_of(ada.person.id) == ()


def test_an_invitation_makes_one_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGN_UP", "invitation")
    settings.cache_clear()
    make_user("Ada", role=Role.ADMINISTRATOR)
    path, _, token = user("invite", "--days", "1").strip().partition("=")
    assert path == "/sign-up?invitation"
    assert invitations.is_usable(token)
    assert people.sign_up("Bea", PASSWORD, token).person.role is Role.LISTENER
    assert not invitations.is_usable(token)


@pytest.mark.parametrize("command", ["password", "disable", "sessions", "end-sessions"])
def test_an_unknown_name_is_one_line(command: str) -> None:
    with pytest.raises(NotFound, match="There is no account named 'Nobody'"):
        user(command, "Nobody", *(["--password-stdin"] if command == "password" else []))
