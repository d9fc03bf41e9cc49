"""`python -m emomusic analyse`, `train` and `evaluate`."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from emomusic.emotion import EmotionCurve, analyse_file, curve_to_cli_json
from emomusic.errors import InvalidAudio, InvalidInput
from emomusic.settings import settings

_DATA = Path("../shared/emotion-data")

console = Console(highlight=False, soft_wrap=True)

DataOption = Annotated[
    Path, typer.Option("--data", help="The folder of labelled music; its README explains it.")
]
WorkOption = Annotated[
    Path | None,
    typer.Option("--work", help="Where features and checkpoints are kept; default DATA_DIR/ear."),
]
DeamOption = Annotated[list[Path], typer.Option("--deam", help="A folder with DEAM.")]
PmemoOption = Annotated[list[Path], typer.Option("--pmemo", help="A folder with PMEmo 2019.")]
EmomusicOption = Annotated[list[Path], typer.Option("--emomusic", help="A folder with emoMusic.")]
EmopiaOption = Annotated[list[Path], typer.Option("--emopia", help="A folder with EMOPIA.")]

FeedbackOption = Annotated[
    list[Path], typer.Option("--feedback", help="A file that `feedback export` wrote.")
]


def _sentence(file: Path, curve: EmotionCurve) -> str:
    overall = curve.overall
    return (
        f"{file}: {overall.mood.value if overall.mood != 'unsure' else 'not sure'}, "
        f"valence {overall.valence:.2f}, arousal {overall.arousal:.2f}, "
        f"confidence {overall.confidence:.2f}"
    )


def analyse(
    files: Annotated[list[Path], typer.Argument(help="Audio files.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object a line for each file.")
    ] = False,
) -> None:
    """Hear the emotion of audio files; a file that can't be read does not stop the rest."""
    # More threads would only fight with each other over one file.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    failed = False
    for file in files:
        try:
            curve = analyse_file(file).curve
        except InvalidAudio as error:
            failed = True
            said = {"file": str(file), "error": error.sentence}
            typer.echo(json.dumps(said) if as_json else f"{file}: {error.sentence}")
            continue
        typer.echo(
            json.dumps(curve_to_cli_json(file, curve)) if as_json else _sentence(file, curve)
        )
    if failed:
        raise typer.Exit(1)


def _folders(data: Path, work: Path | None) -> tuple[Path, Path]:
    if not (data / "clips.csv").exists():
        raise InvalidInput(f"There is no labelled music in {data}: name its folder with --data.")
    return data, work or settings().data_dir / "ear"


def train(
    data: DataOption = _DATA,
    work: WorkOption = None,
    name: Annotated[str, typer.Option(help="Of the model that is made.")] = "ear-2",
    seed: Annotated[int, typer.Option(help="Of everything random.")] = 1,
    epochs: Annotated[int | None, typer.Option(help="Passes over the data.")] = None,
    processes: Annotated[int, typer.Option(help="Folds that are trained at once.")] = 2,
    deam: DeamOption = [],  # noqa: B006  (typer reads it as "none")
    pmemo: PmemoOption = [],  # noqa: B006
    emomusic: EmomusicOption = [],  # noqa: B006
    emopia: EmopiaOption = [],  # noqa: B006
    feedback: FeedbackOption = [],  # noqa: B006
) -> None:
    """Train the network: five folds for the figures, then one on everything, to be served.

    It can be stopped and begun again; what is done is kept. What listeners felt counts the more
    the more people felt it (docs/feelings.md).
    """
    # torch is only needed here, and takes seconds to load.
    from emomusic.emotion.training.datasets import Sources
    from emomusic.emotion.training.pipeline import train_model

    data, work = _folders(data, work)
    sources = Sources.of(
        data, deam=deam, pmemo=pmemo, emomusic=emomusic, emopia=emopia, feedback=feedback
    )
    train_model(sources, work, name, seed, epochs, processes, console.print)


def evaluate(
    data: DataOption = _DATA,
    work: WorkOption = None,
    name: Annotated[str, typer.Option(help="Of the model that is judged.")] = "ear-2",
    deam: DeamOption = [],  # noqa: B006  (typer reads it as "none")
    pmemo: PmemoOption = [],  # noqa: B006
    emomusic: EmomusicOption = [],  # noqa: B006
    emopia: EmopiaOption = [],  # noqa: B006
) -> None:
    """Print the table of figures on held-out artists; write `metrics.json` and the card.

    What is named of DEAM, PMEmo, emoMusic and EMOPIA is judged as well, as far as the model has
    not learnt from it, nor from the same artists.
    """
    from emomusic.emotion.model import MODELS
    from emomusic.emotion.training import outside
    from emomusic.emotion.training.datasets import Sources
    from emomusic.emotion.training.evaluation import table
    from emomusic.emotion.training.pipeline import evaluate_model, held_out_predictions

    data, work = _folders(data, work)
    if not (work / "fold0.npz").exists():
        raise InvalidInput(f"Nothing was trained in {work} yet: run train, or name it with --work.")
    sources = Sources.of(data, deam=deam, pmemo=pmemo, emomusic=emomusic, emopia=emopia)
    figures = {}
    if sources.others:
        predicted = held_out_predictions(work).keys()
        figures = outside.judge_unseen(sources, predicted, name, console.print)
    console.print(evaluate_model(sources, work, name))
    if figures:
        outside.add_to_metrics(figures, MODELS / name)
        console.print(table(figures))
