"""`python -m emomusic run`: from nothing to a running app, saying what it does."""

from __future__ import annotations

import os
import socket
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from emomusic.commands.library import scan_with_progress
from emomusic.errors import Unavailable
from emomusic.services import catalogue
from emomusic.services.backup import check_finished
from emomusic.settings import PROJECT_DIR, Settings, settings
from emomusic.store.migrate import upgrade

DEMO_DIR = PROJECT_DIR / "demo"
START_TIMEOUT_S = 300.0

console = Console(highlight=False)


def _check_port(config: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host, config.port))
        except OSError:
            raise Unavailable(
                f"Port {config.port} is in use; stop what uses it or set PORT to another."
            ) from None


def prepare(config: Settings) -> None:
    """Make the data folder, the tables and, in an empty library, the demo albums.

    Args:
        config: The settings of this deployment.
    """
    config.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    check_finished()
    console.print("[bold]Database[/bold] brought up to date")
    upgrade()
    if config.import_demo and DEMO_DIR.is_dir() and catalogue.counts().songs == 0:
        console.print("[bold]Demo albums[/bold] come into the empty library")
        scan_with_progress([DEMO_DIR])


def _tell_when_up(url: str) -> None:
    """Fork a child that waits for the server, prints its address and ends."""
    if os.fork():
        return
    deadline = time.monotonic() + START_TIMEOUT_S
    parent = os.getppid()
    while time.monotonic() < deadline and os.getppid() == parent:
        try:
            with urllib.request.urlopen(f"{url}/api/health", timeout=2):
                console.print(f"\n[bold green]EmoMusic is at {url}[/bold green]  (Ctrl-C stops it)")
                break
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
    os._exit(0)


def run(
    dev: Annotated[bool, typer.Option(help="Reload on change, page and API on two ports.")] = False,
) -> None:
    """Prepare everything, start the production build on one port and print its address."""
    config = settings()
    _check_port(config)
    prepare(config)
    bin_dir = Path(sys.executable).parent
    os.environ["PATH"] = os.pathsep.join((str(bin_dir), os.environ.get("PATH", "")))
    command = [sys.executable, "-m", "reflex", "run"]
    if not dev:
        command += ["--env", "prod", "--single-port"]
        console.print("[bold]Page[/bold] is being built")
        _tell_when_up(f"http://localhost:{config.port}")
    os.chdir(PROJECT_DIR)
    os.execv(sys.executable, command)
