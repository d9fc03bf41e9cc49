"""What a journey promises: it joins, it keeps artists apart, and it says what it could not do."""

from __future__ import annotations

import numpy as np
import pytest

from emomusic.errors import InvalidInput, NotFound
from emomusic.services.discovery.journey import (
    DEFAULT_SONGS,
    Journey,
    Wish,
    artist_returns,
    gaps_of,
    journey_on,
)
from emomusic.services.discovery.made_shelf import made_shelf
from emomusic.services.discovery.shelf import Shelf
from tests.services.discovery.shelves import One, shelf_of

ACROSS = ((0.2, 0.5), (0.8, 0.5))


@pytest.fixture(scope="module")
def library() -> Shelf:
    return made_shelf(2000)


def rows_of(library: Shelf, found: Journey) -> np.ndarray:
    return library.rows_of(np.array(found.song_ids))


def test_each_song_joins_where_the_last_one_left_off_and_not_where_its_mean_is() -> None:
    # By their means 1, 2, 3 are on the path exactly; only 4 begins where 1 ends.
    songs = [
        One((0.1, 0.5), (0.3, 0.5)),
        One((0.7, 0.9), (0.3, 0.1)),
        One((0.7, 0.5), (0.9, 0.5)),
        One((0.3, 0.52), (0.7, 0.52)),
    ]
    found = journey_on(shelf_of(songs), Wish(ACROSS, songs=3))
    assert found.song_ids == (1, 4, 3)
    assert found.places == ((0.2, 0.5), (0.5, 0.5), (0.8, 0.5))
    assert found.largest_step == pytest.approx(0.02, abs=1e-3)


def test_it_goes_on_from_the_end_of_the_song_that_plays_and_repeats_none() -> None:
    songs = [
        One((0.5, 0.5), (0.2, 0.2)),
        One((0.8, 0.8), (0.8, 0.8)),
        One((0.2, 0.8), (0.8, 0.2)),
        One((0.2, 0.2), (0.8, 0.8)),
    ]
    here = ((0.5, 0.5),)
    assert journey_on(shelf_of(songs), Wish(here, songs=1, after=(1,))).song_ids == (4,)
    assert journey_on(shelf_of(songs), Wish(here, songs=1, after=(4, 1))).song_ids == (3,)


def test_no_song_and_no_artist_comes_twice_within_five(library: Shelf) -> None:
    found = journey_on(library, Wish(ACROSS, songs=40))
    assert len(set(found.song_ids)) == 40
    assert artist_returns(library, rows_of(library, found)) == 0
    assert "artist" not in found.words


def test_the_artists_that_have_just_played_count_too(library: Shelf) -> None:
    after = tuple(int(one) for one in library.song_ids[:4])
    found = journey_on(library, Wish(ACROSS, songs=5, after=after))
    rows = np.concatenate((np.arange(4), rows_of(library, found)))
    assert artist_returns(library, rows, 4) == 0


def test_a_library_of_two_artists_is_told_of_and_still_alternates() -> None:
    songs = [
        One((at, 0.5), (at, 0.5), artist=1 + n % 2) for n, at in enumerate(np.linspace(0.2, 0.8, 6))
    ]
    found = journey_on(shelf_of(songs), Wish(ACROSS, songs=6))
    assert found.song_ids == (1, 2, 3, 4, 5, 6)
    assert found.words == (
        "6 songs, 20 min. Four songs have an artist who played within the last five: along this "
        "path too few others were found."
    )


def test_songs_of_nobody_known_are_not_of_one_artist() -> None:
    songs = [One((at, 0.5), (at, 0.5)) for at in np.linspace(0.2, 0.8, 6)]
    assert "artist" not in journey_on(shelf_of(songs), Wish(ACROSS, songs=6)).words


def test_no_step_is_larger_than_asked_where_the_library_allows(library: Shelf) -> None:
    found = journey_on(library, Wish(ACROSS, songs=20, largest_step=0.1))
    assert gaps_of(library, rows_of(library, found)).max() <= 0.1
    assert found.words.endswith("No step is larger than 0.10.")


def test_where_it_does_not_a_plain_word_says_so() -> None:
    songs = [One((0.2, 0.5), (0.2, 0.5)), One((0.8, 0.5), (0.8, 0.5))]
    found = journey_on(shelf_of(songs), Wish(ACROSS, songs=2, largest_step=0.1))
    assert found.words == (
        "2 songs, 7 min. One step is larger than you asked for, up to 0.60: no song was "
        "found that joins more closely there."
    )


def test_a_length_in_time_is_met_by_about_half_a_song(library: Shelf) -> None:
    found = journey_on(library, Wish(ACROSS, duration_s=3600))
    lasts_s = library.durations_s[rows_of(library, found)].sum()
    assert abs(lasts_s - 3600) < 200
    assert found.words.startswith(f"{len(found.song_ids)} songs, ")


def test_a_small_library_gives_all_it_has_and_says_so() -> None:
    songs = [One((at, 0.5), (at, 0.5)) for at in (0.2, 0.5, 0.8)]
    found = journey_on(shelf_of(songs), Wish(ACROSS))
    assert found.song_ids == (1, 2, 3)
    assert "There are no more songs here whose emotion is known." in found.words
    assert len(songs) < DEFAULT_SONGS


def test_a_path_of_one_point_stays_there(library: Shelf) -> None:
    found = journey_on(library, Wish(((0.5, 0.5),), songs=10))
    rows = rows_of(library, found)
    assert np.hypot(library.valence[rows] - 0.5, library.arousal[rows] - 0.5).max() < 0.15


def test_it_follows_a_path_that_turns(library: Shelf) -> None:
    found = journey_on(library, Wish(((0.3, 0.3), (0.5, 0.7), (0.7, 0.3)), songs=15))
    rows = rows_of(library, found)
    places = np.array(found.places)
    means = np.stack((library.valence[rows], library.arousal[rows]), axis=1)
    assert np.linalg.norm(means - places, axis=1).max() < 0.15


def test_the_same_wish_gives_the_same_songs_and_another_seed_gives_others(library: Shelf) -> None:
    plain, again = (journey_on(library, Wish(ACROSS, songs=20)) for _ in range(2))
    assert plain == again
    first, second = (journey_on(library, Wish(ACROSS, songs=20, seed=seed)) for seed in (1, 2))
    assert first.song_ids != second.song_ids


@pytest.mark.parametrize(
    "wish",
    [
        Wish(()),
        Wish(ACROSS, songs=0),
        Wish(ACROSS, songs=101),
        Wish(ACROSS, duration_s=10),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(library: Shelf, wish: Wish) -> None:
    with pytest.raises(InvalidInput):
        journey_on(library, wish)


def test_an_empty_library_is_told_so() -> None:
    with pytest.raises(NotFound, match="no song here"):
        journey_on(made_shelf(0), Wish(ACROSS))
    with pytest.raises(NotFound):
        journey_on(shelf_of([One((0, 0), (0, 0))]), Wish(ACROSS, after=(1,)))
