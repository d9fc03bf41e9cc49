"""What was heard in a song: stored once per song, and shown to whoever asks."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from emomusic.emotion import Analysis, curve_json, pack_curve, sparkline, unpack_curve
from emomusic.errors import NotFound
from emomusic.services import analysis_here, analysis_queue
from emomusic.services.analysis_queue import Claim
from emomusic.services.felt.heard import hear_anew
from emomusic.services.rehearing import Rehearing, rehearing
from emomusic.store.database import session
from emomusic.store.tables import AnalysisJob, JobState, Song, SongEmotion, now


@dataclass(frozen=True, slots=True)
class Heard:
    """The emotion of a song.

    Attributes:
        json: What `emomusic.emotion.curve_json` gives, and with it `peaks` (base64, one byte a
            bin), `loudness_lufs` (integrated, or None for silence), `sample_peak` (1.0 is full
            scale) and `again`: None, or the `Rehearing` that the song waits for.
    """

    json: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Waiting:
    """The song has not been heard yet.

    Attributes:
        state: `QUEUED` or `RUNNING`.
        ahead: How many songs are heard before it.
        progress: 0..1 while it is being heard by this server, None otherwise.
    """

    state: JobState
    ahead: int
    progress: float | None


@dataclass(frozen=True, slots=True)
class Failed:
    """The song can't be heard; the sentence says why."""

    sentence: str


EmotionView = Heard | Waiting | Failed


def store_analysis(song_id: int, analysis: Analysis, held: Claim | None = None) -> bool:
    """Keep what was heard and take the song off the queue, in one transaction.

    Args:
        song_id: The song.
        analysis: What was heard.
        held: The claim under which it was heard; None stores it whatever the queue says.

    Returns:
        False if it was not stored: the claim was lost, or the song was removed meanwhile.
    """
    with session(write=True) as writing:
        if writing.get(Song, song_id) is None:
            return False
        if held is not None and not analysis_queue.finish(writing, held):
            return False
        if held is None and (job := writing.get(AnalysisJob, song_id)) is not None:
            writing.delete(job)
        _replace(writing, song_id, analysis)
        hear_anew(writing, song_id, analysis.curve)
    return True


def _replace(writing: Session, song_id: int, analysis: Analysis) -> None:
    curve = analysis.curve
    row = writing.get(SongEmotion, song_id)
    values: dict[str, Any] = {
        "model": curve.model,
        "curve": pack_curve(curve),
        "spark": sparkline(curve),
        "peaks": analysis.peaks.tobytes(),
        "valence": curve.overall.valence,
        "arousal": curve.overall.arousal,
        "mood": str(curve.overall.mood),
        "confidence": curve.overall.confidence,
        "loudness_lufs": analysis.loudness_lufs,
        "sample_peak": analysis.sample_peak,
        "analysed_at": now(),
    }
    if row is None:
        row = SongEmotion(song_id=song_id, **values)
    else:
        row.sqlmodel_update(values)
    writing.add(row)


def emotion_of(song_id: int) -> EmotionView:
    """Return the emotion of a song, or where its analysis stands.

    A song that an older model heard shows that curve until the new one is there. A song that
    nobody asked about yet is queued.

    Args:
        song_id: The song.

    Returns:
        The curve with its waveform, the place on the queue, or why there is none.

    Raises:
        NotFound: There is no such song.
    """
    with session() as reading:
        heard = reading.get(SongEmotion, song_id)
        song = reading.get(Song, song_id)
        if song is None:
            raise NotFound("This song does not exist.")
    if heard is not None:
        again = None if song.missing_since else rehearing(song_id, heard.model)
        return Heard(_as_json(heard, again))
    place = analysis_queue.position(song_id)
    if place is None:
        return _ask_for(song_id)
    if place.state in (JobState.FAILED, JobState.CANCELLED):
        return Failed(place.error)
    return Waiting(place.state, place.ahead, analysis_here.progress_of(song_id))


def _ask_for(song_id: int) -> EmotionView:
    with session(write=True) as writing:
        # It may have been heard between the two looks.
        if writing.get(SongEmotion, song_id) is None:
            analysis_queue.enqueue(writing, [song_id], analysis_queue.Priority.PLAYED_NOW)
            return Waiting(JobState.QUEUED, 0, None)
    return emotion_of(song_id)


def _as_json(heard: SongEmotion, again: Rehearing | None) -> dict[str, Any]:
    return {
        **curve_json(unpack_curve(heard.curve)),
        "peaks": base64.b64encode(heard.peaks).decode("ascii"),
        "loudness_lufs": heard.loudness_lufs,
        "sample_peak": heard.sample_peak,
        "again": again,
    }
