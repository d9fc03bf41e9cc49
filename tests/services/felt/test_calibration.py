"""What a person felt corrects what they see: a little by one tap, more by many, most by songs."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from emomusic.services import privacy
from emomusic.services.felt.calibration import (
    Calibration,
    Line,
    Spread,
    calibration,
    choose,
    fit,
    forget_spreads,
    learn,
)
from tests.databases import on_both
from tests.factories import ident, make_user
from tests.services.felt.feelings import heard_song, make_tap


class TestFitting:
    def test_without_taps_nothing_changes(self) -> None:
        assert fit([], [], []) == Line(0.0, 1.0)

    def test_one_tap_in_the_middle_moves_by_the_share_of_the_variance_that_is_the_persons(
        self,
    ) -> None:
        line = fit([0.5], [0.9], [1])
        share = 0.10**2 / (0.10**2 + 0.12**2 + 0.12**2)
        assert line.offset == pytest.approx(0.4 * share)
        assert line.slope == pytest.approx(1.0)

    def test_taps_in_other_songs_tell_more_than_taps_in_the_same(self) -> None:
        ten = [0.5] * 10, [0.7] * 10
        one_song = fit(*ten, [1] * 10).offset
        ten_songs = fit(*ten, range(10)).offset
        assert fit([0.5], [0.7], [1]).offset < one_song < ten_songs < 0.2
        variance = 0.12**2 + 0.12**2 / 10
        assert one_song == pytest.approx(0.2 * 0.01 / (0.01 + variance))
        assert ten_songs == pytest.approx(0.2 * 0.01 / (0.01 + (0.12**2 + 0.12**2) / 10))

    def test_it_is_the_best_linear_unbiased_prediction(self) -> None:
        rng = np.random.default_rng(1)
        songs = np.repeat([3, 5, 9], [1, 4, 7])
        heard, felt = rng.random(12), rng.random(12)
        found = fit(heard, felt, songs)
        # The same by the book: the whole covariance of the taps, inverted.
        x = np.stack([np.ones(12), heard - 0.5], axis=1)
        spread = Spread()
        v = spread.song**2 * (songs[:, None] == songs) + spread.tap**2 * np.eye(12)
        prior = np.diag([spread.offset**2, spread.stretch**2])
        best = prior @ x.T @ np.linalg.solve(x @ prior @ x.T + v, felt - heard)
        assert (found.offset, found.slope - 1) == pytest.approx(tuple(best))

    def test_a_person_who_feels_less_widely_flattens_the_curve(self) -> None:
        heard = np.linspace(0.1, 0.9, 60)
        line = fit(heard, 0.4 + 0.5 * (heard - 0.5), np.arange(60))
        assert line.offset == pytest.approx(-0.1, abs=0.01)
        assert line.slope == pytest.approx(0.5, abs=0.06)

    def test_a_curve_never_turns_over(self) -> None:
        heard = np.linspace(0, 1, 200)
        assert fit(heard, 1 - heard, np.arange(200)).slope == 0.2


class TestLearningHowPeopleDiffer:
    def test_nobody_tells_nothing(self) -> None:
        nothing = np.array([])
        assert learn(np.array([], dtype=int), nothing, nothing).offset == pytest.approx(0.10)

    def test_people_who_all_feel_alike_bring_the_spread_down(self) -> None:
        people = np.repeat(np.arange(200), 20)
        alike = learn(people, np.ones(4000), np.zeros(4000))
        assert alike.offset < 0.05

    def test_people_who_differ_much_bring_it_up(self) -> None:
        rng = np.random.default_rng(2)
        offsets = rng.normal(0, 0.2, 400)
        people = np.repeat(np.arange(400), 20)
        differences = offsets[people] + rng.normal(0, np.hypot(0.12, 0.12), 8000)
        assert learn(people, np.ones(8000), differences).offset == pytest.approx(0.2, abs=0.02)


@on_both
@pytest.mark.usefixtures("database")
class TestOfAPerson:
    @pytest.fixture(autouse=True)
    def _fresh(self) -> Iterator[None]:
        forget_spreads()
        yield
        forget_spreads()

    def test_who_told_nothing_sees_what_the_model_hears(self) -> None:
        found = calibration(ident(make_user()))
        assert found == Calibration()
        assert found.apply(0.3, 0.8) == (0.3, 0.8)

    def test_two_tabs_that_choose_at_once_both_do(self) -> None:
        someone = ident(make_user())
        with ThreadPoolExecutor(6) as pool:
            chosen = list(pool.map(lambda _: choose(someone, is_on=False), range(6)))
            list(pool.map(lambda _: privacy.set_gives_feelings(someone, True), range(6)))
        assert [one.is_on for one in chosen] == [False] * 6
        assert privacy.gives_feelings(someone)

    def test_it_rests_on_ones_own_taps_where_the_model_was_sure(self) -> None:
        ada, ben = make_user(), make_user()
        song, other = heard_song(), heard_song()
        make_tap(ada, song, valence=0.8, arousal=0.3)
        make_tap(ada, other, valence=0.8, arousal=0.3)
        make_tap(ada, other, valence=0.0, heard_valence=None, heard_arousal=None)
        make_tap(ben, song, valence=0.0)
        found = calibration(ident(ada))
        assert (found.taps, found.songs, found.is_on, found.since) == (2, 2, True, None)
        assert 0.1 < found.valence.offset < 0.3
        assert -0.2 < found.arousal.offset < -0.05
        valence, arousal = found.apply(0.5, 0.5)
        assert (valence, arousal) == (0.5 + found.valence.offset, 0.5 + found.arousal.offset)

    def test_it_can_be_turned_off_and_on(self) -> None:
        ada = make_user()
        make_tap(ada, heard_song(), valence=0.9)
        before = calibration(ident(ada))
        off = choose(ident(ada), is_on=False)
        assert (off.taps, off.is_on) == (1, False)
        assert off.apply(0.5, 0.5) == (0.5, 0.5)
        assert choose(ident(ada), is_on=True) == before

    def test_begun_afresh_earlier_taps_count_no_more_until_they_are_counted_again(self) -> None:
        ada = make_user()
        make_tap(ada, heard_song(), valence=0.9)
        before = calibration(ident(ada))
        fresh = choose(ident(ada), afresh=True)
        assert (fresh.taps, fresh.valence) == (0, Line())
        assert fresh.since is not None
        make_tap(ada, heard_song(), valence=0.9)
        assert calibration(ident(ada)).taps == 1
        again = choose(ident(ada), afresh=False)
        assert (again.taps, again.since) == (2, None)
        assert again.valence.offset > before.valence.offset

    def test_a_place_stays_on_the_plane(self) -> None:
        line = Line(0.4, 1.5)
        assert (line.apply(0.9), line.apply(0.0)) == (1.0, pytest.approx(0.15))
