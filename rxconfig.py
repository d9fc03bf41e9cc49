"""Reflex's settings, all taken from `emomusic.settings`."""

import os
import sys
from pathlib import Path

import reflex as rx

from emomusic.settings import settings

# The JavaScript tools come from wheels beside this Python; Reflex looks for them on PATH.
_BIN = str(Path(sys.executable).parent)
if _BIN not in os.environ.get("PATH", "").split(os.pathsep):
    os.environ["PATH"] = os.pathsep.join((_BIN, os.environ.get("PATH", "")))
os.environ.setdefault("REFLEX_CHECK_LATEST_VERSION", "false")
# Seconds between the pings of a websocket, and until one that is not answered ends it: whoever
# lost the connection is noticed within the sum.
os.environ.setdefault("REFLEX_SOCKET_INTERVAL", "3")
os.environ.setdefault("REFLEX_SOCKET_TIMEOUT", "5")

_settings = settings()
_own_origins = (
    f"http://localhost:{_settings.port}",
    f"http://127.0.0.1:{_settings.port}",
)

config = rx.Config(
    app_name="emomusic",
    frontend_port=_settings.port,
    backend_host=_settings.host,
    # Only for `reflex db …`: with it `reflex run` would compare the tables with the models, where
    # the full-text index is unknown, and ask for a migration that is not needed.
    db_url=_settings.sql_url if sys.argv[1:2] == ["db"] else None,
    redis_url=_settings.redis_url or None,
    state_manager_mode="redis" if _settings.redis_url else "memory",
    cors_allowed_origins=[*_own_origins, *_settings.allowed_origins],
    telemetry_enabled=False,
    show_built_with_reflex=False,
    default_color_mode="dark",
    disable_plugins=[rx.plugins.SitemapPlugin],
)
