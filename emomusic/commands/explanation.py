"""`python -m emomusic explain`: why a moment of a file sounds the way it does."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from emomusic.emotion import Explanation, explain_file, explanation_json
from emomusic.emotion.explanation import AxisPush
from emomusic.emotion.explanation_words import (
    METHOD,
    clock,
    doubt_sentence,
    in_hertz,
    nothing_sentence,
    part_sentence,
    together_sentence,
)
from emomusic.errors import InvalidInput


def explain(
    file: Annotated[Path, typer.Argument(help="An audio file.")],
    at: Annotated[float, typer.Option("--at", help="The moment, in seconds into the file.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    picture: Annotated[
        Path | None, typer.Option("--picture", help="Write a PNG picture to this file.")
    ] = None,
) -> None:
    """Say which bands, in which seconds, pushed valence and arousal at a moment of a file."""
    # More threads would only fight with each other over one file.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    explanation = explain_file(file, at)
    if picture is not None:
        _write_picture(picture, explanation, file.stem)
    if as_json:
        typer.echo(json.dumps({"file": str(file), **explanation_json(explanation)}))
    else:
        _print(explanation, file)


def _write_picture(path: Path, explanation: Explanation, title: str) -> None:
    # Pillow is only needed here.
    from emomusic.emotion.explanation_picture import explanation_png

    try:
        path.write_bytes(explanation_png(explanation, title))
    except OSError as error:
        raise InvalidInput(f"“{path}” can't be written: {error.strerror}.") from error


def _print(explanation: Explanation, file: Path) -> None:
    typer.echo(f"{file} at {clock(explanation.at_s)}, {explanation.model}")
    if explanation.doubt is not None:
        typer.echo(doubt_sentence(explanation))
        return
    for push in explanation.pushes:
        typer.echo(f"\n{together_sentence(explanation, push)}")
        for part in push.parts:
            typer.echo(f"  {part_sentence(explanation, push.axis, part)}")
        if nothing := nothing_sentence(push):
            typer.echo(f"  {nothing}")
        typer.echo("\n" + "\n".join(_table(explanation, push)))
    typer.echo(f"\n{METHOD}")


def _table(explanation: Explanation, push: AxisPush) -> Iterator[str]:
    """Bands by seconds from the moment; unlike a table of rich, never squeezed by a terminal."""
    seconds = [f"{edge_s - explanation.at_s:+g} s" for edge_s in explanation.edges_s[:-1]]
    yield _row(f"{push.axis.value}, in hundredths", seconds, "in all")
    for band, cells, whole in zip(explanation.bands, push.cells, push.by_band, strict=True):
        name = f"{band.name:12} {in_hertz(band)}"
        yield _row(name, map(_in_hundredths, cells), _in_hundredths(whole))
    by_stretch = map(_in_hundredths, push.by_stretch)
    yield _row("all at once", by_stretch, _in_hundredths(push.together))


def _row(name: str, numbers: Iterable[str], last: str) -> str:
    row = f"{name:28}" + "".join(f"{number:>7}" for number in numbers) + f"{last:>9}"
    return row.replace("-", "−")


def _in_hundredths(push: float) -> str:
    shown = round(float(push) * 100, 1)
    return f"{shown:+.1f}" if shown else "0"
