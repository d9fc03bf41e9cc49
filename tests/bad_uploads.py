"""Files that are bad, or look bad: what an administrator's desk meets sooner or later.

Each says what becomes of it: refused with a sentence, or taken in, with a remark where something
of it was left out.
"""

from __future__ import annotations

import io
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import soundfile
from mutagen.id3 import COMM, ID3, TIT2

from tests.audio_files import make_audio, make_picture

LONG = 300
SCRIPTS = {
    "latin": "Déjà vu à l’Œuvre ",
    "cyrillic": "Песня о тёплом ветре ",
    "greek": "Τραγούδι της θάλασσας ",
    "arabic": "أغنية عن المطر ",
    "hebrew": "שיר על הרוח ",
    "devanagari": "बारिश का गीत ",
    "thai": "เพลงแห่งสายฝน",
    "chinese": "關於雨的歌",
    "japanese": "雨についての歌",
    "korean": "비에 관한 노래 ",
    "emoji": "🎻👩🏽‍🎤🌧️",
    "stacked marks": "Z̷̢̛͈a̵͓͝l̸͇̈́g̷̯͋o̴̗͐",
}
TRICKS = (
    "../../../../etc/cron.d/evil.mp3",
    "..\\..\\Windows\\System32\\evil.mp3",
    "/etc/passwd.mp3",
    "C:\\evil.mp3",
    "....//....//evil.mp3",
    "%2e%2e%2fevil.mp3",
    "evil.mp3\x00.html",
    "-rf *.mp3",
    ".htaccess",
    "con.mp3",
    "line\nbreak.mp3",
    "\u202e3pm.live",
    "<img src=x onerror=alert(1)>.mp3",
    "$(reboot).mp3",
    "'; DROP TABLE song; --.mp3",
)
HTML = b"<!doctype html><html><script>alert(document.cookie)</script></html>" * 40
SVG = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">'
    + b"<script>alert(1)</script></svg>" * 40
)


@dataclass(frozen=True)
class BadUpload:
    """A file, and what is said of it.

    Attributes:
        what: What it is, for the name of the test.
        name: As it is sent.
        make: Makes its bytes.
        refused: Part of the sentence, where it is refused.
        remark: Part of the remark, where it is taken without something.
    """

    what: str
    name: str
    make: Callable[[], bytes]
    refused: str = ""
    remark: str = ""


@cache
def sound(suffix: str, seconds: float = 2.0, hertz: float = 440.0) -> bytes:
    """A tone in a format."""
    with tempfile.TemporaryDirectory() as folder:
        return make_audio(Path(folder) / f"tone{suffix}", seconds, hertz).read_bytes()


@cache
def sound_with_cover(picture: bytes) -> bytes:
    """A FLAC file with an embedded picture."""
    with tempfile.TemporaryDirectory() as folder:
        path = make_audio(Path(folder) / "tone.flac", 1.0, 300.0, picture=picture, title="A tone")
        return path.read_bytes()


def png(width: int, height: int, *extra: tuple[bytes, bytes]) -> bytes:
    """A grey PNG of any size, packed as tightly as zeros are; with more chunks."""
    packer = zlib.compressobj(9)
    row = b"\0" * (width + 1)
    body = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        *extra,
        (b"IDAT", body),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


@cache
def huge_png() -> bytes:
    """400 million pixels in less than half a megabyte."""
    return png(20_000, 20_000)


@cache
def text_bomb_png() -> bytes:
    """A small picture with a text that inflates to 512 MB."""
    packer = zlib.compressobj(9)
    bomb = b"".join(packer.compress(b"\0" * 2**20) for _ in range(512)) + packer.flush()
    return png(80, 80, (b"zTXt", b"Comment\0\0" + bomb))


