"""The first schema: people, the catalogue, what is felt, what is queued, and full-text search."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


FOLDED = sa.String(500).with_variant(sa.String(500, collation="C"), "postgresql")
PRESENT = sa.text("missing_since IS NULL")
MISSING = sa.text("missing_since IS NOT NULL")
TABLES = (
    "artist",
    "log_in_failure",
    "user_account",
    "album",
    "invitation",
    "play_queue",
    "user_session",
    "song",
    "analysis_job",
    "emotion_curve",
    "song_artist",
    "song_like",
)
SEARCHED = ("song", "album", "artist")


def upgrade() -> None:
    op.create_table(
        "artist",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(500), nullable=False),
        sa.Column("name_folded", FOLDED, nullable=False),
        sa.Column("musicbrainz_id", sa.String(36), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_artist_name_folded", "artist", ["name_folded"], unique=True)

    op.create_table(
        "log_in_failure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(160), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_log_in_failure_key_at", "log_in_failure", ["key", "at"])

    op.create_table(
        "user_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("name_folded", FOLDED, nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("is_disabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_user_account_name_folded", "user_account", ["name_folded"], unique=True)

    op.create_table(
        "album",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(500), nullable=False),
        sa.Column("title_folded", FOLDED, nullable=False),
        sa.Column("artist_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("cover", sa.String(64), nullable=True),
        sa.Column("musicbrainz_id", sa.String(36), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["artist_id"], ["artist.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("artist_id", "title_folded", name="uq_album_identity"),
    )
    op.create_index("ix_album_added_at", "album", ["added_at"])
    op.create_index("ix_album_artist_id", "album", ["artist_id"])
    op.create_index("ix_album_title_folded", "album", ["title_folded"])
    op.create_index("ix_album_year", "album", ["year"])

    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["used_by"], ["user_account.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_invitation_token_hash", "invitation", ["token_hash"], unique=True)

    op.create_table(
        "play_queue",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("song_ids", sa.String(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("position_s", sa.Float(), nullable=False),
        sa.Column("shuffle", sa.Boolean(), nullable=False),
        sa.Column("repeat", sa.String(32), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id"),
    )
    op.create_table(
        "user_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("user_agent", sa.String(300), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_user_session_expires_at", "user_session", ["expires_at"])
    op.create_index("ix_user_session_token_hash", "user_session", ["token_hash"], unique=True)
    op.create_index("ix_user_session_user_id", "user_session", ["user_id"])

    op.create_table(
        "song",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("mime_type", sa.String(64), nullable=False),
        sa.Column("title", sa.String(500), nullable=False),
        sa.Column("title_folded", FOLDED, nullable=False),
        sa.Column("album_id", sa.Integer(), nullable=False),
        sa.Column("track", sa.Integer(), nullable=True),
        sa.Column("disc", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("genre", sa.String(200), nullable=True),
        sa.Column("duration_s", sa.Float(), nullable=False),
        sa.Column("sample_rate_hz", sa.Integer(), nullable=False),
        sa.Column("channels", sa.Integer(), nullable=False),
        sa.Column("cover", sa.String(64), nullable=True),
        sa.Column("track_gain_db", sa.Float(), nullable=True),
        sa.Column("track_peak", sa.Float(), nullable=True),
        sa.Column("album_gain_db", sa.Float(), nullable=True),
        sa.Column("album_peak", sa.Float(), nullable=True),
        sa.Column("musicbrainz_id", sa.String(36), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("missing_since", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["album_id"], ["album.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_song_album_order", "song", ["album_id", "disc", "track"])
    op.create_index("ix_song_content_hash", "song", ["content_hash"])
    op.create_index("ix_song_genre", "song", ["genre"])
    op.create_index("ix_song_path", "song", ["path"], unique=True)
    op.create_index(
        "ix_song_missing",
        "song",
        ["missing_since"],
        sqlite_where=MISSING,
        postgresql_where=MISSING,
    )
    op.create_index(
        "ix_song_present_added",
        "song",
        ["added_at", "id"],
        sqlite_where=PRESENT,
        postgresql_where=PRESENT,
    )
    op.create_index(
        "ix_song_present_album",
        "song",
        ["album_id"],
        sqlite_where=PRESENT,
        postgresql_where=PRESENT,
    )
    op.create_index(
        "ix_song_present_duration",
        "song",
        ["duration_s", "id"],
        sqlite_where=PRESENT,
        postgresql_where=PRESENT,
    )
    op.create_index(
        "ix_song_present_title",
        "song",
        ["title_folded", "id"],
        sqlite_where=PRESENT,
        postgresql_where=PRESENT,
    )
    op.create_index(
        "ix_song_present_year",
        "song",
        ["year", "id"],
        sqlite_where=PRESENT,
        postgresql_where=PRESENT,
    )

    op.create_table(
        "analysis_job",
        sa.Column("song_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(500), nullable=True),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("runner", sa.String(64), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["song_id"], ["song.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("song_id"),
    )
    op.create_index("ix_analysis_job_order", "analysis_job", ["state", "priority", "queued_at"])

    op.create_table(
        "emotion_curve",
        sa.Column("song_id", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(64), nullable=False),
        sa.Column("valence", sa.Float(), nullable=False),
        sa.Column("arousal", sa.Float(), nullable=False),
        sa.Column("mood", sa.String(16), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("loudness_lufs", sa.Float(), nullable=True),
        sa.Column("sample_peak", sa.Float(), nullable=False),
        sa.Column("analysed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("spark", sa.LargeBinary(), nullable=False),
        sa.Column("peaks", sa.LargeBinary(), nullable=False),
        sa.Column("curve", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["song_id"], ["song.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("song_id"),
    )
    op.create_index("ix_emotion_curve_arousal", "emotion_curve", ["arousal"])
    op.create_index("ix_emotion_curve_model", "emotion_curve", ["model"])
    op.create_index("ix_emotion_curve_mood", "emotion_curve", ["mood", "confidence"])
    op.create_index("ix_emotion_curve_valence", "emotion_curve", ["valence"])

    op.create_table(
        "song_artist",
        sa.Column("song_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("artist_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["artist_id"], ["artist.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["song_id"], ["song.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("song_id", "position"),
    )
    op.create_index("ix_song_artist_artist_id", "song_artist", ["artist_id"])

    op.create_table(
        "song_like",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("song_id", sa.Integer(), nullable=False),
        sa.Column("liked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["song_id"], ["song.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "song_id"),
    )
    op.create_index("ix_song_like_order", "song_like", ["user_id", "liked_at"])
    op.create_index("ix_song_like_song_id", "song_like", ["song_id"])
    for table in SEARCHED:
        if op.get_bind().dialect.name == "postgresql":
            create_search_on_postgresql(table)
        else:
            create_search_on_sqlite(table)


def create_search_on_postgresql(table: str) -> None:
    op.execute(
        f"CREATE TABLE search_{table} ("
        f"id INTEGER PRIMARY KEY REFERENCES {table} (id) ON DELETE CASCADE, "
        "words TSVECTOR NOT NULL)"
    )
    op.execute(f"CREATE INDEX ix_search_{table}_words ON search_{table} USING gin (words)")


def create_search_on_sqlite(table: str) -> None:
    # The words come folded and cut by emomusic.store.search_index, so the plainest tokenizer
    # is right, and positions and lengths are not needed.
    op.execute(
        f"CREATE VIRTUAL TABLE search_{table} USING fts5("
        "words, tokenize = 'ascii', prefix = '1 2 3', detail = 'none', columnsize = 0)"
    )
    # A virtual table has no foreign keys; this is its ON DELETE CASCADE.
    op.execute(
        f"CREATE TRIGGER search_{table}_forget AFTER DELETE ON {table} "
        f"BEGIN DELETE FROM search_{table} WHERE rowid = old.id; END"
    )


def downgrade() -> None:
    for table in SEARCHED:
        op.execute(f"DROP TABLE search_{table}")
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER search_{table}_forget")
    for table in reversed(TABLES):
        op.drop_table(table)
