"""What an explanation promises: it finds what moves the reading, and makes nothing up."""

from __future__ import annotations

import dataclasses
import io
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

from emomusic.audio.decode import SAMPLE_RATE_HZ
from emomusic.emotion import Axis, Doubt, Explanation, explain_file, explanation_json, model_version
from emomusic.emotion.curve import Float, Mood
from emomusic.emotion.explanation import AxisPush, Band, Part
from emomusic.emotion.explanation_picture import explanation_png, scale_of
from emomusic.emotion.explanation_words import clock, in_hertz, signed
from emomusic.emotion.frontend import MEL_PER_HOP, extract
from emomusic.emotion.inference import Heard, Network
from emomusic.emotion.model import calibration
from emomusic.emotion.occlusion import NOTABLE, explain
from emomusic.emotion.palette import CORNERS
from emomusic.emotion.recording import Recording, prepare, read_recording
from emomusic.errors import InvalidAudio, InvalidInput
from tests.models import copy_model, serve

RATE = SAMPLE_RATE_HZ
PITCHES_HZ = (110.0, 220.0, 277.18, 329.63, 440.0, 554.37)


def music(seconds: float = 30.0) -> Float:
    """Broken chords of plucked strings, without anything over 3 kHz."""
    time_s = np.arange(round(seconds * RATE)) / RATE
    sound = np.zeros(len(time_s))
    for number, hertz in enumerate(PITCHES_HZ):
        since_s = (time_s - number / 6) % 1.0
        sound += np.exp(-since_s * 3) * np.sin(2 * np.pi * hertz * time_s)
    spectrum = np.fft.rfft(0.08 * sound)
    spectrum[np.fft.rfftfreq(len(sound), 1 / RATE) > 3000] = 0
    return np.fft.irfft(spectrum, len(sound)).astype(np.float32)


def burst(seconds: float, from_s: float, to_s: float, low_hz: float, high_hz: float) -> Float:
    """Noise between two frequencies that beats six times a second, in one stretch of time."""
    count = round(seconds * RATE)
    spectrum = np.fft.rfft(np.random.default_rng(1).normal(size=count))
    hertz = np.fft.rfftfreq(count, 1 / RATE)
    spectrum[(hertz < low_hz) | (hertz > high_hz)] = 0
    noise = np.fft.irfft(spectrum, count)
    time_s = np.arange(count) / RATE
    shape = np.exp(-((time_s * 6) % 1) * 3) * (time_s >= from_s) * (time_s < to_s)
    return (0.2 * noise / noise.std() * shape).astype(np.float32)


GAIN = 0.07


def recording(samples: Float, network: Network | None = None) -> Recording:
    return prepare(extract(samples), len(samples) / RATE, network)


