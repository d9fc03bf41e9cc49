"""English words for how music feels, and where each is on the plane.

The table is ours. Words that people use for much the same music share one place, for we claim no
finer knowledge. A place comes from one of three sources, which its reasoning names: the angle at
which published studies of the circumplex put such feelings (Russell 1980; Yik, Russell and
Steiger 2011), the cues by which listeners hear them (Juslin and Laukka 2003; Hevner 1936), or
judgement, where music calls for a word that those studies did not ask about. No list of ratings,
such as ANEW or NRC-VAD, was used. `docs/mood-words.md` shows the table to people.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where words of one kind are on the plane.

    Attributes:
        name: The word that stands for all of them.
        words: All of them, in lower case; some are two words.
        valence: 0..1, or None for words that say nothing of it.
        arousal: 0..1, or None for words that say nothing of it.
        spread: How far from the place music is still like it, as a standard deviation.
        why: Where the place comes from.
    """

    name: str
    words: tuple[str, ...]
    valence: float | None
    arousal: float | None
    spread: float
    why: str


_RADIUS = 0.4
"""How far from the middle of the plane a full feeling is; the border is at 0.5."""


def _round(angle_deg: float, words: str, spread: float, why: str, strength: float = 1.0) -> Place:
    """Words on the circle: 0° is pleasant, 90° is activated, 180° is unpleasant."""
    angle = math.radians(angle_deg)
    reach = _RADIUS * strength
    valence, arousal = (round(0.5 + reach * part(angle), 2) for part in (math.cos, math.sin))
    return _place(words, valence, arousal, spread, why)


def _place(
    words: str, valence: float | None, arousal: float | None, spread: float, why: str
) -> Place:
    listed = tuple(one.strip() for one in words.split(","))
    return Place(listed[0], listed, valence, arousal, spread, why)


