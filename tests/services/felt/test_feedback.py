"""Only what those felt who agreed leaves the database, together and without names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from emomusic.emotion.training.datasets import Dataset
from emomusic.emotion.training.datasets.feedback import read_feedback, weight_of
from emomusic.errors import InvalidInput
from emomusic.services import privacy
from emomusic.services.felt.feedback import Exported, export_feedback
from emomusic.store.tables import User
from tests.databases import on_both
from tests.factories import ident, make_user
from tests.services.felt.feelings import heard_song, make_tap


def giver(name: str = "") -> User:
    user = make_user(name)
    privacy.set_gives_feelings(ident(user), True)
    return user


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@on_both
@pytest.mark.usefixtures("database")
class TestExport:
    def test_nobody_agreed_is_a_file_with_a_head_alone(self, tmp_path: Path) -> None:
        make_tap(make_user(), heard_song())
        path = tmp_path / "felt.jsonl"
        assert export_feedback(path) == Exported(0, 0, 0)
        assert lines_of(path) == [{"format": "emomusic-feedback", "version": 1, "cell_s": 4.0}]

    def test_the_moments_of_a_song_are_means_in_which_everybody_counts_once(
        self, tmp_path: Path
    ) -> None:
        song = heard_song(artists=["Ilse Varga"], path="/music/a.flac", content_hash="ab" * 32)
        ada, ben = giver("Xanthippe"), giver()
        make_tap(ada, song, at_s=4.0, valence=0.2, arousal=0.4)
        make_tap(ada, song, at_s=7.9, valence=0.4, arousal=0.4)
        make_tap(ben, song, at_s=5.0, valence=0.7, arousal=0.6)
        make_tap(ben, song, at_s=8.5, valence=1.0, arousal=0.0)
        make_tap(make_user(), song, at_s=5.0, valence=1.0)
        path = tmp_path / "felt.jsonl"
        assert export_feedback(path) == Exported(1, 2, 2)
        [_, line] = lines_of(path)
        assert line["artist"] == "Ilse Varga"
        assert (line["path"], line["content_hash"]) == ("/music/a.flac", "ab" * 32)
        assert line["moments"] == [
            {
                "start_s": 4.0,
                "end_s": 8.0,
                "valence": 0.5,
                "arousal": 0.5,
                "valence_sd": 0.2,
                "arousal_sd": 0.1,
                "people": 2,
            },
            {
                "start_s": 8.0,
                "end_s": 10.0,
                "valence": 1.0,
                "arousal": 0.0,
                "valence_sd": 0.0,
                "arousal_sd": 0.0,
                "people": 1,
            },
        ]
        assert "Xanthippe" not in path.read_text(encoding="utf-8")

    def test_who_takes_it_back_is_not_in_the_next(self, tmp_path: Path) -> None:
        ada = giver()
        make_tap(ada, heard_song())
        path = tmp_path / "felt.jsonl"
        assert export_feedback(path).people == 1
        privacy.set_gives_feelings(ident(ada), False)
        assert export_feedback(path) == Exported(0, 0, 0)
        assert len(lines_of(path)) == 1

    def test_the_training_reads_it(self, tmp_path: Path) -> None:
        recording, gone = tmp_path / "a.flac", tmp_path / "gone.flac"
        recording.write_bytes(b"sound")
        song = heard_song(artists=["Ilse  VARGA"], path=str(recording), content_hash="ab" * 32)
        lost = heard_song(path=str(gone))
        for user in (giver(), giver(), giver()):
            make_tap(user, song, at_s=5.0, valence=0.9, arousal=0.3)
        make_tap(giver(), lost)
        path = tmp_path / "felt.jsonl"
        export_feedback(path)
        [clip] = read_feedback(path)
        assert (clip.dataset, clip.group, clip.path) == (Dataset.FEEDBACK, "ilse varga", recording)
        assert clip.name == f"feedback-{'ab' * 32}"
        ratings = clip.ratings
        assert ratings is not None
        assert ratings.weight is not None
        assert (ratings.start_s.tolist(), ratings.end_s.tolist()) == ([4.0], [8.0])
        assert (ratings.valence.tolist(), ratings.arousal.tolist()) == ([0.9], [0.3])
        assert ratings.weight.tolist() == [weight_of(3)]
        recording.unlink()
        with pytest.raises(InvalidInput, match="None of the recordings"):
            read_feedback(path)


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[1]", "no JSON", '{"format": "emomusic-feedback", "version": 2}'],
)
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "other.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput, match="feedback export"):
        read_feedback(path)


def test_more_people_weigh_more() -> None:
    assert [round(weight_of(people), 2) for people in (1, 3, 10, 30)] == [0.3, 0.56, 0.81, 0.93]