def linear(bins: slice, gain: float = GAIN) -> Network:
    """A network whose valence is the mean of some mel bins at each hop, and nothing else."""

    def network(mel: Float, semitones: Float) -> Heard:
        batch, frames, bands = mel.shape
        level = mel.reshape(batch, frames // MEL_PER_HOP, MEL_PER_HOP, bands)[..., bins]
        valence = 0.6 + gain * level.mean(axis=(2, 3))
        plane = np.stack([valence, np.full_like(valence, 0.5)], axis=-1)
        moods = np.full((*valence.shape, 4), 0.25, np.float32)
        return Heard(plane, np.full_like(plane, 0.05), moods, np.ones_like(valence))

    return network


@pytest.fixture(scope="module")
def heard() -> Recording:
    return recording(music())


def push_of(explanation: Explanation, axis: Axis) -> AxisPush:
    (found,) = [push for push in explanation.pushes if push.axis is axis]
    return found


def seconds_of(explanation: Explanation, column: int) -> tuple[float, float]:
    return explanation.edges_s[column], explanation.edges_s[column + 1]


class TestWhatMoves:
    """With a network of which it is known what it hears."""

    def test_is_the_band_and_the_seconds_that_changed(self) -> None:
        sound = music() + burst(30.0, 14.0, 16.0, 5500, 7000)
        network = linear(slice(-4, None))
        found = explain(recording(sound, network), 15.0, network)
        valence = push_of(found, Axis.VALENCE)
        names = [band.name for band in found.bands]
        row, column = np.unravel_index(np.abs(valence.cells).argmax(), valence.cells.shape)
        assert names[row] == "top"
        assert seconds_of(found, int(column)) in ((14.0, 15.0), (15.0, 16.0))
        assert valence.cells[row, column] > NOTABLE
        (strongest, *_) = valence.parts
        assert (names[strongest.band], strongest.from_s, strongest.to_s) == ("top", 14.0, 16.0)
        others = np.delete(valence.cells, row, axis=0)
        assert np.abs(others).max() < 1e-6

    def test_leaves_the_other_axis_alone(self) -> None:
        network = linear(slice(-4, None))
        found = explain(recording(music(), network), 15.0, network)
        arousal = push_of(found, Axis.AROUSAL)
        assert np.abs(arousal.cells).max() < 1e-6
        assert arousal.parts == ()

    def test_adds_up_exactly_where_nothing_works_together(self) -> None:
        sound = music() + burst(30.0, 12.0, 17.0, 300, 3000)
        network = linear(slice(None))
        found = explain(recording(sound, network), 15.0, network)
        valence = push_of(found, Axis.VALENCE)
        assert abs(valence.together) > NOTABLE
        assert valence.summed == pytest.approx(valence.together, abs=1e-5)
        assert valence.by_band == pytest.approx(valence.cells.sum(axis=1), abs=1e-5)
        assert valence.by_stretch == pytest.approx(valence.cells.sum(axis=0), abs=1e-5)

    def test_is_the_distance_from_the_songs_own_average(self) -> None:
        # The whole grid hidden reads as the mean level of the song.
        sound = music() + burst(30.0, 9.0, 21.0, 300, 3000)
        network = linear(slice(None))
        heard = recording(sound, network)
        valence = push_of(explain(heard, 15.0, network), Axis.VALENCE)
        average = 0.6 + GAIN * float(heard.mel_average.mean())
        scaled = float(calibration().on_scale(np.array([average, 0.5]))[0])
        assert valence.value - valence.together == pytest.approx(scaled, abs=2e-3)

    def test_counts_for_less_the_farther_it_is_from_the_moment(self) -> None:
        network = linear(slice(-4, None))
        near = music() + burst(30.0, 15.0, 16.0, 5500, 7000)
        far = music() + burst(30.0, 18.0, 19.0, 5500, 7000)
        pushes = [
            push_of(explain(recording(one, network), 15.5, network), Axis.VALENCE).cells.max()
            for one in (near, far)
        ]
        assert pushes[0] > 2 * pushes[1]


class TestTheServedNetwork:
    def test_is_moved_by_the_burst_where_the_burst_is(self) -> None:
        plain, noisy = music(), music() + 0.15 * burst(30.0, 14.0, 17.0, 2600, 5000)
        found = explain(recording(noisy), 15.5)
        before = explain(recording(plain), 15.5)
        moved = push_of(found, Axis.AROUSAL).cells - push_of(before, Axis.AROUSAL).cells
        treble = [band.name for band in found.bands].index("treble")
        by_second = np.abs(moved[treble])
        inside = [
            column
            for column in range(len(by_second))
            if seconds_of(found, column)[0] < 17 and seconds_of(found, column)[1] > 14
        ]
        assert int(by_second.argmax()) in inside
        assert by_second[inside].sum() > np.delete(by_second, inside).sum()

    def test_is_not_pushed_by_a_band_that_is_silent(self, heard: Recording) -> None:
        found = explain(heard, 15.0)
        names = [band.name for band in found.bands]
        for push in found.pushes:
            assert np.abs(push.cells[names.index("top")]).max() < 1e-3
            assert abs(push.by_band[names.index("top")]) < 1e-3

    def test_is_explained_about_what_the_curve_says(self, heard: Recording) -> None:
        found = explain(heard, 15.0)
        for push in found.pushes:
            values = getattr(heard.curve, push.axis.value)
            assert push.value == pytest.approx((values[29] + values[30]) / 2, abs=1e-6)
            assert abs(push.together) <= 1
            assert all(abs(part.push) >= NOTABLE for part in push.parts)

    def test_says_the_same_each_time(self, heard: Recording) -> None:
        assert explanation_json(explain(heard, 7.5)) == explanation_json(explain(heard, 7.5))


class TestTheMoment:
    @pytest.mark.parametrize("at_s", [-0.1, 30.6, 1e9, float("nan"), float("inf")])
    def test_that_is_not_in_the_song_is_refused(self, heard: Recording, at_s: float) -> None:
        with pytest.raises(InvalidInput, match=r"the song is 30\.0 seconds long"):
            explain(heard, at_s)

    @pytest.mark.parametrize(
        ("at_s", "moment_s", "first_s", "last_s"),
        [
            (0.0, 0.0, 0.0, 12.0),
            (3.2, 3.0, 0.0, 12.0),
            (15.3, 15.5, 9.5, 21.5),
            (30.0, 30.0, 18.0, 30.0),
            (30.4, 30.0, 18.0, 30.0),
        ],
    )
    def test_is_seen_with_the_seconds_round_it(
        self, heard: Recording, at_s: float, moment_s: float, first_s: float, last_s: float
    ) -> None:
        found = explain(heard, at_s)
        assert found.at_s == moment_s
        assert (found.edges_s[0], found.edges_s[-1]) == (first_s, last_s)
        assert {late - early for early, late in pairwise(found.edges_s)} == {1.0}

    @pytest.mark.parametrize("seconds", [0.2, 1.3, 7.1])
    def test_of_a_song_shorter_than_the_window_has_what_there_is(self, seconds: float) -> None:
        found = explain(recording(music(seconds)), seconds / 2)
        assert (found.edges_s[0], found.edges_s[-1]) == (0.0, pytest.approx(seconds, abs=1e-3))
        for push in found.pushes:
            assert push.cells.shape == (len(found.bands), len(found.edges_s) - 1)

    def test_of_silence_is_a_doubt_and_nothing_is_made_up(self) -> None:
        found = explain(recording(np.zeros(20 * RATE, np.float32)), 10.0)
        assert (found.doubt, found.pushes) == (Doubt.SILENCE, ())

    def test_of_a_pause_in_a_song_is_silence(self) -> None:
        sound = music()
        sound[12 * RATE : 18 * RATE] = 0
        heard = recording(sound)
        assert explain(heard, 15.0).doubt is Doubt.SILENCE

    def test_of_noise_is_not_music(self) -> None:
        noise = np.random.default_rng(0).normal(0, 0.1, 20 * RATE).astype(np.float32)
        found = explain(recording(noise), 10.0)
        assert (found.doubt, found.pushes) == (Doubt.NOT_MUSIC, ())


class TestAFile:
    def test_is_explained_as_its_sound_is(self, tmp_path: Path) -> None:
        path = tmp_path / "song.wav"
        soundfile.write(path, music(), RATE, subtype="FLOAT")
        found = explain_file(path, 15.0)
        assert explanation_json(found) == explanation_json(explain(recording(music()), 15.0))
        assert found.model == model_version()

    def test_that_was_replaced_is_read_again(self, tmp_path: Path) -> None:
        path = tmp_path / "song.wav"
        soundfile.write(path, music(), RATE)
        assert explain_file(path, 5.0).duration_s == 30.0
        soundfile.write(path, music(9.0), RATE)
        assert explain_file(path, 5.0).duration_s == 9.0

    def test_is_explained_by_the_model_that_is_served_now(
        self, tmp_path: Path, models_dir: Path
    ) -> None:
        path = tmp_path / "song.wav"
        soundfile.write(path, music(9.0), RATE)
        for model in ("ear-2", "ear-3"):
            copy_model(models_dir, model)
            serve(models_dir, model)
            assert explain_file(path, 5.0).model == model

    def test_that_is_long_is_kept_only_round_the_moment(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("emomusic.emotion.recording.KEPT_HOPS", 240)
        path = tmp_path / "mix.wav"
        sound = np.tile(music(), 14)
        soundfile.write(path, sound, RATE, subtype="FLOAT")
        kept = read_recording(path, 250.0)
        assert (kept.first_s, kept.duration_s) == (180.0, 420.0)
        assert kept.features.hops == 480
        assert read_recording(path, 10.0).features.hops == 360
        found, whole = explain(kept, 250.0), explain(recording(sound), 250.0)
        assert (found.at_s, found.edges_s) == (250.0, whole.edges_s)
        for one, other in zip(found.pushes, whole.pushes, strict=True):
            assert one.value == pytest.approx(other.value, abs=0.01)
            assert one.cells == pytest.approx(other.cells, abs=0.005)
        with pytest.raises(InvalidInput, match=r"the song is 420\.0 seconds long"):
            read_recording(path, 1000.0)

    def test_that_is_not_there_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(InvalidAudio):
            explain_file(tmp_path / "none.wav", 1.0)


BASS, HARMONY = Band("bass", 43.07, 160.0), Band("harmony", 64.6, 3951.3)


def made(*parts: Part, at_s: float = 63.5, push: float = 0.06) -> Explanation:
    """An explanation of twelve seconds whose bass pushed in the third second."""
    cells = np.zeros((2, 12), np.float32)
    cells[0, 2] = push
    pushes = tuple(
        AxisPush(axis, 0.62, cells * sign, cells.sum(1) * sign, cells.sum(0), push * sign, parts)
        for axis, sign in ((Axis.VALENCE, -1), (Axis.AROUSAL, 1))
    )
    edges_s = tuple(57.5 + second for second in range(13))
    return Explanation(at_s, 200.0, edges_s, (BASS, HARMONY), pushes, None, "ear-test")


class TestWords:
    @pytest.mark.parametrize(
        ("from_s", "to_s", "push", "says"),
        [
            (60.5, 63.5, 0.06, "in the last 3 seconds made it more energetic (+.06)."),
            (62.5, 63.5, -0.06, "in the last second made it calmer (−.06)."),
            (63.5, 65.5, 0.125, "in the next 2 seconds made it more energetic (+.12)."),
            (57.5, 60.5, 0.01, "from 6 to 3 seconds before made it more energetic (+.01)."),
            (61.5, 62.5, 0.01, "from 2 to 1 seconds before made it more energetic (+.01)."),
            (64.5, 66.5, 0.01, "from 1 to 3 seconds after made it more energetic (+.01)."),
            (62.5, 66.5, 1.0, "from 1 second before to 3 seconds after made it more energetic"),
            (57.5, 69.5, 0.01, "all through made it more energetic (+.01)."),
        ],
    )
    def test_say_which_band_when_and_how_far(
        self, from_s: float, to_s: float, push: float, says: str
    ) -> None:
        found = explanation_json(made(Part(0, from_s, to_s, push)))
        (part,) = found["arousal"]["parts"]
        assert part["says"].startswith(f"The bass (43 to 160 Hz) {says}")

    def test_of_valence_are_other_words(self) -> None:
        found = explanation_json(made(Part(1, 60.5, 63.5, -0.06)))
        (part,) = found["valence"]["parts"]
        assert part["says"] == (
            "The harmony (65 to 4000 Hz) in the last 3 seconds made it less pleasant (−.06)."
        )

    def test_say_how_much_is_explained_in_all(self) -> None:
        assert explanation_json(made(Part(0, 60.5, 63.5, 0.06)))["valence"]["says"] == (
            "Valence is .62 here. All of these 12 seconds together pushed it by −.06; the parts, "
            "each by itself, add up to −.06."
        )

    def test_say_when_nothing_stands_out(self) -> None:
        assert explanation_json(made(push=0.001))["arousal"]["says"] == (
            "Arousal is .62 here. These 12 seconds hardly pushed it at all. "
            "No part by itself pushed arousal by .01 or more."
        )

    def test_say_not_sure_and_give_no_numbers(self) -> None:
        doubtful = dataclasses.replace(made(), pushes=(), doubt=Doubt.SILENCE)
        found = explanation_json(doubtful)
        assert found["sure"] is False
        assert found["doubt"].startswith("Not sure here: there is silence")
        assert (found["valence"], found["arousal"]) == (None, None)

    @pytest.mark.parametrize(
        ("push", "text"),
        [(0.06, "+.06"), (-0.123, "−.12"), (0.004, "0"), (-0.004, "0"), (1.0, "+1.00")],
    )
    def test_sign_a_push(self, push: float, text: str) -> None:
        assert signed(push) == text

    def test_write_times_and_frequencies(self) -> None:
        assert [clock(at_s) for at_s in (0, 63.5, 599, 3723.5)] == [
            "0:00",
            "1:03.5",
            "9:59",
            "1:02:03.5",
        ]
        assert in_hertz(Band("high middle", 640, 1280)) == "640 to 1300 Hz"


class TestThePicture:
    def colours(self, explanation: Explanation) -> set[tuple[int, ...]]:
        image = Image.open(io.BytesIO(explanation_png(explanation, "Siège & Sunrise")))
        assert image.format == "PNG"
        return {colour for _, colour in image.convert("RGB").getcolors(1 << 24)}

    def test_has_the_colours_of_up_and_down(self) -> None:
        found = self.colours(made(Part(0, 60.5, 63.5, 0.06)))
        for mood in (Mood.HAPPY, Mood.SAD):
            assert tuple(bytes.fromhex(CORNERS[mood][1:])) in found

    def test_of_a_doubt_has_words_and_no_grid(self) -> None:
        doubtful = dataclasses.replace(made(), pushes=(), doubt=Doubt.NOT_MUSIC)
        assert tuple(bytes.fromhex(CORNERS[Mood.HAPPY][1:])) not in self.colours(doubtful)

    def test_does_not_blow_up_what_is_nothing(self) -> None:
        assert scale_of(made(push=0.0001)) == 0.01
        assert scale_of(made(push=0.2)) == pytest.approx(0.2)
