"""`python -m emomusic scan FOLDER…`: music into the library."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)

from emomusic.services import scan as scanning
from emomusic.services.scan import ScanProgress, ScanReport, Stage
from emomusic.store.migrate import upgrade

_INTERRUPTED = 130

_SAID = {
    Stage.WAITING: "Another scan is running; waiting for it to end",
    Stage.LOOKING: "Looking for music",
    Stage.READING: "Reading",
    Stage.FINISHING: "Finishing",
}

console = Console(highlight=False)


def scan(
    folders: Annotated[
        list[Path], typer.Argument(help="Folders of music; those inside them count too.")
    ],
) -> None:
    """Bring the library up to what lies in folders of music.

    Files that did not change are not opened; broken ones are told and passed over.
    """
    upgrade()
    try:
        scan_with_progress(folders)
    except KeyboardInterrupt:
        console.print("Interrupted. What was taken is kept; scan again to complete it.")
        raise typer.Exit(_INTERRUPTED) from None


def scan_with_progress(folders: Sequence[Path]) -> ScanReport:
    """Scan folders, showing a progress bar and then the report.

    Args:
        folders: Folders of music.

    Returns:
        The report, which was printed.
    """
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as progress:
        task = progress.add_task(_SAID[Stage.LOOKING], total=None)
        waited = False

        def show(state: ScanProgress) -> None:
            nonlocal waited
            if state.stage is Stage.WAITING and not waited:
                # Said on a line of its own too, for a log that shows no bar.
                waited = True
                console.print(f"{_SAID[Stage.WAITING]}.")
            progress.update(
                task,
                description=_SAID[state.stage],
                completed=state.done,
                total=state.total or None,
            )

        report = scanning.scan(folders, show)
    for refusal in report.refused:
        console.print(escape(refusal.line), soft_wrap=True, style="yellow")
    console.print(escape(report.summary))
    return report
