"""Draws the album covers: numpy light and grain, Pillow geometry, four times oversampled."""

import io
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

SIZE = 1000
FINE = 2000
LIMIT_BYTES = 105_000

Picture = NDArray[np.float64]
Colour = tuple[int, int, int]


def draw(title: str) -> bytes:
    """Draw an album's cover.

    Returns:
        A JPEG of 1000 × 1000, at most ``LIMIT_BYTES`` long.

    Raises:
        KeyError: When there is no drawing for ``title``.
    """
    painters: dict[str, Callable[[], Image.Image]] = {
        "Rooms With Rain": rooms_with_rain,
        "Afterimage": afterimage,
        "Harbour Street Sessions": harbour_street,
    }
    image = painters[title]().resize((SIZE, SIZE), Image.Resampling.LANCZOS)
    for quality in range(92, 40, -3):
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=quality, optimize=True, progressive=True)
        if buffer.tell() <= LIMIT_BYTES:
            break
    return buffer.getvalue()


def _grid() -> tuple[Picture, Picture]:
    y, x = np.mgrid[0:FINE, 0:FINE] / FINE
    return x, y


def _gradient(stops: list[tuple[float, Colour]], at: Picture) -> Picture:
    places, colours = zip(*stops, strict=True)
    table = np.array(colours, dtype=np.float64)
    return np.stack([np.interp(at, places, table[:, c]) for c in range(3)], axis=-1)


def _glow(x: Picture, y: Picture, cx: float, cy: float, radius: float) -> Picture:
    return np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * radius**2))[..., None]


def _grain(picture: Picture, strength: float, seed: int) -> Picture:
    """Soft film grain, two pixels wide so that the JPEG stays small."""
    noise = np.random.default_rng(seed).normal(0, strength, (SIZE // 2, SIZE // 2))
    coarse = Image.fromarray(noise.astype(np.float32)).resize(
        (FINE, FINE), Image.Resampling.BICUBIC
    )
    return picture + np.asarray(coarse)[..., None]


def _image(picture: Picture) -> Image.Image:
    return Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))


def _letter(image: Image.Image, text: str, at: tuple[int, int], size: int, colour: Colour) -> None:
    """Small, widely spaced lettering."""
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(size)
    x = float(at[0])
    for letter in text:
        pen.text((x, at[1]), letter, font=font, fill=colour)
        x += pen.textlength(letter, font=font) + size * 0.28