PLACES: tuple[Place, ...] = (
    # Words for one axis.
    _place(
        "quiet, soft, hushed, silent, faint, subdued, low key, understated, muted, "
        "whispered, low arousal, low energy",
        None,
        0.15,
        0.16,
        "Low sound level is the surest cue of low activation (Juslin and Laukka 2003).",
    ),
    _place(
        "slow, unhurried, downtempo, down tempo, lento, adagio, crawling, sluggish",
        None,
        0.2,
        0.17,
        "Slow tempo is heard as low activation, of either valence (Juslin and Laukka 2003).",
    ),
    _place(
        "steady, moderate, medium, midtempo, mid tempo, andante",
        None,
        0.5,
        0.13,
        "By their meaning: neither low nor high.",
    ),
    _place(
        "fast, quick, rapid, uptempo, up tempo, speedy, brisk, allegro, presto, hurried, racing",
        None,
        0.82,
        0.17,
        "Fast tempo is heard as high activation, of either valence (Juslin and Laukka 2003).",
    ),
    _place(
        "loud, noisy, thunderous, blaring, deafening, roaring",
        None,
        0.87,
        0.16,
        "High sound level is the surest cue of high activation (Juslin and Laukka 2003).",
    ),
    _place(
        "energetic, lively, active, driving, pumping, high energy, high arousal, "
        "punchy, dynamic, busy, restless",
        None,
        0.82,
        0.17,
        "Words for activation itself, the vertical axis of the circumplex.",
    ),
    _place(
        "intense, powerful, strong, heavy, mighty, massive, epic, huge, forceful",
        None,
        0.8,
        0.18,
        "Judgement: force is activation; Hevner's vigorous group holds happy and grim music.",
    ),
    _place(
        "dark, black, shadowy, murky, bleak, grim, low valence, negative, minor, ominous",
        0.17,
        None,
        0.17,
        "Dark timbre and minor mode are heard as unpleasant (Hevner 1936), loud or quiet.",
    ),
    _place(
        "unpleasant, harsh, ugly, bitter, sour, bad, grating",
        0.15,
        None,
        0.17,
        "Words for displeasure itself, the left end of the horizontal axis.",
    ),
    _place(
        "bright, light, sunny, radiant, shining, luminous, major, high valence, positive, golden",
        0.83,
        None,
        0.17,
        "Bright timbre and major mode are heard as pleasant (Hevner 1936), loud or quiet.",
    ),
    _place(
        "pleasant, nice, lovely, pretty, beautiful, good, sweet, charming, warm",
        0.82,
        None,
        0.18,
        "Words for pleasure itself, the right end of the horizontal axis.",
    ),
    # Words for both axes, round the circle.
    _round(
        25,
        "happy, glad, pleased, cheerful, merry, cheery, happily, smiling, good-humoured",
        0.17,
        "Russell 1980 has happy at about 8°, glad and pleased just below the axis; music that "
        "is called happy is livelier than the feeling, so it is put half-way into the quadrant.",
    ),
    _round(
        40,
        "joyful, delighted, joyous, jubilant, gleeful, upbeat, uplifting, feel good, "
        "bouncy, playful, fun, sparkling, carefree",
        0.15,
        "Russell 1980 has delighted at about 25° and excited at about 49°; between them.",
    ),
    _round(
        52,
        "excited, thrilled, ecstatic, euphoric, elated, exuberant, exhilarating, exciting, "
        "festive, party, partying, celebratory, dancing, danceable, wild",
        0.15,
        "Russell 1980 has excited at about 49°.",
    ),
    _round(
        60,
        "triumphant, heroic, victorious, proud, majestic, glorious, anthemic, confident, brave, "
        "motivating, motivational, workout",
        0.16,
        "Judgement: Hevner's majestic group lies between happy and vigorous; GEMS calls it power.",
    ),
    _round(
        75,
        "astonished, surprised, amazed, aroused, surprising, stirring, rousing, electrifying",
        0.17,
        "Russell 1980 has astonished at about 70° and aroused at about 74°.",
    ),
    _round(
        98,
        "tense, alarmed, nervous, agitated, suspenseful, anxious, edgy, uneasy, jittery, urgent, "
        "tension, stressed, hectic, thrilling",
        0.16,
        "Russell 1980 has tense at about 93° and alarmed at about 97°.",
    ),
    _round(
        122,
        "afraid, scary, fearful, frightened, frightening, terrifying, menacing, threatening, "
        "sinister, creepy, eerie, spooky, haunted",
        0.16,
        "Russell 1980 has afraid at about 116°.",
    ),
    _round(
        132,
        "angry, furious, aggressive, enraged, raging, fierce, violent, brutal, hostile, mad, "
        "rebellious, savage, rage, anger",
        0.17,
        "Russell 1980 has angry at about 99° and annoyed at about 123°; loud, fast, harsh music "
        "(Juslin and Laukka 2003) is heard as less pleasant than that, in the quadrant's middle.",
    ),
    _round(
        145,
        "distressed, frustrated, annoyed, desperate, anguished, tormented, troubled, chaotic, "
        "despairing",
        0.16,
        "Russell 1980 has annoyed, distressed and frustrated from about 123° to 141°.",
    ),
    _round(
        187,
        "miserable, unhappy, painful, hurting, tragic, heartbroken, heartbreaking, hopeless, "
        "mournful, grieving",
        0.16,
        "Russell 1980 has miserable at about 189°.",
    ),
    _round(
        218,
        "sad, gloomy, depressed, sorrowful, sombre, somber, blue, melancholy, melancholic, "
        "depressing, weeping, tearful, crying, sadness, doleful, dreary, moody",
        0.17,
        "Russell 1980 has sad, gloomy and depressed from about 207° to 210°; slow and soft music "
        "(Juslin and Laukka 2003) is heard as a little less active than the feeling.",
    ),
    _round(
        228,
        "lonely, lonesome, alone, desolate, forlorn, empty, cold, hollow, abandoned",
        0.16,
        "Judgement: a sadness with less activation; few studies asked about it.",
    ),
    _round(
        245,
        "bored, boring, dull, listless, apathetic, monotonous, lifeless",
        0.16,
        "Russell 1980 has bored at about 242°.",
    ),
    _round(
        268,
        "tired, sleepy, drowsy, weary, exhausted, droopy, sleep, sleeping, bedtime, lullaby, "
        "asleep",
        0.16,
        "Russell 1980 has droopy, tired and sleepy from about 257° to 272°.",
    ),
    _round(
        292,
        "dreamy, floating, hazy, drifting, ethereal, ambient, meditative, meditation, hypnotic, "
        "spacious, airy, contemplative, reflective, pensive, thoughtful",
        0.17,
        "Judgement: Hevner's dreamy group lies between quiet and lyrical, only a little pleasant.",
        strength=0.85,
    ),
    _round(
        318,
        "calm, relaxed, relaxing, at ease, peaceful, tranquil, serene, restful, soothing, "
        "chill, chilled, chillout, chill out, calming, laid back, mellow, easy, "
        "placid, quieting, peace, relax, unwind, cozy, cosy",
        0.16,
        "Russell 1980 has calm, relaxed, at ease and serene from about 316° to 329°.",
    ),
    _round(
        330,
        "content, satisfied, comfortable, contented, gentle, tender, "
        "loving, affectionate, intimate, romantic, caring, delicate, graceful",
        0.17,
        "Russell 1980 has satisfied and content at about 319° to 323°; GEMS has tenderness and "
        "love as soft and pleasant.",
        strength=0.9,
    ),
    _round(
        352,
        "hopeful, optimistic, grateful, thankful, encouraging, reassuring, comforting, inspiring, "
        "inspired, dignified",
        0.18,
        "Judgement: pleasure with a middling activation, about where Russell 1980 has pleased.",
        strength=0.85,
    ),
    # Feelings that are mixed.
    _place(
        "nostalgic, bittersweet, wistful, longing, yearning, sentimental, poignant, nostalgia",
        0.45,
        0.34,
        0.15,
        "Judgement: GEMS has nostalgia between tenderness and sadness; pleasure and pain cancel.",
    ),
    _place(
        "mysterious, strange, weird, enigmatic, uncanny, otherworldly, curious",
        0.4,
        0.47,
        0.15,
        "Judgement: a little unpleasant for not being known, of middling activation.",
    ),
    _place(
        "solemn, serious, sacred, spiritual, reverent, holy, stately, grave",
        0.48,
        0.3,
        0.16,
        "Judgement: Hevner's solemn group lies between sad and calm.",
    ),
    _place(
        "dramatic, passionate, emotional, stormy, turbulent, fiery",
        0.42,
        0.75,
        0.18,
        "Judgement: strong activation in which valence changes, a little to the unpleasant side.",
    ),
    _place(
        "sexy, sensual, groovy, funky, smooth, sultry, cool, seductive",
        0.66,
        0.55,
        0.17,
        "Judgement: pleasant with a middling activation; studies ask about it rarely.",
    ),
    _place(
        "neutral, plain, indifferent, average, balanced, in between",
        0.5,
        0.5,
        0.12,
        "By their meaning: the middle of the plane.",
    ),
)
"""The whole table, in the order in which people are shown it."""


