"""What the desk's tables of a large library are read from: narrow indices, a folded audit log."""

import sqlalchemy as sa
from alembic import op

from emomusic.store.folding import folded_key

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

FOLDED = sa.String(500).with_variant(sa.String(500, collation="C"), "postgresql")
PRESENT = sa.text("missing_since IS NULL")
BATCH = 1000


def upgrade() -> None:
    op.create_index("ix_emotion_curve_mood_song", "emotion_curve", ["mood", "song_id"])
    song_index("ix_song_present_duration", "duration_s", "id", "size_bytes")
    op.add_column(
        "audit_entry", sa.Column("searched", FOLDED, nullable=False, server_default="")
    )
    fill_in()
    op.drop_index("ix_audit_entry_at", "audit_entry")
    op.create_index("ix_audit_entry_list", "audit_entry", ["at", "id", "action", "searched"])


def song_index(name: str, *columns: str) -> None:
    op.drop_index(name, "song")
    op.create_index(
        name, "song", list(columns), sqlite_where=PRESENT, postgresql_where=PRESENT
    )


def fill_in() -> None:
    connection = op.get_bind()
    entry = sa.table(
        "audit_entry", *(sa.column(name) for name in ("id", "actor_name", "subject_name", "searched"))
    )
    write = (
        sa.update(entry)
        .where(entry.c.id == sa.bindparam("key"))
        .values(searched=sa.bindparam("text"))
    )
    last = 0
    while True:
        some = sa.select(entry.c.id, entry.c.actor_name, entry.c.subject_name)
        some = some.where(entry.c.id > last).order_by(entry.c.id).limit(BATCH)
        rows = connection.execute(some).all()
        if not rows:
            return
        connection.execute(
            write,
            [{"key": key, "text": folded_key(f"{by} {what}")} for key, by, what in rows],
        )
        last = rows[-1].id


def downgrade() -> None:
    op.drop_index("ix_audit_entry_list", "audit_entry")
    op.create_index("ix_audit_entry_at", "audit_entry", ["at", "id"])
    op.drop_column("audit_entry", "searched")
    song_index("ix_song_present_duration", "duration_s", "id")
    op.drop_index("ix_emotion_curve_mood_song", "emotion_curve")
