"""A small Spotify on loopback that answers as the documented one does.

Accounts: authorisation code with PKCE, and refresh tokens that are good once. Web API: profile,
currently playing, playlists and their items by pages, tracks. oEmbed and pictures. A test says
what there is, and what goes wrong: `server.fail("/v1/me", 503)`, `server.expire_tokens()`.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import secrets
import threading
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from PIL import Image

CLIENT_ID = "0123456789abcdef0123456789abcdef"
DISPLAY_NAME = "Mira at Spotify"
PAGE = 50


def spotify_id(number: int) -> str:
    """An id as Spotify makes them: 22 letters and digits."""
    return f"{number:022d}"


def picture(colour: str = "#3f62a2", size: int = 96) -> bytes:
    """A JPEG of one colour."""
    file = io.BytesIO()
    Image.new("RGB", (size, size), colour).save(file, "JPEG")
    return file.getvalue()


@dataclass(frozen=True)
class Failure:
    """An answer that is none."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b'{"error": {"status": 500, "message": "made to fail"}}'


@dataclass
class SpotifyServer:
    """What this Spotify knows, and what it was asked.

    Attributes:
        previews: oEmbed's titles and pictures by the link's page: `(title, path of a picture)`.
        pictures: Files by their path.
        tracks: Tracks by id, as the Web API has them.
        playlists: `(id, name)` of the account's playlists, in order.
        items: Ids of the tracks of each playlist; None is an entry that is gone.
        playing: The answer about what plays, or None for nothing (204).
        asked: Every request: `"GET /v1/me/"`.
        times: When each came, in seconds of the monotonic clock.
    """

    url: str = ""
    previews: dict[str, tuple[str, str]] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    tracks: dict[str, dict[str, Any]] = field(default_factory=dict)
    playlists: list[tuple[str, str]] = field(default_factory=list)
    items: dict[str, list[str | None]] = field(default_factory=dict)
    playing: dict[str, Any] | None = None
    says_no: bool = False
    asked: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    _failures: dict[str, deque[Failure]] = field(default_factory=lambda: defaultdict(deque))
    _codes: dict[str, tuple[str, str]] = field(default_factory=dict)
    _access: set[str] = field(default_factory=set)
    _refresh: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def environment(self) -> dict[str, str]:
        """The settings of an app that speaks to this Spotify."""
        return {
            "SPOTIFY_CLIENT_ID": CLIENT_ID,
            "SPOTIFY_ACCOUNTS_URL": self.url,
            "SPOTIFY_API_URL": self.url,
            "SPOTIFY_OEMBED_URL": f"{self.url}/oembed",
        }

    def fail(
        self, path: str, status: int, times: int = 1, body: bytes | None = None, **headers: str
    ) -> None:
        """Answer a path wrongly, so many times; headers are given as `Retry_After="1"`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        failure = Failure(status, named) if body is None else Failure(status, named, body)
        self._failures[path].extend([failure] * times)

    def expire_tokens(self) -> None:
        """Let every access token be too old from now on."""
        self._access.clear()

    def revoke(self) -> None:
        """Let the person take the app's access away."""
        self._access.clear()
        self._refresh.clear()

    def add_track(
        self,
        number: int,
        name: str,
        artists: list[str],
        duration_s: float = 200.0,
        isrc: str | None = None,
    ) -> str:
        """Add a track to the catalogue; its id."""
        key = spotify_id(number)
        self.tracks[key] = {
            "id": key,
            "type": "track",
            "name": name,
            "uri": f"spotify:track:{key}",
            "duration_ms": round(duration_s * 1000),
            "artists": [{"name": artist, "id": spotify_id(0)} for artist in artists],
            "album": {"name": f"Album of {name}", "images": []},
            "external_ids": {"isrc": isrc} if isrc else {},
            "is_local": False,
        }
        return key

    def add_playlist(self, number: int, name: str, tracks: list[str | None]) -> str:
        """Add a playlist to the account; its id."""
        key = spotify_id(number)
        self.playlists.append((key, name))
        self.items[key] = tracks
        return key

    def play(self, track_id: str, progress_s: float = 10.0, is_playing: bool = True) -> None:
        """Let the account play a track."""
        self.playing = {
            "is_playing": is_playing,
            "progress_ms": round(progress_s * 1000),
            "timestamp": 1_700_000_000_000,
            "currently_playing_type": "track",
            "item": self.tracks[track_id],
        }

    def count(self, request: str) -> int:
        """How often something was asked: `"GET /v1/me/"`."""
        return sum(one == request for one in self.asked)

    # What follows is the server's own side.

    def authorize(self, query: dict[str, str]) -> str:
        """Where the browser of somebody who says yes (or no) is sent."""
        assert query["client_id"] == CLIENT_ID
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        if self.says_no:
            answer = {"error": "access_denied", "state": query["state"]}
        else:
            code = secrets.token_urlsafe(16)
            self._codes[code] = (query["code_challenge"], query["redirect_uri"])
            answer = {"code": code, "state": query["state"]}
        return f"{query['redirect_uri']}?{urlencode(answer)}"

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        """Tokens for a code or a refresh token, or None where it is not good."""
        with self._lock:
            if form.get("client_id") != CLIENT_ID:
                return None
            if form["grant_type"] == "authorization_code":
                challenge, redirect_uri = self._codes.pop(form["code"], ("", ""))
                digest = hashlib.sha256(form["code_verifier"].encode()).digest()
                is_good = (
                    base64.urlsafe_b64encode(digest).decode().rstrip("=") == challenge
                    and form["redirect_uri"] == redirect_uri
                )
            else:
                is_good = form["refresh_token"] in self._refresh
                self._refresh.discard(form["refresh_token"])
            if not is_good:
                return None
            access, refresh = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
            self._access.add(access)
            self._refresh.add(refresh)
            scope = "playlist-read-collaborative playlist-read-private user-read-currently-playing"
            return {
                "access_token": access,
                "refresh_token": refresh,
                "token_type": "Bearer",
                "expires_in": 3600,
                "scope": scope,
            }

    def failure_of(self, path: str) -> Failure | None:
        """The next failure of a path."""
        with self._lock:
            waiting = self._failures.get(path)
            return waiting.popleft() if waiting else None

    def may(self, token: str) -> bool:
        """Whether an access token is good."""
        return token in self._access

    def api(self, path: str, query: dict[str, str]) -> tuple[int, dict[str, Any] | None]:
        """Answer the Web API."""
        parts = path.strip("/").split("/")[1:]
        match parts:
            case ["me"]:
                return 200, {"id": "mira", "account_id": "acc", "display_name": DISPLAY_NAME}
            case ["me", "player", "currently-playing"]:
                return (200, self.playing) if self.playing else (204, None)
            case ["me", "playlists"]:
                rows = [self._playlist(key, name) for key, name in self.playlists]
                return 200, self._page(rows, query)
            case ["playlists", key] if key in self.items:
                return 200, self._playlist(key, dict(self.playlists)[key])
            case ["playlists", key, "items"] if key in self.items:
                rows = [
                    {"is_local": False, "item": self.tracks.get(one or "")}
                    for one in self.items[key]
                ]
                return 200, self._page(rows, query)
            case ["tracks", key] if key in self.tracks:
                return 200, self.tracks[key]
        return 404, {"error": {"status": 404, "message": "Resource not found"}}

    def _playlist(self, key: str, name: str) -> dict[str, Any]:
        return {
            "id": key,
            "name": name,
            "images": [{"url": f"{self.url}/picture/playlist.jpg"}],
            "items": {"total": len(self.items[key])},
        }

    def _page(self, rows: list[Any], query: dict[str, str]) -> dict[str, Any]:
        limit, offset = int(query.get("limit", PAGE)), int(query.get("offset", 0))
        more = f"{self.url}/next" if offset + limit < len(rows) else None
        return {
            "items": rows[offset : offset + limit],
            "total": len(rows),
            "limit": limit,
            "offset": offset,
            "next": more,
        }


