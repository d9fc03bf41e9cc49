"""Where people listen, as the map lays it over the library: one's own, and friends who agreed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from emomusic.services import friends, privacy
from emomusic.services.analytics.dimensions import CELLS
from emomusic.services.discovery.tastes import Tastes, tastes_for
from tests.factories import ident, make_song, make_user
from tests.services.analytics.diaries import heard, keep

pytestmark = pytest.mark.usefixtures("database", "mongo_database")

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


class Two:
    """Ada hears calm music and Bea angry music; both agree."""

    def __init__(self) -> None:
        self.ada, self.bea = ident(make_user("Ada")), ident(make_user("Bea"))
        friends.ask(self.ada, self.bea)
        friends.accept(self.bea, self.ada)
        for user_id in (self.ada, self.bea):
            privacy.set_compares_taste(user_id, True)

    async def listen(self) -> None:
        song = ident(make_song("Tide"))
        await keep(self.ada, heard("2026-03-01 08:00", song, 30, felt=(0.85, 0.15)))
        await keep(self.bea, heard("2026-03-02 08:00", song, 30, felt=(0.15, 0.85)))

    async def tastes(self) -> Tastes:
        return await tastes_for(self.ada, "Ada", NOW)


@pytest.fixture
async def two() -> Two:
    made = Two()
    await made.listen()
    return made


async def test_ones_own_plane_is_fullest_where_one_listens(two: Two) -> None:
    mine = (await two.tastes()).mine
    assert mine.cells is not None
    assert (len(mine.cells), len(mine.cells[0])) == (CELLS, CELLS)
    assert mine.cells[1][8] == 1.0
    assert mine.cells[1][7] == 0.5
    assert mine.cells[8][1] == 0.0


async def test_that_of_a_friend_who_agreed_stands_beside_it(two: Two) -> None:
    (friend,) = (await two.tastes()).friends
    assert (friend.id, friend.name) == (two.bea, "Bea")
    assert friend.cells is not None
    assert friend.cells[8][1] == 1.0


@pytest.mark.parametrize("who", ["ada", "bea"])
async def test_both_must_agree(two: Two, who: str) -> None:
    privacy.set_compares_taste(getattr(two, who), False)
    tastes = await two.tastes()
    assert tastes.friends == ()
    assert tastes.mine.cells is not None


async def test_with_too_little_heard_there_is_no_plane() -> None:
    ada = ident(make_user("Ada"))
    assert (await tastes_for(ada, "Ada", NOW)).mine.cells is None
