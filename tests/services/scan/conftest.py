"""A folder of music, and the scan of it, over both kinds of database."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import SQLModel, col, select

from emomusic.services.scan import ScanReport, scan
from emomusic.store.database import session
from emomusic.store.tables import Album, AnalysisJob, Artist, Song, SongArtist

Counts = dict[str, int]


@dataclass(frozen=True)
class Library:
    """What a test sees of the catalogue."""

    folder: Path

    def scan(self) -> ScanReport:
        """Scan the folder."""
        return scan([self.folder])

    def song(self, name: str) -> Song:
        """Return the song whose path is `name` in the folder."""
        path = os.path.normpath(self.folder / name)
        with session() as reading:
            return reading.exec(select(Song).where(Song.path == path)).one()

    def song_id(self, name: str) -> int:
        """Return the id of the song at `name`."""
        number = self.song(name).id
        assert number is not None
        return number

    def songs(self) -> dict[str, bool]:
        """Return the songs' paths in the folder, and whether each is there."""
        return {
            os.path.relpath(song.path, self.folder): song.missing_since is None
            for song in self._all(Song)
        }

    def titles(self) -> list[str]:
        """Return all titles, sorted."""
        return sorted(song.title for song in self._all(Song))

    def albums(self) -> list[str]:
        """Return the albums' titles, sorted."""
        return sorted(album.title for album in self._all(Album))

    def artists(self) -> list[str]:
        """Return the artists' names, sorted."""
        return sorted(artist.name for artist in self._all(Artist))

    def waiting(self) -> set[int]:
        """Return the songs that wait for analysis."""
        return {job.song_id for job in self._all(AnalysisJob)}

    def credited(self, name: str) -> list[str]:
        """Return who is credited for the song at `name`, in order."""
        with session() as reading:
            return list(
                reading.exec(
                    select(Artist.name)
                    .join(SongArtist, col(SongArtist.artist_id) == Artist.id)
                    .where(SongArtist.song_id == self.song_id(name))
                    .order_by(col(SongArtist.position))
                )
            )

    def _all(self, table: type[SQLModel]) -> list:
        with session() as reading:
            return list(reading.exec(select(table)))


@pytest.fixture
def library(database: str, tmp_path: Path) -> Library:
    """An empty library with an empty folder of music."""
    folder = tmp_path / "music"
    folder.mkdir()
    return Library(folder)


def counts(report: ScanReport) -> Counts:
    """Return what is not zero in a report."""
    names = ("added", "updated", "moved", "unchanged", "missing", "returned")
    found = {name: getattr(report, name) for name in names}
    found["refused"] = len(report.refused)
    return {name: number for name, number in found.items() if number}


def changed_later(path: Path, change: Callable[[Path], object]) -> None:
    """Change a file so that its time surely differs, however coarse the clock is."""
    before = path.stat().st_mtime_ns
    change(path)
    os.utime(path, ns=(before + 10**9, before + 10**9))
