"""Playlists are found by their title and what is said of them."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import Session

from emomusic.store.folding import folded_key
from emomusic.store.search_index import index_playlists

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

FOLDED = sa.String(500).with_variant(sa.String(500, collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column(
        "playlist", sa.Column("title_folded", FOLDED, nullable=False, server_default="")
    )
    op.create_index("ix_playlist_title_folded", "playlist", ["title_folded"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TABLE search_playlist ("
            "id INTEGER PRIMARY KEY REFERENCES playlist (id) ON DELETE CASCADE, "
            "words TSVECTOR NOT NULL)"
        )
        op.execute("CREATE INDEX ix_search_playlist_words ON search_playlist USING gin (words)")
    else:
        op.execute(
            "CREATE VIRTUAL TABLE search_playlist USING fts5("
            "words, tokenize = 'ascii', prefix = '1 2 3', detail = 'none', columnsize = 0)"
        )
        op.execute(
            "CREATE TRIGGER search_playlist_forget AFTER DELETE ON playlist "
            "BEGIN DELETE FROM search_playlist WHERE rowid = old.id; END"
        )
    fill_in()


def fill_in() -> None:
    connection = op.get_bind()
    playlist = sa.table("playlist", *(sa.column(name) for name in ("id", "title", "title_folded")))
    rows = connection.execute(sa.select(playlist.c.id, playlist.c.title)).all()
    if not rows:
        return
    write = (
        sa.update(playlist)
        .where(playlist.c.id == sa.bindparam("key"))
        .values(title_folded=sa.bindparam("text"))
    )
    connection.execute(
        write, [{"key": key, "text": folded_key(title)} for key, title in rows]
    )
    with Session(connection) as opened:
        index_playlists(opened, [key for key, _ in rows])


def downgrade() -> None:
    op.execute("DROP TABLE search_playlist")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER search_playlist_forget")
    op.drop_index("ix_playlist_title_folded", "playlist")
    with op.batch_alter_table("playlist") as table:
        table.drop_column("title_folded")
