"""Datasets that the model never learnt from, judged through the model that is served."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from emomusic.emotion import EmotionCurve, model_version
from emomusic.emotion.training.datasets import Clip, Dataset, Ratings, Sources
from emomusic.emotion.training.outside import (
    Heard,
    add_to_metrics,
    hear,
    hear_all,
    judge,
    judge_unseen,
    unseen,
)
from emomusic.emotion.training.render import soundfonts
from emomusic.emotion.training.scores import Figure
from emomusic.errors import InvalidAudio, InvalidInput
from tests.analyses import make_curve
from tests.emotion.training.miniatures import make_deam, make_emopia, make_pmemo, write

SONGS = 25
METRICS = {"model": "ear-test", "weights": 1000, "fixed_weights": 1000, "protocol": "None."}


def line(number: int) -> np.ndarray:
    """The valence of song `number` at each hop of 20 s: its own level, and a slow wave."""
    return 0.2 + 0.02 * number + 0.05 * np.sin(np.arange(40) / 6 + number)


def curve(valence: np.ndarray, arousal: np.ndarray, width: float = 0.1) -> EmotionCurve:
    made = make_curve(seconds=20.0)
    return EmotionCurve(
        duration_s=20.0,
        hop_s=0.5,
        valence=valence,
        arousal=arousal,
        valence_low=valence - width,
        valence_high=valence + width,
        arousal_low=arousal - width,
        arousal_high=arousal + width,
        moods=made.moods,
        confident=made.confident,
        overall=made.overall,
        model="ear-test",
    )


def songs(dataset: Dataset = Dataset.DEAM) -> list[Clip]:
    made = []
    for number in range(SONGS):
        # Rated every second from 5 s on, not at the hops of the curve.
        at = np.arange(5.0, 19.0)
        valence = np.interp(at / 0.5 - 0.5, np.arange(40), line(number))
        nothing = np.full(len(at), np.nan)
        ratings = Ratings(at - 0.25, at + 0.25, valence, 1 - valence, nothing, nothing)
        group = f"artist {number // 2}"
        made.append(
            Clip(
                f"{dataset}-{number}",
                Path("none"),
                dataset,
                group,
                number // 2 % 5,
                ratings=ratings,
                whole=(0.5, 0.5),
            )
        )
    return made


def perfect() -> list[Heard]:
    return [
        Heard(clip, curve(line(number), 1 - line(number))) for number, clip in enumerate(songs())
    ]


def test_a_perfect_ear_is_found_perfect() -> None:
    figures = judge(perfect())
    for axis in ("valence", "arousal"):
        assert figures[f"unseen deam {axis} mae"].value == pytest.approx(0, abs=1e-9)
        assert figures[f"unseen deam {axis} rmse"].value == pytest.approx(0, abs=1e-9)
        for name in ("ccc", "pearson", "skill", "r2", "pearson within songs"):
            assert figures[f"unseen deam {axis} {name}"].value == pytest.approx(1)
        assert figures[f"unseen deam {axis} pearson between songs"].value == pytest.approx(1)
        assert figures[f"unseen deam {axis} interval coverage"].value == 1.0
        assert figures[f"unseen deam {axis} mae of whole songs"].value == pytest.approx(0)
    assert figures["unseen deam answered"].value == 1.0


def test_a_constant_offset_is_an_error_but_no_lack_of_movement() -> None:
    heard = [
        Heard(one.clip, curve(one.curve.valence + 0.15, one.curve.arousal)) for one in perfect()
    ]
    figures = judge(heard)
    assert figures["unseen deam valence mae"].value == pytest.approx(0.15)
    assert figures["unseen deam valence pearson within songs"].value == pytest.approx(1)
    assert figures["unseen deam valence ccc"].value < 0.8
    assert figures["unseen deam valence interval coverage"].value == 0.0
    assert figures["unseen deam arousal mae"].value == pytest.approx(0, abs=1e-9)


def test_who_always_says_the_same_has_no_skill() -> None:
    level = float(np.mean([clip.ratings.valence.mean() for clip in songs() if clip.ratings]))
    flat = np.full(40, level)
    figures = judge([Heard(clip, curve(flat, 1 - flat)) for clip in songs()])
    assert figures["unseen deam valence pearson"].value == 0.0
    assert abs(figures["unseen deam valence skill"].value) < 0.1
    assert figures["unseen deam valence mae"].value == pytest.approx(
        figures["unseen deam valence mae"].guess, rel=0.1
    )


def test_the_guess_is_the_mean_of_the_other_folds() -> None:
    nothing = np.array([np.nan])
    at = np.array([5.0])
    heard = [
        Heard(
            Clip(
                f"p{fold}",
                Path("none"),
                Dataset.PMEMO,
                f"group {fold}",
                fold,
                ratings=Ratings(at, at + 1, np.array([level]), np.array([level]), nothing, nothing),
            ),
            curve(np.full(40, level), np.full(40, level)),
        )
        for fold, level in enumerate((0.2, 0.4, 0.9))
    ]
    guess = judge(heard)["unseen pmemo valence mae"].guess
    assert guess == pytest.approx(np.mean([0.65 - 0.2, 0.55 - 0.4, 0.9 - 0.3]))


def test_datasets_are_judged_apart_and_what_is_not_there_has_no_figure() -> None:
    figures = judge([*perfect(), *(Heard(clip, make_curve()) for clip in songs(Dataset.PMEMO))])
    assert figures["unseen deam valence mae"].value < figures["unseen pmemo valence mae"].value
    assert not [name for name in figures if "emomusic" in name or "quadrant" in name]


def test_intervals_are_by_group() -> None:
    figure = judge([Heard(clip, make_curve(seconds=20.0)) for clip in songs()])[
        "unseen deam valence mae"
    ]
    assert figure.low < figure.value < figure.high
    assert (figure.good, figure.people) == (0.10, 0.155)


def test_nothing_of_an_artist_that_was_learnt_from_is_unseen() -> None:
    learnt = [Clip("a", Path("a"), Dataset.QUADRANTS_4Q, "artist 3", 1)]
    groups = {clip.group for clip in unseen(songs(), learnt)}
    assert "artist 3" not in groups
    assert len(groups) == 12


def test_a_recording_that_cannot_be_decoded_is_told_of_and_left_out() -> None:
    told: list[str] = []

    def hearing(clip: Clip) -> EmotionCurve:
        if clip.name == "deam-3":
            raise InvalidAudio("“3.mp3” is damaged.")
        return make_curve()

    assert len(hear_all(songs(), told.append, hearing)) == SONGS - 1
    assert told == ["left out: “3.mp3” is damaged.", f"heard {SONGS}/{SONGS}"]


def test_recordings_are_heard_by_the_model_that_is_served(tmp_path: Path) -> None:
    (clip, *_) = Sources.of(tmp_path, deam=[make_deam(tmp_path, seconds=18.0)]).read_others()
    heard = hear(clip)
    assert heard.model == model_version()
    assert heard.duration_s == pytest.approx(18.0, abs=0.2)


@pytest.mark.skipif(not soundfonts(), reason="no soundfont plays the MIDI files")
def test_midi_is_played_before_it_is_heard(tmp_path: Path) -> None:
    (clip, *_) = Sources.of(tmp_path, emopia=[make_emopia(tmp_path)]).read_others()
    assert hear(clip).duration_s == pytest.approx(1.0, abs=0.1)


def shared_folder(folder: Path) -> Path:
    """A shared folder with one recording, of an artist that PMEmo has as well."""
    write(
        folder / "clips.csv",
        [
            "clip,file,dataset,group,fold,quadrant,valence_norm,arousal_norm,words",
            "MT1,audio/MT1.opus,4q,chris tomlin,0,Q3,0.35,0.4,greasy",
        ],
    )
    write(folder / "emotify_ratings.csv", ["clip"])
    write(folder / "vgmidi_dynamic.csv", ["clip"])
    return folder


def test_only_what_was_not_learnt_is_judged(tmp_path: Path) -> None:
    shared, pmemo = shared_folder(tmp_path / "shared"), make_pmemo(tmp_path / "pmemo")
    told: list[str] = []
    figures = judge_unseen(Sources.of(shared, pmemo=[pmemo]), {"MT1"}, model_version(), told.append)
    assert told[0].startswith("1 of 3 clips ")
    assert "unseen pmemo valence mae" in figures
    assert "unseen pmemo valence mae of whole songs" not in figures


def test_another_model_than_the_one_that_is_served_cannot_be_judged(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="served"):
        judge_unseen(Sources.of(tmp_path), set(), "ear-0", print)


def test_figures_are_added_to_those_of_the_model(tmp_path: Path) -> None:
    metrics = {**METRICS, "figures": {}}
    (tmp_path / "metrics.json").write_text(json.dumps(metrics))
    add_to_metrics(judge(perfect()), tmp_path)
    kept = json.loads((tmp_path / "metrics.json").read_text())
    assert kept["model"] == "ear-test"
    json.dumps(kept, allow_nan=False)
    assert kept["figures"]["unseen deam valence mae"]["good"] == 0.1
    assert (tmp_path / "card.md").exists()


def test_a_figure_that_does_not_exist_is_not_kept(tmp_path: Path) -> None:
    metrics = {**METRICS, "figures": {}}
    (tmp_path / "metrics.json").write_text(json.dumps(metrics))
    add_to_metrics({"unseen deam valence ccc": Figure(float("nan"), 0.0, 1.0)}, tmp_path)
    assert json.loads((tmp_path / "metrics.json").read_text())["figures"] == {}


def test_a_model_without_figures_has_none_to_add_to(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="evaluate it first"):
        add_to_metrics({}, tmp_path)
