"""Makes miniatures of published datasets: their layout and their oddities, with tiny sounds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import mido
import numpy as np
import soundfile

AVERAGED = "annotations/annotations averaged per song"
DYNAMIC = f"{AVERAGED}/dynamic (per second annotations)"
STATIC = f"{AVERAGED}/song_level/static_annotations_averaged_songs"

Table = Sequence[str]


def write(path: Path, lines: Table) -> None:
    """Write a CSV file, with its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def write_sound(path: Path, seconds: float = 1.0) -> None:
    """Write a short chord that swells, as MP3."""
    path.parent.mkdir(parents=True, exist_ok=True)
    time_s = np.arange(round(seconds * 22050)) / 22050
    sound = sum(np.sin(2 * np.pi * hertz * time_s) for hertz in (220.0, 277.2, 329.6))
    soundfile.write(path, 0.1 * sound * (0.2 + time_s / seconds), 22050, format="MP3")


def write_midi(path: Path) -> None:
    """Write two notes as MIDI."""
    path.parent.mkdir(parents=True, exist_ok=True)
    midi = mido.MidiFile()
    track = mido.MidiTrack()
    midi.tracks.append(track)
    for key in (60, 64):
        track.append(mido.Message("note_on", note=key, velocity=80, time=0))
        track.append(mido.Message("note_off", note=key, velocity=0, time=480))
    midi.save(path)


def make_deam(folder: Path, seconds: float = 1.0) -> Path:
    """DEAM: ids 2, 3 and 7 of 2013, 1024 of 2014, 2001 of 2015; 3 has no sound, 7 no ratings."""
    write(
        folder / f"{DYNAMIC}/valence.csv",
        [
            "song_id,sample_15000ms,sample_15500ms,sample_16000ms,sample_16500ms",
            "2,-0.2,0,0.5,",
            "3,0.1,0.1,0.1,0.1",
            "1024,0.4,0.4",
            "2001,1.0,-1.0,NaN,1.05",
        ],
    )
    # Not the same columns, not the same order, blanks after the commas.
    write(
        folder / f"{DYNAMIC}/arousal.csv",
        [
            "song_id, sample_15000ms, sample_15500ms, sample_16000ms",
            "2001,0.2,0.2,0.2",
            "1024,,",
            "2,0.6,0.8,1",
        ],
    )
    write(
        folder / f"{STATIC}_1_2000.csv",
        [
            "song_id, valence_mean, valence_std, arousal_mean, arousal_std",
            "2,3.1,0.94,3.0,0.63",
            "3,3.5,1.75,3.3,1.62",
            "7,5.0,1,9.0,1",
            "1024,1.0,0.5,2.0,0.5",
        ],
    )
    write(
        folder / f"{STATIC}_2000_2058.csv",
        [
            "song_id, valence_mean, valence_std, valence_max_mean, arousal_mean, arousal_std",
            "2001,6.0,1,7,7.0,1",
        ],
    )
    write(
        folder / "metadata/metadata_2013.csv",
        [
            "song_id,file_name,Artist,Song title,start of the segment (min.sec),Genre",
            "2,2.mp3\t,\tThe New Mystikal Troubadours\t,\tTonight A Lonely Century\t,2.24,Blues\t",
            '7,7.mp3,"  Kevin   MacLeod ",Walk,0.1,Blues',
        ],
    )
    # Ragged, as published: any number of labels behind the last column.
    write(
        folder / "metadata/metadata_2014.csv",
        [
            "Id,Artist,Album,Track,Genre,segment start,segment end,last.fm labels",
            "1024,KEVIN MACLEOD,Album,Track,Rock,00:10,00:55,calm,soft,piano",
        ],
    )
    write(
        folder / "metadata/metadata_2015.csv",
        ["id,Filename,title,artist,album,genre", "2001,x.mp3,Song,n/a,n/a,Rock,Pop"],
    )
    for song in (2, 7, 1024, 2001, 999):
        write_sound(folder / f"MEMD_audio/{song}.mp3", seconds)
    return folder


