"""Encodes a master with FFmpeg and writes its tags with mutagen."""

import base64
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyloudnorm
import soundfile
from mutagen.flac import Picture
from mutagen.id3 import (
    APIC,
    COMM,
    ID3,
    TALB,
    TCMP,
    TCOM,
    TCON,
    TDRC,
    TIT2,
    TPE1,
    TPE2,
    TPOS,
    TRCK,
    TXXX,
)
from mutagen.oggopus import OggOpus

from demo.studio.catalogue import Album, Song
from demo.studio.dsp import RATE_HZ
from demo.studio.score import Audio

COMMENT = "Public domain: CC0 1.0. Composed and rendered in code for EmoMusic."
REPLAYGAIN_LUFS = -18.0
R128_LUFS = -23.0
ENCODERS = {
    ".mp3": ["-c:a", "libmp3lame", "-q:a", "6"],
    ".opus": ["-c:a", "libopus", "-b:a", "92k", "-vbr", "on"],
}


@dataclass(frozen=True)
class Loudness:
    """Integrated loudness (ITU-R BS.1770) and sample peak of what a decoder gives back."""

    lufs: float
    peak: float


def encode(sound: Audio, path: Path) -> None:
    """Write ``sound`` (2, samples) as MP3 or Opus, without any tag."""
    path.parent.mkdir(parents=True, exist_ok=True)
    source = ["-f", "f32le", "-ar", str(RATE_HZ), "-ac", "2", "-i", "pipe:0"]
    quiet = ["-hide_banner", "-loglevel", "error", "-y"]
    clean = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"]
    command = ["ffmpeg", *quiet, *source, *clean, *ENCODERS[path.suffix], str(path)]
    subprocess.run(command, input=sound.T.astype("<f4").tobytes(), check=True)


def measure(paths: list[Path]) -> tuple[list[Loudness], Loudness]:
    """Measure each shipped file, and the album as if it were one long song."""
    tracks, sounds = [], []
    for path in paths:
        sound, rate = soundfile.read(path, dtype="float64", always_2d=True)
        sounds.append(sound)
        meter = pyloudnorm.Meter(rate)
        tracks.append(Loudness(meter.integrated_loudness(sound), float(abs(sound).max())))
    whole = meter.integrated_loudness(np.concatenate(sounds))
    return tracks, Loudness(whole, max(track.peak for track in tracks))


def write(
    path: Path,
    album: Album,
    song: Song,
    number: int,
    track: Loudness,
    whole: Loudness,
    cover: bytes,
) -> None:
    """Write all tags of one file and embed the cover."""
    if path.suffix == ".mp3":
        _write_id3(path, album, song, number, track, whole, cover)
    else:
        _write_opus(path, album, song, number, track, whole, cover)


def _gain(loudness: Loudness) -> str:
    return f"{REPLAYGAIN_LUFS - loudness.lufs:+.2f} dB"


def _write_id3(
    path: Path,
    album: Album,
    song: Song,
    number: int,
    track: Loudness,
    whole: Loudness,
    cover: bytes,
) -> None:
    tags = ID3()
    frames = [
        TIT2(text=[song.title]),
        TPE1(text=list(song.artists)),
        TPE2(text=[album.artist]),
        TALB(text=[album.title]),
        TRCK(text=[f"{number}/{len(album.songs)}"]),
        TPOS(text=["1/1"]),
        TDRC(text=[album.date]),
        TCON(text=[song.genre]),
        TCOM(text=[song.composer or song.artists[0]]),
        COMM(lang="eng", desc="", text=[COMMENT]),
        TXXX(desc="REPLAYGAIN_TRACK_GAIN", text=[_gain(track)]),
        TXXX(desc="REPLAYGAIN_TRACK_PEAK", text=[f"{track.peak:.6f}"]),
        TXXX(desc="REPLAYGAIN_ALBUM_GAIN", text=[_gain(whole)]),
        TXXX(desc="REPLAYGAIN_ALBUM_PEAK", text=[f"{whole.peak:.6f}"]),
        APIC(mime="image/jpeg", type=3, desc="Cover", data=cover),
    ]
    if album.compilation:
        frames.append(TCMP(text=["1"]))
    for frame in frames:
        tags.add(frame)
    tags.save(path, v2_version=4)


def _write_opus(
    path: Path,
    album: Album,
    song: Song,
    number: int,
    track: Loudness,
    whole: Loudness,
    cover: bytes,
) -> None:
    """Tags of RFC 7845: gains as R128_* in 1/256 dB relative to −23 LUFS."""
    picture = Picture()
    picture.type, picture.mime, picture.desc = 3, "image/jpeg", "Cover"
    picture.width = picture.height = 1000
    picture.depth, picture.data = 24, cover
    audio = OggOpus(path)
    audio.delete()
    audio.update(
        {
            "title": [song.title],
            "artist": list(song.artists),
            "albumartist": [album.artist],
            "album": [album.title],
            "tracknumber": [str(number)],
            "tracktotal": [str(len(album.songs))],
            "discnumber": ["1"],
            "disctotal": ["1"],
            "date": [album.date],
            "genre": [song.genre],
            "composer": [song.composer or song.artists[0]],
            "comment": [COMMENT],
            "r128_track_gain": [str(round(256 * (R128_LUFS - track.lufs)))],
            "r128_album_gain": [str(round(256 * (R128_LUFS - whole.lufs)))],
            "metadata_block_picture": [base64.b64encode(picture.write()).decode()],
        }
    )
    audio.save()
