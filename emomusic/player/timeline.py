"""The emotion view with its timeline, a Recharts chart built in Python.

The chart's rows come from the browser's own copy of the curve through a React hook, so the server
is not asked for them again.
"""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex.vars import VarData
from reflex_base.utils.imports import ImportVar

from emomusic.emotion.curve import Mood
from emomusic.emotion.palette import CORNERS
from emomusic.player import LIBRARY
from emomusic.player.faces import NowPlaying, TimelineFrame

VALENCE = CORNERS[Mood.CALM]
AROUSAL = CORNERS[Mood.HAPPY]


def _from_hook(name: str, variable: str, kind: Any) -> rx.Var[Any]:
    """A value of a React hook of `timeline.jsx`.

    Args:
        name: Name of the hook.
        variable: Name its value gets in the generated component.
        kind: Type of the value.

    Returns:
        The value as a Var that brings its import and its hook with it.
    """
    return rx.Var(
        _js_expr=variable,
        _var_type=kind,
        _var_data=VarData(
            imports={LIBRARY["timeline.jsx"]: [ImportVar(tag=name)]},
            hooks={f"const {variable} = {name}()": None},
        ),
    )


def _area(
    key: str, *, fill: str = "none", stroke: str = "none", width: float = 2, dash: str = ""
) -> rx.Component:
    return rx.recharts.area(
        data_key=key,
        stroke=stroke,
        stroke_width=width,
        fill=fill,
        type_="monotone",
        dot=False,
        active_dot=False,
        is_animation_active=False,
        custom_attrs={"strokeDasharray": dash} if dash else {},
    )


def emotion_timeline() -> rx.Component:
    """Chart valence and arousal of the song that plays, with their bands and a playhead.

    Returns:
        The chart in its frame; it fills the width it is given.
    """
    rows = _from_hook("useTimeline", "timelineRows", list[dict[str, Any]])
    duration_s = _from_hook("useDuration", "timelineSeconds", float)
    chart = rx.recharts.area_chart(
        rx.recharts.reference_line(y=50, stroke="#4a4a4a", stroke_dasharray="3 4"),
        _area("valence_band", fill=f"{VALENCE}33"),
        _area("arousal_band", fill=f"{AROUSAL}2b"),
        _area("heard_valence", stroke=VALENCE, width=1.25, dash="2 4"),
        _area("heard_arousal", stroke=AROUSAL, width=1.25, dash="2 4"),
        _area("valence", stroke=VALENCE),
        _area("arousal", stroke=AROUSAL),
        rx.recharts.x_axis(
            data_key="t",
            type_="number",
            domain=rx.Var.create([0, duration_s]),
            hide=True,
            allow_data_overflow=True,
        ),
        rx.recharts.y_axis(domain=[0, 100], hide=True, allow_data_overflow=True),
        data=rows,
        margin={"top": 4, "right": 0, "bottom": 4, "left": 0},
        height="100%",
        width="100%",
    )
    return TimelineFrame.create(chart)


def now_playing_view() -> rx.Component:
    """Lay out the emotion view, without the shell.

    Returns:
        A main element: light, cover, words, plane, meters and timeline.
    """
    return NowPlaying.create(emotion_timeline())
