"""A real PostgreSQL of the tests' own: in a temporary folder, on a free port of loopback."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

SUPERUSER = "emomusic"
_DEBIAN = Path("/usr/lib/postgresql")
_QUICKLY = ("--locale=C.UTF-8", "--no-sync")
_SERVER_OPTIONS = (
    "-c unix_socket_directories='' -c max_connections=60 "
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
)


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, or None where it is not installed."""
    found = shutil.which("pg_ctl")
    if found and shutil.which("initdb"):
        return Path(found).parent
    versions = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return versions[-1].parent if versions else None


def free_port() -> int:
    """Return a port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Cluster:
    """A running PostgreSQL server."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._databases = 0

    def url(self, database: str) -> str:
        """Return the URL of one of its databases, as the setting DATABASE_URL has it."""
        return f"postgresql+psycopg://{SUPERUSER}@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: str) -> None:
        """Run one statement outside any transaction."""
        with psycopg.connect(
            host="127.0.0.1", port=self.port, user=SUPERUSER, dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement)

    def create_database(self, template: str = "template0") -> str:
        """Make a new database as a copy of another one, and return its name."""
        self._databases += 1
        name = f"test_{self._databases}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop_database(self, name: str) -> None:
        """Remove a database, whoever is connected to it."""
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """Start an empty cluster, and stop and remove it afterwards.

    PostgreSQL refuses to run as root, so root runs it as `postgres`, the user that Debian's
    package makes. Its folder is not one of pytest's, which only root may enter.

    Yields:
        The running cluster.
    """
    bin_dir = programs()
    assert bin_dir is not None
    with tempfile.TemporaryDirectory(prefix="emomusic-postgresql-") as name:
        folder, user = Path(name), None
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(folder, account.pw_uid, account.pw_gid)
            user = account.pw_name
        port = free_port()

        def run(program: str, *arguments: str) -> None:
            subprocess.run(
                (bin_dir / program, f"--pgdata={folder / 'data'}", *arguments),
                check=True,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=folder,
                timeout=120,
                user=user,
            )

        run("initdb", f"--username={SUPERUSER}", "--auth=trust", "--encoding=UTF8", *_QUICKLY)
        options = f"-c listen_addresses=127.0.0.1 -c port={port} {_SERVER_OPTIONS}"
        run("pg_ctl", "start", "--wait", f"--log={folder / 'log'}", f"--options={options}")
        try:
            yield Cluster(port)
        finally:
            run("pg_ctl", "stop", "--wait", "--mode=immediate")
