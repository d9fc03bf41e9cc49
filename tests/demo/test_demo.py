"""The shipped demo: enough music, tagged, with covers, small, not clipped, in three albums."""

import io
from collections import defaultdict
from pathlib import Path

import mutagen
import numpy as np
import pytest
import soundfile
from mutagen.mp3 import MP3
from mutagen.oggopus import OggOpus
from PIL import Image

DEMO = Path(__file__).resolve().parents[2] / "demo"
FILES = sorted(p for p in DEMO.rglob("*") if p.suffix in {".mp3", ".opus"})
MEGABYTE = 1_000_000


def easy_tags(path: Path) -> dict[str, list[str]]:
    """Tags by their common names, whatever the format."""
    audio = mutagen.File(path, easy=True)
    assert audio is not None
    assert audio.tags is not None
    return {key.lower(): list(values) for key, values in audio.tags.items()}


@pytest.fixture(scope="module")
def tags() -> dict[Path, dict[str, list[str]]]:
    """The tags of every shipped song."""
    return {path: easy_tags(path) for path in FILES}


def embedded_cover(path: Path) -> bytes:
    """The picture inside a file."""
    if path.suffix == ".mp3":
        frames = MP3(path).tags
        assert frames is not None
        return bytes(frames.getall("APIC")[0].data)
    import base64

    from mutagen.flac import Picture

    block = base64.b64decode(OggOpus(path)["metadata_block_picture"][0])
    return bytes(Picture(block).data)


def test_there_are_at_least_twelve_songs_in_three_albums(
    tags: dict[Path, dict[str, list[str]]],
) -> None:
    assert len(FILES) >= 12
    assert len({(t["albumartist"][0], t["album"][0]) for t in tags.values()}) == 3


def test_songs_lie_in_the_folder_of_their_artist_and_album(
    tags: dict[Path, dict[str, list[str]]],
) -> None:
    for path, tag in tags.items():
        assert path.parent == DEMO / tag["albumartist"][0] / tag["album"][0]
        assert path.stem.startswith(f"{int(tag['tracknumber'][0].split('/')[0]):02d} ")


def test_track_numbers_are_complete_and_titles_are_unique(
    tags: dict[Path, dict[str, list[str]]],
) -> None:
    numbers = defaultdict(list)
    for tag in tags.values():
        numbers[tag["album"][0]].append(int(tag["tracknumber"][0].split("/")[0]))
    assert all(sorted(found) == list(range(1, len(found) + 1)) for found in numbers.values())
    titles = [tag["title"][0] for tag in tags.values()]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_song_lasts_60_to_150_seconds(path: Path) -> None:
    audio = mutagen.File(path)
    assert audio is not None
    assert 60.0 <= audio.info.length <= 150.0


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_song_has_all_its_tags(path: Path, tags: dict[Path, dict[str, list[str]]]) -> None:
    tag = tags[path]
    for name in ("title", "artist", "album", "albumartist", "genre", "date", "tracknumber"):
        assert tag[name][0].strip()
    assert tag["date"][0].startswith("2026")
    assert int(tag["discnumber"][0].split("/")[0]) == 1


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_song_carries_replaygain_and_its_licence(path: Path) -> None:
    if path.suffix == ".mp3":
        frames = MP3(path).tags
        assert frames is not None
        gains = [frames[f"TXXX:REPLAYGAIN_{kind}_GAIN"].text[0] for kind in ("TRACK", "ALBUM")]
        assert all(-12.0 < float(gain.removesuffix(" dB")) < 12.0 for gain in gains)
        peak = float(frames["TXXX:REPLAYGAIN_TRACK_PEAK"].text[0])
        assert 0.1 < peak < 1.0
        comment = str(frames.getall("COMM")[0].text[0])
    else:
        audio = OggOpus(path)
        for kind in ("track", "album"):
            assert -12 * 256 < int(audio[f"r128_{kind}_gain"][0]) < 12 * 256
        comment = audio["comment"][0]
    assert "CC0" in comment


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_song_embeds_the_cover_of_its_folder(path: Path) -> None:
    data = embedded_cover(path)
    assert len(data) <= 120_000
    assert data == (path.parent / "cover.jpg").read_bytes()
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.size) == ("JPEG", (1000, 1000))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_song_is_neither_clipped_nor_silent(path: Path) -> None:
    with soundfile.SoundFile(path) as sound:
        peaks = []
        for share in (0.02, 0.2, 0.4, 0.6, 0.8, 0.95):
            sound.seek(int(share * sound.frames))
            peaks.append(np.abs(sound.read(2 * sound.samplerate, dtype="float32")).max())
    assert max(peaks) <= 0.99
    assert min(peaks) > 0.001


def test_one_album_is_a_compilation_and_one_song_has_a_guest(
    tags: dict[Path, dict[str, list[str]]],
) -> None:
    artists = defaultdict(set)
    for tag in tags.values():
        artists[tag["albumartist"][0]].add(tag["artist"][0])
    assert any(name not in heard and len(heard) >= 4 for name, heard in artists.items())
    assert any(len(tag["artist"]) > 1 for tag in tags.values())


def test_the_folder_is_at_most_20_megabytes() -> None:
    sizes = [
        p.stat().st_size
        for p in DEMO.rglob("*")
        if p.is_file() and "__pycache__" not in p.parts and not p.name.endswith((".nbi", ".nbc"))
    ]
    assert sum(sizes) <= 20 * MEGABYTE
