"""`python -m emomusic evaluate-recommendations`: would people have heard what is recommended?"""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Annotated

import typer

from emomusic.commands.mongo import mongo_for_a_command
from emomusic.services.discovery.judging import Question, Score, Verdict, judge
from emomusic.store.migrate import upgrade
from emomusic.store.mongo import close_mongo, ensure_indexes

_HEADS = {
    "name": "",
    "hit_rate": "hit rate",
    "precision": "precision",
    "new_hit_rate": "new hits",
    "unheard": "unheard",
    "variety": "variety",
    "artists": "artists",
    "novelty": "novelty",
    "miscalibration": "miscalib.",
    "coverage": "coverage",
}


def evaluate_recommendations(
    days: Annotated[int, typer.Option(help="Days that are held back.", min=1, max=365)] = 14,
    k: Annotated[int, typer.Option("--k", help="Songs for each listener.", min=1, max=100)] = 20,
    people: Annotated[int, typer.Option(help="Listeners at most.", min=1)] = 500,
    until: Annotated[
        datetime | None,
        typer.Option(help="The end of these days, in UTC; the last day with listening."),
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same figures.")] = 1,
) -> None:
    """Replay held-back listening against the mixes, the most popular songs and chance.

    Real listeners' plays and simulated ones count alike; only means over people are printed, as
    a table and as one line of JSON.
    """
    upgrade()
    end = until.replace(tzinfo=UTC) if until else None
    with mongo_for_a_command():
        verdict = asyncio.run(_judged(Question(days, k, people, seed), end))
    print(_table(verdict, days))
    print(json.dumps(asdict(verdict), default=str))


async def _judged(question: Question, until: datetime | None) -> Verdict:
    try:
        await ensure_indexes()
        return await judge(question, until)
    finally:
        await close_mongo()


def _table(verdict: Verdict, days: int) -> str:
    head = (
        f"{verdict.people} listeners, {verdict.songs} songs, {verdict.length} for each; "
        f"{days} days held back from {verdict.held_back_from:%Y-%m-%d} on."
    )
    names = [field.name for field in fields(Score)]
    rows = ["".join(_cell(_HEADS[name], is_name=name == "name") for name in names)]
    for score in verdict.scores:
        figures = asdict(score)
        rows.append("".join(_cell(figures[name], is_name=name == "name") for name in names))
    return "\n".join((head, "", *rows, ""))


def _cell(value: float | str, is_name: bool) -> str:
    text = value if isinstance(value, str) else f"{value:.3f}"
    return f"{text:<14}" if is_name else f"{text:>11}"
