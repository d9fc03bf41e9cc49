"""What the store of emotions promises, on both databases."""

from __future__ import annotations

import base64

import pytest

from emomusic.emotion import curve_json, model_version, unpack_curve
from emomusic.errors import NotFound
from emomusic.services import analysis_here
from emomusic.services import analysis_queue as queue
from emomusic.services.emotions import Failed, Heard, Waiting, emotion_of, store_analysis
from emomusic.store.database import session
from emomusic.store.tables import AnalysisJob, JobState, SongEmotion
from tests.analyses import make_analysis
from tests.databases import on_both
from tests.factories import ident, make_song

pytestmark = [on_both, pytest.mark.usefixtures("database")]


@pytest.fixture
def song_id(database: str) -> int:
    return ident(make_song())


def enqueue(song_id: int) -> None:
    with session(write=True) as opened:
        queue.enqueue(opened, [song_id])


def stored(song_id: int) -> SongEmotion:
    with session() as opened:
        row = opened.get(SongEmotion, song_id)
    assert row is not None
    return row


def test_what_was_heard_is_stored_and_the_song_leaves_the_queue(song_id: int) -> None:
    enqueue(song_id)
    (held,) = queue.claim("one")
    assert store_analysis(song_id, make_analysis(), held)
    row = stored(song_id)
    assert (row.model, row.mood, row.valence, row.arousal) == ("ear-test", "happy", 0.5, 0.5)
    assert (row.confidence, row.loudness_lufs, row.sample_peak) == (0.75, -14.5, 0.9)
    assert len(row.peaks) == 800
    assert len(unpack_curve(row.curve)) == 20
    with session() as opened:
        assert opened.get(AnalysisJob, song_id) is None


def test_the_view_is_the_curve_with_its_waveform_and_loudness(song_id: int) -> None:
    analysis = make_analysis(model_version())
    store_analysis(song_id, analysis)
    view = emotion_of(song_id)
    assert isinstance(view, Heard)
    json = dict(view.json)
    assert json.pop("again") is None
    assert base64.b64decode(json.pop("peaks")) == analysis.peaks.tobytes()
    assert (json.pop("loudness_lufs"), json.pop("sample_peak")) == (-14.5, 0.9)
    assert json == curve_json(unpack_curve(stored(song_id).curve))


def test_what_was_heard_of_a_file_that_changed_is_not_stored(song_id: int) -> None:
    enqueue(song_id)
    (held,) = queue.claim("one")
    enqueue(song_id)
    assert not store_analysis(song_id, make_analysis(), held)
    assert emotion_of(song_id) == Waiting(JobState.QUEUED, 0, None)


def test_a_song_that_is_gone_is_not_stored(song_id: int) -> None:
    assert not store_analysis(song_id + 1000, make_analysis())


def test_a_waiting_song_tells_its_place(song_id: int) -> None:
    enqueue(ident(make_song()))
    enqueue(song_id)
    assert emotion_of(song_id) == Waiting(JobState.QUEUED, 1, None)


def test_a_song_that_is_being_heard_tells_its_progress(song_id: int) -> None:
    enqueue(song_id)
    queue.claim("one")
    with analysis_here.progress_shown(song_id, lambda: 0.5):
        assert emotion_of(song_id) == Waiting(JobState.RUNNING, 0, 0.5)


def test_a_song_that_failed_tells_why(song_id: int) -> None:
    enqueue(song_id)
    queue.fail(queue.claim("one")[0], "This file is not sound.")
    assert emotion_of(song_id) == Failed("This file is not sound.")


def test_a_song_that_nobody_queued_is_queued_when_it_is_asked_for(song_id: int) -> None:
    assert emotion_of(song_id) == Waiting(JobState.QUEUED, 0, None)
    assert [claim.song_id for claim in queue.claim("one")] == [song_id]


def test_an_unknown_song_is_not_found() -> None:
    with pytest.raises(NotFound):
        emotion_of(12_345)
