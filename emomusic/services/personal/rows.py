"""What the database has of a person: the rows of every table that points at their account."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, or_, select
from sqlmodel import Session, col

from emomusic.store.database import session
from emomusic.store.schema import SQLModel
from emomusic.store.tables import Artist, Song, SongArtist

ABOUT = {
    "user_account": "Your account.",
    "user_session": "The browsers in which you are signed in.",
    "password_reset": "Links to a new password that were made for you.",
    "invitation": "The invitation by which you came.",
    "song_like": "The songs that you like.",
    "play_queue": "What your player holds.",
    "person_block": "Whom you block, and who blocks you.",
    "friendship": "Your friends, by the numbers of their accounts, and requests.",
    "person_privacy": "What you let others see.",
    "spotify_account": "Your connection to Spotify.",
    "spotify_handshake": "A connection to Spotify that you began.",
    "imported_playlist": "Playlists that you imported.",
    "imported_entry": "What is in them.",
    "room_member": "The room in which you listen together.",
    "upload": "Files that you uploaded.",
    "playlist": "Your playlists.",
    "playlist_entry": "What is in your playlists, and what you added to others'.",
    "playlist_member": "Playlists into which you were asked, and whom you asked into yours.",
    "playlist_edit": "Edits of playlists that you made, or others made to yours.",
    "playlist_import": "What was not found of the files that you made playlists of.",
    "felt_emotion": "What you felt at seconds of songs.",
    "calibration_choice": "Whether what you felt corrects what you see.",
    "daily_mix": "Mixes that were made for you.",
}
"""The tables, and what they are to the person; those of later versions get their place here."""

SECRETS = frozenset({"password_hash", "token_hash", "tokens", "verifier", "state_hash"})
"""Columns that nobody is given, not even their owner: with some of them one could log in."""

ACCOUNT = "user_account"
_BATCH = 200


def account_columns(table: Table) -> list[Column[Any]]:
    """Return the columns of a table that hold the number of an account."""
    if table.name == ACCOUNT:
        return [table.c.id]
    return [
        column
        for column in table.columns
        if any(key.column.table.name == ACCOUNT for key in column.foreign_keys)
    ]


def is_of(table: Table, user_id: int) -> ColumnElement[bool] | None:
    """Say which rows are a person's: those that point at the account, or at such rows.

    Args:
        table: The table.
        user_id: Who.

    Returns:
        The condition, or None for a table that is nobody's.
    """
    conditions: list[ColumnElement[bool]] = [column == user_id for column in account_columns(table)]
    for column in table.columns:
        for key in column.foreign_keys:
            owners = account_columns(key.column.table)
            if owners and key.ondelete == "CASCADE" and key.column.table.name != ACCOUNT:
                owned = or_(*(owner == user_id for owner in owners))
                conditions.append(column.in_(select(key.column).where(owned)))
    return or_(*conditions) if conditions else None


def exporter(name: str) -> Callable[[int], AsyncIterator[dict[str, Any]]]:
    """Make the exporter of one table.

    Args:
        name: Of the table.

    Returns:
        For `PersonalSubject.export`.
    """

    async def export(user_id: int) -> AsyncIterator[dict[str, Any]]:
        after = 0
        while batch := await asyncio.to_thread(_batch, name, user_id, after):
            for item in batch:
                yield item
            after += len(batch)

    return export


def _batch(name: str, user_id: int, after: int) -> list[dict[str, Any]]:
    table = SQLModel.metadata.tables[name]
    mine = is_of(table, user_id)
    assert mine is not None
    statement = (
        select(*(column for column in table.columns if column.name not in SECRETS))
        .where(mine)
        .order_by(*table.primary_key.columns)
        .offset(after)
        .limit(_BATCH)
    )
    with session() as opened:
        found = [dict(row) for row in opened.execute(statement).mappings()]
        titles = _titles(opened, {row["song_id"] for row in found if row.get("song_id")})
    return [_readable(row, titles) for row in found]


def _readable(row: dict[str, Any], titles: dict[int, str]) -> dict[str, Any]:
    song = titles.get(row.get("song_id") or 0)
    return {**({"song": song} if song else {}), **row}


def titles_of(song_ids: set[int]) -> dict[int, str]:
    """Return what songs are called, such as `Artist – Title`; unknown ones are left out."""
    with session() as opened:
        return _titles(opened, song_ids)


def _titles(opened: Session, song_ids: set[int]) -> dict[int, str]:
    return dict(_named(opened, song_ids)) if song_ids else {}


def _named(opened: Session, song_ids: set[int]) -> Iterator[tuple[int, str]]:
    found = opened.execute(
        select(col(Song.id), col(Song.title), col(Artist.name))
        .join(SongArtist, col(SongArtist.song_id) == col(Song.id))
        .join(Artist, col(Artist.id) == col(SongArtist.artist_id))
        .where(col(Song.id).in_(song_ids), col(SongArtist.position) == 0)
    )
    for song_id, title, artist in found:
        yield song_id, f"{artist} – {title}"
