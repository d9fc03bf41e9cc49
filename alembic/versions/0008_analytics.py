"""Whether somebody's listening is kept with their name, and their taste compared."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "person_privacy",
        sa.Column("is_tracked", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
    op.add_column(
        "person_privacy",
        sa.Column("compares_taste", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    with op.batch_alter_table("person_privacy") as table:
        table.drop_column("compares_taste")
        table.drop_column("is_tracked")
