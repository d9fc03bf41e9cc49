"""Where at least three people feel otherwise than the model hears, and nobody alone is shown."""

from __future__ import annotations

import pytest

from emomusic.services.felt.disagreement import disagreements
from emomusic.services.felt.words import difference_words
from emomusic.store.database import session
from emomusic.store.discovery_tables import FeltEmotion
from emomusic.store.tables import Song, now
from tests.databases import on_both
from tests.factories import ident, make_user
from tests.services.felt.feelings import heard_song, make_tap


@on_both
@pytest.mark.usefixtures("database")
class TestDisagreements:
    def test_two_people_are_too_few_however_often_they_tell(self) -> None:
        song, ada, ben = heard_song(), make_user(), make_user()
        for at_s in range(9):
            make_tap(ada, song, at_s=at_s, valence=1.0)
            make_tap(ben, song, at_s=at_s, valence=1.0)
        found = disagreements(ident(ada))
        assert (found.moments, found.songs) == ((), ())

    def test_a_song_may_be_known_where_none_of_its_moments_is(self) -> None:
        song, ada = heard_song(), make_user()
        for part, user in enumerate((ada, make_user(), make_user())):
            make_tap(user, song, at_s=10.0 * part + 1, valence=0.8)
        found = disagreements(ident(ada))
        assert found.moments == ()
        [whole] = found.songs
        assert (whole.song.id, whole.people, whole.at_s) == (ident(song), 3, 0.0)

    def test_each_person_counts_once(self) -> None:
        song, ada = heard_song(), make_user()
        for _ in range(7):
            make_tap(ada, song, at_s=12.0, valence=0.9, arousal=0.5)
        for user in (make_user(), make_user()):
            make_tap(user, song, at_s=19.9, valence=0.6, arousal=0.2)
        [moment] = disagreements(ident(ada)).moments
        assert (moment.at_s, moment.people) == (10.0, 3)
        assert (moment.valence, moment.arousal) == (0.7, 0.3)
        assert (moment.heard_valence, moment.heard_arousal) == (0.5, 0.5)
        assert moment.distance == pytest.approx(0.2828, abs=1e-4)
        assert moment.words == "more pleasant and quieter"

    def test_the_largest_come_first_and_what_agrees_is_left_out(self) -> None:
        people = [make_user() for _ in range(3)]
        near, far, same = heard_song(), heard_song(), heard_song()
        for user in people:
            make_tap(user, near, valence=0.6)
            make_tap(user, far, valence=0.1)
            make_tap(user, same, valence=0.52)
            make_tap(user, same, valence=1.0, heard_valence=None, heard_arousal=None)
        found = disagreements(ident(people[0]))
        assert [one.song.id for one in found.songs] == [ident(far), ident(near)]
        assert [one.song.id for one in disagreements(ident(people[0]), 1).moments] == [ident(far)]

    def test_what_is_told_and_taken_back_later_counts_at_once(self) -> None:
        song, people = heard_song(), [make_user() for _ in range(3)]
        me = ident(people[0])
        taps = [make_tap(user, song, at_s=12.0, valence=0.9) for user in people]
        assert [one.valence for one in disagreements(me).songs] == [0.9]
        _take_back(taps[-1])
        assert disagreements(me).songs == ()
        # The newest of all, so that its number in the database may be that of the one before.
        make_tap(people[-1], song, at_s=12.0, valence=0.6)
        assert [one.valence for one in disagreements(me).songs] == [0.8]
        make_tap(make_user(), song, at_s=55.0, valence=0.4)
        assert [one.valence for one in disagreements(me).songs] == [0.7]

    def test_a_song_whose_file_is_gone_is_not_shown(self) -> None:
        song, people = heard_song(), [make_user() for _ in range(3)]
        for user in people:
            make_tap(user, song, valence=0.9)
        assert len(disagreements(ident(people[0])).songs) == 1
        with session(write=True) as opened:
            kept = opened.get(Song, ident(song))
            assert kept is not None
            kept.missing_since = now()
        found = disagreements(ident(people[0]))
        assert (found.moments, found.songs) == ((), ())


def _take_back(tap: FeltEmotion) -> None:
    with session(write=True) as opened:
        opened.delete(opened.get(FeltEmotion, tap.id))


@pytest.mark.parametrize(
    ("across", "up", "words"),
    [
        (0.3, 0.0, "more pleasant"),
        (-0.3, 0.2, "less pleasant and more energetic"),
        (0.0, -0.05, "quieter"),
        (0.04, -0.04, "about the same"),
    ],
)
def test_a_difference_has_words(across: float, up: float, words: str) -> None:
    assert difference_words(across, up) == words
