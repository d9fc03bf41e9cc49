"""Which songs must be measured, and what is kept of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from emomusic.audio.tempo_key import MEASURED_BY, TempoKey
from emomusic.services import analysis_desk, analysis_queue, features
from emomusic.services.features import Measured, Unmeasured
from emomusic.store.database import session
from emomusic.store.discovery_tables import SongFeatures
from emomusic.store.tables import Song
from tests.factories import ident, make_song, save

pytestmark = pytest.mark.usefixtures("database")


def kept(song: Song) -> SongFeatures | None:
    with session() as opened:
        return opened.get(SongFeatures, ident(song))


def unmeasured() -> list[int]:
    return [one.song_id for one in features.next_unmeasured(10)]


def test_songs_are_measured_once_the_first_one_first() -> None:
    first, second = make_song(path="/music/1.flac", duration_s=61), make_song()
    assert features.next_unmeasured(1) == (Unmeasured(ident(first), Path("/music/1.flac"), 61),)
    features.store(ident(first), TempoKey(120.5, 9, True))
    assert unmeasured() == [ident(second)]
    found = kept(first)
    assert found is not None
    assert (found.tempo_bpm, found.tonic, found.is_minor) == (120.5, 9, True)
    assert (found.measured_by, found.error) == (MEASURED_BY, None)


def test_what_vanished_or_is_left_out_is_not_measured() -> None:
    make_song(missing_since=datetime.now(UTC))
    here, left_out = make_song(), make_song()
    assert [one.song_id for one in features.next_unmeasured(10, {ident(left_out)})] == [ident(here)]


def test_another_way_measures_anew() -> None:
    song = make_song()
    save(SongFeatures(song_id=ident(song), tempo_bpm=60, measured_by="older"))
    assert unmeasured() == [ident(song)]
    features.store(ident(song), TempoKey(120))
    assert unmeasured() == []
    found = kept(song)
    assert found is not None
    assert found.tempo_bpm == 120


def test_a_song_that_cant_be_measured_says_why_and_is_left_alone() -> None:
    song = make_song()
    features.note_failure(ident(song), "It is damaged.")
    found = kept(song)
    assert found is not None
    assert (found.error, found.tempo_bpm) == ("It is damaged.", None)
    assert unmeasured() == []
    make_song()
    assert features.measured() == Measured(songs=2, measured=1, failed=1)


def test_a_song_that_went_meanwhile_is_no_error() -> None:
    features.store(999, TempoKey(120))
    assert features.measured() == Measured(songs=0, measured=0, failed=0)


def test_another_sound_is_measured_anew() -> None:
    song, other = make_song(), make_song()
    for one in (song, other):
        features.store(ident(one), TempoKey(120))
    with session(write=True) as writing:
        features.forget(writing, [ident(song)])
    assert unmeasured() == [ident(song)]
    features.forget_all()
    assert unmeasured() == [ident(song), ident(other)]


def test_the_analysis_waits_while_a_song_is_queued_or_being_heard_or_it_is_paused() -> None:
    song = make_song()
    assert not features.analysis_waits()
    with session(write=True) as writing:
        analysis_queue.enqueue(writing, [ident(song)])
    assert features.analysis_waits()
    (claim,) = analysis_queue.claim("here")
    assert features.analysis_waits()
    analysis_queue.fail(claim, "It is no sound.")
    assert not features.analysis_waits()
    analysis_desk.pause()
    assert features.analysis_waits()
