"""Everything that is kept of a person, as one ZIP file of readable JSON."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from emomusic.services.personal.registry import SUBJECTS, PersonalSubject

_BATCH = 200

_README = """This is everything that EmoMusic keeps of you, as it was at {at}.

Each file is JSON: a list, with one entry for each thing. Times are in UTC. Passwords, and what
keeps you signed in, are not in here; they are kept only as hashes.

{files}
"""


async def export_own(user_id: int, path: Path, at: datetime) -> dict[str, int]:
    """Write what is kept of a person.

    Args:
        user_id: Who.
        path: The file to write.
        at: The time now.

    Returns:
        How many entries each file has.

    Raises:
        Unavailable: A database can't be reached.
    """
    counts: dict[str, int] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for subject in SUBJECTS:
            counts[subject.name] = await _write(archive, subject, user_id)
        files = "\n".join(f"{one.name}.json  {one.about}" for one in SUBJECTS)
        archive.writestr("README.txt", _README.format(at=f"{at:%Y-%m-%d %H:%M} UTC", files=files))
    return counts


async def _write(archive: zipfile.ZipFile, subject: PersonalSubject, user_id: int) -> int:
    count = 0
    with archive.open(f"{subject.name}.json", "w", force_zip64=True) as file:
        file.write(b"[")
        waiting = io.StringIO()
        async for item in subject.export(user_id):
            waiting.write(",\n" if count else "\n")
            waiting.write(json.dumps(item, ensure_ascii=False, indent=1, default=_plain))
            count += 1
            if count % _BATCH == 0:
                await asyncio.to_thread(file.write, waiting.getvalue().encode())
                waiting = io.StringIO()
        await asyncio.to_thread(file.write, waiting.getvalue().encode() + b"\n]\n")
    return count


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
