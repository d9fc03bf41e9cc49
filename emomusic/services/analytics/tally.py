"""From plays to the rows of each dimension."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from emomusic.services.analytics.catalogue import Catalogue
from emomusic.services.analytics.dimensions import Dimension, source_number
from emomusic.services.analytics.plays import Plays
from emomusic.store.columns import MEASURES, Columns, Real, Whole, columns_of

Measures = dict[str, Real]


def tally(plays: Plays, catalogue: Catalogue) -> dict[Dimension, Columns]:
    """Count plays by everything that they are rolled up by.

    Args:
        plays: Of one bucket of time.
        catalogue: Knows all their songs.

    Returns:
        The rows of each dimension.
    """
    measures: Measures = {
        "starts": np.ones(len(plays)),
        "listens": plays.listen.astype(np.float64),
        "completions": plays.completed.astype(np.float64),
        "skips": plays.skipped.astype(np.float64),
        "heard_s": plays.heard_s,
    }
    source = np.array([source_number(one) for one in plays.source], np.int64)
    keys: dict[Dimension, list[Whole]] = {
        Dimension.SONG: [plays.song],
        Dimension.ALBUM: [catalogue.albums(plays.song)],
        Dimension.GENRE: [catalogue.genre_numbers(plays.song)],
        Dimension.PERSON: [plays.person],
        Dimension.HOUR: [plays.hour],
        Dimension.SOURCE: [source],
        Dimension.DEVICE: [plays.device],
        Dimension.SONG_PERSON: [plays.song, plays.person],
        Dimension.SONG_HOUR: [plays.song, plays.hour],
    }
    rows = {dimension: columns_of(of_it, measures) for dimension, of_it in keys.items()}
    index, artist = catalogue.credits(plays.song)
    rows[Dimension.ARTIST] = columns_of([artist], _at(measures, index))
    left = np.flatnonzero(~plays.completed)
    second = plays.left_s[left].astype(np.int64)
    rows[Dimension.LEAVING] = columns_of([plays.song[left], second], _at(measures, left))
    return rows | {
        Dimension.CELL: _by_cell((), plays, measures),
        Dimension.SONG_CELL: _by_cell((plays.song,), plays, measures),
        Dimension.HOUR_CELL: _by_cell((plays.hour,), plays, measures),
    }


def _at(measures: Measures, index: Whole) -> Measures:
    return {name: column[index] for name, column in measures.items()}


def _by_cell(before: Sequence[Whole], plays: Plays, measures: Measures) -> Columns:
    """Count each play in its main cell, and what was heard where it was heard."""
    pieces = plays.stretches
    keys = [np.concatenate([key, key[pieces.play]]) for key in before]
    keys.append(np.concatenate([plays.cell, pieces.cell]))
    nothing = np.zeros(len(pieces.play))
    counted = {name: np.concatenate([measures[name], nothing]) for name in MEASURES[:-1]}
    counted["heard_s"] = np.concatenate([np.zeros(len(plays)), pieces.heard_s])
    return columns_of(keys, counted)
