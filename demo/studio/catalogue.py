"""What the demo consists of: albums, songs, artists and the moods they are meant to have."""

from collections.abc import Callable
from dataclasses import dataclass

from demo.studio.score import Score


@dataclass(frozen=True)
class Song:
    """One track.

    Attributes:
        artists: Its performers; the first is the main one.
        composer: Who wrote it, where that is not the artist.
        moods: The intended moods in their order, each ``happy``, ``angry``, ``sad`` or ``calm``.
        compose: Writes the score.
    """

    title: str
    artists: tuple[str, ...]
    genre: str
    moods: tuple[str, ...]
    compose: Callable[[], Score]
    composer: str | None = None


@dataclass(frozen=True)
class Album:
    """One album; ``suffix`` is the kind of file it is shipped as."""

    title: str
    artist: str
    date: str
    suffix: str
    compilation: bool
    songs: tuple[Song, ...]


def albums() -> tuple[Album, ...]:
    """The three albums, in order."""
    from demo.studio import songs_chamber, songs_collective, songs_electronic

    return (songs_chamber.album(), songs_electronic.album(), songs_collective.album())