def rooms_with_rain() -> Image.Image:
    """A lamp seen through a wet window at dusk."""
    rng = np.random.default_rng(41)
    x, y = _grid()
    scene = _gradient(
        [(0, (9, 18, 34)), (0.45, (22, 52, 74)), (0.75, (38, 74, 88)), (1, (10, 20, 30))],
        y + 0.06 * np.sin(3 * x),
    )
    scene += _glow(x, y, 0.66, 0.44, 0.13) * np.array([235, 150, 62]) * 1.05
    scene += _glow(x, y, 0.66, 0.44, 0.30) * np.array([150, 74, 34]) * 0.7
    scene += _glow(x, y, 0.2, 0.7, 0.2) * np.array([24, 86, 96]) * 0.7
    lights = Image.new("RGB", (FINE, FINE))
    pen = ImageDraw.Draw(lights, "RGBA")
    palette = [(255, 186, 96), (255, 142, 84), (112, 196, 190), (240, 214, 150), (90, 140, 180)]
    for _ in range(46):
        cx, cy = rng.normal(0.55, 0.28) * FINE, rng.normal(0.66, 0.12) * FINE
        radius = rng.uniform(18, 76)
        colour = palette[rng.integers(len(palette))]
        box = (cx - radius, cy - radius, cx + radius, cy + radius)
        pen.ellipse(box, fill=(*colour, int(rng.uniform(20, 70))))
    soft = lights.filter(ImageFilter.GaussianBlur(7))
    scene += np.asarray(soft, dtype=np.float64)
    glass = _image(scene)
    far = glass.filter(ImageFilter.GaussianBlur(10))
    upside = glass.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    wet = far.copy()
    mask = Image.new("L", (FINE, FINE))
    shine = Image.new("L", (FINE, FINE))
    shade = Image.new("L", (FINE, FINE))
    drops, lit, dark = ImageDraw.Draw(mask), ImageDraw.Draw(shine), ImageDraw.Draw(shade)
    for _ in range(900):
        cx, cy = rng.uniform(0, FINE, 2)
        radius = rng.gamma(2.0, 3.6) + 2.5
        tall = radius * rng.uniform(1.0, 1.35)
        drops.ellipse((cx - radius, cy - tall, cx + radius, cy + tall), fill=255)
        dark.arc((cx - radius, cy - tall, cx + radius, cy + tall), 190, 350, fill=150, width=3)
        spot = radius * 0.34
        lx, ly = cx + radius * 0.25, cy + tall * 0.42
        lit.ellipse((lx - spot, ly - spot, lx + spot, ly + spot), fill=210)
    for _ in range(26):
        px, py, width = rng.uniform(0, FINE), rng.uniform(-300, FINE * 0.7), rng.uniform(5, 10)
        for _ in range(int(rng.uniform(40, 130))):
            drops.ellipse((px - width, py - width, px + width, py + width * 1.6), fill=200)
            px, py = px + rng.normal(0, 2.2), py + rng.uniform(5, 9)
        drops.ellipse((px - 15, py - 15, px + 15, py + 22), fill=255)
        lit.ellipse((px, py + 6, px + 8, py + 14), fill=220)
    wet.paste(upside, (0, 0), mask.filter(ImageFilter.GaussianBlur(1.4)))
    picture = np.asarray(wet, dtype=np.float64)
    picture -= (
        np.asarray(shade.filter(ImageFilter.GaussianBlur(2)), dtype=np.float64)[..., None] * 0.35
    )
    picture += np.asarray(shine.filter(ImageFilter.GaussianBlur(2.5)), dtype=np.float64)[
        ..., None
    ] * np.array([0.62, 0.56, 0.46])
    bars = np.maximum(
        np.clip(1 - np.abs(x - 0.37) / 0.011, 0, 1), np.clip(1 - np.abs(y - 0.27) / 0.009, 0, 1)
    )
    bars = np.clip(bars * 3, 0, 1)[..., None]
    picture = picture * (1 - bars) + bars * np.array([10, 13, 19])
    edge = np.clip((np.hypot(x - 0.5, y - 0.5) - 0.42) / 0.42, 0, 1)[..., None]
    picture *= 1 - 0.72 * edge
    image = _image(_grain(picture, 3.0, 5))
    _letter(image, "ROOMS WITH RAIN", (110, 1850), 34, (222, 208, 186))
    return image


def afterimage() -> Image.Image:
    """A sun that stays on the retina: a disc, its complementary ghosts, and water in slices."""
    x, y = _grid()
    horizon = 0.63
    sky = _gradient(
        [(0, (10, 6, 30)), (0.3, (44, 14, 84)), (0.52, (150, 32, 120)), (0.63, (255, 112, 104))], y
    )
    for cx, cy, radius, colour, weight in (
        (0.50, 0.43, 0.235, (255, 214, 120), 1.0),
        (0.63, 0.36, 0.235, (40, 230, 220), 0.42),
        (0.74, 0.30, 0.235, (80, 110, 255), 0.3),
        (0.37, 0.49, 0.235, (255, 40, 150), 0.34),
    ):
        distance = np.hypot(x - cx, y - cy)
        disc = np.clip((radius - distance) / 0.0016, 0, 1)[..., None]
        fade = (0.35 + 0.65 * np.clip((y - cy + radius) / (2 * radius), 0, 1))[..., None]
        light = weight * disc * (fade if weight < 1 else 1.0)
        tint = np.array(colour, dtype=np.float64)
        if weight == 1.0:
            tint = _gradient(
                [(0, (255, 236, 150)), (0.5, (255, 150, 92)), (1, (255, 54, 128))],
                (y - cy + radius) / (2 * radius),
            )
        sky = 255 - (255 - sky) * (1 - light * tint / 255)
        halo = np.exp(-np.clip(distance - radius, 0, None) / 0.07)[..., None] * weight * 0.33
        sky = 255 - (255 - sky) * (1 - halo * np.array(colour) / 255)
    rows = np.arange(FINE) / FINE
    depth = np.clip((rows - horizon) / (1 - horizon), 0, 1)
    source = np.clip(2 * horizon - rows - 0.02 * np.sin(90 * depth**0.6), 0, 1)
    shift = (0.004 + 0.03 * depth) * np.sin(260 * depth**0.55 + 2 * np.sin(31 * depth))
    columns = np.clip(x + shift[:, None], 0, 1 - 1 / FINE)
    mirrored = sky[(source * (FINE - 1)).astype(int)[:, None], (columns * FINE).astype(int)]
    slices = (np.sin(150 * depth**0.62) > -0.2 + 0.75 * depth).astype(float)[:, None, None]
    water = mirrored * (0.72 - 0.4 * depth[:, None, None]) * (0.28 + 0.72 * slices)
    water += np.array([8, 6, 34]) * (1 - slices)
    below = (rows > horizon)[:, None, None]
    picture = np.where(below, water, sky)
    picture += (
        70 * np.exp(-np.abs(rows - horizon) / 0.0025)[:, None, None] * np.array([1, 0.75, 0.8])
    )
    picture *= 1 - 0.4 * np.clip((np.hypot(x - 0.5, y - 0.5) - 0.45) / 0.3, 0, 1)[..., None]
    image = _image(_grain(picture, 5.0, 9))
    _letter(image, "AFTERIMAGE", (110, 110), 34, (236, 214, 244))
    return image


