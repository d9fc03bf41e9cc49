"""What a radio promises: near its seed, varied, never the same soon, and quick to learn."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from emomusic.errors import InvalidInput, NotFound
from emomusic.services.discovery.made_shelf import made_shelf
from emomusic.services.discovery.radio import Tuning, radio_on
from emomusic.services.discovery.seeds import find_seed
from emomusic.services.discovery.shelf import Shelf
from tests.services.discovery.shelves import One, shelf_of


@pytest.fixture(scope="module")
def library() -> Shelf:
    return made_shelf(3000)


def played(library: Shelf, seed: str, songs: int, **known: tuple[int, ...]) -> list[int]:
    """Ids of so many songs, asked for five at a time as the player does."""
    found: list[int] = []
    while len(found) < songs:
        found += radio_on(library, Tuning(seed, recent=found, count=5, chance=len(found), **known))
    return found


class TestTheSeed:
    def test_of_a_moment_is_what_is_felt_at_that_second(self) -> None:
        library = shelf_of([One((0, 0), (1, 0.5), duration_s=240)])
        assert find_seed(library, "moment:1@120").anchors[0] == pytest.approx([0.5, 0.25])
        assert find_seed(library, "moment:1@0").anchors[0] == pytest.approx([0, 0])
        assert find_seed(library, "moment:1@999.5").anchors[0] == pytest.approx([1, 0.5])

    def test_of_an_artist_or_an_album_is_each_of_their_songs(self) -> None:
        songs = [
            One((0.1, 0.1), (0.1, 0.1), artist=1, album=1, genre="Jazz"),
            One((0.9, 0.9), (0.9, 0.9), artist=1, album=2, genre="Folk"),
            One((0.5, 0.5), (0.5, 0.5), artist=2, album=2),
        ]
        library = shelf_of(songs)
        artist, album = find_seed(library, "artist:1"), find_seed(library, "album:2")
        assert artist.anchors == pytest.approx(np.array([[0.1, 0.1], [0.9, 0.9]]))
        assert [library.genre_names[one] for one in artist.genres] == ["Folk", "Jazz"]
        assert album.rows.tolist() == [1, 2]

    @pytest.mark.parametrize("text", ["", "song", "song:", "song:x", "mood:unsure", "moment:1@-5"])
    def test_that_is_none_is_refused(self, library: Shelf, text: str) -> None:
        with pytest.raises(InvalidInput):
            find_seed(library, text)

    @pytest.mark.parametrize(
        "text", ["song:99999", "artist:99999", "album:99999", "moment:99999@1"]
    )
    def test_that_does_not_exist_is_not_found(self, library: Shelf, text: str) -> None:
        with pytest.raises(NotFound):
            find_seed(library, text)


class TestARadio:
    def test_begins_with_the_song_it_starts_from_but_for_one_of_a_moment(
        self, library: Shelf
    ) -> None:
        assert radio_on(library, Tuning("song:7", count=5))[0] == 7
        assert radio_on(library, Tuning("song:7", recent=(7,), count=5))[0] != 7
        assert 7 not in radio_on(library, Tuning("moment:7@10", recent=(7,), count=5))

    def test_never_plays_a_song_twice_while_there_are_others(self, library: Shelf) -> None:
        found = played(library, "song:7", 300)
        assert len(set(found)) == 300

    def test_varies_its_artists(self, library: Shelf) -> None:
        artists = library.artist_ids[np.array(played(library, "mood:calm", 100)) - 1]
        for at in range(len(artists) - 4):
            assert len(set(artists[at : at + 5])) == 5

    def test_differs_from_time_to_time(self, library: Shelf) -> None:
        first, second = (radio_on(library, Tuning("song:7", count=10)) for _ in range(2))
        assert first != second

    def test_stays_near_what_it_started_from(self, library: Shelf) -> None:
        for mood, place in (("calm", (0.75, 0.25)), ("angry", (0.25, 0.75))):
            rows = np.array(played(library, f"mood:{mood}", 40)) - 1
            apart = np.hypot(library.valence[rows] - place[0], library.arousal[rows] - place[1])
            assert apart.mean() < 0.2

    def test_of_an_artist_has_their_songs_and_others(self, library: Shelf) -> None:
        artist = int(library.artist_ids[0])
        found = library.artist_ids[np.array(played(library, f"artist:{artist}", 40)) - 1]
        assert 4 <= (found == artist).sum() <= 15

    def test_prefers_the_genre_of_its_seed(self, library: Shelf) -> None:
        genre = library.genres[6]
        share = (library.genres[np.array(played(library, "song:7", 40)) - 1] == genre).mean()
        assert share > 2 * (library.genres == genre).mean()

    def test_goes_round_in_a_small_library_but_never_twice_running(self) -> None:
        library = shelf_of([One((0.5, 0.5), (0.5, 0.5), artist=1) for _ in range(4)])
        found = played(library, "mood:calm", 40)
        assert all(one != other for one, other in itertools.pairwise(found))
        assert set(found) == {1, 2, 3, 4}

    def test_of_the_only_song_plays_it(self) -> None:
        library = shelf_of([One((0.5, 0.5), (0.5, 0.5))])
        assert radio_on(library, Tuning("song:1", recent=(1,), count=2)) == (1, 1)

    def test_of_nothing_is_told_so(self) -> None:
        with pytest.raises(NotFound):
            radio_on(made_shelf(0), Tuning("mood:calm"))
        with pytest.raises(InvalidInput):
            radio_on(made_shelf(10), Tuning("mood:calm", count=51))


def two_kinds() -> Shelf:
    """Dark rock by the artists 1 to 10, and bright folk by 11 to 20; the seed is between them."""
    songs = [One((0.5, 0.5), (0.5, 0.5), artist=30)]
    for n in range(60):
        side, artist = n % 2, 1 + 10 * (n % 2) + (n // 2) % 10
        at = (0.5 + (2 * side - 1) * (0.05 + n / 1000), 0.5)
        songs.append(One(at, at, artist=artist, genre=("Rock", "Folk")[side], album=n + 2))
    return shelf_of(songs)


class TestASkip:
    def share_of_rock(self, **known: tuple[int, ...]) -> float:
        library = two_kinds()
        names = np.array(library.genre_names)[library.genres]
        found = [
            radio_on(library, Tuning("song:1", recent=(1,), chance=chance, **known))[0]
            for chance in range(40)
        ]
        return float((names[np.array(found) - 1] == "Rock").mean())

    def test_turns_the_very_next_song_away_from_what_was_skipped(self) -> None:
        rock = (2, 4, 6)
        assert 0.25 < self.share_of_rock() < 0.75
        assert self.share_of_rock(skipped=rock) <= 0.1

    def test_keeps_the_artist_of_the_skipped_song_away(self) -> None:
        library = two_kinds()
        skipped = 2
        for chance in range(40):
            found = radio_on(
                library, Tuning("song:1", recent=(1, skipped), skipped=(skipped,), chance=chance)
            )
            assert library.artist_ids[found[0] - 1] != library.artist_ids[skipped - 1]

    def test_is_the_opposite_of_hearing_to_the_end(self) -> None:
        assert self.share_of_rock(heard=(2, 4, 6, 8)) >= 0.75
