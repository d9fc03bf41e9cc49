"""My listening: how much, to what, when and how it felt; for whoever is here alone."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import reflex as rx

from emomusic.components.cards import empty, section
from emomusic.components.charts import LabelText, chart_card, chart_cards, chart_skeletons
from emomusic.components.desk_pieces import Ticker
from emomusic.components.links import link
from emomusic.components.local import Count
from emomusic.components.my_listening import YearCards, YearPixels
from emomusic.components.shell import shell
from emomusic.emotion.curve import Mood
from emomusic.emotion.palette import CORNERS, mixed
from emomusic.player import Cover
from emomusic.services.analytics.chart import Labels
from emomusic.services.analytics.credited import Named
from emomusic.services.analytics.diary import Span
from emomusic.services.analytics.mine_page import Favourite, MyListening, MyYear, NewSong
from emomusic.services.analytics.near_friends import NearFriend
from emomusic.services.analytics.year_pixels import BRIGHTNESS, GROUND
from emomusic.states.my_listening import MyListeningState

LOOK_S = 60

_SPANS = (
    (Span.WEEK, "7 days"),
    (Span.MONTH, "30 days"),
    (Span.YEAR, "A year"),
    (Span.ALL, "All"),
)


def _day(iso: rx.Var[str]) -> rx.Component:
    return LabelText.create(label=iso, labels=Labels.DAYS.value)


def _choice(label: Any, is_chosen: rx.Var[bool], on_click: Any) -> rx.Component:
    return rx.el.button(
        label,
        type="button",
        class_name="chip",
        custom_attrs={"aria-pressed": rx.cond(is_chosen, "true", "false")},
        on_click=on_click,
    )


def _spans() -> rx.Component:
    return rx.el.div(
        *(
            _choice(
                label,
                MyListeningState.span == span.value,
                MyListeningState.choose_span(span.value),
            )
            for span, label in _SPANS
        ),
        class_name="chips",
        role="group",
        aria_label="How much of your listening",
    )


def _not_tracked() -> rx.Component:
    return rx.cond(
        ~MyListeningState.tracked,
        rx.el.p(
            rx.icon("eye-off", size=20, aria_hidden=True),
            rx.el.span(
                "You asked not to be tracked, so nothing new of what you hear is kept with your "
                "name, and this page stands still. ",
                link("Change it in your settings", href="/settings"),
                ".",
            ),
            class_name="mine-note",
        ),
    )


def _art(what: rx.Var[Named]) -> rx.Component:
    return rx.el.span(Cover.create(cover=what.cover, title=what.name, size=48), class_name="art")


def _favourite(one: rx.Var[Favourite]) -> rx.Component:
    return rx.el.li(
        rx.el.span(one.rank, class_name="rank tabular"),
        rx.el.span(
            Cover.create(cover=one.what.cover, title=one.what.name, size=48), class_name="art"
        ),
        rx.el.span(
            rx.el.strong(link(one.what.name, href=one.what.href)),
            rx.cond(one.what.by != "", rx.el.span(one.what.by)),
            class_name="words",
        ),
        rx.el.span(
            Count.create(value=one.listens, one="listen", many="listens"),
            rx.el.span(Count.create(value=one.minutes, one="minute", many="minutes")),
            class_name="much tabular",
        ),
    )


def _favourites(kind: str, rows: rx.Var[list[Favourite]]) -> rx.Component:
    return rx.el.div(
        rx.el.h3(kind),
        rx.el.ol(rx.foreach(rows, _favourite), class_name="mine-list"),
        custom_attrs={"data-favourites": kind.lower()},
    )


def _all_favourites(mine: rx.Var[MyListening]) -> rx.Component:
    return section(
        "What I hear most",
        rx.cond(
            mine.songs.length() > 0,
            rx.el.div(
                _favourites("Songs", mine.songs),
                _favourites("Artists", mine.artists),
                _favourites("Albums", mine.albums),
                class_name="mine-columns",
            ),
            rx.el.p(
                "Nothing counts as a listen in this time: half a song, or four minutes of it.",
                class_name="muted",
            ),
        ),
    )


def _new_song(one: rx.Var[NewSong]) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            Cover.create(cover=one.what.cover, title=one.what.name, size=48), class_name="art"
        ),
        rx.el.span(
            rx.el.strong(link(one.what.name, href=one.what.href)),
            rx.el.span(one.what.by),
            class_name="words",
        ),
        rx.el.span(_day(one.day), class_name="much"),
    )


def _discoveries(mine: rx.Var[MyListening]) -> rx.Component:
    return section(
        "What was new to me",
        rx.cond(
            mine.new.length() > 0,
            rx.el.ol(rx.foreach(mine.new, _new_song), class_name="mine-list wide"),
            rx.el.p("No song was heard for the first time in this time.", class_name="muted"),
        ),
        rx.cond(
            mine.new_count > mine.new.length(),
            rx.el.p(
                "and ",
                Count.create(value=mine.new_count - mine.new.length(), one="more", many="more"),
                class_name="muted",
            ),
        ),
    )


def _figure(label: Any, value: rx.Component, **more: Any) -> rx.Component:
    return rx.el.div(rx.el.dt(label), rx.el.dd(value), class_name="desk-figure", **more)


def _days(days: rx.Var[int]) -> rx.Component:
    return Count.create(value=days, one="day", many="days")


def _streaks(mine: rx.Var[MyListening]) -> rx.Component:
    streaks = mine.streaks
    longest = rx.fragment(
        "Longest streak",
        rx.cond(
            streaks.longest > 0,
            rx.el.small(_day(streaks.longest_from), " to ", _day(streaks.longest_to)),
        ),
    )
    return rx.el.dl(
        _figure(
            "Today",
            Count.create(value=mine.today_minutes, one="minute", many="minutes"),
            custom_attrs={"data-today": mine.today_minutes},
        ),
        _figure("Days in a row with music", _days(streaks.current)),
        _figure(longest, _days(streaks.longest)),
        class_name="desk-figures mine-streaks",
    )


def _brightness() -> rx.Component:
    def swatch(colour: str, words: str) -> rx.Component:
        return rx.el.span(rx.el.i(style={"background": colour}), words)

    steps = list(reversed(BRIGHTNESS))
    words = [
        f"{step.minutes} to {after.minutes} min" if step.minutes else f"under {after.minutes} min"
        for step, after in pairwise(steps)
    ] + [f"{steps[-1].minutes} min or more"]
    return rx.el.p(
        *(
            swatch(mixed(CORNERS[Mood.CALM], GROUND, step.share), text)
            for step, text in zip(steps, words, strict=True)
        ),
        *(swatch(colour, mood.value) for mood, colour in CORNERS.items()),
        class_name="mine-keys",
        aria_hidden=True,
    )


def _years(year: rx.Var[MyYear]) -> rx.Component:
    return rx.cond(
        year.years.length() > 1,
        rx.el.div(
            rx.foreach(
                year.years,
                lambda one: _choice(one, one == year.year, MyListeningState.choose_year(one)),
            ),
            class_name="chips",
            role="group",
            aria_label="Which year",
        ),
    )


def _year(year: rx.Var[MyYear]) -> rx.Component:
    return rx.fragment(
        section(
            "A year in pixels",
            _years(year),
            YearPixels.create(pixels=year.pixels, year=year.year),
            _brightness(),
            why="Each day in the colour of what you heard, brighter the longer you listened.",
        ),
        rx.cond(
            year.cards.length() > 0,
            section(
                "A year in review",
                YearCards.create(
                    cards=year.cards, pixels=year.pixels, plane=year.plane, year=year.year
                ),
                why="Cards that only you see, until you save one as a picture and show it around.",
            ),
        ),
    )


def _share(label: str, percent: rx.Var[int]) -> rx.Component:
    return rx.el.div(
        rx.el.span(label),
        rx.el.span(rx.el.i(style={"width": f"{percent}%"}), class_name="track", aria_hidden=True),
        rx.el.b(f"{percent} %", class_name="tabular"),
        class_name="mine-share",
    )


def _friend(friend: rx.Var[NearFriend]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.h3(friend.name),
            rx.cond(
                friend.is_known,
                rx.el.p(
                    rx.el.b(friend.score, class_name="tabular"),
                    rx.el.span(f" of 100: {friend.degree}"),
                    class_name="mine-score",
                ),
            ),
        ),
        rx.cond(
            friend.is_known,
            rx.el.div(_share("On the plane", friend.plane), _share("In artists", friend.artists)),
        ),
        rx.el.ul(
            rx.foreach(friend.reasons, lambda reason: rx.el.li(reason)), class_name="mine-reasons"
        ),
        class_name="mine-friend",
        custom_attrs={"data-friend": friend.name},
    )


def _friends() -> rx.Component:
    state = MyListeningState
    return section(
        "How near is my taste to my friends'?",
        rx.el.label(
            rx.el.input(
                type="checkbox",
                role="switch",
                checked=state.compares,
                disabled=~state.tracked,
                on_change=state.compare(~state.compares),
            ),
            rx.el.span(
                rx.el.strong("Compare my taste"),
                rx.el.span(
                    "With friends who agree too. Of your last 365 days they see how near you "
                    "are: a number, and the two shares it is made of, by emotion and by artist; "
                    "which artists you both hear; in which mood you differ; and on the emotion "
                    "map, blurred, where you listen most. Nothing else.",
                    class_name="muted",
                ),
            ),
            class_name="pp-switch",
        ),
        rx.cond(
            state.compares,
            rx.cond(
                state.friends_ready,
                rx.cond(
                    state.friends.length() > 0,
                    rx.fragment(
                        rx.el.ul(rx.foreach(state.friends, _friend), class_name="mine-friends"),
                        rx.el.p(
                            "The number is the mean of two shares of the last 365 days: how much "
                            "of your listening lies in the same places of the plane of emotion, "
                            "and how much is by the same artists.",
                            class_name="chart-note",
                        ),
                    ),
                    rx.el.p(
                        "None of your friends compares their taste yet. They turn it on here, on "
                        "their own page. ",
                        link("Find friends", href="/friends"),
                        class_name="muted mine-none",
                    ),
                ),
                rx.el.div(class_name="skeleton row", aria_hidden=True),
            ),
        ),
    )


def _nothing_yet() -> rx.Component:
    return empty(
        "headphones",
        "Nothing to show yet",
        "Play something. A few minutes later it is here: how much you listen, to what, when, and "
        "how it feels. ",
        link("Go to the library", href="/library"),
    )


def _content(mine: rx.Var[MyListening]) -> rx.Component:
    return rx.fragment(
        _streaks(mine),
        rx.el.h2("How much, when and how it felt", class_name="visually-hidden"),
        _spans(),
        chart_card(mine.figures),
        rx.el.div(chart_cards(mine.charts), class_name="mine-charts"),
        _all_favourites(mine),
        _discoveries(mine),
    )


def my_listening_page() -> rx.Component:
    """Lay the page out."""
    mine, year = MyListeningState.listening, MyListeningState.year
    return shell(
        rx.el.h1("My listening", class_name="page-title"),
        rx.el.p(
            rx.icon("lock", size=14, aria_hidden=True),
            "Only you see this page.",
            link("What you felt while listening", href="/feelings"),
            class_name="mine-private",
        ),
        Ticker.create(seconds=LOOK_S, on_tick=MyListeningState.tick),
        rx.cond(
            MyListeningState.wrong != "",
            rx.el.p(MyListeningState.wrong, class_name="mine-note", role="alert"),
        ),
        _not_tracked(),
        rx.cond(
            mine,
            rx.cond(
                mine.heard_any,
                rx.fragment(_content(mine), rx.cond(year, _year(year)), _friends()),
                rx.fragment(rx.cond(MyListeningState.tracked, _nothing_yet()), _friends()),
            ),
            rx.cond(MyListeningState.wrong == "", chart_skeletons(5)),
        ),
        wash=(
            f"radial-gradient(60% 100% at 15% 0%, {CORNERS[Mood.CALM]}55, transparent),"
            f"radial-gradient(60% 100% at 85% 0%, {CORNERS[Mood.HAPPY]}33, transparent)"
        ),
    )
