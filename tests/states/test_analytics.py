"""What the pages of analytics ask for, and which searches are counted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from emomusic.errors import Unavailable
from emomusic.services.analytics.dimensions import Dimension
from emomusic.services.analytics.runs import Run
from emomusic.services.people import SignedIn
from emomusic.services.rate_limits import forget_buckets
from emomusic.services.vain_searches import vain_searches
from emomusic.states.admin_analytics import AnalyticsState, SongAnalyticsState
from emomusic.states.search import SearchState
from emomusic.store.mongo import Collection, Database
from emomusic.store.tables import Role
from tests.factories import ident, make_album, make_artist, make_song
from tests.people import come_in
from tests.rollups import write_day
from tests.tabs import connect, events_of, tab

pytestmark = pytest.mark.usefixtures("database", "mongo_database")

TODAY = datetime.now(UTC).date()


@pytest.fixture
def ada(database: str) -> SignedIn:
    return come_in("Ada", Role.ADMINISTRATOR)


async def send(state: Any, name: str, *args: Any) -> None:
    await events_of(type(state).event_handlers[name].fn, state, *args)


def _listens(state: Any) -> float:
    charts = [chart for group in state.groups for chart in group.charts]
    (sums,) = (chart for chart in charts if chart.key == "sums")
    return next((row.cells[0] for row in sums.rows if row.label == "Listens"), 0)


class TestTheAnalyticsPage:
    async def test_shows_four_weeks_and_then_what_is_chosen(self, ada: SignedIn) -> None:
        for days, listens in {0: 1, 20: 10, 60: 100, 300: 1000}.items():
            rows = [(1, 0, 2000, listens, 0, 0, 1.0)]
            await write_day(Dimension.SOURCE, rows, TODAY - timedelta(days=days))
        page = tab(AnalyticsState, ada.token)
        await send(page, "load")
        assert _listens(page) == 11
        for span, listens in {"7": 1, "91": 111, "all": 1111, "nonsense": 1111}.items():
            await send(page, "choose_span", span)
            assert _listens(page) == listens
        first = (TODAY - timedelta(days=60)).isoformat()
        await send(page, "begin_on", first)
        await send(page, "end_on", first)
        assert (_listens(page), page.span, page.since, page.until) == (100, "", first, first)

    async def test_looks_at_an_album_or_a_genre_and_so_does_its_csv(self, ada: SignedIn) -> None:
        album = make_album("Rooms With Rain", make_artist("Ilse"))
        inside, outside = make_song("In", album, genre="Jazz"), make_song("Out", genre="Jazz")
        other = make_song("Other", genre="Rock")
        rows = [
            (ident(one), 0, 9, n, 0, 0, 1.0) for n, one in enumerate((inside, outside, other), 1)
        ]
        await write_day(Dimension.SONG, rows, TODAY)
        page = tab(AnalyticsState, ada.token)
        await send(page, "load")
        await send(page, "choose_genre", "Jazz")
        assert _listens(page) == 3
        await send(page, "find_album", "rooms")
        assert [one.label for one in page.albums] == ["Rooms With Rain · Ilse"]
        await send(page, "find_album", "Rooms With Rain · Ilse")
        assert _listens(page) == 1
        assert page.csv_query.endswith(f"album={ident(album)}&genre=Jazz")
        await send(page, "find_album", "")
        assert _listens(page) == 3
        await send(page, "choose_all")
        assert "genre" not in page.csv_query

    async def test_looks_anew_only_after_a_roll_up(
        self, ada: SignedIn, mongo_database: Database
    ) -> None:
        page = tab(AnalyticsState, ada.token)
        await send(page, "load")
        await write_day(Dimension.SOURCE, [(1, 0, 1, 1, 0, 0, 1.0)], TODAY)
        await send(page, "tick")
        assert _listens(page) == 0
        at = datetime(2026, 11, 27, 12, tzinfo=UTC)
        state = {"_id": Run.ROLL_UP.value, "began_at": at, "ended_at": at}
        await mongo_database[Collection.ROLLUP_STATE].insert_one(state)
        await send(page, "tick")
        assert (_listens(page), page.as_of) == (1, at.isoformat())

    async def test_says_that_figures_cannot_be_had_until_they_can(
        self, ada: SignedIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        page = tab(AnalyticsState, ada.token)
        with monkeypatch.context() as broken:
            broken.setattr("emomusic.states.analytics_range.rolled_up_until", _unreachable_soon)
            await send(page, "load")
            assert page.wrong == "MongoDB can't be reached just now."
            assert await events_of(AnalyticsState.event_handlers["tick"].fn, page) == []
        await send(page, "tick")
        assert (page.wrong, page.busy) == ("", False)


async def test_the_page_of_a_song_is_about_it_alone(ada: SignedIn) -> None:
    song, other = make_song("Rain"), make_song("Fog")
    rows = [(ident(song), 0, 5, 4, 0, 0, 1.0), (ident(other), 0, 9, 9, 0, 0, 1.0)]
    await write_day(Dimension.SONG, rows, TODAY)
    page = tab(SongAnalyticsState, ada.token)
    connect(page, ada.token, path=f"/admin/analytics/song/{ident(song)}")
    await send(page, "load")
    assert page.song is not None
    assert page.song.title == "Rain"
    (sums, *_) = page.charts
    assert [row.cells[0] for row in sums.rows][:3] == [0, 5, 4]
    assert page.csv_query.endswith(f"song={ident(song)}")


class TestASearchWithoutResult:
    @pytest.fixture
    def someone(self, database: str) -> Any:
        forget_buckets()
        return tab(SearchState, come_in("Lia").token)

    async def counted(self) -> dict[str, int]:
        return await vain_searches(TODAY - timedelta(days=1), TODAY)

    async def test_counts_once_nobody_types_on_and_not_for_each_letter(self, someone: Any) -> None:
        for typed in ("xy", "xyl", "xylo"):
            await send(someone, "find", typed)
        await send(someone, "settle", "xyl")
        assert await self.counted() == {}
        await send(someone, "settle", "xylo")
        await send(someone, "settle", "xylo")
        assert await self.counted() == {"xylo": 1}

    async def test_counts_only_where_nothing_was_found(self, someone: Any) -> None:
        make_song("Rain")
        await send(someone, "find", "rain")
        await send(someone, "settle", "rain")
        await send(someone, "find", "")
        await send(someone, "settle", "")
        assert await self.counted() == {}

    async def test_says_nothing_where_it_cannot_be_counted(
        self, someone: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await send(someone, "find", "xylo")
        monkeypatch.setattr("emomusic.services.vain_searches.mongo", _unreachable)
        assert await events_of(SearchState.event_handlers["settle"].fn, someone, "xylo") == []


async def _unreachable_soon() -> Any:
    _unreachable()


def _unreachable() -> Any:
    raise Unavailable("MongoDB can't be reached just now.")
