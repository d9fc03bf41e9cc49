"""Makes, changes and deletes playlists; what is in them is `editing`'s, who sees them `sharing`'s.

Reading is offered here too, so that callers need one name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from uuid import uuid4

from sqlalchemy import func, insert, select
from sqlmodel import Session, col

from emomusic.errors import Conflict, InvalidInput
from emomusic.services.access import Person
from emomusic.services.orders import SOURCE_MAX
from emomusic.services.playlists.doors import await_turn, own
from emomusic.services.playlists.reading import (
    ENTRY,
    playlist,
    playlists_of,
    playlists_of_everybody,
    song_ids_of,
    version_of,
)
from emomusic.services.reading import SONG, ids_of, is_kept, possible_ids
from emomusic.services.rules import parse, to_json
from emomusic.store.covers import store_cover
from emomusic.store.database import session
from emomusic.store.folding import folded_key
from emomusic.store.playlist_tables import Playlist
from emomusic.store.search_index import index_playlists
from emomusic.store.tables import now

__all__ = [
    "change_facts",
    "change_rules",
    "create",
    "delete",
    "drop_cover",
    "keep_cover",
    "playlist",
    "playlists_of",
    "playlists_of_everybody",
    "song_ids_of",
    "version_of",
]

LONGEST_TITLE = 200
LONGEST_DESCRIPTION = 2000
MOST_SONGS = SOURCE_MAX
"""Songs in a playlist at most: as many as a queue takes."""
MOST_PLAYLISTS = 1000
"""Playlists of one person at most."""
STEP = 1024.0
"""Between the places of neighbours that were put in together."""

_BATCH = 500
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs"})
_JOINS = frozenset("\u200c\u200d") | {chr(code) for code in range(0xE0020, 0xE0080)}
"""Between letters of Persian or Hindi, in emoji of several, and in flags of regions."""
FULL = f"A playlist holds at most {MOST_SONGS:,} songs."


def create(
    owner: Person,
    title: str,
    description: str = "",
    song_ids: Sequence[int] = (),
    rules: str | None = None,
) -> int:
    """Make a playlist, which its owner alone sees until they share it.

    Args:
        owner: Whose it will be.
        title: 1 to 200 characters.
        description: 2,000 characters at most.
        song_ids: What is in it at first; unknown songs are left out.
        rules: JSON of the rules that choose its songs instead, as `services.rules` writes it.

    Returns:
        Its id.

    Raises:
        InvalidInput: The title, the description or the rules can't be used, or it is too long.
        Conflict: The person has as many playlists as one may have.
    """
    title, description = _title(title), _description(description)
    rules = None if rules is None else to_json(parse(rules))
    if len(song_ids) > MOST_SONGS:
        raise InvalidInput(FULL)
    with session(write=True) as db:
        owned = select(func.count()).where(col(Playlist.owner_id) == owner.id)
        if db.execute(owned).scalar_one() >= MOST_PLAYLISTS:
            raise Conflict(f"You have {MOST_PLAYLISTS:,} playlists. Delete one first.")
        made = Playlist(
            owner_id=owner.id,
            title=title,
            title_folded=folded_key(title),
            description=description,
            rules=rules,
        )
        db.add(made)
        db.flush()
        assert made.id is not None
        index_playlists(db, [made.id])
        entries = [
            {
                "playlist_id": made.id,
                "key": uuid4().hex,
                "song_id": song_id,
                "place": place * STEP,
                "added_by": owner.id,
                "added_at": made.created_at,
            }
            for place, song_id in enumerate(known_songs(db, song_ids))
        ]
        if entries:
            db.connection().execute(insert(ENTRY), entries)
        return made.id


def change_facts(playlist_id: int, user_id: int, title: str, description: str) -> None:
    """Name and describe a playlist anew.

    Args:
        playlist_id: Which.
        user_id: Its owner.
        title: 1 to 200 characters.
        description: 2,000 characters at most.

    Raises:
        NotFound: There is none, or not for this person.
        Forbidden: It is somebody else's.
        InvalidInput: The title or the description can't be used.
    """
    title, description = _title(title), _description(description)
    with session(write=True) as db:
        found = own(db, playlist_id, user_id)
        found.title, found.title_folded = title, folded_key(title)
        found.description, found.updated_at = description, now()
        db.add(found)
        index_playlists(db, [playlist_id])


def change_rules(playlist_id: int, user_id: int, rules: str) -> None:
    """Let other rules choose the songs of a playlist that rules choose.

    Args:
        playlist_id: Which.
        user_id: Its owner.
        rules: JSON, as `services.rules` writes it.

    Raises:
        NotFound: There is none, or not for this person.
        Forbidden: It is somebody else's.
        Conflict: Its songs are put in by hand.
        InvalidInput: The rules can't be used.
    """
    rules = to_json(parse(rules))
    with session(write=True) as db:
        found = own(db, playlist_id, user_id)
        if found.rules is None:
            raise Conflict("The songs of this playlist are put in by hand.")
        found.rules, found.version, found.updated_at = rules, found.version + 1, now()
        db.add(found)


def keep_cover(playlist_id: int, user_id: int, picture: bytes) -> str:
    """Give a playlist a cover of its own.

    Args:
        playlist_id: Which.
        user_id: Its owner.
        picture: A JPEG, PNG, WebP, GIF or BMP file, as it came.

    Returns:
        The name of its thumbnails.

    Raises:
        NotFound: There is none, or not for this person.
        Forbidden: It is somebody else's.
        InvalidInput: It is no picture, or too large.
    """
    with session() as db:
        own(db, playlist_id, user_id)
    name = store_cover(picture)
    _set_cover(playlist_id, user_id, name)
    return name


def drop_cover(playlist_id: int, user_id: int) -> None:
    """Take the own cover of a playlist away; the covers of its songs show again.

    Args:
        playlist_id: Which.
        user_id: Its owner.

    Raises:
        NotFound: There is none, or not for this person.
        Forbidden: It is somebody else's.
    """
    _set_cover(playlist_id, user_id, None)


def delete(playlist_id: int, user_id: int) -> None:
    """Delete a playlist; its songs stay in the library.

    Args:
        playlist_id: Which.
        user_id: Its owner.

    Raises:
        NotFound: There is none, or not for this person.
        Forbidden: It is somebody else's.
    """
    with session(write=True) as db:
        await_turn(db, playlist_id)
        db.delete(own(db, playlist_id, user_id))


def known_songs(db: Session, song_ids: Sequence[int]) -> list[int]:
    """Leave out of some songs those that the library does not have.

    Args:
        db: Any session.
        song_ids: In the order wanted; a song may be there twice.
    """
    asked = possible_ids(song_ids)
    known: set[int] = set()
    for start in range(0, len(asked), _BATCH):
        batch = asked[start : start + _BATCH]
        known.update(ids_of(db, select(SONG.c.id).where(SONG.c.id.in_(batch), is_kept)))
    return [one for one in song_ids if one in known]


def _set_cover(playlist_id: int, user_id: int, name: str | None) -> None:
    with session(write=True) as db:
        found = own(db, playlist_id, user_id)
        found.cover, found.updated_at = name, now()
        db.add(found)


def cleaned_title(text: str) -> str:
    """Bring a name to the form in which it is kept; empty where there is nothing to see in it.

    Args:
        text: As typed, or as a file has it.
    """
    cleaned = " ".join(_readable(text).split())
    is_seen = any(unicodedata.category(one)[0] not in "MZ" and one not in _JOINS for one in cleaned)
    return cleaned if is_seen else ""


def _title(text: str) -> str:
    cleaned = cleaned_title(text)
    if not 1 <= len(cleaned) <= LONGEST_TITLE:
        raise InvalidInput(f"A playlist needs a name of 1 to {LONGEST_TITLE} characters.")
    return cleaned


def _description(text: str) -> str:
    cleaned = _readable(text).strip()
    if len(cleaned) > LONGEST_DESCRIPTION:
        raise InvalidInput(f"A description has at most {LONGEST_DESCRIPTION:,} characters.")
    return cleaned


def _readable(text: str) -> str:
    """Bring a text to NFC, without the characters that can't be seen but for ends of lines.

    What joins letters and emoji stays, and so do characters that are newer than this Python.
    """
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        one if one == "\n" or one in _JOINS or unicodedata.category(one) not in _UNSEEN else " "
        for one in composed
    )