def _by_word() -> Iterator[tuple[str, Place]]:
    for place in PLACES:
        for word in place.words:
            yield word.replace("-", " "), place


LEXICON: dict[str, Place] = dict(_by_word())
"""The place of every word; words with hyphens stand here with spaces."""

LONGEST = max(len(word.split()) for word in LEXICON)
"""How many words an entry has at most."""

_ENDINGS = ("ness", "ly", "er", "est")
_SHORTEST_STEM = 3


def place_of(word: str) -> Place | None:
    """Find a word, also where it is an adverb, a noun in -ness or a comparative.

    Args:
        word: In lower case, without accents; several words with single spaces between them.

    Returns:
        Its place, or None for a word that says nothing of mood.
    """
    found = LEXICON.get(word)
    if found is not None:
        return found
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < _SHORTEST_STEM:
            continue
        doubled = stem[:-1] if stem[-1] == stem[-2] else stem
        for one in (stem, f"{stem}e", f"{stem.removesuffix('i')}y", doubled):
            if one in LEXICON:
                return LEXICON[one]
    return None


def begins_a_word(text: str) -> bool:
    """Say whether a word that is being typed may yet become one of the lexicon.

    Args:
        text: At least two letters, in lower case.
    """
    return len(text) >= 2 and any(word.startswith(text) for word in LEXICON)
