"""A person's account at Spotify: connected by their own browser, kept encrypted, forgotten whole.

Authorisation code with PKCE, so that there is no client secret to keep (RFC 7636, and
https://developer.spotify.com/documentation/web-api/tutorials/code-pkce-flow).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import secrets
import threading
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from spotipy.cache_handler import CacheHandler
from spotipy.exceptions import SpotifyException
from spotipy.oauth2 import SpotifyOauthError, SpotifyPKCE
from sqlalchemy import delete
from sqlmodel import col, select

from emomusic.errors import Conflict, Forbidden, InvalidInput, NotFound, Unavailable
from emomusic.services.access import Person
from emomusic.services.spotify.patience import patiently
from emomusic.services.spotify.vault import seal, unseal
from emomusic.settings import settings
from emomusic.store.database import session, upsert
from emomusic.store.spotify_tables import SpotifyAccount, SpotifyHandshake
from emomusic.store.tables import now

SCOPES = ("playlist-read-collaborative", "playlist-read-private", "user-read-currently-playing")
CALLBACK_PATH = "/api/spotify/callback"
HANDSHAKE_LIFETIME = timedelta(minutes=10)
TIMEOUT_S = 5.0

_CONNECT_AGAIN = "Spotify has ended the connection. Connect your account again."
_LONGEST_CODE = 2000

# Its debug lines hold tokens.
logging.getLogger("spotipy").setLevel(logging.WARNING)

_refreshing: defaultdict[int, threading.Lock] = defaultdict(threading.Lock)


@dataclass(frozen=True, slots=True)
class Connection:
    """A person's account at Spotify.

    Attributes:
        name: What Spotify calls them.
        connected_at: ISO 8601 in UTC.
        is_alive: False once Spotify has ended it; then it must be connected again.
    """

    name: str
    connected_at: str
    is_alive: bool


class _Tokens(CacheHandler):
    """Keeps what spotipy receives, until it is stored with what else is known."""

    def __init__(self) -> None:
        self.received: dict[str, Any] | None = None

    def get_cached_token(self) -> dict[str, Any] | None:
        return self.received

    def save_token_to_cache(self, token_info: dict[str, Any]) -> None:
        self.received = token_info


class _Accounts(SpotifyPKCE):
    """Spotify's accounts service, where the settings say it is."""

    def __init__(self, redirect_uri: str) -> None:
        self.tokens = _Tokens()
        super().__init__(
            client_id=settings().spotify_client_id,
            redirect_uri=redirect_uri,
            scope=list(SCOPES),
            cache_handler=self.tokens,
            requests_timeout=TIMEOUT_S,
            open_browser=False,
        )
        self.OAUTH_AUTHORIZE_URL = f"{settings().spotify_accounts_url}/authorize"
        self.OAUTH_TOKEN_URL = f"{settings().spotify_accounts_url}/api/token"

    def _handle_oauth_error(self, http_error: Any) -> None:
        status = http_error.response.status_code
        if status == 429 or status >= 500:
            raise SpotifyException(status, -1, "accounts", headers=http_error.response.headers)
        super()._handle_oauth_error(http_error)


def is_offered() -> bool:
    """Whether people can connect accounts here at all."""
    return bool(settings().spotify_client_id)


def check_offered() -> None:
    """Refuse where nobody can connect an account.

    Raises:
        NotFound: SPOTIFY_CLIENT_ID is not set.
    """
    if not is_offered():
        raise NotFound("There is no such address.")


def redirect_uri_at(origin: str) -> str:
    """Return where Spotify sends a browser back to.

    Args:
        origin: At which the page was opened, such as `https://music.example.org`.

    Returns:
        The setting, or the callback at that origin.

    Raises:
        InvalidInput: Spotify takes no such address: it wants HTTPS, or a loopback address in
            numbers (https://developer.spotify.com/documentation/web-api/concepts/redirect_uri).
    """
    if settings().spotify_redirect_uri:
        return settings().spotify_redirect_uri
    scheme, _, netloc = origin.partition("://")
    host = netloc.rpartition(":")[0] or netloc
    if scheme == "https" or host in ("127.0.0.1", "[::1]"):
        return origin + CALLBACK_PATH
    here = origin.replace(netloc, netloc.replace("localhost", "127.0.0.1"))
    advice = f"Open this page as {here}" if host == "localhost" else "Open this page by HTTPS"
    raise InvalidInput(f"Spotify does not lead back to {host}. {advice} and connect there.")


def begin(person: Person, redirect_uri: str) -> str:
    """Begin a connection from a person's browser.

    Args:
        person: Who, and through which session.
        redirect_uri: Where Spotify sends the browser back to.

    Returns:
        The address at Spotify to send the browser to.
    """
    check_offered()
    accounts, state = _Accounts(redirect_uri), secrets.token_urlsafe(32)
    accounts.get_pkce_handshake_parameters()
    row = {
        "session_id": person.session_id,
        "state_hash": _hash(state),
        "verifier": seal(accounts.code_verifier),
        "redirect_uri": redirect_uri,
        "began_at": now(),
    }
    with session(write=True) as opened:
        began = col(SpotifyHandshake.began_at)
        opened.connection().execute(
            delete(SpotifyHandshake).where(began < now() - HANDSHAKE_LIFETIME)
        )
        statement = upsert(opened, SpotifyHandshake).values(**row)
        opened.connection().execute(
            statement.on_conflict_do_update(index_elements=["session_id"], set_=row)
        )
    return str(accounts.get_authorize_url(state))


