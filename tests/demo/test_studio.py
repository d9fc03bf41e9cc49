"""The studio's promises: it reads music strictly and plays the same way every time."""

from itertools import pairwise

import pytest

from demo.studio.arrange import KICK, SNARE, bass, groove
from demo.studio.catalogue import albums
from demo.studio.programs import Program
from demo.studio.score import Sampled, Score
from demo.studio.theory import chord, line, pitch, progression, voicing, voicings


def test_a_pitch_is_read_with_its_accidental_and_octave() -> None:
    assert [pitch(name) for name in ("c4", "f#3", "bb5", "a4")] == [60, 54, 82, 69]


def test_a_line_keeps_its_lengths_until_another_is_written() -> None:
    notes = line("c4:1 d4 r e4:.5 f4 |")
    assert [(n.start, n.pitch) for n in notes] == [(0, 60), (1, 62), (3, 64), (3.5, 65)]


def test_a_miscounted_bar_is_refused() -> None:
    with pytest.raises(ValueError, match="a bar of 3"):
        line("c4:1 d4 e4 |")


def test_a_chord_symbol_names_root_tones_and_bass() -> None:
    slash = chord("F#m7/C#")
    assert (slash.root, slash.intervals, slash.bass) == (6, (0, 3, 7, 10), 1)


def test_an_unknown_chord_is_refused() -> None:
    with pytest.raises(ValueError, match="not a chord"):
        chord("Hm")


def test_voicings_have_no_semitone_between_neighbours() -> None:
    for tones in voicings(progression("Dmaj7 Gmaj7 Fmaj9 Bbmaj7"), 62):
        assert all(high - low > 1 for low, high in pairwise(tones))


def test_a_voicing_moves_no_further_than_it_must() -> None:
    first = voicing(chord("C"), 64)
    then = voicing(chord("Am"), 64, first)
    assert len(set(first) & set(then)) == 2


def test_the_bass_of_an_inverted_chord_stays_in_the_chord() -> None:
    notes = bass(progression("E/G#"), 40, [(0, 2, 0), (2, 2, 7)])
    assert [n.pitch % 12 for n in notes] == [8, 4]


def test_a_groove_repeats_its_bars() -> None:
    notes = groove({KICK: "X...", SNARE: "..x.|...."}, bars=2)
    assert [(n.pitch, n.start) for n in notes] == [(KICK, 0), (KICK, 4), (SNARE, 2)]


def test_playing_is_human_but_the_same_every_time() -> None:
    def played() -> list[tuple[float, float]]:
        score = Score(bar=4, tempo=[(0, 120)], seed=7)
        part = score.part("piano", Sampled(Program.PIANO)).add(0, line("c4:1 c4 c4 c4 |"))
        return [(note.start_s, note.length_s) for note in score.played(part)]

    assert played() == played()
    assert [start for start, _ in played()] != [0.0, 0.5, 1.0, 1.5]


def test_a_key_is_up_before_it_is_struck_again() -> None:
    score = Score(bar=4, tempo=[(0, 180)], seed=7)
    part = score.part("bass", Sampled(Program.PICKED_BASS), timing_s=0.02)
    part.add(0, line("e1:.25 " + "e1 " * 15 + "|", legato=1.0))
    notes = score.played(part)
    assert all(a.start_s + a.length_s < b.start_s for a, b in pairwise(notes))


def test_a_slower_tempo_takes_longer() -> None:
    score = Score(bar=4, tempo=[(0, 60), (4, 60)], seed=1)
    score.part("piano", Sampled(Program.PIANO)).add(0, line("c4:4 |"))
    assert float(score.seconds(4.0)) == pytest.approx(4.0, abs=0.01)


def test_every_song_of_the_catalogue_can_be_composed() -> None:
    lengths = {
        song.title: float(score.seconds(score.beats()))
        for album in albums()
        for song in album.songs
        for score in [song.compose()]
    }
    assert len(lengths) == 15
    assert all(60 <= seconds <= 150 for seconds in lengths.values())
