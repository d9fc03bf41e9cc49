"""What is heard most, from where and on what; and which songs are heard to the end or skipped."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Select, select

from emomusic.services.analytics.chart import RED, TEAL, Chart, Row, Series, Shape, Unit, before
from emomusic.services.analytics.dimensions import DEVICES, SOURCE_KINDS, Dimension
from emomusic.services.analytics.platform_asked import Asked, read_songs, share
from emomusic.services.analytics.reading import Facts, read_days
from emomusic.services.reading import ALBUM, ARTIST, CREDIT, SONG, rows_of
from emomusic.store.columns import MEASURES
from emomusic.store.database import session

FEWEST_STARTS = 5
"""A song that was begun less often says nothing of how it ends."""

_HOUR_S = 3600.0
_AT_ONCE = 500
_NOT_BY_SONG = "This is not counted by song: choose all music to see it."


@dataclass(frozen=True, slots=True)
class Name:
    """What a row of a ranking is called, and where it leads."""

    label: str
    href: str


Namer = Callable[[list[int]], dict[int, Name]]


async def top_songs(asking: Asked) -> Chart:
    """Rank songs by their listens.

    Args:
        asking: The range, of which songs, and how many rows.
    """
    now = await read_songs(asking, Dimension.SONG)
    then = await read_songs(asking.before, Dimension.SONG)
    return await _ranking(
        asking, "top_songs", "Which songs are heard most?", "Song", now, then, song_names
    )


async def top_artists(asking: Asked) -> Chart:
    """Rank artists by their listens; a song of two counts for both.

    Args:
        asking: The range, of which songs, and how many rows.
    """
    return await _ranking(
        asking,
        "top_artists",
        "Which artists are heard most?",
        "Artist",
        await _by(asking, Dimension.ARTIST, _artists_of_songs),
        await _by(asking.before, Dimension.ARTIST, _artists_of_songs),
        _artist_names,
    )


async def top_albums(asking: Asked) -> Chart:
    """Rank albums by their listens.

    Args:
        asking: The range, of which songs, and how many rows.
    """
    return await _ranking(
        asking,
        "top_albums",
        "Which albums are heard most?",
        "Album",
        await _by(asking, Dimension.ALBUM, _albums_of_songs),
        await _by(asking.before, Dimension.ALBUM, _albums_of_songs),
        _album_names,
    )


async def _by(
    asking: Asked, dimension: Dimension, owners: Callable[[list[int]], list[tuple[int, int]]]
) -> Facts:
    """Read facts of artists or albums; where songs are chosen, from those of their songs."""
    if not asking.chooses_songs:
        return await read_days(dimension, asking.since, asking.until)
    facts = (await read_songs(asking, Dimension.SONG)).total_by("first")
    pairs = np.array(await asyncio.to_thread(owners, facts.first.tolist()), np.int64).reshape(-1, 2)
    place = np.searchsorted(facts.first, pairs[:, 0])
    measures = (getattr(facts, name)[place] for name in MEASURES)
    nothing = np.zeros(len(pairs), np.int64)
    return Facts(nothing, pairs[:, 1], nothing, *measures)


async def _ranking(
    asking: Asked, key: str, title: str, heading: str, now: Facts, then: Facts, namer: Namer
) -> Chart:
    total, earlier = now.total_by("first"), then.total_by("first")
    order = np.lexsort((total.first, -total.heard_s, -total.listens))
    order = order[total.listens[order] > 0][: asking.most]
    ids = [int(one) for one in total.first[order]]
    names = await asyncio.to_thread(namer, ids)
    counted = dict(zip(earlier.first.tolist(), earlier.listens.tolist(), strict=True))
    rows = tuple(
        Row(
            names[number].label,
            (
                float(total.listens[place]),
                float(counted.get(number, 0)),
                float(total.heard_s[place]) / _HOUR_S,
                share(total.completions[place], total.starts[place]),
                share(total.skips[place], total.starts[place]),
            ),
            names[number].href,
        )
        for number, place in zip(ids, order, strict=True)
    )
    return Chart(
        key,
        title,
        _says_first(rows, int(total.listens.sum())),
        Shape.BARS,
        heading,
        (
            Series("Listens"),
            before(),
            Series("Hours", Unit.HOURS, drawn=False),
            Series("To the end", Unit.SHARE, drawn=False),
            Series("Skipped", Unit.SHARE, drawn=False),
        ),
        rows,
    )


def _says_first(rows: tuple[Row, ...], listens: int) -> str:
    if not rows:
        return ""
    part = (rows[0].cells[0] or 0) / listens
    return f"“{rows[0].label}” first, with {100 * part:.0f} % of the listens."


async def finished(asking: Asked) -> Chart:
    """Rank songs by the share of their plays that came to the end.

    Args:
        asking: The range, of which songs, and how many rows.
    """
    return await _endings(
        asking,
        "finished",
        "Which songs are heard to the end?",
        "come to the end",
        Series("To the end", Unit.SHARE, TEAL),
        lambda facts: facts.completions,
    )


async def skipped(asking: Asked) -> Chart:
    """Rank songs by the share of their plays that were skipped.

    Args:
        asking: The range, of which songs, and how many rows.
    """
    return await _endings(
        asking,
        "skipped",
        "Which songs are skipped?",
        "are skipped",
        Series("Skipped", Unit.SHARE, RED),
        lambda facts: facts.skips,
    )


async def _endings(
    asking: Asked,
    key: str,
    title: str,
    words: str,
    series: Series,
    ending: Callable[[Facts], NDArray],
) -> Chart:
    facts = (await read_songs(asking, Dimension.SONG)).total_by("first")
    known = facts.where(facts.starts >= FEWEST_STARTS)
    part = ending(known) / known.starts
    order = np.lexsort((known.first, -known.starts, -part))
    order = order[part[order] > 0][: asking.most]
    ids = [int(one) for one in known.first[order]]
    names = await asyncio.to_thread(song_names, ids)
    rows = tuple(
        Row(
            names[number].label,
            (float(part[place]), float(known.starts[place])),
            names[number].href,
        )
        for number, place in zip(ids, order, strict=True)
    )
    overall = share(ending(facts).sum(), facts.starts.sum())
    return Chart(
        key,
        title,
        f"Over all songs, {100 * overall:.0f} % of the plays {words}." if overall and rows else "",
        Shape.BARS,
        "Song",
        (series, Series("Plays begun", drawn=False)),
        rows,
        note=f"Songs that were begun at least {FEWEST_STARTS} times.",
        empty=f"No song that was begun at least {FEWEST_STARTS} times is among them.",
    )


async def sources(asking: Asked) -> Chart:
    """Count listens by what the song was played from.

    Args:
        asking: The range.
    """
    names = [kind.value.capitalize() for kind in SOURCE_KINDS]
    names[0] = "Something else"
    return await _kinds(asking, "sources", "Where does listening begin?", "From", names)


async def devices(asking: Asked) -> Chart:
    """Count listens by what people listen on.

    Args:
        asking: The range.
    """
    names = [device.value.capitalize() for device in DEVICES]
    return await _kinds(asking, "devices", "What do people listen on?", "Device", names)


async def _kinds(asking: Asked, key: str, title: str, heading: str, names: list[str]) -> Chart:
    dimension = Dimension.SOURCE if key == "sources" else Dimension.DEVICE
    now, then = (
        np.bincount(facts.first, facts.listens, minlength=len(names))
        for facts in (
            await read_days(dimension, asking.since, asking.until),
            await read_days(dimension, asking.before.since, asking.before.until),
        )
    )
    order = [number for number in np.argsort(-now, kind="stable") if now[number]]
    rows = tuple(Row(names[one], (float(now[one]), float(then[one]))) for one in order)
    if asking.chooses_songs:
        rows = ()
    return Chart(
        key,
        title,
        _says_first(rows, int(now.sum())),
        Shape.BARS,
        heading,
        (Series("Listens"), before()),
        rows,
        empty=_NOT_BY_SONG if asking.chooses_songs else "Nothing was heard in this time.",
    )


def song_names(ids: list[int]) -> dict[int, Name]:
    """Name songs, with who made them; each leads to its own page of analytics.

    Args:
        ids: Of songs; those that are gone get a name too.
    """
    names = {number: Name(f"A song that is gone ({number})", "") for number in ids}
    statement = (
        select(SONG.c.id, SONG.c.title, ARTIST.c.name)
        .outerjoin(CREDIT, (CREDIT.c.song_id == SONG.c.id) & (CREDIT.c.position == 0))
        .outerjoin(ARTIST, ARTIST.c.id == CREDIT.c.artist_id)
    )
    for number, title, artist in _rows(statement, SONG.c.id, ids):
        label = f"{title} · {artist}" if artist else title
        names[number] = Name(label, f"/admin/analytics/song/{number}")
    return names


def _artist_names(ids: list[int]) -> dict[int, Name]:
    names = {number: Name(f"An artist who is gone ({number})", "") for number in ids}
    for number, name in _rows(select(ARTIST.c.id, ARTIST.c.name), ARTIST.c.id, ids):
        names[number] = Name(name, f"/artist/{number}")
    return names


def _album_names(ids: list[int]) -> dict[int, Name]:
    names = {number: Name(f"An album that is gone ({number})", "") for number in ids}
    for number, title in _rows(select(ALBUM.c.id, ALBUM.c.title), ALBUM.c.id, ids):
        names[number] = Name(title, f"/album/{number}")
    return names


def _artists_of_songs(ids: list[int]) -> list[tuple[int, int]]:
    statement = select(CREDIT.c.song_id, CREDIT.c.artist_id)
    return [(song, artist) for song, artist in _rows(statement, CREDIT.c.song_id, ids)]


def _albums_of_songs(ids: list[int]) -> list[tuple[int, int]]:
    statement = select(SONG.c.id, SONG.c.album_id)
    return [(song, album) for song, album in _rows(statement, SONG.c.id, ids)]


def _rows(statement: Select[Any], column: ColumnElement[int], ids: list[int]) -> Iterator[Any]:
    """Run a statement for some ids, a batch at a time."""
    with session() as opened:
        for start in range(0, len(ids), _AT_ONCE):
            batch = ids[start : start + _AT_ONCE]
            yield from rows_of(opened, statement.where(column.in_(batch)))