def complete(person: Person, state: str, code: str) -> None:
    """Finish a connection: Spotify has sent the browser back.

    Args:
        person: Who, and through which session.
        state: As it came back.
        code: What Spotify gave.

    Raises:
        Conflict: This session began no such connection, or too long ago.
        Forbidden: Spotify does not take the code.
        Unavailable: Spotify can't be reached.
    """
    check_offered()
    handshake = _take_handshake(person.session_id)
    is_mine = handshake is not None and hmac.compare_digest(handshake.state_hash, _hash(state))
    verifier = unseal(handshake.verifier) if handshake is not None and is_mine else None
    if handshake is None or not verifier or not code or len(code) > _LONGEST_CODE:
        raise Conflict("This connection was not begun here, or too long ago. Begin it again.")
    accounts = _Accounts(handshake.redirect_uri)
    # The challenge was sent when it began; only the verifier is needed now.
    accounts.code_verifier, accounts.code_challenge = verifier, ""
    try:
        patiently(lambda: accounts.get_access_token(code, check_cache=False))
    except (SpotifyException, SpotifyOauthError) as error:
        raise Forbidden("Spotify did not accept the connection. Begin it again.") from error
    _keep(person.id, accounts.tokens.received or {})


def describe(user_id: int, name: str) -> None:
    """Note what Spotify calls a person.

    Args:
        user_id: Who.
        name: The name there.
    """
    with session(write=True) as opened:
        account = opened.get(SpotifyAccount, user_id)
        if account is not None:
            account.display_name = name[:200]
            opened.add(account)


def connection_of(user_id: int) -> Connection | None:
    """Return a person's connected account, or None.

    Args:
        user_id: Who.
    """
    with session() as opened:
        account = opened.get(SpotifyAccount, user_id)
    if account is None:
        return None
    return Connection(account.display_name, account.connected_at.isoformat(), bool(account.tokens))


def connected_people() -> tuple[int, ...]:
    """Return whose account can be asked what plays."""
    with session() as opened:
        found = select(SpotifyAccount.user_id).where(SpotifyAccount.tokens != "")
        return tuple(opened.exec(found))


def forget(user_id: int) -> None:
    """End a connection and delete its tokens; nothing where there is none.

    Args:
        user_id: Whose.
    """
    with session(write=True) as opened:
        opened.connection().execute(
            delete(SpotifyAccount).where(col(SpotifyAccount.user_id) == user_id)
        )


def access_token(user_id: int, refused: str = "") -> str:
    """Return a token with which Spotify is asked for a person, refreshed at need.

    Args:
        user_id: Who.
        refused: A token that Spotify has just refused, though its time has not come.

    Returns:
        The access token.

    Raises:
        Forbidden: The person has not connected an account, or Spotify has ended the connection.
        Unavailable: Spotify can't be reached.
    """
    check_offered()
    with _refreshing[user_id]:
        sealed, tokens = _tokens_of(user_id)
        is_good = not SpotifyPKCE.is_token_expired(tokens) and tokens["access_token"] != refused
        if is_good:
            return str(tokens["access_token"])
        accounts = _Accounts("http://127.0.0.1/")
        try:
            patiently(lambda: accounts.refresh_access_token(tokens["refresh_token"]))
        except (SpotifyException, SpotifyOauthError) as error:
            return _token_of_another_worker(user_id, sealed, error)
        fresh = accounts.tokens.received or {}
        _keep(user_id, fresh, only_if=sealed)
        return str(fresh["access_token"])


def _token_of_another_worker(user_id: int, used: str, error: Exception) -> str:
    """A refresh token is good once: another process may have been quicker with it."""
    sealed, tokens = _tokens_of(user_id)
    if sealed != used:
        return str(tokens["access_token"])
    if getattr(error, "error", "") != "invalid_grant":
        raise Unavailable("Spotify does not renew the connection now. Try again later.") from error
    with session(write=True) as opened:
        account = opened.get(SpotifyAccount, user_id)
        if account is not None and account.tokens == used:
            account.tokens = ""
            opened.add(account)
    raise Forbidden(_CONNECT_AGAIN) from error


def _tokens_of(user_id: int) -> tuple[str, dict[str, Any]]:
    with session() as opened:
        account = opened.get(SpotifyAccount, user_id)
    if account is None:
        raise Forbidden("Connect your account at Spotify first.")
    text = unseal(account.tokens) if account.tokens else None
    if text is None:
        raise Forbidden(_CONNECT_AGAIN)
    tokens: dict[str, Any] = json.loads(text)
    return account.tokens, tokens


def _keep(user_id: int, tokens: dict[str, Any], only_if: str | None = None) -> None:
    kept = {name: tokens[name] for name in ("access_token", "refresh_token", "expires_at")}
    sealed = seal(json.dumps(kept))
    with session(write=True) as opened:
        account = opened.get(SpotifyAccount, user_id)
        if only_if is not None:
            # Somebody who disconnected meanwhile stays disconnected.
            if account is None or account.tokens != only_if:
                return
            account.tokens = sealed
        else:
            account = account or SpotifyAccount(user_id=user_id)
            account.tokens, account.connected_at = sealed, now()
        opened.add(account)


def _take_handshake(session_id: int) -> SpotifyHandshake | None:
    with session(write=True) as opened:
        handshake = opened.get(SpotifyHandshake, session_id)
        if handshake is not None:
            opened.delete(handshake)
    if handshake is None or now() - handshake.began_at > HANDSHAKE_LIFETIME:
        return None
    return handshake


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
