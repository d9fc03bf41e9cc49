"""What people are to one another: blocks, friends, and what they let others see."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "person_block",
        sa.Column("blocker_id", sa.Integer(), nullable=False),
        sa.Column("blocked_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["blocker_id"], ["user_account.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["blocked_id"], ["user_account.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("blocker_id", "blocked_id"),
    )
    op.create_index("ix_person_block_blocked_id", "person_block", ["blocked_id"])
    op.create_table(
        "friendship",
        sa.Column("low_id", sa.Integer(), nullable=False),
        sa.Column("high_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["low_id"], ["user_account.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["high_id"], ["user_account.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("low_id", "high_id"),
    )
    op.create_index("ix_friendship_high_id", "friendship", ["high_id"])
    op.create_table(
        "person_privacy",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("appears_offline", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id"),
    )


def downgrade() -> None:
    for table in ("person_privacy", "friendship", "person_block"):
        op.drop_table(table)
