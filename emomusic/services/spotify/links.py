"""Links to Spotify, brought to one form; `social/spotify_links.js` finds them in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

HOST = "open.spotify.com"


class SpotifyKind(StrEnum):
    """What a link leads to."""

    TRACK = "track"
    ALBUM = "album"
    PLAYLIST = "playlist"
    ARTIST = "artist"
    EPISODE = "episode"
    SHOW = "show"


@dataclass(frozen=True, slots=True)
class SpotifyLink:
    """Something at Spotify.

    Attributes:
        kind: What it is.
        id: Its id there, 22 letters and digits.
    """

    kind: SpotifyKind
    id: str

    @property
    def url(self) -> str:
        """Its page, without anything that says who shared it."""
        return f"https://{HOST}/{self.kind}/{self.id}"

    @property
    def embed_url(self) -> str:
        """Spotify's own player for it, to be put into a frame."""
        return f"https://{HOST}/embed/{self.kind}/{self.id}"

    @property
    def uri(self) -> str:
        """Its name in Spotify's own notation, unique among all."""
        return f"spotify:{self.kind}:{self.id}"


_KINDS = "|".join(SpotifyKind)
# https://developer.spotify.com/documentation/web-api/concepts/spotify-uris-ids
_ID = "[A-Za-z0-9]{22}"
_LINK = re.compile(
    rf"(?:https?://{re.escape(HOST)}/(?:intl-[a-z]{{2,3}}(?:-[a-z]{{2,4}})?/)?(?:embed/)?"
    rf"(?P<kind>{_KINDS})/(?P<id>{_ID})(?:/?[?#][^\s<>\"]*|/)?"
    rf"|spotify:(?P<uri_kind>{_KINDS}):(?P<uri_id>{_ID}))",
    re.IGNORECASE,
)


def parse_link(text: str) -> SpotifyLink | None:
    """Recognise a link.

    Args:
        text: A web address or a Spotify URI, with nothing round it but spaces.

    Returns:
        What it leads to, or None for anything else; short links of spotify.link, which say
        nothing of it without being asked, included.
    """
    found = _LINK.fullmatch(text.strip())
    return _link_of(found) if found else None


def _link_of(found: re.Match[str]) -> SpotifyLink:
    kind = found["kind"] or found["uri_kind"]
    return SpotifyLink(SpotifyKind(kind.lower()), found["id"] or found["uri_id"])
