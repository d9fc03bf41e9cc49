"""What the person fills in for a file, filled in beforehand from its tags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator
from pydantic_core import ErrorDetails
from sqlmodel import col, select

from emomusic.audio.tag_values import MAX_GENRE, clean_text, split_artists
from emomusic.audio.tags import MusicBrainz, Tags
from emomusic.errors import InvalidInput, NotFound
from emomusic.store.covers import COVER_SIZES, cover_path
from emomusic.store.database import session
from emomusic.store.tables import now
from emomusic.store.upload_tables import Upload, UploadState

_TAGS = TypeAdapter(Tags)


class Form(BaseModel):
    """The fields of one file.

    Attributes:
        cover: Name of its thumbnails, or empty.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    artists: tuple[str, ...]
    album: str
    album_artist: str
    track: Annotated[int | None, Field(ge=1, le=9999)] = None
    disc: Annotated[int | None, Field(ge=1, le=9999)] = None
    year: Annotated[int | None, Field(ge=1000, le=2100)] = None
    genre: str = ""
    cover: str = ""

    @field_validator("title", "album", "album_artist")
    @classmethod
    def _one_line(cls, value: str) -> str:
        if not (text := clean_text(value)):
            raise ValueError("is needed")
        return text

    @field_validator("genre")
    @classmethod
    def _short(cls, value: str) -> str:
        return clean_text(value, MAX_GENRE)

    @field_validator("artists")
    @classmethod
    def _somebody(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not (names := split_artists(value)):
            raise ValueError("is needed")
        return names


def form_of(tags: Tags, cover: str) -> Form:
    """Fill the form in from a file's tags.

    Args:
        tags: Of the file.
        cover: Name of its cover's thumbnails, or empty.

    Returns:
        The form.
    """
    return Form(
        title=tags.title,
        artists=tags.artists,
        album=tags.album,
        album_artist=tags.album_artist,
        track=tags.track,
        disc=tags.disc,
        year=tags.year,
        genre=tags.genre or "",
        cover=cover,
    )


def tags_with(form: Form, tags: Tags) -> Tags:
    """Return a file's tags with what the form says instead.

    Identifiers go with the names: what was named anew is another thing in MusicBrainz.
    """
    same_artists = form.artists == tags.artists
    same_album = (form.album, form.album_artist) == (tags.album, tags.album_artist)
    known = tags.musicbrainz
    return replace(
        tags,
        title=form.title,
        artists=form.artists,
        album=form.album,
        album_artist=form.album_artist,
        track=form.track,
        disc=form.disc,
        year=form.year,
        genre=form.genre or None,
        musicbrainz=MusicBrainz(
            recording=known.recording,
            album=known.album if same_album else None,
            album_artist=known.album_artist if form.album_artist == tags.album_artist else None,
            artists=known.artists if same_artists else (),
        ),
    )


def changed_fields(form: Form, tags: Tags, cover: str) -> str:
    """Name the fields that a person filled in otherwise than the file says.

    Args:
        form: What they filled in.
        tags: Of the file.
        cover: Name of the file's own cover, or empty.

    Returns:
        The names, as `Song.edited` has them: what no later scan of the file undoes.
    """
    own = form_of(tags, cover)
    names = ["title", "artists", "track", "disc", "year", "genre", "cover"]
    changed = [name for name in names if getattr(form, name) != getattr(own, name)]
    if (form.album, form.album_artist) != (own.album, own.album_artist):
        changed.append("album")
    return " ".join(changed)


def tags_to_json(tags: Tags) -> str:
    """Write tags, whose picture was taken out, for the table."""
    return _TAGS.dump_json(tags).decode("utf-8")


def tags_from_json(text: str) -> Tags:
    """Read what `tags_to_json` wrote."""
    return _TAGS.validate_json(text)


def fill(user_id: int, upload_ids: Sequence[str], fields: dict[str, Any]) -> None:
    """Change fields of the forms of one file or of many: of all, or of none.

    Args:
        user_id: Whose uploads.
        upload_ids: Which.
        fields: The new values by the names of `Form`; what is not in it stays.

    Raises:
        NotFound: One of them does not wait to be filled in any more.
        InvalidInput: A value can't be used.
    """
    _check_cover(str(fields.get("cover") or ""))
    with session(write=True) as writing:
        query = select(Upload).where(
            col(Upload.id).in_(upload_ids),
            Upload.user_id == user_id,
            Upload.state == UploadState.READY,
        )
        found = writing.exec(query).all()
        if len(found) != len(set(upload_ids)):
            raise NotFound("A file of these is no longer waiting. Look at the list again.")
        for upload in found:
            before = Form.model_validate_json(upload.form).model_dump()
            upload.form = _validated({**before, **fields}).model_dump_json()
            upload.touched_at = now()


def _validated(values: dict[str, Any]) -> Form:
    try:
        return Form.model_validate(values)
    except ValidationError as error:
        raise InvalidInput(
            _sentence(error.errors(include_url=False, include_input=False)[0])
        ) from None


def _sentence(error: ErrorDetails) -> str:
    name = str(error["loc"][0]).replace("_", " ") if error["loc"] else "form"
    match error["type"]:
        case "value_error":
            return f"The {name} {'are' if name == 'artists' else 'is'} needed."
        case "less_than_equal":
            return f"The {name} can be {error['ctx']['le']} at most."
        case "greater_than_equal":
            return f"The {name} can be {error['ctx']['ge']} at least."
        case _:
            return f"The {name} can't be used: {error['msg']}."


def _check_cover(name: str) -> None:
    try:
        there = not name or cover_path(name, COVER_SIZES[0]).exists()
    except NotFound:
        there = False
    if not there:
        raise InvalidInput("The picture is not there any more; drop it again.")
