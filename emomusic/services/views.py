"""What the services show of the catalogue: frozen rows, made for reading.

They go up to states and routes as they are; a browser gets them as JSON with the same names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class ArtistRef:
    """An artist's name and where it leads."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class SongView:
    """One song in a list, and all that a player needs to know of it.

    Attributes:
        cover: Name of the cover's thumbnails (`/covers/<cover>/<size>.webp`), or empty.
        gain_db: ReplayGain of the song in dB (from its tags, or measured), or None.
        album_gain_db: ReplayGain of its album in dB, or None.
        peak: Sample peak, 1.0 is full scale.
        spark: The sparkline, base64 of `emomusic.emotion.sparkline`; empty until analysed.
        valence: Of the whole song, 0..1, or None until analysed.
        arousal: Of the whole song, 0..1, or None until analysed.
        mood: A `Mood`, or empty until analysed.
        model: Which model heard it, or empty until analysed.
        missing: The file has vanished; the song can't be played.
    """

    id: int
    title: str
    artists: tuple[ArtistRef, ...]
    album_id: int
    album: str
    cover: str
    duration_s: float
    track: int | None
    disc: int | None
    year: int | None
    genre: str
    liked: bool
    gain_db: float | None
    album_gain_db: float | None
    peak: float
    spark: str
    valence: float | None
    arousal: float | None
    mood: str
    model: str
    missing: bool


@dataclass(frozen=True, slots=True)
class AlbumView:
    """One album as a card; `valence` and `arousal` are the mean of its analysed songs."""

    id: int
    title: str
    artist_id: int
    artist: str
    year: int | None
    cover: str
    song_count: int
    duration_s: float
    valence: float | None
    arousal: float | None


@dataclass(frozen=True, slots=True)
class ArtistView:
    """One artist as a card; the cover is that of their newest album."""

    id: int
    name: str
    cover: str
    album_count: int
    song_count: int


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """A part of a long list.

    Attributes:
        rows: The rows of this part.
        total: Length of the whole list.
        offset: Index of the first row of this part in the whole list.
    """

    rows: tuple[Row, ...]
    total: int
    offset: int


@dataclass(frozen=True, slots=True)
class AlbumDetail:
    """An album and its songs, by disc and track."""

    album: AlbumView
    songs: tuple[SongView, ...]
    genres: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ArtistDetail:
    """An artist, the albums that are theirs, those they appear on, and their songs."""

    artist: ArtistView
    albums: tuple[AlbumView, ...]
    appears_on: tuple[AlbumView, ...]
    songs: Page[SongView]


@dataclass(frozen=True, slots=True)
class SongDetail:
    """A song with the facts of its file and of its analysis.

    Attributes:
        tempo: Beats a minute in words, or empty where nobody knows.
        key: Such as `A minor`, or empty where nobody knows.
    """

    song: SongView
    mime_type: str
    sample_rate_hz: int
    channels: int
    size_bytes: int
    added_at: str
    model: str
    confidence: float | None
    tempo: str
    key: str


@dataclass(frozen=True, slots=True)
class SongShelf:
    """Songs that were chosen for somebody.

    Attributes:
        songs: The songs, the best first.
        why: Why these, or why there are none; empty where there is nothing to say.
    """

    songs: tuple[SongView, ...]
    why: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What was found, the best first in each kind."""

    songs: tuple[SongView, ...]
    albums: tuple[AlbumView, ...]
    artists: tuple[ArtistView, ...]


@dataclass(frozen=True, slots=True)
class SparkView:
    """The emotion of a song whose row was shown before the song was analysed, or analysed anew.

    Attributes:
        song_id: The song.
        spark: As in `SongView`.
        valence: Of the whole song, 0..1.
        arousal: Of the whole song, 0..1.
        mood: A `Mood`.
        model: Which model heard it.
    """

    song_id: int
    spark: str
    valence: float
    arousal: float
    mood: str
    model: str


@dataclass(frozen=True, slots=True)
class LibraryCounts:
    """How much there is, vanished songs left out.

    Attributes:
        songs: Songs whose file is there.
        albums: Albums with such a song.
        artists: Artists with such a song or album.
        duration_s: Sum of the songs' lengths in seconds.
        analysed: Songs whose emotion is known.
    """

    songs: int
    albums: int
    artists: int
    duration_s: float
    analysed: int
