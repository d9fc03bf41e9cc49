"""Brings the database to the newest schema."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
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


def upgrade() -> None:
    """Migrate to the newest revision, in one transaction.

    Two that run at once wait for each other, and the second finds nothing to do.

    Raises:
        Unavailable: The database can't be reached, or is of a newer version than this one.
    """
    config = alembic_config()
    with session(write=True) as opened:
        if opened.get_bind().dialect.name == "postgresql":
            opened.execute(text(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})"))
        config.attributes["connection"] = opened.connection()
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise Unavailable(
                f"The database does not fit this version of EmoMusic: {error}"
            ) from error
        except OperationalError as error:
            raise Unavailable(f"The database can't be migrated: {error.orig}") from error
