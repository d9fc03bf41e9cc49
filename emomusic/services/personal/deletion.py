"""Deletes an account: what must go goes, and what stays loses its name.

First nobody can act as the person any more, then what they left elsewhere is erased, and last
the account goes with all rows that point at it. A deletion that breaks off is done again.
"""

from __future__ import annotations

import asyncio

from emomusic.errors import Conflict, EmoMusicError
from emomusic.services import removal
from emomusic.services.access import Person
from emomusic.services.own_password import check_own_password
from emomusic.services.personal.registry import SUBJECTS


async def delete_own_account(person: Person, password: str) -> None:
    """Delete the account of whoever asks.

    Args:
        person: Who asks.
        password: As typed.

    Raises:
        InvalidInput: It is not their password.
        Conflict: They are the last administrator.
        TooManyRequests: The password was wrong too often.
        Unavailable: A database can't be reached; the account is still there.
    """
    await asyncio.to_thread(check_own_password, person, password)
    await _delete(person.id, person)


async def delete_account(user_id: int, actor: Person | None) -> None:
    """Delete somebody else's account.

    Args:
        user_id: Whose.
        actor: The administrator who does it, or None for the command line.

    Raises:
        Conflict: They are the last administrator, or it is the actor's own.
        NotFound: There is no such account.
        Unavailable: A database can't be reached; the account is still there.
    """
    if actor is not None and actor.id == user_id:
        raise Conflict("Your own account is deleted in your settings, with your password.")
    await _delete(user_id, actor)


async def _delete(user_id: int, actor: Person | None) -> None:
    was_open = await asyncio.to_thread(removal.close_account, user_id)
    try:
        for subject in SUBJECTS:
            await subject.erase(user_id)
        await asyncio.to_thread(removal.remove, user_id, actor)
    except EmoMusicError:
        if was_open:
            await asyncio.to_thread(removal.reopen_account, user_id)
        raise
