"""What people look for and do not find."""

from __future__ import annotations

from urllib.parse import quote_plus

from emomusic.services.analytics.chart import Chart, Row, Series, Shape, before
from emomusic.services.analytics.platform_asked import Asked
from emomusic.services.vain_searches import vain_searches


async def searches(asking: Asked) -> Chart:
    """Rank the words that were searched for in vain.

    Args:
        asking: The range, and how many rows; searches know no songs.
    """
    now = await vain_searches(asking.since, asking.until)
    then = await vain_searches(asking.before.since, asking.before.until)
    ranked = sorted(now, key=lambda words: (-now[words], words))[: asking.most]
    total = sum(now.values())
    rows = tuple(
        Row(words, (float(now[words]), float(then.get(words, 0))), f"/search?q={quote_plus(words)}")
        for words in ranked
    )
    return Chart(
        "searches",
        "What do people look for and not find?",
        f"{total:,} searches for {len(now):,} different things found nothing." if now else "",
        Shape.BARS,
        "Words",
        (Series("Searches"), before()),
        rows,
        note="Counted by words and day, without names. It covers the whole library."
        if asking.chooses_songs
        else "Counted by words and day, without names.",
        empty="Nobody searched in vain in this time.",
    )
