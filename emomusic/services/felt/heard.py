"""What the model hears at the seconds at which people felt something."""

from __future__ import annotations

import numpy as np
from sqlmodel import Session, col, select

from emomusic.emotion import EmotionCurve
from emomusic.store.discovery_tables import FeltEmotion

Heard = tuple[float, float] | tuple[None, None]
"""Valence and arousal, 0..1; nothing where the model abstains."""


def heard_at(curve: EmotionCurve, at_s: float) -> Heard:
    """Read a curve at a second, between two of its entries in a straight line, as pages do.

    Args:
        curve: Of the song.
        at_s: The second; before the first entry and after the last the curve stays level.
    """
    place = min(max(at_s / curve.hop_s - 0.5, 0.0), len(curve) - 1.0)
    if not curve.confident[int(place + 0.5)]:
        return None, None
    hops = np.arange(len(curve))
    valence, arousal = (
        float(np.interp(place, hops, track)) for track in (curve.valence, curve.arousal)
    )
    return valence, arousal


def hear_anew(writing: Session, song_id: int, curve: EmotionCurve) -> None:
    """Set what was felt in a song beside what is heard now, after the song was heard anew.

    Args:
        writing: The session in which the curve is stored.
        song_id: The song.
        curve: Its new curve.
    """
    query = select(FeltEmotion).where(col(FeltEmotion.song_id) == song_id)
    for felt in writing.exec(query).all():
        valence, arousal = heard_at(curve, felt.at_s)
        felt.sqlmodel_update(
            {"heard_valence": valence, "heard_arousal": arousal, "model": curve.model}
        )
        writing.add(felt)
