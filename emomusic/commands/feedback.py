"""`python -m emomusic feedback export FILE`: what listeners felt, for the training."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from emomusic.errors import InvalidInput
from emomusic.services.felt.feedback import export_feedback

feedback_app = typer.Typer(help="What listeners felt, as training data.", no_args_is_help=True)


@feedback_app.callback()
def feedback() -> None:
    """What listeners felt, as training data."""


@feedback_app.command()
def export(
    file: Annotated[Path, typer.Argument(help="Where to; a file that is there is replaced.")],
) -> None:
    """Write what those felt who agreed to it, together and without names, for `train --feedback`.

    Whoever takes the consent back is not in the next export.
    """
    if not file.parent.is_dir() or file.is_dir():
        raise InvalidInput(f"There is no folder for “{file}”.")
    done = export_feedback(file)
    print(f"{file}: {done.moments} moments of {done.songs} songs, felt by {done.people} people")
