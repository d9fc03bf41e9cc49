"""Previews of Spotify links, connected accounts, imported playlists, and the ISRC of songs."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

HAS_ISRC = sa.text("isrc IS NOT NULL")
TABLES = (
    "spotify_preview",
    "spotify_account",
    "spotify_handshake",
    "imported_playlist",
    "imported_entry",
)


def upgrade() -> None:
    op.add_column("song", sa.Column("isrc", sa.String(12), nullable=True))
    op.create_index(
        "ix_song_isrc", "song", ["isrc"], sqlite_where=HAS_ISRC, postgresql_where=HAS_ISRC
    )
    op.create_table(
        "spotify_preview",
        sa.Column("uri", sa.String(64), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("cover", sa.String(64), nullable=False),
        sa.Column("artists", sa.String(), nullable=False),
        sa.Column("duration_s", sa.Float(), nullable=True),
        sa.Column("isrc", sa.String(12), nullable=True),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("uri"),
    )
    op.create_index("ix_spotify_preview_fetched_at", "spotify_preview", ["fetched_at"])
    op.create_table(
        "spotify_account",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("display_name", sa.String(200), nullable=False),
        sa.Column("tokens", sa.String(), nullable=False),
        sa.Column("connected_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id"),
    )
    op.create_table(
        "spotify_handshake",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("state_hash", sa.String(64), nullable=False),
        sa.Column("verifier", sa.String(), nullable=False),
        sa.Column("redirect_uri", sa.String(500), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["user_session.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("session_id"),
    )
    op.create_table(
        "imported_playlist",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("spotify_id", sa.String(22), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("cover", sa.String(64), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("error", sa.String(500), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_imported_playlist_user_id", "imported_playlist", ["user_id"])
    op.create_table(
        "imported_entry",
        sa.Column("playlist_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("spotify_id", sa.String(22), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("artists", sa.String(500), nullable=False),
        sa.Column("album", sa.String(300), nullable=False),
        sa.Column("duration_s", sa.Float(), nullable=False),
        sa.Column("isrc", sa.String(12), nullable=True),
        sa.Column("song_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["playlist_id"], ["imported_playlist.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["song_id"], ["song.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("playlist_id", "position"),
    )
    op.create_index("ix_imported_entry_song_id", "imported_entry", ["song_id"])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_index("ix_song_isrc", "song")
    op.drop_column("song", "isrc")
