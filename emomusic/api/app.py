"""The plain HTTP side of the app, put together.

`rx.App(api_transformer=api_app())` mounts Reflex behind these routes: they win over the static
files of the page, and the headers are added to everything.
"""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from emomusic.api import (
    accounts,
    desk,
    emotion_map,
    feelings,
    health,
    keeping,
    media,
    music,
    playback,
    playlists,
    queue,
    rules,
    spotify,
    upload_desk,
    uploads,
    ways,
)
from emomusic.api.access import ANYONE, requires
from emomusic.api.headers import OwnOrigin, SecurityHeaders
from emomusic.errors import NotFound

_ALL_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


@requires(ANYONE)
async def unknown(request: Request) -> Response:
    """Answer in JSON that there is no such path; the page's own 404 is for people."""
    raise NotFound("There is no such address.")


def routes() -> list[Route]:
    """Return every route of the API; each endpoint carries its access rule."""
    return [
        Route("/api/health", health.health),
        Route("/api/sign-up", accounts.sign_up, methods=["POST"]),
        Route("/api/log-in", accounts.log_in, methods=["POST"]),
        Route("/api/log-out", accounts.log_out, methods=["POST"]),
        Route("/api/reset", accounts.reset, methods=["POST"]),
        Route("/api/confirm", accounts.confirm, methods=["POST"]),
        Route("/api/account", keeping.delete_account, methods=["DELETE"]),
        Route("/api/account/export", keeping.export_account),
        Route("/api/backups/{name}", keeping.backup),
        Route("/api/password", accounts.change_password, methods=["POST"]),
        Route("/api/sessions", accounts.list_sessions),
        Route("/api/sessions", accounts.end_other_sessions, methods=["DELETE"]),
        Route("/api/sessions/{session_id:int}", accounts.end_session, methods=["DELETE"]),
        Route("/api/admin/audit.{form}", desk.audit_log),
        Route("/api/admin/analytics/{key}.csv", desk.chart_table),
        Route("/api/songs", music.songs),
        Route("/api/songs/{song_id:int}/emotion", music.emotion),
        Route("/api/songs/{song_id:int}/explanation", music.explanation),
        Route("/api/songs/{song_id:int}/like", music.like, methods=["PUT"]),
        Route("/api/model", music.model),
        Route("/api/map", emotion_map.points),
        Route("/api/map/region", emotion_map.region, methods=["POST"]),
        Route("/api/map/playlists", emotion_map.save, methods=["POST"]),
        Route("/api/map/tastes", emotion_map.tastes),
        Route("/api/sparks", music.sparks),
        Route("/api/sources/{kind}", music.source),
        Route("/api/sources/{kind}/{key}", music.source),
        Route("/api/journeys", ways.journey, methods=["POST"]),
        Route("/api/radio", ways.tuned, methods=["POST"]),
        Route("/api/queue", queue.load),
        Route("/api/queue", queue.save, methods=["PUT"]),
        Route("/api/playback", playback.tell, methods=["POST"]),
        Route("/api/feelings", feelings.listed),
        Route("/api/feelings", feelings.tell, methods=["POST"]),
        Route("/api/feelings/{tap_id}", feelings.undo, methods=["DELETE"]),
        Route("/api/songs/{song_id:int}/feelings", feelings.of_song),
        Route("/api/calibration", feelings.show_calibration),
        Route("/api/calibration", feelings.choose_calibration, methods=["PUT"]),
        Route("/api/playlists", playlists.bring, methods=["POST"]),
        Route("/api/playlists/{playlist_id:int}", playlists.show),
        Route("/api/playlists/{playlist_id:int}/cover", playlists.cover, methods=["PUT"]),
        Route("/api/playlists/{playlist_id:int}/file.{form}", playlists.take_along),
        Route("/api/rules", rules.form),
        Route("/api/rules/preview", rules.preview, methods=["POST"]),
        Route("/api/playlists/smart", rules.create, methods=["POST"]),
        Route("/api/playlists/{playlist_id:int}/rules", rules.change, methods=["PUT"]),
        Route("/api/spotify/connection", spotify.connect, methods=["POST"]),
        Route("/api/spotify/connection", spotify.disconnect, methods=["DELETE"]),
        Route("/api/spotify/callback", spotify.callback),
        Route("/api/spotify/imports/{import_id:int}/missing.csv", spotify.missing),
        Route("/api/uploads", upload_desk.listed),
        Route("/api/uploads", uploads.create, methods=["POST"]),
        Route("/api/uploads", uploads.options, methods=["OPTIONS"]),
        Route("/api/uploads/fill", upload_desk.fill, methods=["POST"]),
        Route("/api/uploads/cover", upload_desk.cover, methods=["POST"]),
        Route("/api/uploads/take", upload_desk.take, methods=["POST"]),
        Route("/api/uploads/clear", upload_desk.clear, methods=["POST"]),
        Route("/api/uploads/{upload_id}", uploads.head, methods=["HEAD"]),
        Route("/api/uploads/{upload_id}", uploads.patch, methods=["PATCH"]),
        Route("/api/uploads/{upload_id}", uploads.cancel, methods=["DELETE"]),
        Route("/media/{song_id:int}", media.sound),
        Route("/covers/{cover}/{size:int}.webp", media.cover),
        *(
            Route(f"/{folder}/{{rest:path}}", unknown, methods=_ALL_METHODS)
            for folder in ("api", "media", "covers")
        ),
    ]


def api_app() -> Starlette:
    """Make the application that Reflex's own is mounted into."""
    return Starlette(
        routes=routes(), middleware=[Middleware(SecurityHeaders), Middleware(OwnOrigin)]
    )
