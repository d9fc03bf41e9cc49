"""Renders the demo: ``python -m demo.studio [--only WORD] [--into FOLDER] [--check]``."""

import argparse
import re
import time
from pathlib import Path

from demo.studio import covers, listen, mixdown, tag
from demo.studio.catalogue import Album, Song, albums

DEMO = Path(__file__).resolve().parent.parent


def folder_of(album: Album, root: Path) -> Path:
    """Where an album lies."""
    return root / album.artist / album.title


def file_of(album: Album, song: Song, root: Path) -> Path:
    """Where a song lies; characters that a file system might refuse are left out."""
    number = album.songs.index(song) + 1
    name = re.sub(r'[\\/:*?"<>|]', "", song.title)
    return folder_of(album, root) / f"{number:02d} {name}{album.suffix}"


def render(album: Album, song: Song, root: Path) -> None:
    """Compose, mix, master and encode one song."""
    began = time.perf_counter()
    score = song.compose()
    sound = mixdown.master(score, mixdown.mix(score))
    path = file_of(album, song, root)
    tag.encode(sound, path)
    seconds = sound.shape[1] / mixdown.RATE_HZ
    print(f"{song.title}: {seconds:.0f} s of music in {time.perf_counter() - began:.0f} s")


def finish(album: Album, root: Path) -> None:
    """Draw the cover, measure the files and write their tags."""
    cover = covers.draw(album.title)
    (folder_of(album, root) / "cover.jpg").write_bytes(cover)
    paths = [file_of(album, song, root) for song in album.songs]
    tracks, whole = tag.measure(paths)
    for number, (path, song, track) in enumerate(
        zip(paths, album.songs, tracks, strict=True), start=1
    ):
        tag.write(path, album, song, number, track, whole, cover)


def main() -> None:
    """Render everything, or what ``--only`` names; then check by numbers."""
    parser = argparse.ArgumentParser(prog="python -m demo.studio", description=__doc__)
    parser.add_argument("--only", default="", help="render only songs whose title holds this")
    parser.add_argument("--into", type=Path, default=DEMO, help="folder to write to")
    parser.add_argument("--check", action="store_true", help="only measure what is there")
    options = parser.parse_args()
    for album in albums():
        if not options.check:
            for song in album.songs:
                if options.only.lower() in song.title.lower():
                    render(album, song, options.into)
            if all(file_of(album, song, options.into).exists() for song in album.songs):
                finish(album, options.into)
        for song in album.songs:
            path = file_of(album, song, options.into)
            if path.exists() and options.only.lower() in song.title.lower():
                print(listen.report(path, song))


if __name__ == "__main__":
    main()
