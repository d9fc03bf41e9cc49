"""All charts of the platform: what pages, exports, tests and benchmarks walk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from emomusic.errors import NotFound
from emomusic.services.analytics.chart import Chart
from emomusic.services.analytics.platform_asked import Asked
from emomusic.services.analytics.platform_emotion import emotion_of_day, lacks, plane
from emomusic.services.analytics.platform_leaving import leaving, song_leaving
from emomusic.services.analytics.platform_people import listeners, retention
from emomusic.services.analytics.platform_searches import searches
from emomusic.services.analytics.platform_time import hours, listens, sums, when
from emomusic.services.analytics.platform_top import (
    devices,
    finished,
    skipped,
    sources,
    top_albums,
    top_artists,
    top_songs,
)
from emomusic.services.analytics.reading import one_look

ChartMaker = Callable[[Asked], Awaitable[Chart]]
"""Makes a chart; it is called as the chart's key."""

PLATFORM_GROUPS: tuple[tuple[str, tuple[ChartMaker, ...]], ...] = (
    ("How much", (sums, listeners, listens, hours, devices, when)),
    ("What", (top_songs, top_artists, top_albums, sources)),
    ("To the end?", (leaving, finished, skipped)),
    ("How it feels", (emotion_of_day, plane)),
    ("What is missing", (lacks, searches)),
    ("Who stays", (retention,)),
)
"""The charts of the platform with their headings, in the order in which they are shown."""

PLATFORM_CHARTS: tuple[ChartMaker, ...] = tuple(
    maker for _, makers in PLATFORM_GROUPS for maker in makers
)
"""Every chart of the platform."""

SONG_CHARTS: tuple[ChartMaker, ...] = (
    sums,
    song_leaving,
    listens,
    hours,
    when,
    listeners,
    plane,
)
"""The charts of one song; what is asked must name it."""

_BY_KEY = {maker.__name__: maker for maker in (*PLATFORM_CHARTS, *SONG_CHARTS)}


async def draw(makers: Sequence[ChartMaker], asking: Asked) -> tuple[Chart, ...]:
    """Make the charts that a page shows together.

    Args:
        makers: Of which charts.
        asking: What is asked.

    Returns:
        The charts, in the order of `makers`.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    with one_look():
        return tuple([await make(asking) for make in makers])


async def chart(key: str, asking: Asked) -> Chart:
    """Make a chart by its key.

    Args:
        key: Such as `listens`.
        asking: What is asked.

    Returns:
        The chart.

    Raises:
        NotFound: There is no such chart.
        Unavailable: MongoDB can't be reached.
    """
    maker = _BY_KEY.get(key)
    if maker is None:
        raise NotFound("There is no such chart.")
    return await maker(asking)