def harbour_street() -> Image.Image:
    """A quilt of quarter circles, stripes and sails in printed colours."""
    rng = np.random.default_rng(77)
    night, brick, mustard = (24, 30, 52), (214, 74, 52), (242, 182, 62)
    teal, cream, rose = (40, 138, 134), (244, 230, 204), (232, 140, 128)
    inks = [brick, mustard, teal, cream, rose]
    image = Image.new("RGB", (FINE, FINE), night)
    pen = ImageDraw.Draw(image)
    margin, count = 110, 5
    cell = (FINE - 2 * margin) // count
    for row in range(count):
        for column in range(count):
            x0, y0 = margin + column * cell, margin + row * cell
            order = [inks[i] for i in rng.permutation(len(inks))]
            ground = night if (row + column) % 2 else order[0]
            pen.rectangle((x0, y0, x0 + cell - 1, y0 + cell - 1), fill=ground)
            _tile(pen, x0, y0, cell, int(rng.integers(6)), int(rng.integers(4)), order[1:], night)
    print_ink = np.asarray(image, dtype=np.float64)
    rough = np.random.default_rng(3).normal(0, 1, (250, 250)).astype(np.float32)
    wear = np.asarray(Image.fromarray(rough).resize((FINE, FINE), Image.Resampling.BICUBIC))
    picture = print_ink * (1 + 0.022 * wear[..., None])
    finished = _image(_grain(picture, 3.0, 11))
    _letter(finished, "HARBOUR STREET SESSIONS", (112, 1924), 30, (216, 204, 184))
    return finished


def _tile(
    pen: ImageDraw.ImageDraw,
    x: int,
    y: int,
    cell: int,
    kind: int,
    turn: int,
    inks: list[Colour],
    night: Colour,
) -> None:
    """One tile of the quilt: arcs, sails, windows, waves, a sun or a drum."""
    cx, cy = (x if turn in (0, 3) else x + cell), (y if turn in (0, 1) else y + cell)
    clip = (x, y, x + cell - 1, y + cell - 1)
    start = {0: 0, 1: 90, 2: 180, 3: 270}[turn]
    if kind in (0, 1):
        for ring, part in enumerate((0.98, 0.74, 0.5, 0.26) if kind == 0 else (0.98,)):
            radius = cell * part
            box = (cx - radius, cy - radius, cx + radius, cy + radius)
            pen.pieslice(box, start, start + 90, fill=inks[ring] if ring < 3 else night)
    elif kind == 2:
        corners = [(x, y), (x + cell, y), (x + cell, y + cell), (x, y + cell)]
        pen.polygon([corners[turn], corners[(turn + 1) % 4], corners[(turn + 2) % 4]], fill=inks[0])
        middle = [((a + x + cell / 2) / 2, (b + y + cell / 2) / 2) for a, b in corners]
        pen.polygon([middle[turn], middle[(turn + 2) % 4], middle[(turn + 3) % 4]], fill=inks[1])
    elif kind == 3:
        band = cell / 7
        for stripe in range(0, 7, 2):
            low, high = stripe * band, (stripe + 1) * band
            upright = (x + low, y, x + high, y + cell - 1)
            level = (x, y + low, x + cell - 1, y + high)
            pen.rectangle(upright if turn % 2 else level, fill=inks[0])
    elif kind == 4:
        inset = cell * 0.14
        pen.ellipse((x + inset, y + inset, x + cell - inset, y + cell - inset), fill=inks[0])
        inset = cell * 0.34
        pen.ellipse((x + inset, y + inset, x + cell - inset, y + cell - inset), fill=inks[1])
    else:
        half = cell / 2
        for row in range(2):
            for column in range(2):
                left, top = x + column * half, y + row * half
                box = (left, top - half, left + half, top + half)
                pen.pieslice(box, 0, 180, fill=inks[(row + column) % 2])
    pen.rectangle(clip, outline=night, width=3)
