"""The tables of the desk: filtered, ordered and paged alike on both databases."""

from __future__ import annotations

import pytest
from sqlmodel import select

from emomusic.services.desk import songs_list
from emomusic.services.desk.others_list import (
    AlbumsSort,
    ArtistsSort,
    list_albums,
    list_artists,
)
from emomusic.services.desk.songs_list import (
    DeskSort,
    SongFilter,
    Standing,
    genres,
    list_songs,
    matching_songs,
)
from emomusic.store.database import session
from emomusic.store.tables import AnalysisJob, JobState, Song, now
from tests.databases import on_both
from tests.factories import ident, make_album, make_emotion, save
from tests.services.desk.desk import make_song

pytestmark = on_both


@pytest.fixture
def songs(database: str) -> None:
    one = make_song("Äpfel", "Sea", ["Ann"], genre="Folk", year=1999, duration_s=30.0)
    make_song("Birnen", "Sea", ["Ann", "Bea"], genre="Jazz", duration_s=20.0)
    make_song("Citrus", "Lake", ["Cem"], year=2001, duration_s=40.0)
    failed = make_song("Dates", "Lake", ["Cem"], genre="Jazz", year=1990, duration_s=10.0)
    make_song("Elder", "Pond", ["Ann"], missing_since=now(), duration_s=50.0)
    make_song("Figs", "Pond", ["Ann"], missing_since=now(), binned_at=now(), duration_s=60.0)
    make_emotion(one, mood="happy")
    save(AnalysisJob(song_id=ident(failed), state=JobState.FAILED, error="It is broken."))


def song_named(title: str) -> Song:
    with session() as opened:
        return opened.exec(select(Song).where(Song.title == title)).one()


def shown(
    chosen: SongFilter | None = None,
    sort: DeskSort = DeskSort.TITLE,
    descending: bool = False,
    offset: int = 0,
    limit: int = 50,
) -> list[str]:
    page = list_songs(chosen or SongFilter(), sort, descending, offset, limit)
    assert offset or limit < 50 or page.total == len(page.rows)
    return [row.title for row in page.rows]


@pytest.fixture(params=["looked up", "walked along the order"])
def either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param != "looked up":
        monkeypatch.setattr(songs_list, "_FEW", 0)


