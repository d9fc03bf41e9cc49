"""Playlists, what songs are like, how they feel to people, and the mixes of a day."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    playlists()
    op.create_table(
        "song_features",
        key_of("song", "song_id", primary_key=True),
        sa.Column("tempo_bpm", sa.Float(), nullable=True),
        sa.Column("tonic", sa.Integer(), nullable=True),
        sa.Column("is_minor", sa.Boolean(), nullable=True),
        sa.Column("measured_by", sa.String(32), nullable=False),
        sa.Column("error", sa.String(500), nullable=True),
        sa.Column("measured_at", WHEN, nullable=False),
    )
    op.create_index("ix_song_features_measured_by", "song_features", ["measured_by"])
    op.create_table(
        "felt_emotion",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("tap_id", sa.String(36), nullable=False, unique=True),
        key_of("user_account", "user_id"),
        key_of("song", "song_id"),
        *(
            sa.Column(name, sa.Float(), nullable=name.startswith("heard"))
            for name in ("at_s", "valence", "arousal", "heard_valence", "heard_arousal")
        ),
        sa.Column("model", sa.String(64), nullable=False),
        sa.Column("felt_at", WHEN, nullable=False),
    )
    op.create_index("ix_felt_emotion_person", "felt_emotion", ["user_id", "felt_at"])
    op.create_index("ix_felt_emotion_song", "felt_emotion", ["song_id", "user_id"])
    op.create_table(
        "calibration_choice",
        key_of("user_account", "user_id", primary_key=True),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("since", WHEN, nullable=True),
    )
    op.create_table(
        "daily_mix",
        key_of("user_account", "user_id", primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("key", sa.String(40), primary_key=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("why", sa.String(300), nullable=False),
        sa.Column("song_ids", sa.String(), nullable=False),
    )
    op.add_column(
        "person_privacy",
        sa.Column("gives_feelings", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def playlists() -> None:
    op.create_table(
        "playlist",
        sa.Column("id", sa.Integer(), primary_key=True),
        key_of("user_account", "owner_id"),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("description", sa.String(2000), nullable=False),
        sa.Column("cover", sa.String(64), nullable=True),
        sa.Column("visibility", sa.String(32), nullable=False),
        sa.Column("link_key", sa.String(43), nullable=True, unique=True),
        sa.Column("link_may_edit", sa.Boolean(), nullable=False),
        sa.Column("rules", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", WHEN, nullable=False),
        sa.Column("updated_at", WHEN, nullable=False),
    )
    op.create_index("ix_playlist_owner_id", "playlist", ["owner_id"])
    op.create_table(
        "playlist_entry",
        sa.Column("id", sa.Integer(), primary_key=True),
        key_of("playlist", "playlist_id"),
        sa.Column("key", sa.String(36), nullable=False),
        key_of("song", "song_id"),
        sa.Column("place", sa.Float(), nullable=False),
        key_of("user_account", "added_by", nullable=True, ondelete="SET NULL"),
        sa.Column("added_at", WHEN, nullable=False),
        sa.UniqueConstraint("playlist_id", "key", name="uq_playlist_entry_key"),
    )
    op.create_index("ix_playlist_entry_order", "playlist_entry", ["playlist_id", "place"])
    op.create_index("ix_playlist_entry_song_id", "playlist_entry", ["song_id"])
    op.create_index("ix_playlist_entry_added_by", "playlist_entry", ["added_by"])
    op.create_table(
        "playlist_member",
        key_of("playlist", "playlist_id", primary_key=True),
        key_of("user_account", "user_id", primary_key=True),
        sa.Column("may_edit", sa.Boolean(), nullable=False),
        sa.Column("joined_at", WHEN, nullable=False),
    )
    op.create_index("ix_playlist_member_user_id", "playlist_member", ["user_id"])
    op.create_table(
        "playlist_edit",
        sa.Column("id", sa.Integer(), primary_key=True),
        key_of("playlist", "playlist_id"),
        key_of("user_account", "user_id"),
        sa.Column("edit_key", sa.String(36), nullable=False, unique=True),
        sa.Column("what", sa.String(200), nullable=False),
        sa.Column("inverse", sa.String(), nullable=False),
        sa.Column("made_at", WHEN, nullable=False),
        sa.Column("undone_at", WHEN, nullable=True),
    )
    op.create_index("ix_playlist_edit_user_id", "playlist_edit", ["user_id"])
    op.create_index("ix_playlist_edit_latest", "playlist_edit", ["playlist_id", "user_id", "id"])


def key_of(
    table: str,
    name: str,
    *,
    primary_key: bool = False,
    nullable: bool = False,
    ondelete: str = "CASCADE",
) -> sa.Column:
    target = sa.ForeignKey(f"{table}.id", ondelete=ondelete)
    return sa.Column(name, sa.Integer(), target, primary_key=primary_key, nullable=nullable)


def downgrade() -> None:
    with op.batch_alter_table("person_privacy") as table:
        table.drop_column("gives_feelings")
    for name in ("daily_mix", "calibration_choice", "felt_emotion", "song_features"):
        op.drop_table(name)
    for name in ("playlist_edit", "playlist_member", "playlist_entry", "playlist"):
        op.drop_table(name)
