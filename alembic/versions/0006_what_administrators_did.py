"""What administrators did to the catalogue: edits, the bin, former names, files left out."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

FOLDED = sa.String(500).with_variant(sa.String(500, collation="C"), "postgresql")
PRESENT = sa.text("missing_since IS NULL")
BINNED = sa.text("binned_at IS NOT NULL")
EDITABLE = ("artist", "album", "song")


def columns() -> tuple[sa.Column, ...]:
    return (
        sa.Column("edited", sa.String(200), nullable=False, server_default=""),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_by", sa.Integer(), nullable=True),
        sa.Column("binned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("binned_by", sa.Integer(), nullable=True),
    )


def upgrade() -> None:
    for table in EDITABLE:
        for column in columns():
            op.add_column(table, column)
        op.create_index(
            f"ix_{table}_binned",
            table,
            ["binned_at", "id"],
            sqlite_where=BINNED,
            postgresql_where=BINNED,
        )
    op.create_index(
        "ix_song_present_genre",
        "song",
        ["genre", "title_folded", "id"],
        sqlite_where=PRESENT,
        postgresql_where=PRESENT,
    )
    op.create_index("ix_song_artist_songs", "song_artist", ["artist_id", "song_id"])
    op.drop_index("ix_song_artist_artist_id", "song_artist")
    op.create_table(
        "artist_alias",
        sa.Column("name_folded", FOLDED, nullable=False),
        sa.Column("artist_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["artist_id"], ["artist.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("name_folded"),
    )
    op.create_index("ix_artist_alias_artist_id", "artist_alias", ["artist_id"])
    op.create_table(
        "album_alias",
        sa.Column("artist_id", sa.Integer(), nullable=False),
        sa.Column("title_folded", FOLDED, nullable=False),
        sa.Column("album_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["artist_id"], ["artist.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["album_id"], ["album.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("artist_id", "title_folded"),
    )
    op.create_index("ix_album_alias_album_id", "album_alias", ["album_id"])
    op.create_table(
        "left_out_file",
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("path"),
    )


def downgrade() -> None:
    op.drop_table("left_out_file")
    op.drop_table("album_alias")
    op.drop_table("artist_alias")
    op.create_index("ix_song_artist_artist_id", "song_artist", ["artist_id"])
    op.drop_index("ix_song_artist_songs", "song_artist")
    op.drop_index("ix_song_present_genre", "song")
    for table in EDITABLE:
        op.drop_index(f"ix_{table}_binned", table)
        for column in columns():
            op.drop_column(table, column.name)
