"""The charts of one's own listening: each is a question, and says its answer."""

from __future__ import annotations

from datetime import date, timedelta

from emomusic.services.analytics.chart import (
    TEAL,
    YELLOW,
    Chart,
    Labels,
    Row,
    Series,
    Shape,
    Unit,
    before,
)
from emomusic.services.analytics.diary import Diary, Span
from emomusic.services.analytics.dimensions import CELLS
from emomusic.services.analytics.mine import Stretch, amount_of, discoveries, stretches
from emomusic.services.analytics.mine_emotion import (
    PartOfDay,
    compare_parts,
    hours_of,
    mood_shares,
    part_heard,
    plane_of,
)
from emomusic.services.analytics.words import counted, percent

UNHEARD = (
    "The emotion of what you heard is not known yet. It comes when the songs have been analysed."
)

_BEFORE = {
    Span.WEEK: "The week before",
    Span.MONTH: "The 30 days before",
    Span.YEAR: "The year before",
}


def figures_of(diary: Diary, span: Span, first: date, last: date) -> Chart:
    """Count a span, beside the span of the same length before it.

    Args:
        diary: Everything that is known of the listener.
        span: Which; there is none before `ALL`.
        first: Its first day.
        last: Its last day.
    """
    counted = _figures(diary, first, last)
    cells: list[tuple[float, ...]] = [(value,) for _, value, _ in counted]
    series: tuple[Series, ...] = (Series("This time"),)
    if span is not Span.ALL:
        length = last - first + timedelta(days=1)
        former = _figures(diary, first - length, first - timedelta(days=1))
        cells = [(now, then) for (_, now, _), (_, then, _) in zip(counted, former, strict=True)]
        series = (*series, before(_BEFORE[span]))
    return Chart(
        key="figures",
        title="How much did I listen?",
        says="",
        shape=Shape.FIGURES,
        heading="Figure",
        series=series,
        rows=tuple(
            Row(label, pair, unit=unit)
            for (label, _, unit), pair in zip(counted, cells, strict=True)
        ),
        note=(
            ""
            if span is Span.ALL
            else f"The change is against {_BEFORE[span].lower()}. A listen is a song of which you "
            "heard half, or four minutes."
        ),
    )


def _figures(diary: Diary, first: date, last: date) -> list[tuple[str, float, Unit]]:
    amount = amount_of(diary.between(first, last))
    return [
        ("Minutes", round(amount.heard_s / 60), Unit.COUNT),
        ("Listens", amount.listens, Unit.COUNT),
        ("Different songs", amount.songs, Unit.COUNT),
        ("Heard for the first time", len(discoveries(diary, first, last)), Unit.COUNT),
        ("Days with music", amount.days, Unit.COUNT),
    ]


def minutes_chart(diary: Diary, first: date, last: date) -> Chart:
    """Ask how the minutes of a span lie over its days, months or years."""
    bars = stretches(diary, first, last)
    grain = bars[0].grain
    heard_s = sum(bar.heard_s for bar in bars)
    days = (last - first).days + 1
    return Chart(
        key="minutes",
        title="When did I listen most?",
        says=_most(bars, heard_s / 60 / days) if heard_s else "",
        shape=Shape.LINES,
        heading=grain.capitalize(),
        series=(Series("Minutes", Unit.MINUTES),),
        rows=tuple(Row(_label(bar), (bar.heard_s / 60,)) for bar in bars) if heard_s else (),
        labels=Labels.DAYS if grain == "day" else Labels.WORDS,
    )


def _label(bar: Stretch) -> str:
    if bar.grain == "day":
        return bar.first.isoformat()
    return bar.first.strftime("%b %Y") if bar.grain == "month" else str(bar.first.year)


def _most(bars: tuple[Stretch, ...], minutes_a_day: float) -> str:
    most = max(bars, key=lambda bar: bar.heard_s)
    when = {
        "day": f"on {most.first:%A}, {most.first.day} {most.first:%B}",
        "month": f"in {most.first:%B %Y}",
        "year": f"in {most.first.year}",
    }[most.grain]
    average = counted(round(minutes_a_day), "minute", "minutes")
    return f"Most {when}; {average} a day on average."


def plane_chart(diary: Diary) -> Chart:
    """Ask where on the plane was listened."""
    plane = plane_of(diary)
    shares = mood_shares(diary)
    whole_s = float(plane.sum())
    told = [f"{percent(share)} {mood}" for mood, share in shares.items() if share >= 0.005]
    return Chart(
        key="plane",
        title="Where on the plane of emotion do I listen?",
        says=f"{', '.join(told)}." if told else "",
        shape=Shape.PLANE,
        heading="Arousal",
        series=tuple(Series(f"valence {_tenth(column)}", Unit.SHARE) for column in range(CELLS)),
        rows=tuple(
            Row(_tenth(row), tuple(float(one) / whole_s for one in plane[row]))
            for row in reversed(range(CELLS))
        )
        if whole_s
        else (),
        note="Each play lies where its mean is; a field is brighter the longer you listened there.",
        empty=UNHEARD,
    )


def _tenth(at: int) -> str:
    return f"{at * 100 // CELLS}–{(at + 1) * 100 // CELLS}"


def hours_chart(diary: Diary) -> Chart:
    """Ask at which hours of the day was listened."""
    hours = hours_of(diary)
    most = max(hours, key=lambda hour: hour.heard_s)
    return Chart(
        key="hours",
        title="At which time of the day do I listen?",
        says=f"Most between {most.hour} and {most.hour + 1} o'clock." if most.heard_s else "",
        shape=Shape.LINES,
        heading="Hour",
        series=(Series("Minutes", Unit.MINUTES, YELLOW),),
        rows=tuple(Row(f"{hour.hour:02}:00", (hour.heard_s / 60,)) for hour in hours)
        if most.heard_s
        else (),
        note="By the clock of where you were.",
    )


def parts_chart(diary: Diary) -> Chart:
    """Ask how mornings differ from evenings."""
    morning, evening = (part_heard(diary, part) for part in PartOfDay)
    hours = hours_of(diary)
    is_known = any(hour.feeling for hour in hours)
    return Chart(
        key="parts",
        title="Do my evenings sound different from my mornings?",
        says=compare_parts(morning, evening) if is_known else "",
        shape=Shape.LINES,
        heading="Hour",
        series=(
            Series("Valence: dark to bright", Unit.SHARE, TEAL),
            Series("Arousal: quiet to lively", Unit.SHARE, YELLOW, "6 4"),
        ),
        rows=tuple(
            Row(
                f"{hour.hour:02}:00",
                (hour.feeling.valence, hour.feeling.arousal) if hour.feeling else (None, None),
            )
            for hour in hours
        )
        if is_known
        else (),
        note="A morning is from 5 to 12, an evening from 18 to 24 o'clock, where you were.",
        empty=UNHEARD,
    )
