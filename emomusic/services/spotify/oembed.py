"""Title and cover of a link by oEmbed, which needs no account.

https://developer.spotify.com/documentation/embeds/reference/oembed
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from emomusic.errors import EmoMusicError, NotFound, Unavailable
from emomusic.services.spotify.links import SpotifyLink
from emomusic.services.spotify.web import fetch, is_picture_address
from emomusic.settings import settings
from emomusic.store.covers import store_cover

OFF = "off"
LONGEST_TITLE = 300

_LARGEST_ANSWER = 64 * 1024
_LARGEST_PICTURE = 4 * 2**20

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a link shows.

    Attributes:
        title: Of the song, album and so on; one line.
        cover: Name of the cover's thumbnails here, or empty.
    """

    title: str
    cover: str


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore")

    title: str = Field(min_length=1)
    thumbnail_url: str | None = None


def preview_of(link: SpotifyLink) -> Preview:
    """Ask Spotify for the title and the cover of a link.

    Args:
        link: The link.

    Returns:
        The title; the cover too, where there is one that can be fetched and is a picture.

    Raises:
        NotFound: There is nothing of that id.
        Unavailable: The network or Spotify does not answer, or nobody is to be asked.
    """
    place = settings().spotify_oembed_url
    if place == OFF:
        raise Unavailable("This server does not ask Spotify.")
    body = fetch(place, _LARGEST_ANSWER, {"url": link.url})
    try:
        answer = _Answer.model_validate_json(body)
    except ValidationError as error:
        raise Unavailable("Spotify gave an answer that can't be read.") from error
    title = one_line(answer.title)
    if not title:
        raise NotFound("Spotify does not know this link.")
    return Preview(title=title, cover=cover_at(answer.thumbnail_url or ""))


def one_line(text: str, longest: int = LONGEST_TITLE) -> str:
    """Bring a text from elsewhere to one line of what can be seen.

    Args:
        text: Any text.
        longest: Characters that are kept.

    Returns:
        The text without line breaks and control characters.
    """
    plain = "".join(one if one.isprintable() else " " for one in text)
    return " ".join(plain.split())[:longest].rstrip()


def cover_at(url: str) -> str:
    """Take a picture at Spotify as a cover here.

    Args:
        url: What an answer named; any text.

    Returns:
        The name of the cover's thumbnails, or empty where it is none of Spotify's pictures or
        can't be had.
    """
    if not is_picture_address(url):
        return ""
    try:
        return store_cover(fetch(url, _LARGEST_PICTURE))
    except EmoMusicError as error:
        logger.info("a cover at Spotify could not be taken: %s", error)
        return ""
