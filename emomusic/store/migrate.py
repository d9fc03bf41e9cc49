"""Brings the database to the newest schema."""

from __future__ import annotations

from collections.abc import Callable

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from emomusic.errors import Unavailable
from emomusic.settings import PROJECT_DIR
from emomusic.store.database import session

_ADVISORY_LOCK = 0x656D6F
"""Key of PostgreSQL's lock that makes migrations wait for each other."""


def alembic_config() -> Config:
    """Return alembic's configuration, whatever the working directory is."""
    config = Config(PROJECT_DIR / "alembic.ini")
    config.set_main_option("script_location", str(PROJECT_DIR / "alembic"))
    return config


def revisions() -> tuple[str, ...]:
    """Return the revisions that this version knows, the oldest first."""
    script = ScriptDirectory.from_config(alembic_config())
    return tuple(one.revision for one in reversed(list(script.walk_revisions())))


def upgrade(to: str = "head") -> None:
    """Migrate to the newest revision, or to another later one, in one transaction.

    Two that run at once wait for each other, and the second finds nothing to do.

    Args:
        to: The revision.

    Raises:
        Unavailable: The database can't be reached, or is of a newer version than this one.
    """
    _run(command.upgrade, to)


def downgrade(to: str) -> None:
    """Go back to an older revision; meant for a database that is empty.

    Args:
        to: The revision.

    Raises:
        Unavailable: The database can't be reached, or there is no way back.
    """
    _run(command.downgrade, to)


def _run(step: Callable[[Config, str], None], to: str) -> None:
    config = alembic_config()
    with session(write=True) as opened:
        if opened.get_bind().dialect.name == "postgresql":
            opened.execute(text(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})"))
        config.attributes["connection"] = opened.connection()
        try:
            step(config, to)
        except CommandError as error:
            raise Unavailable(
                f"The database does not fit this version of EmoMusic: {error}"
            ) from error
        except OperationalError as error:
            raise Unavailable(f"The database can't be migrated: {error.orig}") from error
