"""The subjects of what is kept of a person."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from emomusic.services.personal import listening, rows

Item = dict[str, Any]


async def _goes_with_the_account(_: int) -> None:
    """Erase nothing: the database deletes these rows with the account's (ON DELETE CASCADE)."""


@dataclass(frozen=True, slots=True)
class PersonalSubject:
    """One subject.

    Attributes:
        name: Of its file in an export, without `.json`.
        about: What it is, for the person who reads the export.
        export: Yields what there is of a person, readable and without secrets.
        erase: Deletes it, or takes the person out of it; may be done twice.
    """

    name: str
    about: str
    export: Callable[[int], AsyncIterator[Item]]
    erase: Callable[[int], Awaitable[None]] = _goes_with_the_account


SUBJECTS: tuple[PersonalSubject, ...] = (
    *(PersonalSubject(name, about, rows.exporter(name)) for name, about in rows.ABOUT.items()),
    PersonalSubject(
        "listening",
        "Everything your player told: each play, pause, skip and end.",
        listening.export,
        listening.erase,
    ),
)
"""All subjects, in the order of the export."""