@pytest.mark.usefixtures("songs", "either_way")
class TestSongs:
    @pytest.mark.parametrize(
        ("sort", "expected"),
        [
            (DeskSort.TITLE, ["Äpfel", "Birnen", "Citrus", "Dates"]),
            (DeskSort.ARTIST, ["Äpfel", "Birnen", "Citrus", "Dates"]),
            (DeskSort.ALBUM, ["Citrus", "Dates", "Äpfel", "Birnen"]),
            (DeskSort.GENRE, ["Äpfel", "Birnen", "Dates", "Citrus"]),
            (DeskSort.YEAR, ["Dates", "Äpfel", "Citrus", "Birnen"]),
            (DeskSort.LENGTH, ["Dates", "Birnen", "Äpfel", "Citrus"]),
            (DeskSort.ADDED, ["Äpfel", "Birnen", "Citrus", "Dates"]),
        ],
    )
    def test_are_ordered_and_paged(self, sort: DeskSort, expected: list[str]) -> None:
        assert shown(sort=sort) == expected
        paged = [title for at in range(4) for title in shown(sort=sort, offset=at, limit=1)]
        assert paged == expected

    def test_without_a_year_come_last_from_either_end(self) -> None:
        assert shown(sort=DeskSort.YEAR, descending=True) == ["Citrus", "Äpfel", "Dates", "Birnen"]

    def test_are_ordered_by_album_from_the_end(self) -> None:
        expected = ["Äpfel", "Birnen", "Citrus", "Dates"]
        assert shown(sort=DeskSort.ALBUM, descending=True) == expected

    @pytest.mark.parametrize(
        ("chosen", "expected"),
        [
            (SongFilter(artist="ANN"), ["Äpfel", "Birnen"]),
            (SongFilter(artist="be"), ["Birnen"]),
            (SongFilter(album="la"), ["Citrus", "Dates"]),
            (SongFilter(genre="Jazz"), ["Birnen", "Dates"]),
            (SongFilter(year=1999), ["Äpfel"]),
            (SongFilter(mood="happy"), ["Äpfel"]),
            (SongFilter(standing=Standing.ANALYSED), ["Äpfel"]),
            (SongFilter(standing=Standing.FAILED), ["Dates"]),
            (SongFilter(standing=Standing.ANALYSED, mood="happy"), ["Äpfel"]),
            (SongFilter(standing=Standing.WAITING), []),
            (SongFilter(standing=Standing.MISSING), ["Elder"]),
            (SongFilter(query="apf"), ["Äpfel"]),
            (SongFilter(query="ann sea"), ["Äpfel", "Birnen"]),
            (SongFilter(query="elder", standing=Standing.MISSING), ["Elder"]),
            (SongFilter(query="'\"*() OR -- \x00"), []),
            (SongFilter(artist="%' OR 1=1 --"), []),
            (SongFilter(query="cem", genre="Jazz", year=1990), ["Dates"]),
        ],
    )
    def test_are_filtered(self, chosen: SongFilter, expected: list[str]) -> None:
        assert shown(chosen) == expected
        assert sorted(shown(chosen, DeskSort.ARTIST)) == sorted(expected)
        assert len(matching_songs(chosen, 10)) == len(expected)

    def test_are_filtered_by_what_all_of_them_are(self) -> None:
        for title in ("Birnen", "Citrus", "Dates"):
            make_emotion(song_named(title), mood="sad")
        chosen = SongFilter(standing=Standing.ANALYSED)
        assert shown(chosen) == ["Äpfel", "Birnen", "Citrus", "Dates"]
        assert shown(chosen, DeskSort.ALBUM) == ["Citrus", "Dates", "Äpfel", "Birnen"]
        make_emotion(song_named("Elder"), mood="sad")
        assert shown(chosen) == ["Äpfel", "Birnen", "Citrus", "Dates"]

    def test_are_filtered_and_ordered_by_what_some_lack(self) -> None:
        chosen = SongFilter(album="lake")
        assert shown(chosen, DeskSort.GENRE) == ["Dates", "Citrus"]
        assert shown(chosen, DeskSort.GENRE, offset=1, limit=1) == ["Citrus"]
        assert shown(chosen, DeskSort.GENRE, offset=2, limit=1) == []

    def test_say_how_they_stand(self) -> None:
        rows = list_songs(SongFilter(), DeskSort.TITLE, False, 0, 50).rows
        assert [(row.standing, row.mood, row.error) for row in rows] == [
            ("analysed", "happy", ""),
            ("waiting", "", ""),
            ("waiting", "", ""),
            ("failed", "", "It is broken."),
        ]
        assert rows[1].artists == "Ann, Bea"

    def test_have_genres(self) -> None:
        assert genres() == ("Folk", "Jazz")


@pytest.mark.usefixtures("songs")
def test_albums_are_ordered_and_searched() -> None:
    make_album("Empty", "Zoe", year=1950)

    def listed(sort: AlbumsSort, query: str = "", descending: bool = False) -> list[str]:
        page = list_albums(query, sort, descending, 0, 50)
        assert page.total == len(page.rows)
        return [row.title for row in page.rows]

    assert listed(AlbumsSort.TITLE) == ["Empty", "Lake", "Pond", "Sea"]
    assert listed(AlbumsSort.ARTIST) == ["Pond", "Sea", "Lake", "Empty"]
    assert listed(AlbumsSort.SONGS, descending=True) == ["Sea", "Lake", "Pond", "Empty"]
    assert listed(AlbumsSort.TITLE, "ann") == ["Pond", "Sea"]


@pytest.mark.usefixtures("songs")
def test_artists_are_ordered_and_searched() -> None:
    def listed(sort: ArtistsSort, query: str = "") -> list[tuple[str, int, int]]:
        page = list_artists(query, sort, False, 0, 50)
        return [(row.name, row.albums, row.songs) for row in page.rows]

    assert listed(ArtistsSort.NAME) == [("Ann", 2, 3), ("Bea", 0, 1), ("Cem", 1, 2)]
    assert listed(ArtistsSort.SONGS) == [("Bea", 0, 1), ("Cem", 1, 2), ("Ann", 2, 3)]
    assert listed(ArtistsSort.ALBUMS, "c") == [("Cem", 1, 2)]
