"""What the services show of playlists."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from emomusic.services.views import SongView
from emomusic.store.playlist_tables import Visibility


class Right(StrEnum):
    """What somebody may do with a playlist."""

    SEE = "see"
    EDIT = "edit"
    OWN = "own"

    @property
    def may_edit(self) -> bool:
        """Whether they may change what is in it."""
        return self is not Right.SEE


@dataclass(frozen=True, slots=True)
class PlaylistCard:
    """A playlist in a list.

    Attributes:
        id: Of the playlist.
        title: Its name.
        description: A few words, or empty.
        cover: Name of its own cover's thumbnails, or empty.
        covers: Covers of its first songs, four at most, each once; drawn where it has no own.
        owner_id: Whose it is.
        owner: Their name.
        right: What the one who looks may do.
        visibility: Who may open it beside its people.
        is_smart: Rules choose its songs.
        is_shared: It has members.
        song_count: How many songs are in it, or None where rules choose them.
        updated_at: ISO 8601 in UTC.
    """

    id: int
    title: str
    description: str
    cover: str
    covers: tuple[str, ...]
    owner_id: int
    owner: str
    right: Right
    visibility: Visibility
    is_smart: bool
    is_shared: bool
    song_count: int | None
    updated_at: str


@dataclass(frozen=True, slots=True)
class EntryView:
    """A song in a playlist.

    Attributes:
        key: Names the entry in edits, whatever its place.
        place: Orders the entries.
        song: The song.
        added_by: Id of who put it in, or None where their account is gone or rules chose it.
        added_at: ISO 8601 in UTC, or empty where rules chose it.
    """

    key: str
    place: float
    song: SongView
    added_by: int | None
    added_at: str


@dataclass(frozen=True, slots=True)
class PlaylistPerson:
    """Somebody who is in a playlist.

    Attributes:
        id: Of the account.
        name: Theirs.
        right: What they may do.
    """

    id: int
    name: str
    right: Right


@dataclass(frozen=True, slots=True)
class LastEdit:
    """The last edit of whoever looks that is not undone.

    Attributes:
        key: Of the edit.
        what: In words, such as "Added “Rain”".
    """

    key: str
    what: str


@dataclass(frozen=True, slots=True)
class PlaylistDetail:
    """A playlist with its songs and its people.

    Attributes:
        card: As in a list.
        entries: Its songs in order; songs in the bin are left out, vanished ones marked.
        people: The owner first, then the members by name.
        version: How many edits its songs have seen.
        link_key: Of the link that asks to join, for its owner alone; else empty.
        link_may_edit: Whether who comes by the link may edit.
        last_edit: What can be undone, or None.
        rules: JSON of the rules that choose the songs, or empty.
        lacking: How many songs of the file that it was made of were not found, for its owner
            alone; else 0.
    """

    card: PlaylistCard
    entries: tuple[EntryView, ...]
    people: tuple[PlaylistPerson, ...]
    version: int
    link_key: str
    link_may_edit: bool
    last_edit: LastEdit | None
    rules: str
    lacking: int
