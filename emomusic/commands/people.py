"""`python -m emomusic user …`: accounts, from a shell on the server."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from typing import Annotated

import typer

from emomusic.commands.mongo import mongo_for_a_command
from emomusic.errors import InvalidInput
from emomusic.services import invitations, own_password, people, sessions
from emomusic.services.personal import delete_account
from emomusic.store.migrate import upgrade
from emomusic.store.mongo import close_mongo
from emomusic.store.tables import Role

user_app = typer.Typer(help="Accounts, their sessions, and invitations.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Name of the account; case and accents don't matter.")]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input.")
]


@user_app.callback()
def prepare() -> None:
    """Bring the database to the newest schema: the shell may be there before the server."""
    upgrade()


@user_app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="2 to 32 visible characters.")],
    role: Annotated[
        Role | None, typer.Option(help="The first account is always the administrator.")
    ] = None,
    password_stdin: FromStdin = False,
) -> None:
    """Make an account."""
    people.add_account(name, _read_password(password_stdin), role)
    account = people.account_named(name)
    print(f"{account.name} can log in now, as {account.role}.")


@user_app.command("list")
def list_accounts() -> None:
    """List the accounts."""
    print(f"{'name':32} {'role':13} {'state':8} {'sessions':>8}  made")
    for account in people.accounts():
        state = "disabled" if account.is_disabled else "enabled"
        print(
            f"{account.name:32} {account.role:13} {state:8} {account.session_count:8}  "
            f"{account.created_at:%Y-%m-%d}"
        )


@user_app.command("password")
def password(name: Name, password_stdin: FromStdin = False) -> None:
    """Give an account another password; all its sessions end."""
    account = people.account_named(name)
    ended = own_password.set_password(account.id, _read_password(password_stdin), audited=True)
    print(f"{account.name} has a new password; {_sessions(ended)} ended.")


@user_app.command("role")
def role(name: Name, role: Annotated[Role, typer.Argument(help="What they may do.")]) -> None:
    """Make somebody an administrator or a listener."""
    account = people.account_named(name)
    people.set_role(account.id, role)
    print(f"{account.name} is {role} now.")


@user_app.command("disable")
def disable(name: Name) -> None:
    """Switch an account off and end its sessions; what it owns stays."""
    account = people.account_named(name)
    people.disable(account.id)
    print(f"{account.name} can't log in any more.")


@user_app.command("enable")
def enable(name: Name) -> None:
    """Switch an account on again."""
    account = people.account_named(name)
    people.enable(account.id)
    print(f"{account.name} can log in again.")


@user_app.command("remove")
def remove(
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
) -> None:
    """Remove an account and all that it owns."""
    account = people.account_named(name)
    if not yes:
        typer.confirm(f"Remove {account.name}, their likes and their queue for good?", abort=True)
    with mongo_for_a_command():
        asyncio.run(_delete(account.id))
    print(f"{account.name} is removed.")


@user_app.command("sessions")
def list_sessions(name: Name) -> None:
    """List where somebody is signed in."""
    account = people.account_named(name)
    print(f"{'last seen (UTC)':17} {'address':39} browser")
    for view in sessions.sessions_of(account.id):
        print(f"{view.last_seen_at:%Y-%m-%d %H:%M}  {view.address:39} {view.browser}")


@user_app.command("end-sessions")
def end_sessions(name: Name) -> None:
    """Sign somebody out everywhere."""
    account = people.account_named(name)
    print(f"{_sessions(people.sign_out(account.id))} of {account.name} ended.")


@user_app.command("invite")
def invite(
    role: Annotated[Role, typer.Option(help="What the person will be.")] = Role.LISTENER,
    days: Annotated[
        float, typer.Option(help="How long it can be used.", min=0.01, max=365)
    ] = invitations.LIFETIME.days,
) -> None:
    """Make an invitation; it is shown once and makes one account."""
    token = invitations.invite(role, timedelta(days=days))
    print(f"/sign-up?invitation={token}")


async def _delete(user_id: int) -> None:
    try:
        await delete_account(user_id, None)
    finally:
        await close_mongo()


def _read_password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise InvalidInput("There is no terminal to ask for the password. Use --password-stdin.")
    typed: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return typed


def _sessions(count: int) -> str:
    return f"{count} session{'' if count == 1 else 's'}"
