"""What there is to hear: albums, artists, songs, and the long lists of them.

Songs whose file has vanished are in none of the lists; they stay, marked, on their album and
wherever a person put them.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable

from sqlalchemy import func, select
from sqlmodel import Session

from emomusic.audio.tempo_key import key_name
from emomusic.errors import NotFound
from emomusic.services.discovery.kept_mixes import songs_of_mix
from emomusic.services.orders import (
    SOURCE_MAX,
    AlbumSort,
    SongSort,
    SourceKind,
    albums_in_order,
    albums_of_artist,
    part,
    songs_in_order,
    songs_liked,
    songs_of_album,
    songs_of_artist,
)
from emomusic.services.orders import songs_of_mood as ids_of_mood
from emomusic.services.playlists.keeping import song_ids_of
from emomusic.services.reading import (
    ALBUM,
    ARTIST,
    EMOTION,
    FEATURES,
    SONG,
    album_is_present,
    album_views,
    artist_is_present,
    artist_views,
    ids_of,
    number_of,
    possible_ids,
    present,
    rows_of,
    song_views,
)
from emomusic.services.search import matching_songs
from emomusic.services.spotify.imported import songs_of_import
from emomusic.services.views import (
    AlbumDetail,
    AlbumView,
    ArtistDetail,
    ArtistView,
    LibraryCounts,
    Page,
    SongDetail,
    SongView,
    SparkView,
)
from emomusic.store.database import session

_count_songs = select(func.count()).select_from(SONG).where(present)
_count_albums = select(func.count()).select_from(ALBUM).where(album_is_present)
_count_artists = select(func.count()).select_from(ARTIST).where(artist_is_present)


def album(album_id: int, user_id: int) -> AlbumDetail:
    """Show an album with its songs by disc and track, vanished ones included.

    Args:
        album_id: The album.
        user_id: Whose likes are marked.

    Raises:
        NotFound: There is no such album.
    """
    with session() as opened:
        cards = album_views(opened, [album_id])
        if not cards:
            raise NotFound("There is no such album.")
        songs = song_views(opened, songs_of_album(opened, album_id), user_id)
    genres = tuple(dict.fromkeys(one.genre for one in songs if one.genre))
    return AlbumDetail(album=cards[0], songs=songs, genres=genres)


def artist(artist_id: int, user_id: int, offset: int = 0, limit: int = 100) -> ArtistDetail:
    """Show an artist: their albums, those they appear on, and their songs, the latest first.

    Args:
        artist_id: The artist.
        user_id: Whose likes are marked.
        offset: Songs to skip.
        limit: Songs to show at most.

    Raises:
        NotFound: There is no such artist.
    """
    with session() as opened:
        cards = artist_views(opened, [artist_id])
        if not cards:
            raise NotFound("There is no such artist.")
        own, guest = albums_of_artist(opened, artist_id)
        ids = songs_of_artist(opened, artist_id)
        offset, limit = part(offset, limit)
        return ArtistDetail(
            artist=cards[0],
            albums=album_views(opened, own),
            appears_on=album_views(opened, guest),
            songs=Page(
                rows=song_views(opened, ids[offset : offset + limit], user_id),
                total=len(ids),
                offset=offset,
            ),
        )


def song(song_id: int, user_id: int) -> SongDetail:
    """Show a song with the facts of its file and of its analysis.

    Args:
        song_id: The song.
        user_id: Whose like is marked.

    Raises:
        NotFound: There is no such song.
    """
    with session() as opened:
        views = song_views(opened, [song_id], user_id)
        if not views:
            raise NotFound("There is no such song.")
        facts = rows_of(
            opened,
            select(
                *SONG.c["mime_type", "sample_rate_hz", "channels", "size_bytes", "added_at"],
                *EMOTION.c["model", "confidence"],
                *FEATURES.c["tempo_bpm", "tonic", "is_minor"],
            )
            .outerjoin(EMOTION, EMOTION.c.song_id == SONG.c.id)
            .outerjoin(FEATURES, FEATURES.c.song_id == SONG.c.id)
            .where(SONG.c.id == song_id),
        )[0]
    return SongDetail(
        song=views[0],
        mime_type=facts.mime_type,
        sample_rate_hz=facts.sample_rate_hz,
        channels=facts.channels,
        size_bytes=facts.size_bytes,
        added_at=facts.added_at.isoformat(),
        model=facts.model or "",
        confidence=facts.confidence,
        tempo=f"{facts.tempo_bpm:.0f} BPM" if facts.tempo_bpm else "",
        key=key_name(facts.tonic, facts.is_minor),
    )


def songs_by_ids(ids: Iterable[int], user_id: int) -> tuple[SongView, ...]:
    """Show songs in the order given; unknown ones are dropped.

    Args:
        ids: Songs, vanished ones included.
        user_id: Whose likes are marked.
    """
    with session() as opened:
        return song_views(opened, ids, user_id)


def albums_by_ids(ids: Iterable[int]) -> tuple[AlbumView, ...]:
    """Show albums in the order given; unknown ones are dropped.

    Args:
        ids: Albums.
    """
    with session() as opened:
        return album_views(opened, ids)


def list_songs(
    user_id: int, sort: SongSort = SongSort.TITLE, offset: int = 0, limit: int = 100
) -> Page[SongView]:
    """Show a part of all songs.

    Args:
        user_id: Whose likes are marked.
        sort: Their order.
        offset: Songs to skip.
        limit: Songs to show, `PAGE_MAX` at most.
    """
    offset, limit = part(offset, limit)
    with session() as opened:
        return Page(
            rows=song_views(opened, songs_in_order(opened, sort, offset, limit), user_id),
            total=number_of(opened, _count_songs),
            offset=offset,
        )


def list_albums(
    sort: AlbumSort = AlbumSort.TITLE, offset: int = 0, limit: int = 100
) -> Page[AlbumView]:
    """Show a part of all albums.

    Args:
        sort: Their order; in `YEAR` and within an artist the latest come first.
        offset: Albums to skip.
        limit: Albums to show, `PAGE_MAX` at most.
    """
    offset, limit = part(offset, limit)
    with session() as opened:
        return Page(
            rows=album_views(opened, albums_in_order(opened, sort, offset, limit)),
            total=number_of(opened, _count_albums),
            offset=offset,
        )


def list_artists(offset: int = 0, limit: int = 100) -> Page[ArtistView]:
    """Show a part of all artists, by name.

    Args:
        offset: Artists to skip.
        limit: Artists to show, `PAGE_MAX` at most.
    """
    offset, limit = part(offset, limit)
    found = select(ARTIST.c.id).where(artist_is_present).order_by(ARTIST.c.name_folded)
    with session() as opened:
        return Page(
            rows=artist_views(opened, ids_of(opened, found.offset(offset).limit(limit))),
            total=number_of(opened, _count_artists),
            offset=offset,
        )


def song_ids(kind: SourceKind, key: int | str | None, user_id: int) -> list[int]:
    """Return the songs of something that can be played as a whole, in playing order.

    Args:
        kind: What it is.
        key: The id of an album, artist, song, playlist or imported playlist, the name of a mood,
            or the text of a search; liked songs and the library need none.
        user_id: Whose liked songs and playlists.

    Returns:
        At most `SOURCE_MAX` songs, vanished ones left out.

    Raises:
        NotFound: There is no such album, artist, song, mood or playlist, or it has nothing to play.
    """
    with session() as opened:
        found = _source(opened, kind, str(key or ""), user_id)[:SOURCE_MAX]
    if not found and kind not in (SourceKind.LIKED, SourceKind.LIBRARY, SourceKind.SEARCH):
        raise NotFound("There is nothing to play here.")
    return found


def songs_of_mood(mood: str, user_id: int, limit: int = 20) -> tuple[SongView, ...]:
    """Show the songs that are surest to be of a mood.

    Args:
        mood: A `Mood`.
        user_id: Whose likes are marked.
        limit: Songs to show at most.
    """
    with session() as opened:
        return song_views(opened, ids_of_mood(opened, mood, limit), user_id)


def sparks(song_ids: Iterable[int]) -> dict[int, SparkView]:
    """Return the emotion of those songs that are analysed by now.

    Args:
        song_ids: Songs, a few hundred at most; unknown ones are left out.
    """
    columns = EMOTION.c["song_id", "spark", "valence", "arousal", "mood", "model"]
    with session() as opened:
        statement = select(*columns).where(EMOTION.c.song_id.in_(possible_ids(song_ids)))
        rows = rows_of(opened, statement)
    return {
        row.song_id: SparkView(
            song_id=row.song_id,
            spark=b64encode(row.spark).decode("ascii"),
            valence=row.valence,
            arousal=row.arousal,
            mood=row.mood,
            model=row.model,
        )
        for row in rows
    }


def counts() -> LibraryCounts:
    """Count what is in the library."""
    vanished = select(func.count()).join_from(EMOTION, SONG, SONG.c.id == EMOTION.c.song_id)
    sums = select(
        func.count().label("songs"),
        func.coalesce(func.sum(SONG.c.duration_s), 0.0).label("duration_s"),
    )
    with session() as opened:
        # The lengths are an index of their own, which a condition on them makes SQLite read.
        row = rows_of(opened, sums.where(present, SONG.c.duration_s >= 0))[0]
        # Most songs are there: counting the few that are not is quicker.
        heard = number_of(opened, select(func.count()).select_from(EMOTION))
        return LibraryCounts(
            songs=row.songs,
            albums=number_of(opened, _count_albums),
            artists=number_of(opened, _count_artists),
            duration_s=row.duration_s,
            analysed=heard - number_of(opened, vanished.where(SONG.c.missing_since.is_not(None))),
        )


def _source(opened: Session, kind: SourceKind, key: str, user_id: int) -> list[int]:
    is_number = key.isascii() and key.isdecimal() and len(key) < 19
    number = next(iter(possible_ids([int(key)])), 0) if is_number else 0
    match kind:
        case SourceKind.ALBUM:
            return _present(opened, songs_of_album(opened, number))
        case SourceKind.ARTIST:
            return songs_of_artist(opened, number)
        case SourceKind.SONG:
            return _present(opened, [number])
        case SourceKind.LIKED:
            return songs_liked(opened, user_id, 0, SOURCE_MAX, with_missing=False)
        case SourceKind.LIBRARY:
            return songs_in_order(opened, SongSort.ARTIST, 0, SOURCE_MAX)
        case SourceKind.MOOD:
            return ids_of_mood(opened, key, SOURCE_MAX)
        case SourceKind.IMPORTED:
            return _present(opened, songs_of_import(opened, number, user_id))
        case SourceKind.SEARCH:
            return matching_songs(opened, key, SOURCE_MAX)
        case SourceKind.MIX:
            return _present(opened, songs_of_mix(opened, user_id, key))
        case SourceKind.PLAYLIST:
            return _present(opened, song_ids_of(number, user_id))


def _present(opened: Session, ids: list[int]) -> list[int]:
    there = set(ids_of(opened, select(SONG.c.id).where(SONG.c.id.in_(ids), present)))
    return [one for one in ids if one in there]
