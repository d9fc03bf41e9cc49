"""The page of a connected account at Spotify, and the page of an imported playlist."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import reflex as rx
from reflex.event import EventSpec, EventType

from emomusic.errors import EmoMusicError, NotFound
from emomusic.services.access import LISTENER
from emomusic.services.spotify import client, connection, imported, imports
from emomusic.services.spotify.imported import ImportView, Missing
from emomusic.services.spotify.threads import in_thread
from emomusic.services.views import SongView
from emomusic.states.access import person, requires
from emomusic.states.base import AppState, offload
from emomusic.states.catalogue import id_in_path
from emomusic.store.spotify_tables import ImportState

LOOK_S = 0.6
"""Seconds between looks at an import that runs."""

_OUTCOMES = {
    "connected": "Your account is connected.",
    "declined": "Nothing was connected, as you decided at Spotify.",
    "stale": "That connection was begun elsewhere or too long ago. Begin it again here.",
    "failed": "Spotify did not accept the connection. Try again in a moment.",
}


@dataclass(frozen=True, slots=True)
class PlaylistRow:
    """A playlist at Spotify in a list; `total` is -1 where Spotify does not say."""

    id: str
    title: str
    total: int


class SpotifyState(AppState):
    """What is connected, what can be imported, and what was."""

    offered: bool = False
    ready: bool = False
    name: str = ""
    connected_at: str = ""
    is_alive: bool = False
    outcome: str = ""
    is_good: bool = False
    problem: str = ""
    playlists: list[PlaylistRow] = []
    listed: bool = False
    imports: list[ImportView] = []

    @rx.var
    def is_importing(self) -> bool:
        """Whether an import runs."""
        return any(one.state == ImportState.RUNNING for one in self.imports)

    @rx.event
    @requires(LISTENER)
    async def load(self) -> AsyncIterator[EventType[()] | None]:
        """Show the connection and the imports at once, and the playlists when they are there."""
        outcome = self.router.url.query_parameters.get("outcome", "")
        self.outcome, self.is_good = _OUTCOMES.get(outcome, ""), outcome == "connected"
        self.problem, self.listed = "", False
        self.offered = connection.is_offered()
        if not self.offered:
            self.ready = True
            return
        me = person(self).id
        found = await offload(connection.connection_of, me)
        self.name = found.name if found else ""
        self.connected_at = found.connected_at if found else ""
        self.is_alive = found is not None and found.is_alive
        self.imports = list(await offload(imported.imports_of, me))
        self.ready = True
        yield None
        if self.is_alive:
            await self._list(me)
        if self.is_importing:
            yield SpotifyState.watch

    async def _list(self, me: int) -> None:
        try:
            found = await in_thread(client.playlists_of, me)
        except EmoMusicError as error:
            self.problem = error.sentence
            self.playlists = []
            again = await offload(connection.connection_of, me)
            self.is_alive = again is not None and again.is_alive
        else:
            self.playlists = [
                PlaylistRow(one.id, one.title, -1 if one.total is None else one.total)
                for one in found
            ]
        self.listed = True

    @rx.event
    @requires(LISTENER)
    async def begin(self, playlist_id: str) -> EventType[()]:
        """Import a playlist.

        Args:
            playlist_id: Its id at Spotify.
        """
        me = person(self).id
        await offload(imports.begin_import, me, playlist_id)
        self.imports = list(await offload(imported.imports_of, me))
        return SpotifyState.watch

    @rx.event(background=True)
    @requires(LISTENER)
    async def watch(self) -> None:
        """Show how imports go on, until none runs; they go on without this too."""
        me = person(self).id
        while True:
            rows = list(await offload(imported.imports_of, me))
            async with self:
                self.imports = rows
            if not any(one.state == ImportState.RUNNING for one in rows):
                return
            await asyncio.sleep(LOOK_S)


class ImportedState(AppState):
    """One imported playlist."""

    playlist: ImportView | None = None
    songs: list[SongView] = []
    missing: list[Missing] = []
    lost: bool = False

    @rx.event
    @requires(LISTENER)
    async def load(self) -> None:
        """Show the playlist that the path names."""
        self.lost = False
        try:
            connection.check_offered()
            await self._show(id_in_path(self))
        except NotFound:
            self.playlist, self.songs, self.missing, self.lost = None, [], [], True

    @rx.event
    @requires(LISTENER)
    async def look_again(self) -> EventSpec:
        """Look for what was not found once more."""
        import_id = id_in_path(self)
        more = await offload(imported.look_again, person(self).id, import_id)
        await self._show(import_id)
        if not more:
            return rx.toast.info("Nothing more was found in the library.")
        return rx.toast.success(
            "1 more song was found." if more == 1 else f"{more} more were found."
        )

    @rx.event
    @requires(LISTENER)
    async def remove(self) -> EventSpec:
        """Delete the imported playlist; its songs stay."""
        await offload(imported.forget_import, person(self).id, id_in_path(self))
        return rx.redirect("/spotify")

    async def _show(self, import_id: int) -> None:
        found = await offload(imported.import_of, person(self).id, import_id)
        self.playlist = found.playlist
        self.songs = list(found.songs)
        self.missing = list(found.missing)
