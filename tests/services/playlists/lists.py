"""Playlists and people for the tests of them."""

from __future__ import annotations

from collections.abc import Sequence

from emomusic.services.access import Person
from emomusic.services.friends import ask
from emomusic.services.playlists import keeping
from emomusic.services.playlists.editing import Done, apply
from emomusic.services.playlists.edits import Edit
from emomusic.store.tables import Role, Song
from tests.factories import ident, make_song, make_user


def person_called(name: str) -> Person:
    """A person with a new account."""
    return Person(ident(make_user(name)), name, Role.LISTENER, 0)


def befriend(one: Person, other: Person) -> None:
    """Make two people friends."""
    ask(one.id, other.id)
    ask(other.id, one.id)


def list_of(owner: Person, *songs: Song | str, title: str = "Evening") -> int:
    """A playlist of songs, made where only a title is given; its entries keep new keys."""
    made = [make_song(one) if isinstance(one, str) else one for one in songs]
    return keeping.create(owner, title, song_ids=[ident(one) for one in made])


def titles(playlist_id: int, viewer: Person) -> list[str]:
    """What is in a playlist, in its order."""
    return [one.song.title for one in keeping.playlist(playlist_id, viewer.id).entries]


def keys(playlist_id: int, viewer: Person) -> dict[str, str]:
    """The key of each entry by its song's title."""
    found = keeping.playlist(playlist_id, viewer.id).entries
    return {one.song.title: one.key for one in found}


def edit(playlist_id: int, editor: Person, key: str, what: Edit) -> Done:
    """Make an edit."""
    return apply(playlist_id, editor.id, key, what)


def ids(songs: Sequence[Song]) -> list[int]:
    """The ids of songs."""
    return [ident(one) for one in songs]