def make_emomusic(folder: Path) -> Path:
    """emoMusic: ids 2, 4 and 5; 5 was rated as a whole only, 6 has no sound."""
    times = ",".join(f"sample_{at}ms" for at in (15000, 15500, 16000))
    tables = {
        "valence_cont_average": ["2,-1,0,1", "4,0,0,NaN", "6,0,0,0"],
        "arousal_cont_average": ["2,0.5,0.5,0.5", "4,0.2,0.4,0.6", "6,0,0,0"],
        "valence_cont_std": ["2,0.2,0.4,0.6", "4,0.1,0.1,0.1"],
        "arousal_cont_std": ["2,0.2,0.2,0.2"],
    }
    for name, rows in tables.items():
        write(folder / f"annotations/{name}.csv", [f"song_id,{times}", *rows])
    write(
        folder / "annotations/static_annotations.csv",
        [
            "song_id,mean_arousal,std_arousal,mean_valence,std_valence",
            "2,3.0,0.63,5.0,0.94",
            "4,5.0,1,1.0,1",
            "5,9.0,1,9.0,1",
            "6,5,1,5,1",
        ],
    )
    write(
        folder / "annotations/songs_info.csv",
        [
            "song_id,file_name,Artist,Song title,start of the segment (min.sec),"
            "end of the segment (min.sec),Genre,Mediaeval 2013 set",
            "2,\t2.mp3,\tThe New Mystikal Troubadours\t,\tTonight\t,2.24,3.09,Blues\t,development",
            '4,4.mp3,"Tight Blues Band",Blues,0.1,0.46,Blues,evaluation',
        ],
    )
    for song in (2, 4, 5):
        write_sound(folder / f"clips_45seconds/{song}.mp3")
    return folder


def make_pmemo(folder: Path) -> Path:
    """PMEmo: 1 whole and over time, 4 as a whole only, 5 without sound, 8 without an artist."""
    over_time = ["1,15.5,0.8,0.6", "1,16.0,0.9,", "1,16.5,1.0,0.7", "5,15.5,0.1,0.1", "8,15.5,0,0"]
    write(
        folder / "annotations/dynamic_annotations.csv",
        ["musicId,frameTime,Arousal(mean),Valence(mean)", *over_time],
    )
    write(
        folder / "annotations/dynamic_annotations_std.csv",
        ["musicId,frameTime,Arousal(std),Valence(std)", "1,15.5,0.1,0.2", "1,16.5,0.1,0.3"],
    )
    write(
        folder / "annotations/static_annotations.csv",
        ["musicId,Arousal(mean),Valence(mean)", "1,0.4,0.575", "4,0.625,0.55", "5,0.5,0.5"],
    )
    write(
        folder / "metadata.csv",
        [
            "musicId,fileName,title,artist,album,duration,chorus_start_time,chorus_end_time",
            '1,1.mp3,"Good, Good Father",Chris Tomlin,Never Lose Sight,36.83,03:20,04:02',
            "4,4.mp3,Song,CHRIS TOMLIN,Album,30.0,01:00,01:30",
            "8,8.mp3,Song,,Album,30.0,01:00,01:30",
        ],
    )
    for song in (1, 4, 8):
        write_sound(folder / f"chorus/{song}.mp3")
    return folder


def make_emopia(folder: Path) -> Path:
    """EMOPIA: ids of songs hold underscores and hyphens; one clip has lost its MIDI file."""
    write(
        folder / "label.csv",
        [
            "ID,4Q,annotator",
            "Q1__8v0MFBZoco_0,1,A",
            "Q4__8v0MFBZoco_1,4,A",
            "Q2_D-gDPh9ZpFk_0,2,B",
            "Q3_lost_0,3,B",
        ],
    )
    for name in ("Q1__8v0MFBZoco_0", "Q4__8v0MFBZoco_1", "Q2_D-gDPh9ZpFk_0", "Q3_unlabelled_0"):
        write_midi(folder / f"midis/{name}.mid")
    return folder
