"""Makes libraries to measure: a large catalogue in the database, and a folder of tagged files.

The same seed makes the same names. Names are made of words of several languages, accents and
other scripts included, and are as uneven as real ones: few words and few artists are frequent.
"""

from __future__ import annotations

import io
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from mutagen.flac import FLAC
from mutagen.id3 import ID3, TALB, TCON, TDRC, TIT2, TPE1, TPE2, TPOS, TRCK
from mutagen.oggvorbis import OggVorbis
from PIL import Image
from sqlalchemy import insert
from sqlmodel import SQLModel

from emomusic.emotion.curve import mood_of
from emomusic.services.discovery.made_shelf import made_lines, made_means
from emomusic.store.database import session
from emomusic.store.folding import folded_key
from emomusic.store.search_index import index_albums, index_artists, index_songs
from emomusic.store.tables import Album, Artist, Song, SongArtist, SongEmotion


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_WORDS = _words(
    "the a of love night in you my and blue me heart time on to dream light moon day rain "
    "river home dance fire sun world lost little black never road star summer ghost wild "
    "girl sea gold city dark white wind broken angel house sky baby red cold song ocean "
    "silver garden winter mirror shadow glass run stone paper tide echo velvet hollow "
    "ember northern letter machine amour été nuit cœur déjà vu garçon forêt rêve après "
    "l'aube élan château français noël über straße mädchen schön grün für herz größe "
    "träume könig blüte corazón niño mañana canción lágrimas sueño señorita jardín café "
    "saudade coração manhã ilusão você não só æble øde smør blå snø måne brød hjørt ljós "
    "þögn ást fjörður łza noc miłość żal źródło święto příliš žluťoučký kůň dítě небо "
    "ночь любовь дорога ёлка звезда море война θάλασσα νύχτα αγάπη 夜 東京 さくら 愛 "
    "海 旅 달 밤 사랑 حب ליל"
)
_FIRST = _words(
    "Ann Björk Zoë José Émile Łukasz Søren Nina Marvin Aretha Django Cesária Françoise "
    "Jürgen Anaïs Renée Chloé Óscar Iñaki Dvořák Édith Håkan Siân Máire Tomáš Ingrid "
    "Youssou Fela Ravi Миша Ольга 明 陽子 지민"
)
_LAST = _words(
    "Lee Müller García Nuñez Côté Åberg Øst Kowalski Novák Sørensen O'Connor MacKenzie "
    "D'Angelo Évora Piaf Brel Céline Guðmundsdóttir Þórsson Živković Şahin Yılmaz Çelik "
    "Papadopoulos Иванов Петрова 田中 佐藤 김"
)
_GENRES = ("Rock", "Jazz", "Pop", "Folk", "Electronic", "Classical", "Hip-Hop", "Chanson", "Metal")
_PEAK_BYTES, _CURVE_BYTES = 800, 3000
_ROWS = 5000


@dataclass(frozen=True, slots=True)
class MadeCatalogue:
    """What was made, for queries to be drawn from."""

    song_titles: list[str]
    song_artists: list[str]
    album_titles: list[str]
    artist_names: list[str]


