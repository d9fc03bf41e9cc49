"""The model card, written from `metrics.json`, so that no figure is typed by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from emomusic.emotion.training.evaluation import SECTIONS

_INTRODUCTION = """\
# {name}

Hears valence and arousal twice a second (0 to 1, 0.5 is neutral), with an 80 % interval, and how
likely each of four moods is: happy, angry, sad, calm. Where it can't know (silence, noise, tones,
speech) it abstains.

## What it is
A convolutional recurrent network. It hears mono sound up to 8 kHz, normalised for loudness, in two
ways. Its log-mel spectrogram goes through a trunk of {fixed} thousand fixed weights: the
convolutions of musicnn (Pons and Serra 2019, ISC licence), which learnt from about 200,000 songs
what rock, sad or mellow sounds like (`models/trunk/README.md`). A spectrogram in semitones goes
through convolutions of its own, for intervals, chords and mode. Over both a bidirectional GRU reads
36 seconds at a time; {weights} thousand weights are trained here.

## What it learnt from
| data | what | label |
|---|---|---|
| 4q (Panda, Malheiro, Paiva 2018) | 735 recordings | quadrant; weak norms of its words |
| MIREX-like mood | 413 recordings | weak norms of its words |
| Emotify (Aljanaki, Wiering, Veltkamp 2016) | 334 recordings | nine felt emotions (GEMS) |
| VGMIDI (Ferreira, Whitehead 2019) | 159 rendered piano pieces | ratings over time |
| EMOPIA (Hung et al. 2021) | 990 rendered piano clips | quadrant, 4 annotators |
| made for it | noise, tones, synthetic speech | not music |

Licence of the weights: CC BY-NC-SA 4.0, because of EMOPIA. For research and personal listening.

## How it was judged
Five-fold by group: the figures are of five networks, each heard on the artists, games and songs it
was not trained on. The network that ships was trained in the same way on all of them, so its own
figures can't be measured on this data. Intervals beside the figures are 95 %, from a bootstrap over
groups. "Guess" always answers the mean, or a random quadrant. "People" is half of the raters
against the other half. `recordings weak` compares with word norms, not with ratings.
Rendered piano uses the soundfont FluidR3. The trunk was fixed before: it learnt tags, not these
labels, but artists that are held out here may be among the 200,000 songs it learnt them from.

{protocol}"""

_LIMITS = """\
## What it is bad at
- Valence and arousal over time were learnt from rated piano only. For other recordings their level
  comes from mood words and quadrants, brought to the scale of those raters. So were the intervals:
  they are as wide as the network expects to be off, fitted on piano, and on other recordings a
  little too narrow, as their coverage of word norms above shows.
- Movement within a song is heard far worse than the difference between songs.
- It names the emotion that music expresses to most listeners of these data, mostly Western; it
  says nothing of what you feel. Its trunk learnt from tags that users of Last.fm gave to mostly
  popular songs.
- Piano: of three clips it puts one into a wrong quadrant.
- How hard keys are struck it hears by their colour alone, since loudness is normalised. An
  instrument that only gets louder, as some synthesisers do, does not come out more aroused.
- AAC at low rates adds noise of its own to high bands: we saw a moment move by up to .04.
- Lyrics are not understood.
- The speech it learnt to refuse was synthetic; how it does on real voices has not been measured.
"""


def _section(title: str, figures: dict[str, dict[str, Any]], prefixes: tuple[str, ...]) -> str:
    lines = [
        f"### {title}",
        "| figure | value | 95 % | guess | good | excellent | people | reached |",
    ]
    lines.append("|---|---|---|---|---|---|---|---|")
    for name, figure in figures.items():
        if not name.startswith(prefixes):
            continue
        cells = [
            "–" if figure[key] is None else f"{figure[key]:.3f}"
            for key in ("guess", "good", "excellent", "people")
        ]
        lines.append(
            f"| {name} | **{figure['value']:.3f}** | {figure['low']:.3f} to {figure['high']:.3f} | "
            f"{' | '.join(cells)} | {_reached(name, figure)} |"
        )
    return "\n".join(lines)


def _reached(name: str, figure: dict[str, Any]) -> str:
    value, good, excellent = figure["value"], figure["good"], figure["excellent"]
    if good is None:
        return ""
    if "coverage" in name:
        return "good" if 0.75 <= value <= 0.85 else "no"
    sign = -1 if "mae" in name else 1
    if excellent is not None and sign * value >= sign * excellent:
        return "excellent"
    return "good" if sign * value >= sign * good else "no"


def write_card(folder: Path) -> None:
    """Write `card.md` from the `metrics.json` beside it.

    Args:
        folder: `models/<name>`.
    """
    metrics = json.loads((folder / "metrics.json").read_text())
    figures = metrics["figures"]
    parts = [
        _INTRODUCTION.format(
            name=metrics["model"],
            weights=round(metrics["weights"] / 1000),
            fixed=round(metrics["fixed_weights"] / 1000),
            protocol=metrics["protocol"],
        ),
        "## Figures",
        *(
            _section(title, figures, beginnings)
            for title, beginnings in SECTIONS.items()
            if any(name.startswith(beginnings) for name in figures)
        ),
        _LIMITS,
    ]
    (folder / "card.md").write_text("\n\n".join(parts))
