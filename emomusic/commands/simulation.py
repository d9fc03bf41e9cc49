"""`python -m emomusic simulate`: listeners who are not there, for a demonstration."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from typing import Annotated

import typer

from emomusic.commands.mongo import mongo_for_a_command
from emomusic.errors import Conflict
from emomusic.services.analytics.rollup import roll_up
from emomusic.services.simulation import PREFIX, Plan, Report, remove_simulated
from emomusic.services.simulation import simulate as run_simulation
from emomusic.store.migrate import upgrade
from emomusic.store.mongo import close_mongo, ensure_indexes


def simulate(
    people: Annotated[int, typer.Option(help="How many listeners.", min=1)] = 40,
    days: Annotated[int, typer.Option(help="How many days, up to the end.", min=1)] = 90,
    until: Annotated[
        datetime | None, typer.Option(help="The end, in UTC; nothing is heard after it. Now.")
    ] = None,
    plays: Annotated[
        float, typer.Option(help="Songs a listener starts a day, on average.", min=0.1, max=200)
    ] = 8.0,
    seed: Annotated[int, typer.Option(help="The same seed makes the same listeners.")] = 1,
    remove: Annotated[
        bool, typer.Option("--remove", help="Remove all that was ever simulated, and make nothing.")
    ] = False,
) -> None:
    """Let people with habits listen to the library, and record what they hear.

    Their accounts begin with "Sim", and nobody can log in with one. The same command again adds
    nothing; with another end it goes on.
    """
    upgrade()
    end = until.replace(tzinfo=UTC) if until else datetime.now(UTC)
    plan = Plan(people=people, days=days, until=end, plays_per_day=plays, seed=seed)
    with mongo_for_a_command():
        asyncio.run(_remove() if remove else _simulate(plan))


async def _simulate(plan: Plan) -> None:
    try:
        await ensure_indexes()
        report = await run_simulation(plan, _say)
        print(
            f"{plan.people} listeners, whose names begin with {PREFIX.strip()!r}: "
            f"{report.accepted} new events, {report.known} that were there."
        )
        for why, count in report.refused.most_common():
            print(f"{count} events were refused: {why}")
        await _roll_up()
    finally:
        await close_mongo()


async def _remove() -> None:
    try:
        await ensure_indexes()
        accounts, events = await remove_simulated()
        print(f"{accounts} simulated listeners and {events} of their events are removed.")
        await _roll_up()
    finally:
        await close_mongo()


async def _roll_up() -> None:
    try:
        await roll_up()
    except Conflict:
        print("The running app rolls it up just now; look again in two minutes.")
    else:
        print("The dashboards know of it.")


def _say(day: date, report: Report) -> None:
    if day.day == 1:
        print(f"{day:%B %Y} begins, {report.accepted + report.known} events so far", flush=True)
