"""Messages that somebody reported to the administrators, who read no others of strangers."""

from __future__ import annotations

from datetime import UTC, datetime

from emomusic.services.access import Person
from emomusic.services.chat.membership import WHAT
from emomusic.services.chat.messages import find_for, message_views
from emomusic.services.chat.names import names_of
from emomusic.services.chat.views import Report
from emomusic.services.chat.writing import messages
from emomusic.store.mongo import Collection, answering, mongo

MOST_REPORTS = 100
"""Reports that are shown at once."""


async def report(person: Person, conversation_id: str, seq: int) -> None:
    """Show a message to the administrators; a second time changes nothing.

    Args:
        person: Who reports.
        conversation_id: Where the message is.
        seq: Its place.

    Raises:
        NotFound: There is no such message for this person, or it is gone.
        Unavailable: MongoDB can't be reached.
    """
    with answering(WHAT):
        found = await find_for(person, conversation_id, seq)
        await mongo()[Collection.MESSAGE_REPORTS].update_one(
            {"_id": found["_id"]},
            {"$set": {"at": datetime.now(UTC)}, "$addToSet": {"reporter_ids": person.id}},
            upsert=True,
        )


async def reports() -> tuple[Report, ...]:
    """Return the reported messages that still have their content, the last reported first.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    with answering(WHAT):
        cursor = mongo()[Collection.MESSAGE_REPORTS].find().sort("at", -1).limit(MOST_REPORTS)
        rows = [one async for one in cursor]
        ids = {"$in": [one["_id"] for one in rows]}
        query = {"_id": ids, "gone": {"$exists": False}}
        there = {one["_id"]: one async for one in messages().find(query)} if rows else {}
        shown = [one for one in rows if one["_id"] in there]
        views = await message_views(there[one["_id"]] for one in shown)
        names = await names_of(who for one in shown for who in one["reporter_ids"])
    return tuple(
        Report(view, tuple(names[who] for who in one["reporter_ids"]), one["at"].isoformat())
        for one, view in zip(shown, views, strict=True)
    )


async def dismiss(conversation_id: str, seq: int) -> None:
    """Leave a reported message where it is, and show it no longer.

    Args:
        conversation_id: Where the message is.
        seq: Its place.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    with answering(WHAT):
        found = await messages().find_one(
            {"conversation_id": conversation_id, "seq": seq}, {"seq": 1}
        )
        if found is not None:
            await mongo()[Collection.MESSAGE_REPORTS].delete_one({"_id": found["_id"]})
