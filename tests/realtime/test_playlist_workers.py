"""A block reaches whoever looks at a playlist, whichever worker their tabs are connected to."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from benchmarks.live_clients import Tab
from emomusic.services.people import SignedIn
from emomusic.store.database import dispose, use_database
from tests.factories import ident, make_song
from tests.people import come_in
from tests.processes import PATIENCE_S
from tests.redis import RedisServer
from tools.server import Server

TABS = 8
"""Of the one who looks: with so many, each of two workers has some."""


@pytest.fixture
def server(tmp_path: Path, redis_server: RedisServer) -> Iterator[Server]:
    """Two workers behind Redis."""
    running = Server(tmp_path / "data", web_dir=".web-power-cut")
    running.environment |= {
        "IMPORT_DEMO": "false",
        "REDIS_URL": redis_server.url,
        "GRANIAN_WORKERS": "2",
    }
    running.start()
    use_database(f"sqlite:///{running.data_dir / 'emomusic.db'}")
    yield running
    dispose()
    use_database(None)
    running.stop()


@dataclass
class Heard:
    """What all tabs of somebody heard."""

    kinds: Counter[str] = field(default_factory=Counter)
    _more: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, at_s: float, kind: str, body: Any) -> None:
        self.kinds[kind] += 1
        self._more.set()

    async def by_every_tab(self, kind: str) -> Counter[str]:
        """Wait until every tab heard something; what they heard since the last time."""
        async with asyncio.timeout(PATIENCE_S):
            while self.kinds[kind] < TABS:
                self._more.clear()
                await self._more.wait()
        heard, self.kinds = self.kinds, Counter()
        return heard


def test_who_is_blocked_hears_at_once_nothing_more_of_a_list_in_any_worker(server: Server) -> None:
    song_id = ident(make_song("Three"))
    asyncio.run(_block(server, come_in("List owner"), come_in("Looker on"), song_id))


async def _block(server: Server, owner: SignedIn, looker: SignedIn, song_id: int) -> None:
    def entry(number: int) -> dict[str, Any]:
        entries = [{"key": f"entry-of-{number}", "song_id": song_id}]
        return {"entries": entries, "spot": {"at_end": True}, "edit_key": f"edit-of-{number}"}

    heard = Heard()
    async with aiohttp.ClientSession() as session:
        own = Tab(owner.person.id, owner.token)
        tabs = [Tab(looker.person.id, looker.token, heard.hear) for _ in range(TABS)]
        await asyncio.gather(*(tab.open(session, server.url) for tab in (own, *tabs)))
        made = await own.call("playlist.create", title="Evening")
        await own.call("playlist.show_to", playlist_id=made, visibility="everyone")
        await asyncio.gather(*(tab.call("playlist.open", playlist_id=made) for tab in tabs))
        await own.call("playlist.insert", playlist_id=made, **entry(1))
        assert (await heard.by_every_tab("playlist.edited"))["playlist.edited"] == TABS

        await own.call("people.block", person_id=looker.person.id)
        assert (await heard.by_every_tab("people.changed"))["playlist.changed"] == TABS

        await own.call("playlist.insert", playlist_id=made, **entry(2))
        await own.call("playlist.facts", playlist_id=made, title="Morning")
        await tabs[0].call("people.hide", hides=True)
        after = await heard.by_every_tab("people.changed")
        assert {kind for kind in after if kind.startswith("playlist.")} == set()
        await asyncio.gather(*(tab.close() for tab in (own, *tabs)))
