"""Runs the migrations for `alembic` and `emomusic.store.migrate`.

`reflex db migrate` runs the revisions without this file, on the `db_url` of `rxconfig.py`.
"""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

import emomusic.store.schema  # noqa: F401  (fills the metadata)
from emomusic.store.database import session


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Leave the full-text index out: it is not of the metadata (see store/search_index.py)."""
    return not (kind == "table" and (name or "").startswith("search_"))


def run(connection: Connection) -> None:
    """Run what was asked for on a connection, inside its transaction."""
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        include_name=include_name,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with session(write=True) as opened:
        run(opened.connection())
