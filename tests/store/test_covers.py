"""Cover thumbnails: sizes, sharing, and pictures that mean harm."""

from __future__ import annotations

import io
import struct
import threading
import time
import tracemalloc
import zlib
from pathlib import Path

import pytest
from PIL import Image

from emomusic.errors import InvalidInput, NotFound
from emomusic.settings import settings
from emomusic.store.covers import COVER_SIZES, cover_path, store_cover
from tests.audio_files import make_picture

pytestmark = pytest.mark.usefixtures("data_dir")


def test_a_picture_becomes_webp_in_three_sizes() -> None:
    name = store_cover(make_picture(1000, 1000))
    for size in (64, 300, 640):
        with Image.open(cover_path(name, size)) as thumbnail:
            assert (thumbnail.format, thumbnail.size) == ("WEBP", (size, size))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_the_usual_kinds_of_pictures_are_taken(kind: str) -> None:
    name = store_cover(make_picture(100, 100, kind=kind))
    assert cover_path(name, 64).is_file()


def test_a_small_picture_is_not_blown_up() -> None:
    name = store_cover(make_picture(100, 100))
    with Image.open(cover_path(name, 640)) as thumbnail:
        assert thumbnail.size == (100, 100)


def test_a_long_picture_is_cut_to_the_square_in_its_middle() -> None:
    picture = Image.new("RGB", (300, 100), "red")
    picture.paste("blue", (100, 0, 200, 100))
    out = io.BytesIO()
    picture.save(out, "PNG")
    with Image.open(cover_path(store_cover(out.getvalue()), 64)) as thumbnail:
        assert thumbnail.size == (64, 64)
        red, _, blue = thumbnail.convert("RGB").getpixel((5, 32))
        assert blue > 200 > 60 > red


def test_a_photograph_lying_on_its_side_is_put_upright() -> None:
    picture = Image.new("RGB", (100, 100), "red")
    picture.paste("blue", (0, 0, 100, 50))
    exif = Image.Exif()
    exif[0x0112] = 3
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, quality=95)
    with Image.open(cover_path(store_cover(out.getvalue()), 64)) as thumbnail:
        red, _, blue = thumbnail.convert("RGB").getpixel((32, 5))
        assert red > 200 > 60 > blue


def test_transparency_stays() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (80, 80), (255, 0, 0, 0)).save(out, "PNG")
    with Image.open(cover_path(store_cover(out.getvalue()), 64)) as thumbnail:
        assert thumbnail.mode == "RGBA"


def test_the_same_picture_is_stored_once(data_dir: Path) -> None:
    name = store_cover(make_picture())
    written = [cover_path(name, size).stat().st_mtime_ns for size in COVER_SIZES]
    assert store_cover(make_picture()) == name
    assert [cover_path(name, size).stat().st_mtime_ns for size in COVER_SIZES] == written
    assert len(list((data_dir / "covers").rglob("*.webp"))) == 3


def test_another_picture_has_another_name() -> None:
    assert store_cover(make_picture(colour="red")) != store_cover(make_picture(colour="blue"))


def test_a_lost_thumbnail_is_made_again() -> None:
    name = store_cover(make_picture())
    cover_path(name, 300).unlink()
    store_cover(make_picture())
    assert cover_path(name, 300).is_file()


def test_many_threads_with_one_picture_leave_three_whole_files(data_dir: Path) -> None:
    picture = make_picture(400, 400)
    threads = [threading.Thread(target=store_cover, args=(picture,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    files = [path for path in (data_dir / "covers").rglob("*") if path.is_file()]
    assert len(files) == 3
    for path in files:
        with Image.open(path) as thumbnail:
            thumbnail.load()


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", "a" * 39, "A" * 40, "a" * 40 + "\n", "g" * 40]
)
def test_only_a_name_that_was_given_leads_to_a_path(name: str) -> None:
    with pytest.raises(NotFound):
        cover_path(name, 64)


def test_only_the_sizes_that_exist_lead_to_a_path() -> None:
    with pytest.raises(NotFound):
        cover_path("a" * 40, 65)


@pytest.mark.parametrize(
    "data",
    [b"", b"no picture", make_picture()[:60], make_picture(kind="JPEG")[:200], b"<svg/>"],
    ids=["empty", "text", "cut png", "cut jpeg", "svg"],
)
def test_what_is_no_picture_is_refused(data: bytes, data_dir: Path) -> None:
    with pytest.raises(InvalidInput):
        store_cover(data)
    assert list(data_dir.rglob("*.webp")) == []


@pytest.mark.parametrize("side", [8_000, 20_000, 1_000_000])
def test_a_bomb_of_pixels_is_refused_before_it_is_decoded(side: int) -> None:
    tracemalloc.start()
    begun = time.monotonic()
    with pytest.raises(InvalidInput, match="pixels"):
        store_cover(_png_that_claims(side, side))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert time.monotonic() - begun < 2
    assert peak < 5 * 2**20


def test_a_huge_file_is_refused_unseen() -> None:
    with pytest.raises(InvalidInput, match="32 MB"):
        store_cover(b"\x89PNG" + bytes(33 * 2**20))


def test_a_bomb_in_the_text_of_a_png_is_refused() -> None:
    inflated = zlib.compress(b"x" * (100 * 2**20), 9)
    text = b"Comment\0\0" + inflated
    picture = make_picture()
    with pytest.raises(InvalidInput):
        store_cover(picture[:33] + _chunk(b"zTXt", text) + picture[33:])


def _png_that_claims(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", pixels)
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)


def test_the_largest_picture_is_a_setting(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COVER_MAX_MB", "0.001")
    settings.cache_clear()
    with pytest.raises(InvalidInput, match=r"larger than 0\.001 MB"):
        store_cover(bytes(1100))