@cache
def zip_bomb() -> bytes:
    """256 MB of zeros in a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("cover.png", b"\0" * 2**28)
    return out.getvalue()


@cache
def large_comment() -> bytes:
    """An MP3 file whose ID3 tag has a comment of 100 MB."""
    frames = ID3()
    frames.add(TIT2(encoding=3, text="A short title"))
    frames.add(COMM(encoding=0, lang="eng", desc="", text="x" * 100 * 2**20))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tone.mp3"
        path.write_bytes(sound(".mp3", hertz=333.0))
        frames.save(path, padding=lambda _: 0)
        return path.read_bytes()


def _page_in_a_tag() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        title = "<script>alert(1)</script>"
        return make_audio(Path(folder) / "t.mp3", 1.0, 350.0, title=title).read_bytes()


def _not_numbers() -> bytes:
    out = io.BytesIO()
    samples = np.full((48_000, 2), np.nan, dtype=np.float32)
    soundfile.write(out, samples, 48_000, format="WAV", subtype="FLOAT")
    return out.getvalue()


def _many_channels() -> bytes:
    head = struct.pack(
        "<4sI4s4sIHHIIHH", b"RIFF", 10**6, b"WAVE", b"fmt ", 16, 1, 65_535, 48_000, 2**31, 65_535, 8
    )
    return head + b"data" + struct.pack("<I", 10**6) + b"\0" * 200_000


_NO_MUSIC = "not music in a format that is known"

CORPUS = (
    BadUpload("truncated FLAC", "half.flac", lambda: sound(".flac")[:20_000], "damaged"),
    BadUpload("truncated WAV", "half.wav", lambda: sound(".wav", 8.0)[:300_000], "cut short"),
    BadUpload("truncated M4A", "half.m4a", lambda: sound(".m4a")[:9_000], "."),
    BadUpload("only a head", "head.flac", lambda: sound(".flac")[:60], "."),
    BadUpload("FLAC named MP3", "renamed.mp3", lambda: sound(".flac", hertz=310.0)),
    BadUpload("MP3 named FLAC", "renamed.flac", lambda: sound(".mp3", hertz=311.0)),
    BadUpload("music without a suffix", "renamed", lambda: sound(".opus", hertz=312.0)),
    BadUpload("picture named MP3", "picture.mp3", lambda: make_picture(900, 900), _NO_MUSIC),
    BadUpload("archive named MP3", "archive.mp3", zip_bomb, _NO_MUSIC),
    BadUpload("page named MP3", "page.mp3", lambda: HTML, _NO_MUSIC),
    BadUpload("page named HTML", "page.html", lambda: HTML, _NO_MUSIC),
    BadUpload("drawing named OGG", "drawing.ogg", lambda: SVG, _NO_MUSIC),
    BadUpload("program named WAV", "program.wav", lambda: b"\x7fELF" + b"\1" * 9000, _NO_MUSIC),
    BadUpload("script named MP3", "run.mp3", lambda: b"#!/bin/sh\nreboot\n", _NO_MUSIC),
    BadUpload(
        "list of files", "list.mp3", lambda: b"ffconcat version 1.0\nfile /etc/passwd\n", _NO_MUSIC
    ),
    BadUpload("zeros", "zeros.mp3", lambda: b"\0" * 2**20, _NO_MUSIC),
    BadUpload("one byte", "one.mp3", lambda: b"\xff", "."),
    BadUpload("samples that are no numbers", "nan.wav", _not_numbers, "not finite"),
    BadUpload("65,535 channels", "many.wav", _many_channels, "."),
    BadUpload("page in a tag", "tag.mp3", _page_in_a_tag),
    BadUpload("comment of 100 MB", "comment.mp3", large_comment, remark="tags are too large"),
    BadUpload(
        "zip bomb as cover",
        "zip.flac",
        lambda: sound_with_cover(zip_bomb()),
        remark="cover was left out",
    ),
    BadUpload(
        "bomb in a cover's text",
        "ztxt.flac",
        lambda: sound_with_cover(text_bomb_png()),
        remark="cover was left out",
    ),
    BadUpload(
        "cover of 400 million pixels",
        "pixels.flac",
        lambda: sound_with_cover(huge_png()),
        remark="far too many pixels",
    ),
    BadUpload(
        "page as cover", "html.flac", lambda: sound_with_cover(HTML), remark="cover was left out"
    ),
)
