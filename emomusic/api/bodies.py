"""What browsers send: small JSON bodies with known fields."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request

from emomusic.errors import InvalidInput, NotFound
from emomusic.services.discovery.region import FEWEST_CORNERS, MOST_CORNERS, Region
from emomusic.services.felt.taps import MOST_AT_ONCE
from emomusic.services.listening import MOST_EVENTS
from emomusic.services.orders import PAGE_MAX
from emomusic.services.queues import QUEUE_MAX
from emomusic.settings import settings
from emomusic.store.covers import max_cover_bytes
from emomusic.store.tables import RepeatMode

LARGEST_BODY = 64 * 1024
_LARGEST_ID = 2**31 - 1  # of PostgreSQL's integer

Target = Annotated[str, Field(max_length=LARGEST_BODY)]  # One that is too long leads home.
SongId = Annotated[int, Field(ge=1, le=_LARGEST_ID)]


class Body(BaseModel):
    """A body whose fields are all known."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_max_length=1024)


class LogInBody(Body):
    """`POST /api/log-in`; `next` as it stands in the address of the door."""

    name: str
    password: str
    next: Target = ""


class SignUpBody(Body):
    """`POST /api/sign-up`; `next` as it stands in the address of the door."""

    name: str
    password: str
    invitation: str = ""
    next: Target = ""


class ConfirmBody(Body):
    """`POST /api/confirm`."""

    password: str


class ResetBody(Body):
    """`POST /api/reset`."""

    token: str
    password: str


class PasswordBody(Body):
    """`POST /api/password`."""

    old: str
    new: str


class LikeBody(Body):
    """`PUT /api/songs/{id}/like`."""

    liked: bool


class QueueBody(Body):
    """`PUT /api/queue`."""

    song_ids: Annotated[tuple[SongId, ...], Field(max_length=QUEUE_MAX)]
    current: Annotated[int, Field(ge=0)] = 0
    position_s: Annotated[float, Field(ge=0, le=1e7, allow_inf_nan=False)] = 0.0
    shuffle: bool = False
    repeat: RepeatMode = RepeatMode.OFF


class PlaybackBody(Body):
    """`POST /api/playback`; each event is judged for itself.

    Attributes:
        listener_id: Whose they are as far as the page knows. Who it is says the session; where
            somebody else came in by another tab, the events are not theirs.
        events: What happened, oldest first.
    """

    listener_id: Annotated[int, Field(ge=1)]
    events: Annotated[tuple[Any, ...], Field(max_length=MOST_EVENTS)]


Unit = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Point = tuple[Unit, Unit]


class RegionBody(Body):
    """A region of the emotion map.

    Attributes:
        points: Corners, valence and arousal each.
        genre: Only songs of this genre.
        years: Only songs from the first to the second year.
        liked: Only songs that the person likes.
    """

    points: Annotated[tuple[Point, ...], Field(min_length=FEWEST_CORNERS, max_length=MOST_CORNERS)]
    genre: str | None = None
    years: tuple[int, int] | None = None
    liked: bool = False

    def region(self) -> Region:
        """Return what the service asks for."""
        return Region(self.points, self.genre, self.years, self.liked)


class RegionPageBody(RegionBody):
    """`POST /api/map/region`."""

    offset: Annotated[int, Field(ge=0)] = 0
    limit: Annotated[int, Field(ge=1, le=PAGE_MAX)] = 100


class RegionSavedBody(RegionBody):
    """`POST /api/map/playlists`."""

    title: str


class FeelingsBody(Body):
    """`POST /api/feelings`; each tap is judged for itself.

    Attributes:
        listener_id: Whose they are as far as the page knows; see `PlaybackBody`.
        events: The taps, oldest first.
    """

    listener_id: Annotated[int, Field(ge=1)]
    events: Annotated[tuple[Any, ...], Field(max_length=MOST_AT_ONCE)]


class CalibrationBody(Body):
    """`PUT /api/calibration`; what is not said stays as it is.

    Attributes:
        is_on: Whether what one felt corrects what one sees.
        afresh: True leaves out what was felt so far, False counts it again.
    """

    is_on: bool | None = None
    afresh: bool | None = None


Model = TypeVar("Model", bound=Body)


async def read_body(request: Request, model: type[Model]) -> Model:
    """Read a JSON body.

    Args:
        request: What was asked.
        model: The fields it may have.

    Returns:
        The fields.

    Raises:
        InvalidInput: It is too large, not JSON, or has other fields than these.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise InvalidInput("The body must be JSON (Content-Type: application/json).")
    sentence = f"The body may have at most {LARGEST_BODY // 1024} kB."
    body = await read_bytes(request, LARGEST_BODY, sentence)
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the body"
        raise InvalidInput(f"{where}: {first['msg']}.") from None


async def read_bytes(request: Request, most: int, sentence: str) -> bytes:
    """Read a body as it is.

    Args:
        request: What was asked.
        most: Bytes that it may have.
        sentence: What is said where it has more.

    Raises:
        InvalidInput: It is larger.
    """
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > most:
            raise InvalidInput(sentence)
    return bytes(data)


async def read_picture(request: Request) -> bytes:
    """Read a body that is a picture for a cover.

    Raises:
        InvalidInput: It is empty, or larger than a cover may be.
    """
    sentence = f"The picture is larger than {settings().cover_max_mb:g} MB."
    data = await read_bytes(request, max_cover_bytes(), sentence)
    if not data:
        raise InvalidInput("The picture is empty.")
    return data


def id_in_path(request: Request, name: str) -> int:
    """Read an id from a path, where any number of digits can stand.

    Args:
        request: What was asked.
        name: Of the path's parameter.

    Returns:
        The id.

    Raises:
        NotFound: No database has so large an id.
    """
    number: int = request.path_params[name]
    if number > _LARGEST_ID:
        raise NotFound("There is no such thing.")
    return number


def read_seconds(request: Request, name: str) -> float:
    """Read a time from a query, such as `63.5`.

    Args:
        request: What was asked.
        name: Of the query's parameter.

    Returns:
        The number; whether it makes sense is for the service to say.

    Raises:
        InvalidInput: It is missing or no number.
    """
    try:
        return float(request.query_params[name])
    except (KeyError, ValueError):
        raise InvalidInput(f"{name}: a number of seconds is needed, such as 63.5.") from None


def read_number(request: Request, name: str, otherwise: int) -> int:
    """Read a whole number from a query, such as `100`.

    Args:
        request: What was asked.
        name: Of the query's parameter.
        otherwise: What it is where it is not said.

    Returns:
        The number, from 0 on.

    Raises:
        InvalidInput: It is something else, or too large.
    """
    text = request.query_params.get(name, "")
    if not text:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise InvalidInput(f"{name}: a whole number is needed, such as 100.")
    return int(text)


def read_ids(text: str, most: int) -> tuple[int, ...]:
    """Read a list of song ids from a query, such as `1,2,3`.

    Args:
        text: The query's value.
        most: How many it may have.

    Returns:
        The ids, in their order.

    Raises:
        InvalidInput: It is something else, or too long.
    """
    parts = [part for part in text.split(",") if part]
    if len(parts) > most:
        raise InvalidInput(f"At most {most} songs can be asked for at once.")
    if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
        raise InvalidInput("ids: song ids are numbers, separated by commas.")
    return tuple(int(part) for part in parts)