class _Handler(BaseHTTPRequestHandler):
    spotify: SpotifyServer

    def log_message(self, *_: object) -> None: ...

    def do_GET(self) -> None:
        parsed = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parsed.query).items()}
        self._note("GET", parsed.path)
        if self._failed(parsed.path):
            return
        if parsed.path == "/authorize":
            self._send(302, b"", {"Location": self.spotify.authorize(query)})
        elif parsed.path == "/oembed":
            self._oembed(query.get("url", ""))
        elif parsed.path.startswith("/picture/"):
            file = self.spotify.pictures.get(parsed.path)
            self._send(200 if file else 404, file or b"", {"Content-Type": "image/jpeg"})
        elif parsed.path.startswith("/v1/"):
            self._api(parsed.path, query)
        else:
            self._send(404, b"")

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length", 0))
        form = {
            name: values[0] for name, values in parse_qs(self.rfile.read(size).decode()).items()
        }
        self._note("POST", self.path)
        if self._failed(self.path):
            return
        tokens = self.spotify.token(form) if self.path == "/api/token" else None
        if tokens is None:
            self._json(400, {"error": "invalid_grant", "error_description": "not good any more"})
        else:
            self._json(200, tokens)

    def _note(self, method: str, path: str) -> None:
        self.spotify.asked.append(f"{method} {path}")
        self.spotify.times.append(time.monotonic())

    def _failed(self, path: str) -> bool:
        failure = self.spotify.failure_of(path)
        if failure is not None:
            self._send(failure.status, failure.body, failure.headers)
        return failure is not None

    def _oembed(self, url: str) -> None:
        if url not in self.spotify.previews:
            self._send(404, b"")
            return
        title, path = self.spotify.previews[url]
        html = "<iframe src='https://evil.example'></iframe><script>alert(1)</script>"
        self._json(
            200,
            {
                "version": "1.0",
                "type": "rich",
                "provider_name": "Spotify",
                "title": title,
                "thumbnail_url": f"{self.spotify.url}{path}" if path.startswith("/") else path,
                "html": html,
            },
        )

    def _api(self, path: str, query: dict[str, str]) -> None:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if not self.spotify.may(token):
            self._json(401, {"error": {"status": 401, "message": "The access token expired"}})
            return
        status, answer = self.spotify.api(path, query)
        if answer is None:
            self._send(status, b"")
        else:
            self._json(status, answer)

    def _json(self, status: int, value: Any) -> None:
        self._send(status, json.dumps(value).encode(), {"Content-Type": "application/json"})

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def running_spotify() -> Iterator[SpotifyServer]:
    """Run a Spotify on a free port of loopback."""
    spotify = SpotifyServer()
    handler = type("Handler", (_Handler,), {"spotify": spotify})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    spotify.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield spotify
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
