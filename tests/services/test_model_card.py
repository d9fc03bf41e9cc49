"""What the page about the model is made of: the words of its card, the numbers of its figures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from emomusic.emotion.model import MODELS
from emomusic.errors import Unavailable
from emomusic.services.figures import Chart, FigureRow, Point, figure_of, group_of
from emomusic.services.model_card import ModelCard, model_card
from tests.models import make_model, serve

CARD = """\
# ear-7

Hears *something*. <b>Not HTML</b>

## What it learnt from
| data | what |
|---|---|
| one | a few songs |

Licence: free.

## Figures

Said before the tables.

### Piano
| figure | value | reached |
|---|---|---|
| vgmidi valence mae | **0.069** | yes |
| vgmidi valence rmse | **0.086** | |

### Recordings
| figure | value | reached |
|---|---|---|
| 4q quadrant accuracy | **0.612** | no |

## What it is bad at
- Lyrics.
- Noise & surf.

## What it is
A network.
"""


def figure(value: float, **others: float | None) -> dict[str, float | None]:
    return {"value": value, "low": value - 0.05, "high": value + 0.1, **others}


METRICS: dict[str, Any] = {
    "model": "ear-7",
    "weights": 1234,
    "figures": {
        "vgmidi valence mae": figure(0.069, guess=0.1, good=0.085, people=0.057),
        "vgmidi valence rmse": figure(0.086, guess=0.116, good=None, people=None),
        "4q quadrant accuracy": figure(0.612, guess=0.25, good=0.65, excellent=0.72),
        "deam arousal whole something new": {"value": 0.5, "sections": ["kept out"]},
    },
}


def card_of(models: Path, card: str = CARD, metrics: dict[str, Any] | None = METRICS) -> ModelCard:
    make_model(models, "ear-7", card, metrics)
    serve(models, "ear-7")
    return model_card()


class TestTheCard:
    def test_is_that_of_the_model_that_is_served(self, models_dir: Path) -> None:
        card = card_of(models_dir)
        assert (card.model, card.weights) == ("ear-7", 1234)

    def test_comes_in_parts_what_matters_most_first(self, models_dir: Path) -> None:
        titles = [section.title for section in card_of(models_dir).sections]
        assert titles == ["What it is", "Figures", "What it is bad at", "What it learnt from"]

    def test_is_rendered_and_no_html_of_it_goes_through(self, models_dir: Path) -> None:
        card = card_of(models_dir)
        assert card.introduction == (
            "<p>Hears <em>something</em>. &lt;b&gt;Not HTML&lt;/b&gt;</p>\n"
        )
        limits = next(one for one in card.sections if one.anchor == "what-it-is-bad-at")
        assert limits.html == "<ul>\n<li>Lyrics.</li>\n<li>Noise &amp; surf.</li>\n</ul>\n"

    def test_has_tables_that_scroll_by_keyboard_and_have_a_name(self, models_dir: Path) -> None:
        learnt = card_of(models_dir).sections[-1]
        assert learnt.html.startswith(
            '<div class="table-box" tabindex="0" role="region" aria-label="What it learnt from">'
            "<table>"
        )
        assert "</table></div>\n<p>Licence: free.</p>" in learnt.html

    def test_has_its_figures_where_it_says_so(self, models_dir: Path) -> None:
        card = card_of(models_dir)
        (figures,) = [section for section in card.sections if section.has_figures]
        assert figures.html == "<p>Said before the tables.</p>\n"
        shown = {group.title: [row.name for row in group.main.rows] for group in card.groups}
        assert shown == {
            "Piano": ["vgmidi valence mae"],
            "Recordings": ["4q quadrant accuracy"],
            "Other figures": ["deam arousal whole something new"],
        }
        assert [row.name for row in card.groups[0].rest.rows] == ["vgmidi valence rmse"]
        assert card.has_excellent

    def test_is_read_anew_when_its_files_change(self, models_dir: Path) -> None:
        card_of(models_dir)
        assert card_of(models_dir, "Another.\n", {"weights": 2}).introduction == "<p>Another.</p>\n"


class TestAModelThatLacksFiles:
    def test_without_a_card_still_has_its_figures(self, models_dir: Path) -> None:
        card = card_of(models_dir, card="")
        assert [(section.title, section.has_figures) for section in card.sections] == [
            ("Figures", True)
        ]
        assert [group.title for group in card.groups] == ["All figures"]

    def test_without_figures_shows_those_of_the_card(self, models_dir: Path) -> None:
        card = card_of(models_dir, metrics=None)
        assert card.groups == ()
        figures = next(one for one in card.sections if one.title == "Figures")
        assert (figures.has_figures, "<td>vgmidi valence mae</td>" in figures.html) == (False, True)

    def test_without_both_is_empty(self, models_dir: Path) -> None:
        card = card_of(models_dir, card="", metrics=None)
        assert card == ModelCard("ear-7", 0, "", (), (), False)

    def test_with_figures_that_are_broken_is_shown_without_them(self, models_dir: Path) -> None:
        folder = make_model(models_dir, "ear-7", CARD)
        serve(models_dir, "ear-7")
        for text in ("{", "[1]", '{"figures": [1]}', '{"figures": {"a mae": 3}}'):
            (folder / "metrics.json").write_text(text, encoding="utf-8")
            model_card.__globals__["_read"].cache_clear()
            assert model_card().groups == ()

    def test_that_is_not_there_is_unavailable(self, models_dir: Path) -> None:
        with pytest.raises(Unavailable):
            model_card("ear-99")
        (models_dir / "current").unlink()
        with pytest.raises(Unavailable):
            model_card()


class TestAFigure:
    def test_is_a_row_in_words(self) -> None:
        values = figure(0.069, guess=0.1, good=0.085, people=None)
        read = figure_of("vgmidi valence mae", values)
        (row,) = group_of("Piano", [read], {"vgmidi valence mae": "yes"}).main.rows
        assert row == FigureRow(
            name="vgmidi valence mae",
            subject="VGMIDI valence",
            measure="average error (MAE)",
            value="0.069",
            interval="0.019 to 0.169",
            guess="0.100",
            good="0.085",
            excellent="",
            people="",
            reached="yes",
        )

    @pytest.mark.parametrize(
        ("name", "subject", "measure"),
        [
            ("vgmidi arousal pearson within songs", "VGMIDI arousal", "pearson within songs"),
            ("emotify joyful_activation pearson", "Emotify joyful activation", "pearson"),
            ("noise abstained on", "noise", "abstained on"),
            (
                "recordings weak valence interval coverage",
                "recordings weak valence",
                "interval coverage",
            ),
            ("something of tomorrow", "something of tomorrow", ""),
        ],
    )
    def test_is_named_by_its_measure(self, name: str, subject: str, measure: str) -> None:
        read = figure_of(name, {"value": 1})
        assert (read.subject, read.measure.key) == (subject, measure)

    def test_that_is_a_share_is_a_percentage(self) -> None:
        read = figure_of("noise abstained on", {"value": 0.9187, "low": 0.8812, "high": 0.9563})
        (row,) = group_of("Abstention", [read], {}).main.rows
        assert (row.value, row.interval) == ("91.9 %", "88.1 to 95.6 %")

    def test_leaves_out_columns_that_nothing_fills(self) -> None:
        table = group_of("Abstention", [figure_of("noise abstained on", {"value": 1})], {}).main
        filled = (table.has_guess, table.has_good, table.has_people, table.has_reached)
        assert filled == (False, False, False, False)

    def test_is_drawn_with_its_like_only(self) -> None:
        names = ("a mae", "b ccc", "c interval coverage")
        read = [figure_of(name, figure(0.5, guess=0.25, good=0.75)) for name in names]
        lower, higher = group_of("Piano", read, {}).charts
        around = (0.05, 0.1)
        assert lower == Chart(
            title="Lower is better",
            height_px=68,
            heard=(Point(0.5, "a, MAE", around),),
            guess=(Point(0.25, "a, MAE"),),
            good=(Point(0.75, "a, MAE"),),
            excellent=(),
            people=(),
        )
        assert [point.label for point in higher.heard] == ["b, CCC"]


def test_every_figure_of_every_model_that_ships_is_known_by_its_measure() -> None:
    for file in MODELS.glob("*/metrics.json"):
        for name, values in json.loads(file.read_text(encoding="utf-8"))["figures"].items():
            assert figure_of(name, values).measure.meaning, (file.parent.name, name)
