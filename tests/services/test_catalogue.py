"""The catalogue: what is shown, in which order, and what happens to songs that vanished."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from emomusic.audio.tempo_key import TempoKey
from emomusic.errors import NotFound
from emomusic.services import catalogue, features
from emomusic.services.catalogue import AlbumSort, SongSort, SourceKind
from emomusic.services.search import search
from emomusic.services.views import (
    AlbumView,
    ArtistRef,
    ArtistView,
    LibraryCounts,
    SongView,
    SparkView,
)
from emomusic.store.database import engine
from tests.databases import on_both
from tests.factories import (
    ident,
    make_album,
    make_artist,
    make_emotion,
    make_like,
    make_song,
    make_user,
)

pytestmark = [on_both, pytest.mark.usefixtures("database")]

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
NOBODY = 0


def titles(songs: tuple[SongView, ...]) -> list[str]:
    return [one.title for one in songs]


def test_a_song_shows_all_that_a_player_needs() -> None:
    user = make_user()
    ann, bob = make_artist("Ann"), make_artist("Bob")
    album = make_album("Dusk", ann, cover="c0ffee")
    song = make_song(
        "Rain",
        album,
        [bob, ann],
        track=3,
        disc=2,
        year=1999,
        genre="Folk",
        duration_s=61.5,
        track_gain_db=-6.5,
        album_gain_db=-7.0,
        track_peak=0.9,
    )
    make_emotion(song, spark=b"\x00\xff", valence=0.25, arousal=0.75, mood="angry", model="ear-3")
    make_like(user, song)
    assert catalogue.songs_by_ids([ident(song)], ident(user)) == (
        SongView(
            id=ident(song),
            title="Rain",
            artists=(ArtistRef(ident(bob), "Bob"), ArtistRef(ident(ann), "Ann")),
            album_id=ident(album),
            album="Dusk",
            cover="c0ffee",
            duration_s=61.5,
            track=3,
            disc=2,
            year=1999,
            genre="Folk",
            liked=True,
            gain_db=-6.5,
            album_gain_db=-7.0,
            peak=0.9,
            spark="AP8=",
            valence=0.25,
            arousal=0.75,
            mood="angry",
            model="ear-3",
            missing=False,
        ),
    )


def test_a_song_that_waits_for_the_ear_has_no_emotion() -> None:
    song = catalogue.song(ident(make_song()), NOBODY).song
    assert (song.spark, song.valence, song.arousal, song.mood) == ("", None, None, "")
    assert (song.gain_db, song.peak) == (None, 1.0)


def test_without_tags_the_gain_is_measured() -> None:
    song = make_song()
    make_emotion(song, loudness_lufs=-11.5, sample_peak=0.7)
    shown = catalogue.song(ident(song), NOBODY).song
    assert (shown.gain_db, shown.peak) == (-6.5, 0.7)


def test_a_song_has_its_own_cover_before_that_of_its_album() -> None:
    album = make_album(cover="a1b0")
    own, other = make_song(album=album, cover="50f9"), make_song(album=album)
    shown = catalogue.songs_by_ids([ident(own), ident(other)], NOBODY)
    assert [one.cover for one in shown] == ["50f9", "a1b0"]


def test_songs_by_ids_keep_their_order_and_drop_the_unknown() -> None:
    a, b = ident(make_song("A")), ident(make_song("B"))
    shown = catalogue.songs_by_ids([b, 999_999, a, -1, 2**80, b], NOBODY)
    assert titles(shown) == ["B", "A", "B"]


def test_an_album_is_ordered_by_disc_and_track() -> None:
    album = make_album("Box")
    for title, disc, track in [
        ("bonus", None, None),
        ("d2 t1", 2, 1),
        ("d1 t10", 1, 10),
        ("d1 t2", None, 2),
        ("d1 t1", 1, 1),
    ]:
        make_song(title, album, disc=disc, track=track)
    shown = catalogue.album(ident(album), NOBODY)
    assert titles(shown.songs) == ["d1 t1", "d1 t2", "d1 t10", "bonus", "d2 t1"]


def test_an_album_counts_what_is_there_and_shows_what_vanished() -> None:
    album = make_album("Dusk", "Ann", year=2001, cover="c0ffee")
    one = make_song("One", album, track=1, duration_s=100.0, genre="Folk")
    two = make_song("Two", album, track=2, duration_s=50.0, genre="Jazz")
    make_song("Three", album, track=3, missing_since=NOON, genre="Folk")
    make_emotion(one, valence=0.25, arousal=0.5)
    make_emotion(two, valence=0.75, arousal=1.0)
    shown = catalogue.album(ident(album), NOBODY)
    assert shown.album == AlbumView(
        id=ident(album),
        title="Dusk",
        artist_id=album.artist_id,
        artist="Ann",
        year=2001,
        cover="c0ffee",
        song_count=2,
        duration_s=150.0,
        valence=0.5,
        arousal=0.75,
    )
    assert [(one.title, one.missing) for one in shown.songs] == [
        ("One", False),
        ("Two", False),
        ("Three", True),
    ]
    assert shown.genres == ("Folk", "Jazz")


def test_an_artist_shows_own_albums_guest_albums_and_songs_the_latest_first() -> None:
    ann, bob = make_artist("Ann"), make_artist("Bob")
    early = make_album("Early", ann, year=1990, cover="e1")
    late = make_album("Late", ann, year=2010, cover="1a")
    undated = make_album("Undated", ann)
    bobs = make_album("Bobs", bob, year=2000)
    make_song("Early 1", early, [ann], track=1)
    make_song("Late 2", late, [ann, bob], track=2)
    make_song("Late 1", late, [ann], track=1)
    make_song("Undated 1", undated, [ann])
    make_song("Duet", bobs, [bob, ann])
    make_song("Solo", bobs, [bob])
    shown = catalogue.artist(ident(ann), NOBODY)
    assert shown.artist == ArtistView(ident(ann), "Ann", "1a", album_count=3, song_count=5)
    assert [one.title for one in shown.albums] == ["Late", "Early", "Undated"]
    assert [one.title for one in shown.appears_on] == ["Bobs"]
    assert titles(shown.songs.rows) == ["Late 1", "Late 2", "Duet", "Early 1", "Undated 1"]


def test_an_artist_s_songs_come_in_pages() -> None:
    ann = make_artist("Ann")
    album = make_album("Dusk", ann)
    for track in range(1, 8):
        make_song(f"Song {track}", album, track=track)
    songs = catalogue.artist(ident(ann), NOBODY, offset=2, limit=3).songs
    assert titles(songs.rows) == ["Song 3", "Song 4", "Song 5"]
    assert (songs.total, songs.offset) == (7, 2)


def test_who_only_appears_on_albums_of_others_still_has_a_cover() -> None:
    album = make_album("Sampler", "Various Artists", cover="5a")
    make_song("One", album, ["Ann"])
    shown = catalogue.artist(ident(make_artist("Ann")), NOBODY)
    assert (shown.artist.cover, shown.artist.album_count, shown.artist.song_count) == ("5a", 0, 1)
    sampler = catalogue.artist(album.artist_id, NOBODY)
    assert titles(sampler.songs.rows) == ["One"]


def test_a_song_page_has_the_facts_of_file_and_analysis() -> None:
    song = make_song(added_at=NOON, size_bytes=5_000_000_000, channels=1)
    make_emotion(song, model="ear-1", confidence=0.5)
    shown = catalogue.song(ident(song), NOBODY)
    assert (shown.mime_type, shown.sample_rate_hz, shown.channels) == ("audio/flac", 44_100, 1)
    assert shown.size_bytes == 5_000_000_000
    assert shown.added_at == "2026-01-01T12:00:00+00:00"
    assert (shown.model, shown.confidence) == ("ear-1", 0.5)
    assert (shown.tempo, shown.key) == ("", "")
    features.store(ident(song), TempoKey(119.6, 9, True))
    shown = catalogue.song(ident(song), NOBODY)
    assert (shown.tempo, shown.key) == ("120 BPM", "A minor")


@pytest.mark.parametrize("number", [0, -1, 12345, 10**18, 2**63, 2**90])
def test_what_is_not_there_is_not_found(number: int) -> None:
    for ask in (catalogue.album, catalogue.artist, catalogue.song):
        with pytest.raises(NotFound):
            ask(number, NOBODY)


def make_small_library() -> None:
    zoe, abe = make_artist("Zoë"), make_artist("Abe")
    north = make_album("North", zoe, year=2005, added_at=NOON)
    east = make_album("East", abe, year=2010, added_at=NOON + timedelta(hours=1))
    west = make_album("west", zoe, added_at=NOON + timedelta(hours=2))
    make_song("Élan", north, track=2, year=2005, duration_s=30.0, added_at=NOON)
    make_song("delta", north, track=1, year=2005, duration_s=20.0, added_at=NOON)
    make_song("Fog", east, year=2010, duration_s=10.0, added_at=NOON + timedelta(hours=1))
    make_song("Cove", west, duration_s=40.0, added_at=NOON + timedelta(hours=2))
    make_song("Gone", west, missing_since=NOON)
    make_song("Lost", make_album("Lost album", "Lost artist"), missing_since=NOON)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (SongSort.TITLE, ["Cove", "delta", "Élan", "Fog"]),
        (SongSort.ARTIST, ["Fog", "delta", "Élan", "Cove"]),
        (SongSort.ALBUM, ["Fog", "delta", "Élan", "Cove"]),
        (SongSort.NEWEST, ["Cove", "Fog", "delta", "Élan"]),
        (SongSort.YEAR, ["Fog", "delta", "Élan", "Cove"]),
        (SongSort.DURATION, ["Fog", "delta", "Élan", "Cove"]),
    ],
)
def test_songs_are_listed_in_the_order_asked_for(sort: SongSort, expected: list[str]) -> None:
    make_small_library()
    whole = catalogue.list_songs(NOBODY, sort)
    assert titles(whole.rows) == expected
    assert whole.total == 4
    by_one = [catalogue.list_songs(NOBODY, sort, offset, 1) for offset in range(6)]
    assert [title for page in by_one for title in titles(page.rows)] == expected
    assert [page.offset for page in by_one] == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (AlbumSort.TITLE, ["East", "North", "west"]),
        (AlbumSort.ARTIST, ["East", "North", "west"]),
        (AlbumSort.NEWEST, ["west", "East", "North"]),
        (AlbumSort.YEAR, ["East", "North", "west"]),
    ],
)
def test_albums_are_listed_in_the_order_asked_for(sort: AlbumSort, expected: list[str]) -> None:
    make_small_library()
    whole = catalogue.list_albums(sort)
    assert [one.title for one in whole.rows] == expected
    assert whole.total == 3
    assert [one.title for one in catalogue.list_albums(sort, 1, 1).rows] == expected[1:2]


def test_artists_are_listed_by_name_without_regard_to_case_and_accents() -> None:
    for name in ("Zoë", "abe", "Émile", "Eve"):
        make_song(artists=[name])
    make_song(artists=["Gone"], missing_since=NOON)
    page = catalogue.list_artists()
    assert [one.name for one in page.rows] == ["abe", "Émile", "Eve", "Zoë"]
    assert page.total == 4
    assert [one.name for one in catalogue.list_artists(1, 2).rows] == ["Émile", "Eve"]


def test_bounds_from_a_browser_are_brought_to_what_can_be_read() -> None:
    make_small_library()
    assert catalogue.list_songs(NOBODY, offset=-5, limit=2).offset == 0
    assert catalogue.list_songs(NOBODY, offset=10**30).rows == ()
    assert catalogue.list_songs(NOBODY, limit=-1).rows == ()


def test_an_album_plays_in_order_without_what_vanished() -> None:
    album = make_album()
    second, first = make_song(album=album, track=2), make_song(album=album, track=1)
    make_song(album=album, track=3, missing_since=NOON)
    expected = [ident(first), ident(second)]
    assert catalogue.song_ids(SourceKind.ALBUM, ident(album), NOBODY) == expected
    assert catalogue.song_ids(SourceKind.ALBUM, str(ident(album)), NOBODY) == expected
    assert catalogue.song_ids(SourceKind.ARTIST, album.artist_id, NOBODY) == expected
    assert catalogue.song_ids(SourceKind.LIBRARY, None, NOBODY) == expected


def test_liked_songs_a_mood_a_search_and_one_song_can_be_played() -> None:
    user, rain, sun = make_user(), make_song("Rain"), make_song("Sun")
    make_like(user, rain, liked_at=NOON)
    make_like(user, sun, liked_at=NOON + timedelta(hours=1))
    make_emotion(rain, mood="sad")
    both, only = [ident(sun), ident(rain)], [ident(rain)]
    assert catalogue.song_ids(SourceKind.LIKED, None, ident(user)) == both
    assert catalogue.song_ids(SourceKind.MOOD, "sad", NOBODY) == only
    assert catalogue.song_ids(SourceKind.SEARCH, "rai", NOBODY) == only
    assert catalogue.song_ids(SourceKind.SONG, ident(rain), NOBODY) == only


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (SourceKind.ALBUM, 99),
        (SourceKind.ALBUM, "1; DROP TABLE song"),
        (SourceKind.ALBUM, "٣"),
        (SourceKind.ALBUM, None),
        (SourceKind.ARTIST, "9" * 40),
        (SourceKind.ARTIST, 10**17),
        (SourceKind.SONG, "-1"),
        (SourceKind.MOOD, "bored"),
    ],
)
def test_what_is_not_there_cannot_be_played(kind: SourceKind, key: int | str | None) -> None:
    with pytest.raises(NotFound):
        catalogue.song_ids(kind, key, NOBODY)


def test_an_empty_library_plays_nothing() -> None:
    for kind in (SourceKind.LIBRARY, SourceKind.LIKED, SourceKind.SEARCH):
        assert catalogue.song_ids(kind, "", NOBODY) == []


def test_a_mood_shows_the_surest_songs_first() -> None:
    for title, confidence in [("unsure", 0.2), ("sure", 0.9), ("so so", 0.5)]:
        make_emotion(make_song(title), mood="happy", confidence=confidence)
    make_emotion(make_song("other"), mood="sad")
    make_emotion(make_song("gone", missing_since=NOON), mood="happy")
    assert titles(catalogue.songs_of_mood("happy", NOBODY)) == ["sure", "so so", "unsure"]
    assert titles(catalogue.songs_of_mood("happy", NOBODY, limit=1)) == ["sure"]


def test_sparks_are_of_the_songs_that_are_analysed_by_now() -> None:
    done, waiting = make_song(), make_song()
    make_emotion(done, spark=b"spark!", valence=0.1, arousal=0.2, mood="sad")
    found = catalogue.sparks([ident(done), ident(waiting), 999_999, -1, 2**70])
    spark = b64encode(b"spark!").decode()
    assert found == {ident(done): SparkView(ident(done), spark, 0.1, 0.2, "sad", "ear-test")}


def test_the_library_is_counted_without_what_vanished() -> None:
    assert catalogue.counts() == LibraryCounts(0, 0, 0, 0.0, 0)
    make_small_library()
    make_emotion(make_song("Heard", "North", duration_s=5.0))
    make_emotion(make_song("Heard and gone", missing_since=NOON))
    assert catalogue.counts() == LibraryCounts(
        songs=5, albums=4, artists=3, duration_s=105.0, analysed=1
    )


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """Collect the statements that reach the database."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    event.listen(engine(), "before_cursor_execute", note)
    yield said
    event.remove(engine(), "before_cursor_execute", note)


def test_a_page_asks_as_few_questions_for_many_songs_as_for_one() -> None:
    ann, user = make_artist("Ann"), ident(make_user())
    album = make_album("Dusk", ann)
    asked: list[list[int]] = []
    for songs in (1, 20):
        for track in range(songs):
            make_song(f"Tune {track}", album, [ann, f"Guest {track}"])
        row = []
        for ask in (
            lambda: catalogue.album(ident(album), user),
            lambda: catalogue.artist(ident(ann), user),
            lambda: catalogue.list_songs(user),
            lambda: catalogue.list_artists(),
            lambda: search("tune", user),
        ):
            with counted_statements() as said:
                ask()
            row.append(len(said))
        asked.append(row)
    assert asked[0] == asked[1]
    assert max(asked[1]) <= 16