class NameMaker:
    """Makes titles and names, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        # Zipf's law: the n-th word is n times rarer than the first.
        self._weights = [1 / (rank + 3) for rank in range(len(_WORDS))]

    def title(self) -> str:
        """A title of one to five words."""
        count = self.random.choices((1, 2, 3, 4, 5), (3, 6, 5, 3, 1))[0]
        words = self.random.choices(_WORDS, self._weights, k=count)
        title = " ".join(words)
        title = title[0].upper() + title[1:] if self.random.random() < 0.4 else title.title()
        return f"{title} ({self.random.randint(2, 99)})" if self.random.random() < 0.1 else title

    def artist(self) -> str:
        """The name of a person or of a band."""
        if self.random.random() < 0.5:
            return f"{self.random.choice(_FIRST)} {self.random.choice(_LAST)}"
        return f"The {self.title()}" if self.random.random() < 0.3 else self.title()

    def distinct_artists(self, count: int) -> list[str]:
        """So many names that differ when folded."""
        found: dict[str, str] = {}
        while len(found) < count:
            name = self.artist()
            if folded_key(name) in found:
                name = f"{name} {self.random.choice(_WORDS).title()}"
            found.setdefault(folded_key(name), name)
        return list(found.values())


def fill_catalogue(songs: int, albums: int, artists: int, seed: int = 1) -> MadeCatalogue:
    """Fill the empty database in use; every song is analysed, as after some weeks of use.

    Args:
        songs: How many songs.
        albums: How many albums; the first artists have most of them.
        artists: How many artists.
        seed: Another seed makes other names.
    """
    names = NameMaker(seed)
    chance = names.random
    artist_names = names.distinct_artists(artists)
    owners = chance.choices(range(1, artists + 1), [1 / (n + 30) for n in range(artists)], k=albums)
    owners[:artists] = range(1, artists + 1)
    album_titles: list[str] = []
    taken: set[tuple[int, str]] = set()
    for owner in owners:
        title = names.title()
        while (owner, folded_key(title)) in taken:
            title = f"{title} {names.title()}"
        taken.add((owner, folded_key(title)))
        album_titles.append(title)
    album_of = [1 + number * albums // songs for number in range(songs)]
    credited = [
        [owners[album - 1], *chance.choices(range(1, artists + 1), k=chance.random() < 0.15)]
        for album in album_of
    ]
    song_titles = [names.title() for _ in range(songs)]

    _insert(
        Artist,
        (
            {"id": n, "name": name, "name_folded": folded_key(name)}
            for n, name in enumerate(artist_names, 1)
        ),
    )
    _insert(
        Album,
        (
            _album_row(n, title, owner, chance)
            for n, (title, owner) in enumerate(zip(album_titles, owners, strict=True), 1)
        ),
    )
    _insert(
        Song,
        (
            _song_row(n, title, album, album_of, chance)
            for n, (title, album) in enumerate(zip(song_titles, album_of, strict=True), 1)
        ),
    )
    _insert(
        SongArtist,
        (
            {"song_id": n, "position": position, "artist_id": artist}
            for n, of_song in enumerate(credited, 1)
            for position, artist in enumerate(dict.fromkeys(of_song))
        ),
    )
    _insert(SongEmotion, _emotion_rows([of_song[0] for of_song in credited], seed))
    with session(write=True) as opened:
        index_artists(opened, range(1, artists + 1))
        index_albums(opened, range(1, albums + 1))
        index_songs(opened, range(1, songs + 1))
    first_artists = [artist_names[of_song[0] - 1] for of_song in credited]
    return MadeCatalogue(song_titles, first_artists, album_titles, artist_names)


def write_files(folder: Path, count: int, seed: int = 2) -> None:
    """Write small tagged files, as a collection lies on disk: `Artist/Album/01 Title.mp3`.

    Seven of ten are MP3, two FLAC, one Ogg Vorbis, two seconds each; an album of twelve has a
    `cover.jpg` of 600 pixels. Every file differs in its tags, and its sound is one of 24.

    Args:
        folder: An empty folder.
        count: How many files.
        seed: Another seed makes other names.
    """
    names = NameMaker(seed)
    sounds = {suffix: _sounds(suffix) for suffix in ("mp3", "flac", "ogg")}
    albums = -(-count // 12)
    artists = names.distinct_artists(max(1, albums * 3 // 8))
    written = 0
    for number in range(albums):
        artist, title = names.random.choice(artists), f"{names.title()} {number}"
        suffix = names.random.choices(("mp3", "flac", "ogg"), (7, 2, 1))[0]
        place = folder / _file_name(artist) / _file_name(title)
        place.mkdir(parents=True)
        (place / "cover.jpg").write_bytes(_cover(number))
        for track in range(1, min(12, count - written) + 1):
            song = names.title()
            path = place / f"{track:02} {_file_name(song)}.{suffix}"
            path.write_bytes(names.random.choice(sounds[suffix]))
            _tag(
                path,
                {
                    "title": song,
                    "artist": artist,
                    "albumartist": artist,
                    "album": title,
                    "tracknumber": str(track),
                    "discnumber": "1",
                    "date": str(1960 + number % 65),
                    "genre": names.random.choice(_GENRES),
                },
            )
            written += 1


def _insert(table: type[SQLModel], rows: Iterator[dict[str, Any]]) -> None:
    with session(write=True) as opened:
        batch: list[dict[str, Any]] = []
        for row in rows:
            batch.append(row)
            if len(batch) == _ROWS:
                opened.connection().execute(insert(table), batch)
                batch = []
        if batch:
            opened.connection().execute(insert(table), batch)


def _album_row(number: int, title: str, owner: int, chance: random.Random) -> dict[str, Any]:
    return {
        "id": number,
        "title": title,
        "title_folded": folded_key(title),
        "artist_id": owner,
        "year": chance.choice((None, *range(1960, 2026))),
        "cover": f"{number:064x}",
        "added_at": datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number),
    }


def _song_row(
    number: int, title: str, album: int, album_of: list[int], chance: random.Random
) -> dict[str, Any]:
    return {
        "id": number,
        "path": f"/music/{album}/{number} {title}.flac",
        "size_bytes": 30_000_000,
        "mtime_ns": 1_700_000_000_000_000_000,
        "content_hash": f"{number:064x}",
        "mime_type": "audio/flac",
        "title": title,
        "title_folded": folded_key(title),
        "album_id": album,
        "track": number - album_of.index(album, max(0, number - 40)),
        "disc": 1,
        "year": chance.randint(1960, 2025),
        "genre": chance.choice(_GENRES),
        "duration_s": chance.uniform(90, 400),
        "sample_rate_hz": 44_100,
        "channels": 2,
        "track_gain_db": chance.uniform(-12, 3),
        "added_at": datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=album),
    }


def _emotion_rows(artists: list[int], seed: int) -> Iterator[dict[str, Any]]:
    """Emotions round the place that each artist has on the plane; a row for each song."""
    chance = np.random.default_rng(seed)
    lines = made_lines(made_means(len(artists), np.array(artists), chance), chance)
    sparks = np.where(np.isnan(lines), 0, 1 + np.rint(254 * lines)).astype(np.uint8)
    means = np.nanmean(lines, axis=1).astype(float).tolist()
    confidence = chance.uniform(0.4, 1, len(artists)).tolist()
    for number, (valence, arousal) in enumerate(means):
        yield {
            "song_id": number + 1,
            "model": "ear-1",
            "valence": valence,
            "arousal": arousal,
            "mood": mood_of(valence, arousal).value,
            "confidence": confidence[number],
            "spark": sparks[number].tobytes(),
            "peaks": os.urandom(_PEAK_BYTES),
            "curve": os.urandom(_CURVE_BYTES),
        }


def _sounds(suffix: str) -> list[bytes]:
    made = []
    for seed in range(24):
        noise = np.random.default_rng(seed).normal(0, 0.05, 44_100).astype(np.float32)
        buffer = io.BytesIO()
        soundfile.write(buffer, np.tile(noise, 2), 44_100, format=suffix.upper())
        made.append(buffer.getvalue())
    return made


def _cover(number: int) -> bytes:
    chance = np.random.default_rng(number)
    coarse = Image.fromarray(chance.integers(0, 256, (6, 6, 3), dtype=np.uint8))
    buffer = io.BytesIO()
    coarse.resize((600, 600), Image.Resampling.BICUBIC).save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def _tag(path: Path, tags: dict[str, str]) -> None:
    if path.suffix == ".mp3":
        frames = {
            "title": TIT2,
            "artist": TPE1,
            "albumartist": TPE2,
            "album": TALB,
            "tracknumber": TRCK,
            "discnumber": TPOS,
            "date": TDRC,
            "genre": TCON,
        }
        header = ID3()
        for name, value in tags.items():
            header.add(frames[name](encoding=3, text=value))
        header.save(path)
        return
    file = FLAC(path) if path.suffix == ".flac" else OggVorbis(path)
    file.update(tags)
    file.save()


def _file_name(text: str) -> str:
    return text.replace("/", "-").replace("\x00", "")[:60].strip(". ") or "untitled"
