"""`python -m emomusic evaluate-journeys`: whether journeys are smooth and even, in figures."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from emomusic.services.discovery.judging_journeys import Figures, Verdict, judge
from emomusic.services.discovery.made_shelf import made_shelf
from emomusic.services.discovery.shelf import Shelf, shelf
from emomusic.store.migrate import upgrade

_LEAST_SONGS = 4
_COLUMNS = {
    "mean_gap": "mean gap",
    "largest_gap": "largest gap",
    "unevenness": "unevenness",
    "from_path": "from the path",
    "artist_returns": "artist again",
}


def evaluate_journeys(
    songs: Annotated[int, typer.Option(help="Songs of a journey.", min=2, max=100)] = 20,
    simulated: Annotated[
        int, typer.Option(help="Songs of the simulated library.", min=_LEAST_SONGS, max=1_000_000)
    ] = 2000,
    seed: Annotated[int, typer.Option(help="The same seed makes the same library.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Judge journeys against a walk to the nearest song, on this library and on a simulated one.

    A gap is the distance on the plane between the end of a song and the start of the next;
    unevenness is the standard deviation of the steps along the path, as a part of the even step.
    Smaller is better.
    """
    upgrade()
    libraries: dict[str, Shelf] = {
        "this library": shelf(),
        "a simulated library": made_shelf(simulated, seed),
    }
    verdicts = {
        name: judge(library, songs)
        for name, library in libraries.items()
        if len(library) >= _LEAST_SONGS
    }
    if as_json:
        typer.echo(json.dumps({name: _as_dict(verdict) for name, verdict in verdicts.items()}))
        return
    for name in libraries:
        if name in verdicts:
            typer.echo("\n".join(_table(name, verdicts[name])) + "\n")
        else:
            typer.echo(f"{name} has fewer than {_LEAST_SONGS} songs that were heard.\n")


def _as_dict(verdict: Verdict) -> dict[str, object]:
    means = {"journey": asdict(verdict.mean_journey), "walk": asdict(verdict.mean_walk)}
    return {"library_songs": verdict.library_songs, "songs": verdict.songs, **means}


def _table(name: str, verdict: Verdict) -> list[str]:
    head = "".join(f"{title:>15}" for title in _COLUMNS.values())
    lines = [
        f"{name}, {verdict.library_songs:,} songs; ways of {verdict.songs} songs",
        f"{'':28}{head}",
    ]
    for path, journey in verdict.journeys.items():
        lines += [
            _row(f"{path}: journey", journey),
            _row(f"{'':{len(path)}}  walk", verdict.walks[path]),
        ]
    lines += [
        _row("all paths: journey", verdict.mean_journey),
        _row("           walk", verdict.mean_walk),
    ]
    return lines


def _row(name: str, figures: Figures) -> str:
    return f"{name:28}" + "".join(f"{getattr(figures, field):>15.3f}" for field in _COLUMNS)
