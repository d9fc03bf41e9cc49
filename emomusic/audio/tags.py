"""What a music file says of itself: names, numbers, gains, identifiers and its picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar

from emomusic.audio.tag_formats import Container, RawTags, Texts, read_raw, sniff
from emomusic.audio.tag_guard import PARSER_FAILURES
from emomusic.audio.tag_values import (
    MAX_GENRE,
    UNKNOWN_ALBUM,
    UNKNOWN_ARTIST,
    VARIOUS_ARTISTS,
    clean_text,
    disc_of_folder,
    finite,
    first_text,
    from_file_name,
    gain_db,
    isrc,
    musicbrainz_id,
    ordinal,
    peak,
    r128_gain_db,
    split_artists,
    year,
)
from emomusic.errors import InvalidAudio

AUDIO_SUFFIXES = frozenset((".mp3", ".flac", ".ogg", ".oga", ".opus", ".m4a", ".aac", ".wav"))

Value = TypeVar("Value")

_LONGEST_S = 7 * 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Gains:
    """ReplayGain, against its reference of -18 LUFS; peaks have full scale at 1.0."""

    track_db: float | None = None
    track_peak: float | None = None
    album_db: float | None = None
    album_peak: float | None = None


@dataclass(frozen=True, slots=True)
class MusicBrainz:
    """MusicBrainz identifiers; `artists` is parallel to `Tags.artists`, or empty."""

    recording: str | None = None
    album: str | None = None
    album_artist: str | None = None
    artists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tags:
    """One file's tags, cleaned, complete and within the limits of the catalogue.

    Attributes:
        title: From the tag, else from the file's name.
        artists: Who is credited, in order; at least one.
        album: From the tag, else the folder's name.
        album_artist: From the tag; else "Various Artists" for a compilation, else the first
            artist.
        picture: The embedded cover's file as it is, not looked at; or None.
        tags_left_out: The tags were too large to be read; all comes from the names.
    """

    title: str
    artists: tuple[str, ...]
    album: str
    album_artist: str
    track: int | None
    disc: int | None
    year: int | None
    genre: str | None
    duration_s: float
    sample_rate_hz: int
    channels: int
    mime_type: str
    gains: Gains
    musicbrainz: MusicBrainz
    isrc: str | None
    picture: bytes | None
    tags_left_out: bool


def read_tags(path: Path) -> Tags:
    """Read the tags of a music file.

    Args:
        path: An MP3, FLAC, Ogg Vorbis, Ogg FLAC, Opus, M4A, AAC or WAV file.

    Returns:
        Its tags.

    Raises:
        InvalidAudio: It is not such a file, or is broken; the sentence says how.
        OSError: It can't be read.
    """
    with path.open("rb") as file:
        return read_tags_of(file, path)


def read_tags_of(file: BinaryIO, path: Path) -> Tags:
    """Read the tags of a music file that is open already.

    Args:
        file: The open file; its position is moved.
        path: Where it lies, for the names that the tags lack.

    Returns:
        Its tags.

    Raises:
        InvalidAudio: It is not music, or is broken; the sentence says how.
        OSError: It can't be read.
    """
    container = sniff(file)
    try:
        raw = read_raw(file, container)
    except PARSER_FAILURES as error:
        if isinstance(error.__cause__ or error.__context__, OSError):
            raise InvalidAudio("It could not be read from the disk.") from error
        raise InvalidAudio(f"It is broken, or not {container.label} at all.") from error
    return _tags(raw, container, path)


def _tags(raw: RawTags, container: Container, path: Path) -> Tags:
    texts = raw.texts
    duration_s = finite(raw.info.length, 0.0, _LONGEST_S)
    rate_hz = finite(raw.info.sample_rate, 1.0, 1_000_000.0)
    channels = finite(raw.info.channels, 1.0, 255.0)
    if duration_s is None or rate_hz is None or channels is None:
        raise InvalidAudio("It states a length, a sample rate or channels that no music has.")
    duration_s *= raw.duration_share
    if duration_s <= 0.0:
        raise InvalidAudio("There is no sound in it.")

    title, name_track, name_disc = from_file_name(path.stem)
    album, folder_disc = _from_folder(path.parent)
    tagged_title = first_text(texts.get("title", ()))
    track = _first(texts, ordinal, "tracknumber")
    disc = _first(texts, ordinal, "discnumber")
    if not tagged_title:
        track, disc = track or name_track, disc or name_disc
    artists = split_artists(texts.get("artists", ())) or split_artists(texts.get("artist", ()))
    artists = artists or (UNKNOWN_ARTIST,)
    return Tags(
        title=tagged_title or title,
        artists=artists,
        album=first_text(texts.get("album", ())) or album,
        album_artist=_album_artist(texts, artists),
        track=track,
        disc=disc or folder_disc,
        year=_first(texts, year, "date", "originaldate"),
        genre=first_text(texts.get("genre", ()), MAX_GENRE) or None,
        duration_s=duration_s,
        sample_rate_hz=int(rate_hz),
        channels=int(channels),
        mime_type=container.mime_type,
        gains=_gains(texts),
        musicbrainz=_musicbrainz(texts, artists),
        isrc=_first(texts, isrc, "isrc"),
        picture=raw.picture,
        tags_left_out=raw.tags_left_out,
    )


def _album_artist(texts: Texts, artists: tuple[str, ...]) -> str:
    if tagged := first_text(texts.get("albumartist", ())):
        return tagged
    if first_text(texts.get("compilation", ())).lower() in ("1", "true", "yes"):
        return VARIOUS_ARTISTS
    return artists[0]


def _from_folder(folder: Path) -> tuple[str, int | None]:
    """Return the album and the disc that a folder's name stands for."""
    disc = disc_of_folder(folder.name)
    named = folder.parent if disc and folder.parent.name else folder
    name = named.name
    return clean_text(name if " " in name else name.replace("_", " ")) or UNKNOWN_ALBUM, disc


def _gains(texts: Texts) -> Gains:
    return Gains(
        track_db=_first_of(
            _first(texts, gain_db, "replaygain_track_gain"),
            _first(texts, r128_gain_db, "r128_track_gain"),
            _first(texts, gain_db, "rva2_track_gain", "lame_gain"),
        ),
        track_peak=_first(texts, peak, "replaygain_track_peak"),
        album_db=_first_of(
            _first(texts, gain_db, "replaygain_album_gain"),
            _first(texts, r128_gain_db, "r128_album_gain"),
            _first(texts, gain_db, "rva2_album_gain"),
        ),
        album_peak=_first(texts, peak, "replaygain_album_peak"),
    )


def _musicbrainz(texts: Texts, artists: tuple[str, ...]) -> MusicBrainz:
    ids = tuple(
        found
        for value in texts.get("musicbrainz_artistid", ())
        for part in value[:2000].replace(";", "/").split("/")
        if (found := musicbrainz_id(part))
    )
    return MusicBrainz(
        recording=_first(texts, musicbrainz_id, "musicbrainz_trackid"),
        album=_first(texts, musicbrainz_id, "musicbrainz_albumid"),
        album_artist=_first(texts, musicbrainz_id, "musicbrainz_albumartistid"),
        artists=ids if len(ids) == len(artists) else (),
    )


def _first(texts: Texts, read: Callable[[str], Value | None], *names: str) -> Value | None:
    """Return the first value of the named fields that can be read."""
    for name in names:
        for text in texts.get(name, ()):
            if (value := read(text)) is not None:
                return value
    return None


def _first_of(*values: float | None) -> float | None:
    return next((value for value in values if value is not None), None)
