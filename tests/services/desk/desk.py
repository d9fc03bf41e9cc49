"""What the tests of the desk share: an administrator, and songs as they are stored."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlmodel import col, select

from emomusic.services.access import Person
from emomusic.services.desk.snapshots import SongSnapshot
from emomusic.services.desk.songs import songs_to_edit
from emomusic.store.audit_tables import AuditEntry
from emomusic.store.database import session
from emomusic.store.tables import Album, Role, Song
from tests.factories import ident, make_album, make_artist
from tests.factories import make_song as make_song_on
from tests.people import come_in

HOSTILE = (
    "Robert'); DROP TABLE song;--",
    '"><script>alert(1)</script>',
    "夜の海 🌊 ليل",
    "a\u202egnp.exe\u0000\u0007b",
    "%_\\' \" {{}} ${x}",
    "é" * 600,
)
"""Texts that break what is careless."""


def administrator(name: str = "") -> Person:
    """An administrator who has just given their password."""
    return come_in(name, Role.ADMINISTRATOR).person


def make_song(title: str = "", album: str = "", artists: Sequence[str] = (), **fields: Any) -> Song:
    """A song; the same title by the same first artist is the same album."""
    if not album or not artists:
        return make_song_on(title, album, artists, **fields)
    artist_id = ident(make_artist(artists[0]))
    query = select(Album).where(Album.artist_id == artist_id, Album.title == album)
    with session() as opened:
        known = opened.exec(query).first()
    return make_song_on(title, known or make_album(album, artists[0]), artists, **fields)


def seen(*songs: Song) -> tuple[SongSnapshot, ...]:
    """Songs as a form shows them now."""
    return songs_to_edit([ident(one) for one in songs])


def audit() -> list[tuple[str, str]]:
    """Actions and names of what the audit log holds, the oldest first."""
    with session() as opened:
        rows = opened.exec(select(AuditEntry).order_by(col(AuditEntry.id))).all()
    return [(row.action, row.subject_name) for row in rows]


def last_details() -> dict[str, object]:
    """Details of the latest entry of the audit log."""
    with session() as opened:
        row = opened.exec(select(AuditEntry).order_by(col(AuditEntry.id).desc())).first()
    assert row is not None
    found: dict[str, object] = json.loads(row.details)
    return found
