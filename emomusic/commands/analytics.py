"""`python -m emomusic rollup`: what was listened to, counted again."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

import typer

from emomusic.commands.mongo import mongo_for_a_command
from emomusic.errors import InvalidInput
from emomusic.services.analytics.rollup import Report, recompute
from emomusic.store.migrate import upgrade
from emomusic.store.mongo import close_mongo, ensure_indexes

_DAYS = ["%Y-%m-%d"]


def rollup(
    first: Annotated[
        datetime | None,
        typer.Option("--from", formats=_DAYS, help="The first day (UTC); yesterday unless said."),
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option("--to", formats=_DAYS, help="The last day (UTC); today unless said."),
    ] = None,
) -> None:
    """Count again what was listened to, from the events that are there.

    It may run beside the app. Hours of which retention removed events stay as they are.
    """
    today = datetime.now(UTC).date()
    until = last.date() if last else today
    since = first.date() if first else min(until, today - timedelta(days=1))
    if since > until:
        raise InvalidInput(f"{since} comes after {until}: there is no day from one to the other.")
    upgrade()
    with mongo_for_a_command():
        report = asyncio.run(_run(since, until))
    print(_said(report, since, until))


async def _run(since: date, until: date) -> Report:
    try:
        await ensure_indexes()
        return await recompute(since, until)
    finally:
        await close_mongo()


def _said(report: Report, since: date, until: date) -> str:
    days = f"{since}" if since == until else f"{since} to {until}"
    if not report.hours and not report.kept:
        return f"{days}: there are no events, so nothing was counted."
    counted = (
        f"{days}: counted. Events: {report.events}; plays: {report.plays}; hours: {report.hours}; "
        f"days: {report.days}. It took {report.took_s:.1f} s."
    )
    if not report.kept:
        return counted
    return (
        f"{counted}\nHours that stay as they were: {report.kept}. Some of their events are no "
        "longer kept, so their numbers could only shrink."
    )
