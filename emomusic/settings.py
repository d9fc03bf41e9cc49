"""Every setting, typed and documented, from the environment or `.env`.

A wrong value stops the start with one line that names it. Secrets are made at first start and
kept in the data folder, readable by their owner alone.
"""

from __future__ import annotations

import contextlib
import ipaddress
import os
import secrets
import tempfile
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PROJECT_DIR = Path(__file__).resolve().parent.parent


class SignUp(StrEnum):
    """Who may make an account."""

    OPEN = "open"
    INVITATION = "invitation"


class InvalidSetting(SystemExit):
    """A setting has a value that can't be used; its text is one line that names it."""


class Settings(BaseSettings):
    """The settings of one deployment; the field names in capitals are the variables."""

    model_config = SettingsConfigDict(
        env_file=PROJECT_DIR / ".env", extra="ignore", frozen=True, env_ignore_empty=True
    )

    port: Annotated[
        int, Field(ge=1, le=65535, description="The one port of page, state and API.")
    ] = 3000
    host: Annotated[
        str, Field(description="Address to listen on; 0.0.0.0 is every network of the machine.")
    ] = "0.0.0.0"
    data_dir: Annotated[
        Path, Field(description="Database, covers, secrets and the embedded MongoDB live here.")
    ] = PROJECT_DIR / "data"
    models_dir: Annotated[
        Path,
        Field(description="One folder a trained model; `current` in it names the one that hears."),
    ] = PROJECT_DIR / "models"
    music_dirs: Annotated[
        tuple[Path, ...],
        NoDecode,
        Field(description="Folders of music, separated by the system's path separator (`:`)."),
    ] = ()
    scan_interval_min: Annotated[
        float, Field(ge=0, description="Minutes between scans of MUSIC_DIRS; 0 never scans.")
    ] = 30.0
    database_url: Annotated[
        str,
        Field(
            description="`sqlite:///FILE` or `postgresql+psycopg://…`; "
            "empty means SQLite in the data folder."
        ),
    ] = ""
    mongodb_uri: Annotated[
        str, Field(description="`mongodb://…`; empty starts the embedded server on loopback.")
    ] = ""
    mongodb_database: Annotated[
        str, Field(min_length=1, description="Name of the database in MongoDB.")
    ] = "emomusic"
    redis_url: Annotated[
        str, Field(description="`redis://…`; needed only for several workers.")
    ] = ""
    allowed_origins: Annotated[
        tuple[str, ...],
        NoDecode,
        Field(
            description="Origins (`https://music.example.org`), separated by commas, that may "
            "call besides the app's own address."
        ),
    ] = ()
    upload_max_mb: Annotated[
        float,
        Field(gt=0, description="Largest music file that may be uploaded, in megabytes."),
    ] = 2048.0
    cover_max_mb: Annotated[
        float, Field(gt=0, description="Largest picture that is taken as a cover, in megabytes.")
    ] = 32.0
    upload_quota_gb: Annotated[
        float,
        Field(
            ge=0,
            description="How much one administrator may have uploaded, in gigabytes; "
            "0 is without limit.",
        ),
    ] = 0.0
    upload_total_gb: Annotated[
        float,
        Field(
            ge=0,
            description="How much all may have uploaded together, in gigabytes; 0 is without "
            "limit, but a gigabyte of the disk always stays free.",
        ),
    ] = 0.0
    upload_keep_hours: Annotated[
        float,
        Field(
            gt=0,
            description="Hours after which an upload that nobody goes on with, or adds to the "
            "library, is thrown away.",
        ),
    ] = 72.0
    sign_up: Annotated[
        SignUp, Field(description="`open`, or `invitation`: only with a link made by an admin.")
    ] = SignUp.OPEN
    sign_ups_per_address: Annotated[
        int,
        Field(
            ge=1,
            description="Accounts that can be made from one address in 15 minutes; more where a "
            "school or a party stands behind one address.",
        ),
    ] = 100
    session_days: Annotated[
        float, Field(gt=0, le=365, description="Days until a session that is not used ends.")
    ] = 30.0
    secure_cookies: Annotated[
        bool, Field(description="Set behind HTTPS: the session cookie is never sent without it.")
    ] = False
    trusted_proxies: Annotated[
        tuple[str, ...],
        NoDecode,
        Field(
            description="Addresses or networks of proxies, separated by commas, whose "
            "X-Forwarded-For is believed when log-ins are throttled."
        ),
    ] = ()
    analysis_workers: Annotated[
        int, Field(ge=0, le=64, description="Processes that analyse music; 0 is half the cores.")
    ] = 0
    spotify_client_id: Annotated[
        str,
        Field(
            pattern=r"^[A-Za-z0-9]*$",
            description="Of your app at developer.spotify.com; empty leaves Spotify accounts out. "
            "See docs/spotify.md.",
        ),
    ] = ""
    spotify_redirect_uri: Annotated[
        str,
        Field(
            description="`https://…/api/spotify/callback` as registered with Spotify; empty is "
            "the address at which the page was opened."
        ),
    ] = ""
    spotify_accounts_url: Annotated[
        str, Field(description="Where Spotify signs people in; another value is for tests.")
    ] = "https://accounts.spotify.com"
    spotify_api_url: Annotated[
        str, Field(description="Spotify's Web API; another value is for tests.")
    ] = "https://api.spotify.com"
    spotify_oembed_url: Annotated[
        str,
        Field(
            description="Where titles and covers of pasted Spotify links come from; `off` asks "
            "nobody."
        ),
    ] = "https://open.spotify.com/oembed"
    backup_every_days: Annotated[
        float,
        Field(
            ge=0,
            le=365,
            description="Days between backups that are made by themselves, into DATA_DIR/backups; "
            "0 makes none.",
        ),
    ] = 0.0
    backup_keep: Annotated[
        int, Field(ge=1, le=1000, description="How many of those are kept, the newest.")
    ] = 7
    room_host_grace_s: Annotated[
        float,
        Field(
            gt=0,
            le=86_400,
            description="Seconds a room to listen together keeps the place of a host who is gone, "
            "and lasts while nobody is in it.",
        ),
    ] = 300.0
    playback_retention_days: Annotated[
        float,
        Field(
            ge=0,
            le=36_500,
            description="Days that listening events, and words that were searched for in vain, are "
            "kept; what was rolled up of listening stays. 0 keeps them.",
        ),
    ] = 400.0
    import_demo: Annotated[
        bool, Field(description="Import the demo albums when the library is empty.")
    ] = True

    @field_validator("music_dirs", mode="before")
    @classmethod
    def _split_paths(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(Path(part).expanduser() for part in value.split(os.pathsep) if part)
        return value

    @field_validator("allowed_origins", "trusted_proxies", mode="before")
    @classmethod
    def _split_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip().rstrip("/") for part in value.split(",") if part.strip())
        return value

    @field_validator("allowed_origins")
    @classmethod
    def _origins_have_a_scheme(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            if not origin.startswith(("http://", "https://")) or origin.count("/") != 2:
                raise ValueError(f"{origin!r} is not an origin such as https://music.example.org")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _proxies_are_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for proxy in value:
            ipaddress.ip_network(proxy, strict=False)
        return value

    @field_validator("database_url")
    @classmethod
    def _database_is_known(cls, value: str) -> str:
        if value and not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("must begin with sqlite:/// or postgresql+psycopg://")
        return value

    @field_validator("mongodb_uri")
    @classmethod
    def _mongodb_is_a_uri(cls, value: str) -> str:
        if value and not value.startswith(("mongodb://", "mongodb+srv://")):
            raise ValueError("must begin with mongodb:// or mongodb+srv://")
        return value

    @field_validator("redis_url")
    @classmethod
    def _redis_is_a_url(cls, value: str) -> str:
        if value and not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("must begin with redis://, rediss:// or unix://")
        return value

    @field_validator("spotify_redirect_uri", "spotify_accounts_url", "spotify_api_url")
    @classmethod
    def _addresses_are_of_the_web(cls, value: str) -> str:
        if value and not value.startswith(("https://", "http://")):
            raise ValueError("must begin with https:// or http://")
        return value.rstrip("/")

    @field_validator("spotify_oembed_url")
    @classmethod
    def _oembed_is_an_address_or_off(cls, value: str) -> str:
        if value != "off" and not value.startswith(("https://", "http://")):
            raise ValueError("must begin with https:// or http://, or be `off`")
        return value

    @field_validator("data_dir", "models_dir")
    @classmethod
    def _folder_is_whole(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @property
    def sql_url(self) -> str:
        """URL of the SQL database, the embedded default included."""
        return self.database_url or f"sqlite:///{self.data_dir / 'emomusic.db'}"

    @property
    def covers_dir(self) -> Path:
        """Folder of the cover thumbnails."""
        return self.data_dir / "covers"

    @property
    def uploads_dir(self) -> Path:
        """Folder of the files that are being uploaded."""
        return self.data_dir / "uploads"

    @property
    def uploaded_music_dir(self) -> Path:
        """Folder of the songs that were uploaded, named by their content."""
        return self.data_dir / "music"

    @property
    def worker_processes(self) -> int:
        """How many processes analyse music."""
        return self.analysis_workers or max(1, (os.cpu_count() or 2) // 2)


def load_settings() -> Settings:
    """Read the settings afresh.

    Returns:
        The settings of the environment and `.env`.

    Raises:
        InvalidSetting: A value can't be used; the text is one line that names the setting.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper() if first["loc"] else "settings"
        reason = str(first["msg"]).removeprefix("Value error, ")
        raise InvalidSetting(
            f"emomusic: setting {name}={str(first['input'])!r} can't be used: {reason}"
        ) from None


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings of this process, read once."""
    return load_settings()


def secret(name: str, config: Settings | None = None) -> str:
    """Return a secret of this deployment, made at its first use.

    Args:
        name: A plain word; the secret lives in `DATA_DIR/secrets/<name>`.
        config: The settings to use, those of this process by default.

    Returns:
        At least 256 bits of randomness, URL-safe.
    """
    folder = (config or settings()).data_dir / "secrets"
    path = folder / name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # A link to a file that is whole: who comes second never reads half a secret.
        with tempfile.NamedTemporaryFile("w", dir=folder, encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32))
            file.flush()
            with contextlib.suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_text(encoding="ascii")
