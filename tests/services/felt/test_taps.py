"""A tap is kept once, beside what the model heard there, and is its owner's alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from sqlmodel import select

from emomusic.errors import InvalidInput
from emomusic.services.emotions import store_analysis
from emomusic.services.felt import taps
from emomusic.services.felt.taps import TapOrder
from emomusic.store.database import session
from emomusic.store.discovery_tables import FeltEmotion
from emomusic.store.tables import now
from tests.analyses import make_analysis, make_curve
from tests.databases import on_both
from tests.factories import ident, make_song, make_user
from tests.services.felt.feelings import heard_song, make_tap, told, unsure

pytestmark = [on_both, pytest.mark.usefixtures("database")]


def stored() -> list[FeltEmotion]:
    with session() as reading:
        return list(reading.exec(select(FeltEmotion).order_by(FeltEmotion.at_s)).all())


class TestTelling:
    def test_a_tap_stands_beside_what_the_stored_curve_says_of_its_second(self) -> None:
        ada, song = ident(make_user()), heard_song()
        receipt = taps.record(ada, [told(1, song, 5.0)])
        assert (receipt.accepted, receipt.known, receipt.refused) == (1, 0, ())
        [tap] = stored()
        # 5 s lies in the middle of the curve, between its entries 9 and 10.
        assert (tap.heard_valence, tap.heard_arousal) == pytest.approx((0.5, 0.5), abs=1e-4)
        assert (tap.valence, tap.arousal, tap.model) == (0.9, 0.1, "ear-test")
        assert (tap.user_id, tap.song_id, tap.at_s) == (ada, ident(song), 5.0)

    def test_before_the_first_entry_and_after_the_last_the_curve_stays_level(self) -> None:
        ada, song = ident(make_user()), heard_song()
        taps.record(ada, [told(1, song, 0.0), told(2, song, 10.5)])
        first, last = stored()
        assert first.heard_valence == pytest.approx(0.2, abs=1e-4)
        assert last.heard_valence == pytest.approx(0.8, abs=1e-4)

    def test_where_the_model_abstains_nothing_was_heard(self) -> None:
        ada, song = ident(make_user()), heard_song(unsure(make_curve(), 9, 10))
        taps.record(ada, [told(1, song, 5.0)])
        [tap] = stored()
        assert (tap.heard_valence, tap.heard_arousal) == (None, None)

    def test_told_twice_it_is_one(self) -> None:
        ada, song = ident(make_user()), heard_song()
        taps.record(ada, [told(1, song)])
        receipt = taps.record(ada, [told(1, song), told(2, song), told(2, song)])
        assert (receipt.accepted, receipt.known) == (1, 2)
        assert len(stored()) == 2

    def test_the_id_of_somebody_elses_tap_is_refused(self) -> None:
        song = heard_song()
        taps.record(ident(make_user()), [told(1, song)])
        receipt = taps.record(ident(make_user()), [told(1, song, valence=0.0)])
        assert [one.why for one in receipt.refused] == ["It is not yours."]
        assert [tap.valence for tap in stored()] == [0.9]

    def test_a_bad_tap_is_refused_alone(self) -> None:
        ada, song = ident(make_user()), heard_song()
        receipt = taps.record(
            ada,
            [
                told(1, song, valence=1.5),
                told(2, song, at_s=12.5),
                told(3, song, song_id=999),
                told(4, make_song()),
                told(5, song, heard_valence=0.1),
                "nonsense",
                told(6, song),
            ],
        )
        assert receipt.accepted == 1
        assert [one.why for one in receipt.refused] == [
            "valence: Input should be less than or equal to 1.",
            "The song is not that long.",
            "There is no such song.",
            "This song has not been heard yet.",
            "heard_valence: Extra inputs are not permitted.",
            "This is no felt emotion.",
        ]

    def test_a_clock_that_is_wrong_is_not_believed(self) -> None:
        ada, song = ident(make_user()), heard_song()
        at = now()
        hour_ago = round((at - timedelta(hours=1)).timestamp() * 1000)
        next_year = round((at + timedelta(days=365)).timestamp() * 1000)
        taps.record(ada, [told(1, song, 1.0, at_ms=hour_ago), told(2, song, 2.0, at_ms=next_year)])
        late, early = stored()
        assert (at - late.felt_at).total_seconds() == pytest.approx(3600, abs=1)
        assert (early.felt_at - at).total_seconds() == pytest.approx(0, abs=30)

    def test_there_is_an_end_to_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(taps, "MOST_OF_A_SONG", 2)
        ada, song = ident(make_user()), heard_song()
        receipt = taps.record(ada, [told(number, song) for number in (1, 2, 3)])
        assert (receipt.accepted, len(receipt.refused)) == (2, 1)
        with pytest.raises(InvalidInput):
            taps.record(ada, [told(number, song) for number in range(taps.MOST_AT_ONCE + 1)])


class TestUndoing:
    def test_takes_a_tap_back_and_may_be_done_twice(self) -> None:
        ada, song = ident(make_user()), heard_song()
        tap = told(1, song)
        taps.record(ada, [tap])
        assert taps.undo(ada, tap["event_id"])
        assert not taps.undo(ada, tap["event_id"])
        assert stored() == []

    def test_leaves_what_others_felt(self) -> None:
        song = heard_song()
        tap = told(1, song)
        taps.record(ident(make_user()), [tap])
        assert not taps.undo(ident(make_user()), tap["event_id"])
        assert len(stored()) == 1


class TestReading:
    def test_one_sees_ones_own_taps_of_a_song_by_their_seconds(self) -> None:
        ada, ben = make_user(), make_user()
        song, other = heard_song(), heard_song()
        make_tap(ada, song, at_s=7.0)
        make_tap(ada, song, at_s=3.0)
        make_tap(ada, other, at_s=1.0)
        make_tap(ben, song, at_s=5.0)
        assert [tap.at_s for tap in taps.taps_in(ident(ada), ident(song))] == [3.0, 7.0]

    def test_all_come_in_pages_in_the_order_asked_for(self) -> None:
        ada, song = make_user(), heard_song()
        for at_s, valence in enumerate((0.6, 0.9, 0.1), 1):
            make_tap(ada, song, at_s=at_s, valence=valence, felt_at=now() + timedelta(seconds=at_s))
        make_tap(ada, song, at_s=9, heard_valence=None, heard_arousal=None)
        page, total = taps.taps_of(ident(ada), TapOrder.NEWEST, 0, 3)
        assert ([tap.at_s for tap in page], total) == ([3, 2, 1], 4)
        page, _ = taps.taps_of(ident(ada), TapOrder.FURTHEST, 1, 3)
        assert [tap.at_s for tap in page] in ([3, 1, 9], [2, 1, 9])


def test_a_song_that_is_heard_anew_stands_beside_what_is_heard_now() -> None:
    ada, song = ident(make_user()), heard_song()
    taps.record(ada, [told(1, song, 5.0)])
    curve = make_curve("ear-next")
    higher = np.full_like(curve.valence, 0.7)
    analysis = replace(make_analysis(), curve=replace(curve, valence=higher))
    assert store_analysis(ident(song), analysis)
    [tap] = stored()
    assert (tap.heard_valence, tap.heard_arousal) == pytest.approx((0.7, 0.5), abs=1e-4)
    assert (tap.valence, tap.model) == (0.9, "ear-next")
