"""What a model says of itself: its card and its figures, read from the files it ships with.

Nothing of a model is typed here a second time: the words are those of `card.md`, the numbers
those of `metrics.json`, and a model that lacks one of them is shown without it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from emomusic.emotion import model_folder
from emomusic.errors import Unavailable
from emomusic.services.figures import Figure, FigureGroup, figure_of, group_of

FIGURES = "figures"
"""The heading under which a card has its figures; here they come from `metrics.json`."""

_FIRST = ("what it is", FIGURES, "what it is bad at")
"""Headings that are shown first; all others follow as they stand in the card."""


@dataclass(frozen=True, slots=True)
class CardSection:
    """A part of a card.

    Attributes:
        anchor: Its id on the page.
        title: Its heading.
        html: What is under it; safe, since no HTML of the card goes through.
        has_figures: Whether the page shows the figures here; `html` is then without tables.
    """

    anchor: str
    title: str
    html: str
    has_figures: bool


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What a model says of itself.

    Attributes:
        model: Its name and version.
        weights: How many weights it has, or 0 where that is not told.
        introduction: What stands before the first heading of the card, as HTML.
        sections: The parts of the card, what matters most first.
        groups: The figures by kind of music; empty where there are none.
        has_excellent: Whether some figure says what would be excellent.
    """

    model: str
    weights: int
    introduction: str
    sections: tuple[CardSection, ...]
    groups: tuple[FigureGroup, ...]
    has_excellent: bool


@dataclass(frozen=True, slots=True)
class _Part:
    title: str
    tokens: list[Token]


def model_card(version: str = "") -> ModelCard:
    """Read what a model says of itself; takes the time of reading files.

    Args:
        version: Its name; empty for the one that is served.

    Returns:
        The card; without sections and groups where the model has no such files.

    Raises:
        Unavailable: There is no model.
    """
    folder = model_folder(version)
    if not folder.is_dir():
        raise Unavailable(f"The model {folder.name} is not there.")
    return _read(folder, _changed(folder / "card.md"), _changed(folder / "metrics.json"))


def _changed(file: Path) -> int:
    return file.stat().st_mtime_ns if file.exists() else 0


@lru_cache(maxsize=4)
def _read(folder: Path, card_changed: int, metrics_changed: int) -> ModelCard:
    text = (folder / "card.md").read_text(encoding="utf-8") if card_changed else ""
    metrics = _metrics(folder / "metrics.json") if metrics_changed else {}
    parts = _parts(_markdown().parse(text), "h2")
    introduction = next((part for part in parts if not part.title), _Part("", []))
    titled = [part for part in parts if part.title]
    of_figures = next((part for part in titled if part.title.casefold() == FIGURES), None)
    groups = _groups(metrics, of_figures.tokens if of_figures else [])
    sections = [_section(part, bool(groups)) for part in titled]
    if groups and of_figures is None:
        sections.insert(0, CardSection(FIGURES, "Figures", "", True))
    return ModelCard(
        model=folder.name,
        weights=int(metrics.get("weights") or 0),
        introduction=_html(introduction.tokens, "Introduction"),
        sections=tuple(sorted(sections, key=_place)),
        groups=groups,
        has_excellent=any(one.main.has_excellent or one.rest.has_excellent for one in groups),
    )


def _metrics(file: Path) -> dict[str, Any]:
    try:
        metrics = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        return {}
    return metrics if isinstance(metrics, dict) else {}


def _place(section: CardSection) -> int:
    title = section.title.casefold()
    return _FIRST.index(title) if title in _FIRST else len(_FIRST)


def _section(part: _Part, are_figures_known: bool) -> CardSection:
    has_figures = are_figures_known and part.title.casefold() == FIGURES
    return CardSection(
        anchor="-".join(part.title.casefold().split()),
        title=part.title,
        html=_html(_without_tables(part.tokens) if has_figures else part.tokens, part.title),
        has_figures=has_figures,
    )


def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _html(tokens: list[Token], title: str) -> str:
    """Render a part; its tables scroll by themselves, also by keyboard."""
    renderer = _markdown()
    html: str = renderer.renderer.render(tokens, renderer.options, {})
    box = f'<div class="table-box" tabindex="0" role="region" aria-label="{escape(title)}">'
    return html.replace("<table>", f"{box}<table>").replace("</table>", "</table></div>")


def _without_tables(tokens: list[Token]) -> list[Token]:
    """Keep what a card says round its figures, without their headings."""
    kept: list[Token] = []
    inside = False
    for token in tokens:
        inside = inside or token.type in ("table_open", "heading_open")
        if not inside:
            kept.append(token)
        inside = inside and token.type not in ("table_close", "heading_close")
    return kept


def _parts(tokens: list[Token], heading: str) -> list[_Part]:
    """Cut a card at the headings of a level; what is larger than that is left out."""
    parts = [_Part("", [])]
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type != "heading_open" or token.tag > heading:
            parts[-1].tokens.append(token)
            at += 1
            continue
        if token.tag == heading:
            parts.append(_Part(tokens[at + 1].content.strip(), []))
        at += 3  # it opens, says something and closes
    return parts


def _groups(metrics: dict[str, Any], of_figures: list[Token]) -> tuple[FigureGroup, ...]:
    found = metrics.get("figures")
    if not isinstance(found, dict):
        return ()
    figures = {
        name: figure_of(name, values) for name, values in found.items() if isinstance(values, dict)
    }
    named: list[tuple[str, list[Figure]]] = []
    reached: dict[str, str] = {}
    for part in _parts(of_figures, "h3"):
        table = _table(part.tokens)
        named.append((part.title, [figures.pop(name) for name in table if name in figures]))
        reached |= table
    others = "Other figures" if any(some for _, some in named) else "All figures"
    named.append((others, list(figures.values())))
    return tuple(group_of(title or "General", some, reached) for title, some in named if some)


def _table(tokens: list[Token]) -> dict[str, str]:
    """Read the tables of a part: the first cell of each row, and what it says under "reached"."""
    found: dict[str, str] = {}
    head: list[str] = []
    row: list[str] = []
    for token in tokens:
        if token.type == "inline":
            row.append(token.content.strip())
        elif token.type == "tr_open":
            row = []
        elif token.type == "thead_close":
            head = row
        elif token.type == "tr_close" and head:
            cells = dict(zip(head, row, strict=False))
            found[row[0]] = cells.get("reached", "")
    return found
