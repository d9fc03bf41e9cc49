"""The subjects of what is kept of a person."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from emomusic.services.analytics import erasure
from emomusic.services.personal import conversations, listening, rooms, rows

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


_ERASERS = {"room_member": rooms.erase}

SUBJECTS: tuple[PersonalSubject, ...] = (
    *(
        PersonalSubject(
            name, about, rows.exporter(name), _ERASERS.get(name, _goes_with_the_account)
        )
        for name, about in rows.ABOUT.items()
    ),
    PersonalSubject(
        "listening",
        "Everything your player told: what sounded, when and on what.",
        listening.export,
        listening.erase,
    ),
    PersonalSubject(
        "plays",
        "What your events add up to: each song you played, and for how long you heard it.",
        listening.export_days,
        erasure.erase,
    ),
    PersonalSubject(
        "messages",
        "The messages that you can read, yours and others'.",
        conversations.export,
        conversations.erase,
    ),
    PersonalSubject(
        "chat_preferences",
        "How you want to be told of messages.",
        conversations.export_preferences,
        conversations.erase_preferences,
    ),
)
"""All subjects, in the order of the export; events lose the name before what they add up to."""
