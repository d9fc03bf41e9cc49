"""Published datasets, each in a miniature of its layout, with the oddities that it really has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import mido
import numpy as np
import pytest

from emomusic.audio.decode import decode
from emomusic.emotion.training.batches import ratings_on_grid
from emomusic.emotion.training.datasets import (
    READERS,
    RENDERED,
    Clip,
    Dataset,
    Ratings,
    Sources,
    beside,
)
from emomusic.emotion.training.datasets.clips import artist_group, fold_of
from emomusic.errors import InvalidInput
from tests.emotion.training.miniatures import (
    DYNAMIC,
    STATIC,
    make_deam,
    make_emomusic,
    make_emopia,
    make_pmemo,
    write,
)

MAKERS: dict[Dataset, Callable[[Path], Path]] = {
    Dataset.DEAM: make_deam,
    Dataset.EMOMUSIC: make_emomusic,
    Dataset.PMEMO: make_pmemo,
    Dataset.EMOPIA: make_emopia,
}
each_dataset = pytest.mark.parametrize("dataset", MAKERS)


def read(dataset: Dataset, folder: Path) -> dict[str, Clip]:
    return {clip.name: clip for clip in READERS[dataset](folder)}


def rated(clip: Clip) -> Ratings:
    assert clip.ratings is not None
    return clip.ratings


def refused(dataset: Dataset, folder: Path) -> str:
    with pytest.raises(InvalidInput) as caught:
        READERS[dataset](folder)
    return caught.value.sentence


def test_deam_is_read(tmp_path: Path) -> None:
    clips = read(Dataset.DEAM, make_deam(tmp_path))
    assert list(clips) == ["deam-2", "deam-7", "deam-1024", "deam-2001"]
    first = clips["deam-2"]
    assert first.dataset is Dataset.DEAM
    assert first.path == tmp_path / "MEMD_audio/2.mp3"
    assert first.whole == pytest.approx((2.1 / 8, 2.0 / 8))
    np.testing.assert_allclose(rated(first).start_s, [14.75, 15.25, 15.75])
    np.testing.assert_allclose(rated(first).end_s, [15.25, 15.75, 16.25])
    np.testing.assert_allclose(rated(first).valence, [0.4, 0.5, 0.75])
    np.testing.assert_allclose(rated(first).arousal, [0.8, 0.9, 1.0])
    assert np.isnan(rated(first).valence_sd).all()


def test_deam_songs_may_lack_ratings_over_time(tmp_path: Path) -> None:
    clips = read(Dataset.DEAM, make_deam(tmp_path))
    assert clips["deam-7"].ratings is None
    assert clips["deam-7"].whole == (0.5, 1.0)
    # Its row is short, and its arousal was never rated.
    assert clips["deam-1024"].ratings is None
    assert clips["deam-1024"].whole == (0.0, 0.125)


def test_moments_without_both_ratings_are_left_out(tmp_path: Path) -> None:
    last = rated(read(Dataset.DEAM, make_deam(tmp_path))["deam-2001"])
    np.testing.assert_allclose(last.start_s, [14.75, 15.25])
    np.testing.assert_allclose(last.valence, [1.0, 0.0])


def test_deam_groups_are_artists_however_they_are_written(tmp_path: Path) -> None:
    clips = read(Dataset.DEAM, make_deam(tmp_path))
    assert clips["deam-2"].group == "the new mystikal troubadours"
    assert clips["deam-7"].group == clips["deam-1024"].group == "kevin macleod"
    assert clips["deam-7"].fold == clips["deam-1024"].fold
    assert clips["deam-2001"].group == "deam 2001"


def test_deam_without_metadata_is_grouped_by_song(tmp_path: Path) -> None:
    make_deam(tmp_path)
    for path in (tmp_path / "metadata").iterdir():
        path.unlink()
    groups = [clip.group for clip in read(Dataset.DEAM, tmp_path).values()]
    assert groups == ["deam 2", "deam 7", "deam 1024", "deam 2001"]


def test_deam_archives_may_each_lie_in_their_own_folder(tmp_path: Path) -> None:
    make_deam(tmp_path)
    for part, archive in (("annotations", "DEAM_Annotations"), ("MEMD_audio", "DEAM_audio")):
        (tmp_path / archive).mkdir()
        (tmp_path / part).rename(tmp_path / archive / part)
    assert len(read(Dataset.DEAM, tmp_path)) == 4


def test_emomusic_is_read(tmp_path: Path) -> None:
    clips = read(Dataset.EMOMUSIC, make_emomusic(tmp_path))
    assert list(clips) == ["emomusic-2", "emomusic-4", "emomusic-5"]
    first = clips["emomusic-2"]
    assert first.path == tmp_path / "clips_45seconds/2.mp3"
    assert first.whole == (0.5, 0.25)
    np.testing.assert_allclose(rated(first).valence, [0.0, 0.5, 1.0])
    np.testing.assert_allclose(rated(first).arousal, [0.75] * 3)
    np.testing.assert_allclose(rated(first).valence_sd, [0.1, 0.2, 0.3])
    second = rated(clips["emomusic-4"])
    np.testing.assert_allclose(second.arousal, [0.6, 0.7])
    assert np.isnan(second.arousal_sd).all()
    assert (clips["emomusic-5"].ratings, clips["emomusic-5"].whole) == (None, (1.0, 1.0))


def test_a_song_of_emomusic_is_grouped_with_the_same_song_of_deam(tmp_path: Path) -> None:
    emomusic = read(Dataset.EMOMUSIC, make_emomusic(tmp_path / "emomusic"))
    deam = read(Dataset.DEAM, make_deam(tmp_path / "deam"))
    assert emomusic["emomusic-2"].group == deam["deam-2"].group
    assert emomusic["emomusic-4"].group == "tight blues band"
    assert emomusic["emomusic-5"].group == "deam 5"


def test_pmemo_is_read(tmp_path: Path) -> None:
    clips = read(Dataset.PMEMO, make_pmemo(tmp_path))
    assert list(clips) == ["pmemo-1", "pmemo-4", "pmemo-8"]
    first = clips["pmemo-1"]
    assert first.path == tmp_path / "chorus/1.mp3"
    assert first.whole == (0.575, 0.4)
    np.testing.assert_allclose(rated(first).start_s, [15.25, 16.25])
    np.testing.assert_allclose(rated(first).valence, [0.6, 0.7])
    np.testing.assert_allclose(rated(first).arousal, [0.8, 1.0])
    np.testing.assert_allclose(rated(first).valence_sd, [0.2, 0.3])
    assert (clips["pmemo-4"].ratings, clips["pmemo-4"].whole) == (None, (0.55, 0.625))
    assert clips["pmemo-8"].whole is None
    assert clips["pmemo-1"].group == clips["pmemo-4"].group == "chris tomlin"
    assert clips["pmemo-8"].group == "pmemo 8"


def test_emopia_is_read(tmp_path: Path) -> None:
    clips = read(Dataset.EMOPIA, make_emopia(tmp_path))
    assert [clip.quadrant for clip in clips.values()] == [0, 3, 1]
    assert list(clips) == ["Q1__8v0MFBZoco_0", "Q4__8v0MFBZoco_1", "Q2_D-gDPh9ZpFk_0"]
    groups = [clip.group for clip in clips.values()]
    assert groups == ["emopia _8v0MFBZoco", "emopia _8v0MFBZoco", "emopia D-gDPh9ZpFk"]
    assert mido.MidiFile(clips["Q2_D-gDPh9ZpFk_0"].path).length == pytest.approx(1.0)
    assert Dataset.EMOPIA in RENDERED
    assert not {Dataset.DEAM, Dataset.PMEMO, Dataset.EMOMUSIC} & RENDERED


def test_the_recordings_that_are_named_can_be_heard(tmp_path: Path) -> None:
    clips = read(Dataset.PMEMO, make_pmemo(tmp_path)).values()
    assert all(len(decode(clip.path)) >= 22050 for clip in clips)


def test_ratings_fall_on_the_hop_that_they_speak_of(tmp_path: Path) -> None:
    grid = ratings_on_grid(rated(read(Dataset.DEAM, make_deam(tmp_path))["deam-2"]), 40)
    assert np.isnan(grid[:29]).all()
    np.testing.assert_allclose(grid[30:33, 0], [0.4, 0.5, 0.75])
    assert np.isnan(grid[33:]).all()


@each_dataset
def test_names_are_unique_and_a_group_is_in_one_fold(tmp_path: Path, dataset: Dataset) -> None:
    clips = READERS[dataset](MAKERS[dataset](tmp_path))
    assert len({clip.name for clip in clips}) == len(clips)
    assert all(clip.fold == fold_of(clip.group) and 0 <= clip.fold < 5 for clip in clips)
    assert {clip.dataset for clip in clips} == {dataset}


def test_a_fold_is_the_same_everywhere() -> None:
    assert [fold_of(name) for name in ("kevin macleod", "deam 2", "emopia abc")] == [1, 4, 3]


@pytest.mark.parametrize("artist", ["", " \t", "N/A", '""'])
def test_nobody_is_not_an_artist(artist: str) -> None:
    assert artist_group(artist, "song 1") == "song 1"


@each_dataset
def test_an_empty_folder_is_refused(tmp_path: Path, dataset: Dataset) -> None:
    assert refused(dataset, tmp_path).startswith("There is no “")


NEEDED = [
    (Dataset.DEAM, f"{DYNAMIC}/arousal.csv"),
    (Dataset.DEAM, f"{STATIC}_2000_2058.csv"),
    (Dataset.EMOMUSIC, "annotations/valence_cont_average.csv"),
    (Dataset.EMOMUSIC, "annotations/static_annotations.csv"),
    (Dataset.EMOMUSIC, "annotations/songs_info.csv"),
    (Dataset.PMEMO, "annotations/dynamic_annotations.csv"),
    (Dataset.PMEMO, "annotations/static_annotations.csv"),
    (Dataset.PMEMO, "metadata.csv"),
    (Dataset.EMOPIA, "label.csv"),
]


@pytest.mark.parametrize(("dataset", "file"), NEEDED)
def test_a_file_that_is_missing_is_named(tmp_path: Path, dataset: Dataset, file: str) -> None:
    (MAKERS[dataset](tmp_path) / file).unlink()
    assert Path(file).name in refused(dataset, tmp_path)


@pytest.mark.parametrize(("dataset", "file"), NEEDED)
def test_a_table_without_its_columns_is_refused(
    tmp_path: Path, dataset: Dataset, file: str
) -> None:
    write(MAKERS[dataset](tmp_path) / file, ["a,b", "1,2"])
    assert "no column “" in refused(dataset, tmp_path)


@each_dataset
def test_labels_without_any_sound_are_refused(tmp_path: Path, dataset: Dataset) -> None:
    MAKERS[dataset](tmp_path)
    for path in tmp_path.rglob("*"):
        if path.suffix in (".mp3", ".mid"):
            path.unlink()
    assert refused(dataset, tmp_path).startswith("None of the labelled ")


@pytest.mark.parametrize(
    ("dataset", "file", "line", "said"),
    [
        (Dataset.DEAM, f"{DYNAMIC}/valence.csv", "2,loud,0,0,0", "“loud”"),
        (Dataset.DEAM, f"{DYNAMIC}/valence.csv", "2,7.5,0,0,0", "outside -1 to 1"),
        (Dataset.DEAM, f"{STATIC}_1_2000.csv", "2,0.1,0,0.1,0", "outside 1 to 9"),
        (Dataset.EMOMUSIC, "annotations/static_annotations.csv", "two,5,1,5,1", "“two”"),
        (Dataset.PMEMO, "annotations/dynamic_annotations.csv", "1.5,15,0,0", "“1.5”"),
        (Dataset.PMEMO, "annotations/static_annotations.csv", "1,6,7", "outside 0 to 1"),
        (Dataset.EMOPIA, "label.csv", "Q1_a_0,5,A", "quadrant “5”"),
        (Dataset.EMOPIA, "label.csv", "song,1,A", "“song”"),
    ],
)
def test_a_table_with_something_else_in_it_is_refused(
    tmp_path: Path, dataset: Dataset, file: str, line: str, said: str
) -> None:
    with (MAKERS[dataset](tmp_path) / file).open("a", encoding="utf-8") as table:
        table.write(f"{line}\n")
    assert said in refused(dataset, tmp_path)


def test_sources_read_the_shared_folder_and_the_others(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    write(
        shared / "clips.csv",
        [
            "clip,file,dataset,group,fold,quadrant,valence_norm,arousal_norm,words",
            "MT1,audio/MT1.opus,4q,chris tomlin,4,Q3,0.35,0.4,greasy",
            "Q1__8v0MFBZoco_0,midi/a.mid,emopia,emopia _8v0MFBZoco,3,Q1,,,",
        ],
    )
    write(shared / "emotify_ratings.csv", ["clip"])
    write(shared / "vgmidi_dynamic.csv", ["clip"])
    others = tuple((dataset, make(tmp_path / dataset.value)) for dataset, make in MAKERS.items())
    clips = {clip.name: clip for clip in Sources(shared, others).clips()}
    assert clips["MT1"].quadrant == 2
    # An artist who is known stays in his fold.
    assert (clips["pmemo-1"].group, clips["pmemo-1"].fold) == ("chris tomlin", 4)
    # A clip that is known is not read twice; the rest of its song stays in its fold.
    assert clips["Q1__8v0MFBZoco_0"].path == shared / "midi/a.mid"
    assert clips["Q4__8v0MFBZoco_1"].fold == 3
    # What emoMusic shares with DEAM is heard once.
    assert "emomusic-2" not in clips
    assert clips["emomusic-4"].dataset is Dataset.EMOMUSIC


def test_every_group_of_sources_is_in_one_fold(tmp_path: Path) -> None:
    clips = [
        clip
        for dataset, make in MAKERS.items()
        for clip in READERS[dataset](make(tmp_path / dataset))
    ]
    folds: dict[str, set[int]] = {}
    for clip in beside([], clips):
        folds.setdefault(clip.group, set()).add(clip.fold)
    assert all(len(used) == 1 for used in folds.values())
