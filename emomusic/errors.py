"""The few errors that people meet, each with a sentence for the person.

Services raise them; states turn them into a toast, `api/` into a status and JSON, and the
command line into one line on stderr. Nothing else is caught broadly.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import ClassVar


class EmoMusicError(Exception):
    """Base of every error whose text is fit to be shown to a person.

    Args:
        sentence: What happened and, where there is something, what to do about it.
    """

    status: ClassVar[HTTPStatus] = HTTPStatus.INTERNAL_SERVER_ERROR

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class InvalidInput(EmoMusicError):
    """What the person typed or sent can't be used."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class InvalidAudio(EmoMusicError):
    """The file is not sound that can be decoded."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class NotSignedIn(EmoMusicError):
    """Nobody is signed in, and the thing asked for needs somebody."""

    status = HTTPStatus.UNAUTHORIZED


class Forbidden(EmoMusicError):
    """Somebody is signed in, but may not do this."""

    status = HTTPStatus.FORBIDDEN


class ConfirmationNeeded(Forbidden):
    """Somebody may do this, but gave their password too long ago; they are asked for it again."""


class NotFound(EmoMusicError):
    """The thing asked for does not exist, or not for this person."""

    status = HTTPStatus.NOT_FOUND


class Conflict(EmoMusicError):
    """The thing exists already, or was changed by somebody else meanwhile."""

    status = HTTPStatus.CONFLICT


class TooManyRequests(EmoMusicError):
    """Too many tries in too short a time.

    Args:
        sentence: What happened and how long to wait.
        retry_after_s: Seconds until the next try is allowed.
    """

    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, sentence: str, retry_after_s: float) -> None:
        super().__init__(sentence)
        self.retry_after_s = retry_after_s


class Unavailable(EmoMusicError):
    """Something this needs (a database, a worker, a model) can't be reached now."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
