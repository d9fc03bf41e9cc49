"""Cover thumbnails: WebP files in the data folder, named by the hash of the picture they show.

`DATA_DIR/covers/<2 hex>/<hash>_<size>.webp`. The same picture in a thousand songs is looked at
once and stored once. What comes in may be hostile: its size is checked before it is decoded.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from io import BytesIO
from pathlib import Path
from threading import Lock

from PIL import Image, ImageOps

from emomusic.errors import InvalidInput, NotFound, Unavailable
from emomusic.settings import settings

COVER_SIZES = (64, 300, 640)
MAX_COVER_PIXELS = 36_000_000

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
_NAME = re.compile(r"[0-9a-f]{40}")
_LOCKS = tuple(Lock() for _ in range(64))
_QUALITY = 80
# Of 0 to 6: at 2 these take half the time of the default, and 3 % more bytes.
_EFFORT = 2


def max_cover_bytes() -> int:
    """Return how large a picture may be to be looked at, in bytes."""
    return round(settings().cover_max_mb * 2**20)


def store_cover(data: bytes) -> str:
    """Make the thumbnails of a picture, unless they are there already.

    Args:
        data: A JPEG, PNG, WebP, GIF or BMP file, as it came.

    Returns:
        The name of the cover, for `cover_path`.

    Raises:
        InvalidInput: It is no picture, is broken, or is too large to be decoded safely.
        Unavailable: The data folder can't be written.
    """
    if len(data) > max_cover_bytes():
        raise InvalidInput(f"The picture is larger than {settings().cover_max_mb:g} MB.")
    name = hashlib.blake2b(data, digest_size=20).hexdigest()
    # The songs of an album are read side by side, and all bring the same picture.
    with _LOCKS[int(name[:2], 16) % len(_LOCKS)]:
        if not all(cover_path(name, size).exists() for size in COVER_SIZES):
            _make_thumbnails(data, name)
    return name


def cover_path(name: str, size: int) -> Path:
    """Return where a thumbnail lies.

    Args:
        name: What `store_cover` returned; anything else is refused, so that it never leads
            elsewhere on the disk.
        size: One of COVER_SIZES.

    Returns:
        The path, whether or not there is a file.

    Raises:
        NotFound: There can be no such thumbnail.
    """
    if not _NAME.fullmatch(name) or size not in COVER_SIZES:
        raise NotFound("There is no such cover.")
    return settings().covers_dir / name[:2] / f"{name}_{size}.webp"


def _make_thumbnails(data: bytes, name: str) -> None:
    square = _decode(data)
    for size in sorted(COVER_SIZES, reverse=True):
        side = min(size, square.width)
        square = square.resize((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
        _write(square, cover_path(name, size))


def _decode(data: bytes) -> Image.Image:
    """Decode a picture to a square no larger than is needed, cut from its middle."""
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as image:
            if image.width * image.height > MAX_COVER_PIXELS:
                raise InvalidInput(
                    f"The picture has {image.width} × {image.height} pixels, "
                    f"more than {MAX_COVER_PIXELS // 1_000_000} million."
                )
            # JPEG only: decodes at a half, a quarter or an eighth, many times faster.
            image.draft("RGB", (COVER_SIZES[-1] * 2, COVER_SIZES[-1] * 2))
            upright = ImageOps.exif_transpose(image)
            mode = "RGBA" if upright.has_transparency_data else "RGB"
            side = min(upright.size)
            left, top = (upright.width - side) // 2, (upright.height - side) // 2
            return upright.crop((left, top, left + side, top + side)).convert(mode)
    except Image.DecompressionBombError as error:
        raise InvalidInput("The picture has far too many pixels.") from error
    except (
        ArithmeticError,
        AttributeError,
        EOFError,
        LookupError,
        MemoryError,
        OSError,
        SyntaxError,
        TypeError,
        ValueError,
    ) as error:
        # Pillow's decoders raise any of these for broken files.
        raise InvalidInput("The picture is broken, or of a kind that is not known.") from error


def _write(image: Image.Image, path: Path) -> None:
    """Write a thumbnail so that nobody ever sees half of it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(image, path)
    except OSError as error:
        raise Unavailable(f"The covers can't be written ({error.strerror}).") from error


def _write_whole(image: Image.Image, path: Path) -> None:
    handle, temporary_name = tempfile.mkstemp(dir=path.parent, prefix=".cover-")
    temporary = Path(temporary_name)
    try:
        with os.fdopen(handle, "wb") as file:
            image.save(file, "WEBP", quality=_QUALITY, method=_EFFORT)
        # mkstemp makes files that only their owner reads; a web server may be another user.
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
