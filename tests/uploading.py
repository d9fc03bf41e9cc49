"""Sends files as the page does: by tus, through the real routes."""

from __future__ import annotations

import asyncio
import atexit
import base64
from typing import Any

import httpx

from emomusic.jobs.uploads import UploadChecker
from emomusic.services.people import SignedIn
from emomusic.services.uploads.checking import waiting_for_check
from tests.browsers import browser

TUS = {"Tus-Resumable": "1.0.0"}
PART = {**TUS, "Content-Type": "application/offset+octet-stream"}

# One process looks at the uploads of all tests, as one does on a server: its start takes seconds.
_checker = UploadChecker()
atexit.register(_checker.end)


def metadata(**told: str) -> str:
    """Write `Upload-Metadata`."""
    return ",".join(
        f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in told.items()
    )


class Sender:
    """A person who sends files."""

    def __init__(self, somebody: SignedIn | None) -> None:
        self.client = browser(somebody)

    async def create(self, size_bytes: int, **told: str) -> httpx.Response:
        """Announce a file."""
        headers = {**TUS, "Upload-Length": str(size_bytes), "Upload-Metadata": metadata(**told)}
        return await self.client.post("/api/uploads", headers=headers)

    async def begin(self, size_bytes: int, **told: str) -> str:
        """Announce a file that is let in, and return where its bytes go."""
        answer = await self.create(size_bytes, **told)
        assert answer.status_code == 201, answer.text
        return answer.headers["location"]

    async def part(self, url: str, offset: int, data: bytes) -> httpx.Response:
        """Send bytes."""
        headers = {**PART, "Upload-Offset": str(offset)}
        return await self.client.patch(url, headers=headers, content=data)

    async def send(self, name: str, data: bytes, folder: str = "") -> str:
        """Send a whole file and return its id."""
        url = await self.begin(len(data), filename=name, folder=folder)
        answer = await self.part(url, 0, data)
        assert answer.status_code == 204, answer.text
        return url.rpartition("/")[2]

    async def bring(self, name: str, data: bytes, folder: str = "") -> str:
        """Send a file, have it looked at, and return its id."""
        upload_id = await self.send(name, data, folder)
        await look()
        return upload_id

    async def listed(self) -> dict[str, Any]:
        """Return the list."""
        return (await self.client.get("/api/uploads")).json()

    async def upload(self, upload_id: str) -> dict[str, Any]:
        """Return one of the list."""
        found = [one for one in (await self.listed())["uploads"] if one["id"] == upload_id]
        assert len(found) == 1
        return found[0]

    async def take(self, *ids: str) -> list[dict[str, Any]]:
        """Take uploads into the library, and return what became of them."""
        answer = await self.client.post("/api/uploads/take", json={"ids": ids})
        assert answer.status_code == 200, answer.text
        return answer.json()["outcomes"]

    async def fill(self, *ids: str, **fields: Any) -> httpx.Response:
        """Fill the form of uploads in."""
        return await self.client.post("/api/uploads/fill", json={"ids": ids, **fields})


async def look() -> None:
    """Look at all that has arrived, as the server does."""
    for arrived in await asyncio.to_thread(waiting_for_check):
        await _checker.check(arrived)
