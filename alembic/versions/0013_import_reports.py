"""What a file of a playlist named and the library lacked, kept with the playlist."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "playlist_import",
        sa.Column(
            "playlist_id",
            sa.Integer(),
            sa.ForeignKey("playlist.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("lacking_count", sa.Integer(), nullable=False),
        sa.Column("lacking", sa.String(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("playlist_import")
