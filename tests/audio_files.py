"""Makes music files of every format, with the tags that a test asks for; none is kept in git."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import av
import numpy as np
import soundfile
from mutagen.flac import FLAC, Picture
from mutagen.id3 import (
    APIC,
    ID3,
    TALB,
    TCMP,
    TCON,
    TDRC,
    TIT2,
    TPE1,
    TPE2,
    TPOS,
    TRCK,
    TSRC,
    TXXX,
    UFID,
    PictureType,
)
from mutagen.mp4 import MP4, AtomDataType, MP4Cover, MP4FreeForm
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis
from mutagen.wave import WAVE
from PIL import Image

SUFFIXES = (".mp3", ".flac", ".ogg", ".opus", ".m4a", ".aac", ".wav")
TAGGED_SUFFIXES = (".mp3", ".flac", ".ogg", ".opus", ".m4a", ".wav")

_ENCODINGS = {
    ".mp3": ("MP3", None),
    ".flac": ("FLAC", "PCM_16"),
    ".ogg": ("OGG", "VORBIS"),
    ".opus": ("OGG", "OPUS"),
    ".wav": ("WAV", "PCM_16"),
}
_ID3_FRAMES: dict[str, Any] = {
    "title": TIT2,
    "artist": TPE1,
    "album": TALB,
    "albumartist": TPE2,
    "tracknumber": TRCK,
    "discnumber": TPOS,
    "date": TDRC,
    "genre": TCON,
    "compilation": TCMP,
    "isrc": TSRC,
}
_MP4_ATOMS = {
    "title": "\xa9nam",
    "artist": "\xa9ART",
    "album": "\xa9alb",
    "albumartist": "aART",
    "date": "\xa9day",
    "genre": "\xa9gen",
}
_MUSICBRAINZ_NAMES = {
    "musicbrainz_trackid": "MusicBrainz Track Id",
    "musicbrainz_albumid": "MusicBrainz Album Id",
    "musicbrainz_artistid": "MusicBrainz Artist Id",
    "musicbrainz_albumartistid": "MusicBrainz Album Artist Id",
}


def make_audio(
    path: Path,
    seconds: float = 1.0,
    hertz: float = 440.0,
    rate_hz: int = 48_000,
    channels: int = 2,
    picture: bytes | None = None,
    **tags: str | Sequence[str],
) -> Path:
    """Write a tone, in the format that the path's suffix names, and return the path.

    Args:
        path: Where; folders on the way are made.
        seconds: Length.
        hertz: Pitch; another pitch is another content.
        rate_hz: Sample rate.
        channels: Channels.
        picture: A picture to embed as the front cover.
        tags: Values by their Vorbis comment names (`title`, `artist`, `tracknumber`, …).
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_encoded(path.suffix.lower(), seconds, hertz, rate_hz, channels))
    if tags or picture:
        tag(path, picture, **tags)
    return path


def tag(path: Path, picture: bytes | None = None, **tags: str | Sequence[str]) -> None:
    """Write tags into a file, as common taggers do in its format."""
    values = {
        name: [value] if isinstance(value, str) else list(value) for name, value in tags.items()
    }
    match path.suffix.lower():
        case ".mp3":
            frames = ID3()
            _fill_id3(frames, values, picture)
            frames.save(path)
        case ".wav":
            wave = WAVE(path)
            if wave.tags is None:
                wave.add_tags()
            _fill_id3(wave.tags, values, picture)
            wave.save()
        case ".flac":
            flac = FLAC(path)
            flac.update(values)
            if picture is not None:
                flac.add_picture(_flac_picture(picture))
            flac.save()
        case ".ogg" | ".opus":
            ogg = OggVorbis(path) if path.suffix.lower() == ".ogg" else OggOpus(path)
            ogg.update(values)
            if picture is not None:
                block = base64.b64encode(_flac_picture(picture).write()).decode("ascii")
                ogg["metadata_block_picture"] = [block]
            ogg.save()
        case ".m4a":
            _tag_mp4(path, values, picture)
        case suffix:
            raise ValueError(f"{suffix} holds no tags")


def make_picture(
    width: int = 80, height: int = 80, colour: str = "teal", kind: str = "PNG"
) -> bytes:
    """Return a picture file of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, kind)
    return out.getvalue()


@lru_cache(maxsize=256)
def _encoded(suffix: str, seconds: float, hertz: float, rate_hz: int, channels: int) -> bytes:
    times = np.arange(round(seconds * rate_hz)) / rate_hz
    tone = (0.3 * np.sin(2 * np.pi * hertz * times)).astype(np.float32)
    sound = np.repeat(tone[:, None], channels, axis=1)
    out = io.BytesIO()
    if suffix in _ENCODINGS:
        kind, subtype = _ENCODINGS[suffix]
        soundfile.write(out, sound, rate_hz, format=kind, subtype=subtype)
    else:
        _encode_aac(out, sound, rate_hz, "ipod" if suffix == ".m4a" else "adts")
    return out.getvalue()


def _encode_aac(out: io.BytesIO, sound: np.ndarray, rate_hz: int, container: str) -> None:
    layout = "stereo" if sound.shape[1] == 2 else "mono"
    with av.open(out, "w", format=container) as file:
        stream = file.add_stream("aac", rate=rate_hz, layout=layout)
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(sound.T), format="fltp", layout=layout
        )
        frame.sample_rate = rate_hz
        for packet in (*stream.encode(frame), *stream.encode(None)):
            file.mux(packet)


def _flac_picture(data: bytes) -> Picture:
    picture = Picture()
    picture.type = PictureType.COVER_FRONT
    picture.mime = "image/png"
    picture.data = data
    return picture


def _fill_id3(frames: ID3, values: dict[str, list[str]], picture: bytes | None) -> None:
    for name, texts in values.items():
        if name == "musicbrainz_trackid":
            frames.add(UFID(owner="http://musicbrainz.org", data=texts[0].encode("ascii")))
        elif name in _ID3_FRAMES:
            frames.add(_ID3_FRAMES[name](encoding=3, text=texts))
        else:
            description = _MUSICBRAINZ_NAMES.get(name, name.upper())
            frames.add(TXXX(encoding=3, desc=description, text=texts))
    if picture is not None:
        frames.add(APIC(encoding=3, mime="image/png", type=3, desc="", data=picture))


def _tag_mp4(path: Path, values: dict[str, list[str]], picture: bytes | None) -> None:
    mp4 = MP4(path)
    if mp4.tags is None:
        mp4.add_tags()
    for name, texts in values.items():
        if name in ("tracknumber", "discnumber"):
            number, _, total = texts[0].partition("/")
            mp4["trkn" if name == "tracknumber" else "disk"] = [(int(number), int(total or 0))]
        elif name == "compilation":
            mp4["cpil"] = texts[0] == "1"
        elif name in _MP4_ATOMS:
            mp4[_MP4_ATOMS[name]] = texts
        else:
            atom = f"----:com.apple.iTunes:{_MUSICBRAINZ_NAMES.get(name, name.upper())}"
            mp4[atom] = [MP4FreeForm(text.encode(), AtomDataType.UTF8) for text in texts]
    if picture is not None:
        mp4["covr"] = [MP4Cover(picture, MP4Cover.FORMAT_PNG)]
    mp4.save()
