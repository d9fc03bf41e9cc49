"""`python -m emomusic backup` and `restore`: everything to one archive, and back."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress as Bar

from emomusic.commands.mongo import mongo_for_a_command
from emomusic.services.backup import Progress, back_up, new_archive_path
from emomusic.services.backup import restore as put_back
from emomusic.store.migrate import upgrade

console = Console(highlight=False)


def backup(
    file: Annotated[
        Path | None,
        typer.Argument(help="The archive to write; by default a new one in DATA_DIR/backups."),
    ] = None,
    with_music: Annotated[
        bool, typer.Option("--with-music", help="Take along the music that was uploaded.")
    ] = False,
) -> None:
    """Write database, MongoDB, covers and secrets to one archive, while the app runs or not."""
    upgrade()
    path = (file or new_archive_path(with_music=with_music)).expanduser().absolute()
    with mongo_for_a_command(), _bar() as bar:
        manifest = back_up(path, with_music, bar)
    rows, documents = sum(manifest.tables.values()), sum(manifest.collections.values())
    print(f"{path}: {rows} rows, {documents} documents, {path.stat().st_size / 1e6:.1f} MB.")
    print("It holds password hashes and secrets: keep it where nobody else reads it.")


def restore(
    file: Annotated[Path, typer.Argument(help="An archive that backup wrote.")],
) -> None:
    """Put an archive back into an empty DATA_DIR and empty databases."""
    with mongo_for_a_command(), _bar() as bar:
        restored = put_back(file.expanduser().absolute(), bar)
    print(
        f"Restored {restored.rows} rows, {restored.documents} documents and {restored.files} files."
    )
    if restored.missing_count:
        print(f"{restored.missing_count} songs have no file here; the first is")
        print(f"  {restored.missing_music[0]}")
        print("Bring the music back to its folders, or scan it where it is now.")


class _Shown:
    """A progress bar that is told as services tell."""

    def __init__(self, bar: Bar) -> None:
        self._bar = bar
        self._task = bar.add_task("")

    def __call__(self, progress: Progress) -> None:
        """Show how far it is."""
        self._bar.update(
            self._task, description=progress.what, completed=progress.done, total=progress.total
        )


@contextlib.contextmanager
def _bar() -> Iterator[_Shown]:
    with Bar(console=console, transient=True) as bar:
        yield _Shown(bar)
