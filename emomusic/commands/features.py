"""`python -m emomusic features`: tempo and key of the library, measured now."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from emomusic.jobs.features import FeatureRunner
from emomusic.services import features as kept
from emomusic.services.features import Unmeasured
from emomusic.store.migrate import upgrade


def features(
    again: Annotated[
        bool, typer.Option("--again", help="Measure the songs anew that were measured already.")
    ] = False,
) -> None:
    """Measure tempo and key of every song that was not measured yet.

    The server does it by itself while nothing waits to be heard; this does it at once.
    """
    upgrade()
    if again:
        kept.forget_all()
    asyncio.run(FeatureRunner().run_once(_report))
    now = kept.measured()
    failed = f", {now.failed} could not be" if now.failed else ""
    typer.echo(f"{now.measured} of {now.songs} songs are measured{failed}.")


def _report(song: Unmeasured, why: str) -> None:
    if why:
        typer.echo(f"{song.path}: {why}")
