"""What the page of disagreements looks at first: which songs were told of since it was made."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NAME, TABLE = "ix_felt_emotion_song", "felt_emotion"


def upgrade() -> None:
    op.drop_index(NAME, TABLE)
    op.create_index(NAME, TABLE, ["song_id", "user_id", "felt_at"])


def downgrade() -> None:
    op.drop_index(NAME, TABLE)
    op.create_index(NAME, TABLE, ["song_id", "user_id"])
