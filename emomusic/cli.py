"""`python -m emomusic …`: the same services, from a shell."""

from __future__ import annotations

import sys

import typer

from emomusic.commands.analysis import analyse, evaluate, train
from emomusic.commands.analytics import rollup
from emomusic.commands.backup import backup, restore
from emomusic.commands.data import mongo_app
from emomusic.commands.explanation import explain
from emomusic.commands.features import features
from emomusic.commands.feedback import feedback_app
from emomusic.commands.journeys import evaluate_journeys
from emomusic.commands.library import scan
from emomusic.commands.people import user_app
from emomusic.commands.recommendations import evaluate_recommendations
from emomusic.commands.run import run
from emomusic.commands.simulation import simulate
from emomusic.errors import EmoMusicError

app = typer.Typer(
    help="EmoMusic: a self-hosted music player that hears emotion.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(run)
app.command()(scan)
app.command()(analyse)
app.command()(explain)
app.command()(features)
app.command()(train)
app.command()(evaluate)
app.command()(evaluate_recommendations)
app.command()(evaluate_journeys)
app.command()(rollup)
app.command()(backup)
app.command()(restore)
app.command()(simulate)
app.add_typer(user_app, name="user")
app.add_typer(mongo_app, name="mongo")
app.add_typer(feedback_app, name="feedback")


def main() -> None:
    """Run the command line; an error that people meet is one line and exit code 1."""
    try:
        app()
    except EmoMusicError as error:
        print(f"emomusic: {error.sentence}", file=sys.stderr)
        raise SystemExit(1) from None
