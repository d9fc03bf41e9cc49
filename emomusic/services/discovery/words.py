"""Understands words of mood: "quiet and dark", "angry but fast", "something calm by Ada".

What was typed is cut into feelings of the lexicon, with how they are meant ("very", "a little",
"not", "not too"), and into the rest, which is looked for in names and tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from emomusic.services.discovery.feelings import Feeling, Manner, Understood
from emomusic.services.discovery.lexicon import LONGEST, Place, begins_a_word, place_of
from emomusic.store.folding import fold
from emomusic.store.search_index import QUERY_TEXT_MAX

_MOST_FEELINGS = 8
_AGAINST = 0.5
"""What counts of a feeling where a "but" sets another one against it."""

_POINTS = re.compile(r"[-.!?:()]")
_TOKEN = re.compile(r'"[^"]*"?|[,;]|[^\s,;"]+')


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MANNERS: dict[str, Manner] = {
    **dict.fromkeys(
        _words("very really so extremely super deeply truly utterly totally more"), Manner.VERY
    ),
    **dict.fromkeys(
        _words("little slightly somewhat fairly rather mildly kinda less half"), Manner.A_LITTLE
    ),
    **dict.fromkeys(("a little", "a bit", "a touch", "kind of", "sort of"), Manner.A_LITTLE),
    **dict.fromkeys(_words("not no never without isnt non nothing"), Manner.NOT),
    **dict.fromkeys(("not too", "not very", "not so", "not that", "not overly"), Manner.NOT_TOO),
}
_AGAINST_WORDS = _words("but yet though")
_JOINING = _AGAINST_WORDS | _words("and or , ; & +")
_FILLING = _words(
    "a an the some something music song songs track tracks tune tunes sound sounds sounding feel "
    "feels feeling mood moods vibe vibes that this is are be it its i im me my want need play "
    "give find for to of with like in on at all any stuff please when while playlist anything"
)
_BY = _words("by from")
_WITHOUT = "without"
_DECADE = re.compile(r"(?P<century>1[89]|20)?(?P<decade>\d)0'?s")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")


def understand(text: str) -> Understood | None:
    """Understand what somebody typed.

    Args:
        text: Any text.

    Returns:
        What was understood, or None where there is no word of mood in it.
    """
    reading = _Reading(fold(text[:QUERY_TEXT_MAX]))
    reading.read()
    return reading.understood()


@dataclass(frozen=True, slots=True)
class _Said:
    """A manner that was said, and waits for its feeling."""

    at: int
    phrase: str
    manner: Manner


class _Reading:
    """Goes over the words once, from the first to the last."""

    def __init__(self, text: str) -> None:
        plain = text.replace("’", "'").replace("isn't", "isnt")
        self._tokens = [
            part
            for token in _TOKEN.findall(plain)
            for part in ([token] if token.startswith('"') else _POINTS.sub(" ", token).split())
        ]
        self._groups: list[list[Feeling]] = [[]]
        self._names: list[str] = []
        self._years: tuple[int, int] | None = None
        self._passed_over: list[str] = []
        self._manner: _Said | None = None
        self._spans: list[tuple[int, int]] = []
        self._unfinished = ""

    def read(self) -> None:
        at = 0
        while at < len(self._tokens):
            at += self._step(at)

    def understood(self) -> Understood | None:
        groups = tuple(tuple(group) for group in self._groups if group)
        if not groups:
            return None
        return Understood(
            said=self._said(),
            alternatives=groups,
            names=tuple(self._names),
            years=self._years,
            passed_over=tuple(self._passed_over),
            unfinished=self._unfinished,
        )

    def _step(self, at: int) -> int:
        """Take what stands here; returns how many words that was."""
        token = self._tokens[at]
        if token in _BY and at + 1 < len(self._tokens):
            return 1 + self._take_names(at + 1)
        for length, phrase in self._phrases(at):
            if phrase in _MANNERS:
                self._manner = _Said(
                    at if self._manner is None else self._manner.at,
                    phrase,
                    self._combined(_MANNERS[phrase]),
                )
                return length
            place = place_of(phrase)
            if place is not None:
                self._feel(phrase, place, at, at + length)
                return length
        if token in _JOINING:
            self._join(token, at)
        elif not self._take_years(token) and token not in _FILLING:
            self._take_name(token, is_last=at + 1 == len(self._tokens))
        return 1

    def _phrases(self, at: int) -> Iterator[tuple[int, str]]:
        for length in range(min(LONGEST, len(self._tokens) - at), 0, -1):
            yield length, " ".join(self._tokens[at : at + length])

    def _combined(self, manner: Manner) -> Manner:
        """Two manners are one: "not really", "very very"."""
        before = self._manner.manner if self._manner else Manner.PLAIN
        if before is Manner.NOT and manner in (Manner.VERY, Manner.A_LITTLE):
            return Manner.NOT_TOO if manner is Manner.VERY else Manner.NOT
        return manner

    def _feel(self, word: str, place: Place, begin: int, end: int) -> None:
        said, self._manner = self._manner, None
        manner = said.manner if said else Manner.PLAIN
        self._spans.append((said.at if said else begin, end))
        if sum(map(len, self._groups)) < _MOST_FEELINGS:
            self._groups[-1].append(Feeling(word, place, manner))

    def _join(self, token: str, at: int) -> None:
        group = self._groups[-1]
        if token == "or" and group:
            self._groups.append([])
        elif token in _AGAINST_WORDS and any(place_of(word) for word in self._tokens[at + 1 :]):
            self._groups[-1] = [replace(one, weight=one.weight * _AGAINST) for one in group]

    def _take_years(self, token: str) -> bool:
        decade = _DECADE.fullmatch(token)
        if decade:
            century = decade["century"] or ("20" if decade["decade"] in "012" else "19")
            first = int(f"{century}{decade['decade']}0")
            self._years = (first, first + 9)
        elif _YEAR.fullmatch(token):
            self._years = (int(token), int(token))
        return bool(decade) or bool(_YEAR.fullmatch(token))

    def _take_name(self, token: str, is_last: bool) -> None:
        said, self._manner = self._manner, None
        if said and said.manner in (Manner.NOT, Manner.NOT_TOO):
            self._passed_over.append(f"{said.phrase} {token}")
            return
        if is_last and begins_a_word(token):
            self._unfinished = token
        self._names.append(token.strip('"'))

    def _take_names(self, at: int) -> int:
        """What stands after "by" is a name, though it may also be a word of mood."""
        for number, token in enumerate(self._tokens[at:]):
            if token == _WITHOUT:
                return number
            if token not in _JOINING | _BY | {"the"} and not self._take_years(token):
                self._names.append(token.strip('"'))
        return len(self._tokens) - at

    def _said(self) -> str:
        """The words of mood, and what joins them."""
        chosen: list[str] = []
        for begin, end in self._spans:
            between = self._tokens[self._spans[0][0] : begin]
            if chosen and between and between[-1] in _JOINING:
                chosen.append(between[-1])
            chosen.append(" ".join(self._tokens[begin:end]))
        return " ".join(chosen).replace(" ,", ",").replace(" ;", ";")
