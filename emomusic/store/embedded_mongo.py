"""The embedded MongoDB: one server per data folder, started by whoever comes first.

The server is `secantusd-rs` of the wheel `secantusdb`: WiredTiger behind MongoDB's wire
protocol, run as a process of its own on loopback. The process that holds the lock of the data
folder owns the server and stops it; every other process (another worker, the command line) reads
its address from a file. The server never outlives its owner: on Linux the kernel kills it with
its parent, and elsewhere the next owner clears it away. `--sync-on-commit` makes that harmless.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import signal
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from emomusic.errors import Unavailable
from emomusic.settings import secret, settings
from emomusic.store.file_lock import FileLock

logger = logging.getLogger(__name__)

START_S = 30.0
"""Seconds that a start may take, the recovery of a large log included."""

STOP_S = 10.0
"""Seconds that a server has to close its files before it is killed."""

LOG_MAX_BYTES = 5_000_000

USER = "emomusic"
"""The one user of the server; the password is the secret `mongo` of the data folder."""

SECURED = "secured"
"""A file beside the server's that says its user was made."""

USER_EXISTS = 51003
"""MongoDB's code for a user that is there already."""

_LISTENING = re.compile(rb"listening on 127\.0\.0\.1:(\d+)")

# Runs in between: asks the kernel to end the server with its parent, and becomes the server. The
# parent may have died before the request, hence the second look.
_LAUNCHER = """
import ctypes, os, sys
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, 9, 0, 0, 0)  # PR_SET_PDEATHSIG, SIGKILL
    if os.getppid() != int(sys.argv[1]):
        sys.exit(1)
os.execv(sys.argv[2], sys.argv[2:])
"""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server of a data folder answers, and which process it is.

    Attributes:
        port: On loopback.
        pid: Of the server.
        uri: For pymongo; holds the password, so it is shown nowhere.
    """

    port: int
    pid: int
    uri: str = field(repr=False, compare=False)


def find_binary() -> Path:
    """Return the program of the embedded server.

    Raises:
        Unavailable: The wheel `secantusdb` is not installed for this Python.
    """
    places = (
        Path(sysconfig.get_path("platlib")) / "secantusdb.scripts" / "secantusd-rs",
        Path(sys.executable).parent / "secantusd-rs",
    )
    for place in places:
        if place.is_file() and os.access(place, os.X_OK):
            return place
    raise Unavailable("The embedded MongoDB is not installed; set MONGODB_URI, or reinstall.")


def address_of(data_dir: Path) -> Address | None:
    """Return where the server of a data folder last answered.

    Args:
        data_dir: The data folder.

    Returns:
        The address its owner wrote down, or None if there is none. Whether it answers now is
        for the caller to find out.
    """
    try:
        told = json.loads((data_dir / "mongo.json").read_text(encoding="utf-8"))
        port, pid = int(told["port"]), int(told["pid"])
    except (FileNotFoundError, json.JSONDecodeError, TypeError, KeyError):
        return None
    return Address(port, pid, _uri(port, _password(data_dir)))


def _uri(port: int, password: str) -> str:
    who, where = (f"{USER}:{password}@", "&authSource=admin") if password else ("", "")
    return f"mongodb://{who}127.0.0.1:{port}/?directConnection=true{where}"


def _password(data_dir: Path) -> str:
    return secret("mongo", settings().model_copy(update={"data_dir": data_dir}))


def answers(uri: str, timeout_s: float = 2.0) -> bool:
    """Tell whether a MongoDB answers a ping.

    Args:
        uri: Where.
        timeout_s: How long to wait for it.
    """
    milliseconds = int(timeout_s * 1000)
    client: MongoClient[dict[str, object]] = MongoClient(
        uri,
        serverSelectionTimeoutMS=milliseconds,
        connectTimeoutMS=milliseconds,
        socketTimeoutMS=milliseconds,
    )
    with client:
        try:
            client.admin.command("ping")
        except PyMongoError:
            return False
    return True


class EmbeddedMongo:
    """The server of one data folder, as one process sees it.

    Call `keep()` now and then: it starts the server, restarts a dead one, and takes over from an
    owner that is gone. Call it from a thread that lives as long as the server shall: the kernel
    counts the thread that started it as its parent.

    Args:
        data_dir: The data folder. The server's files are in its `mongo`, its log in `logs`.
    """

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._lock = FileLock(data_dir / "mongo.lock")
        self._server: subprocess.Popen[bytes] | None = None
        self._address: Address | None = None
        self._turn = threading.Lock()
        self._stopping = threading.Event()

    @property
    def owned(self) -> bool:
        """Whether this process is the one that runs the server."""
        return self._lock.held

    def keep(self) -> Address:
        """See to it that the server runs.

        Returns:
            Its address.

        Raises:
            Unavailable: It can't be started, or its owner has not started it in time.
        """
        with self._turn:
            return self._keep()

    def stop(self) -> None:
        """Stop the server if this process owns it, and let go of the data folder, for good."""
        self._stopping.set()
        with self._turn:
            if self._server is not None:
                _end(self._server)
            self._server = self._address = None
            self._lock.release()

    def _keep(self) -> Address:
        if self._stopping.is_set():
            raise Unavailable("The embedded MongoDB is being stopped.")
        if not self._lock.acquire():
            return self._wait_for_the_owner()
        if self._address is None or not self._is_running():
            self._address = self._start()
        return self._address

    def _is_running(self) -> bool:
        if self._server is None or self._server.poll() is not None:
            return False
        if not _lives(self._server.pid):
            # Killed a moment ago: it can't be buried before the last of its threads is gone.
            self._server.wait()
            return False
        return True

    def _wait_for_the_owner(self) -> Address:
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline and not self._stopping.is_set():
            address = address_of(self._data_dir)
            if address is not None and answers(address.uri):
                return address
            if self._lock.acquire():
                return self._keep()
            time.sleep(0.1)
        raise Unavailable("The embedded MongoDB does not answer.")

    def _start(self) -> Address:
        last = address_of(self._data_dir)
        if last is not None:
            self._clear_away(last)
        if not (self._data_dir / "mongo" / SECURED).exists():
            self._secure()
        # The old port first, so that the clients of other processes find the server again.
        ports = (last.port, 0) if last is not None else (0,)
        for port in ports:
            address = self._try_port(port, _password(self._data_dir))
            if address is not None:
                self._write_down(address)
                logger.info("embedded MongoDB answers on port %d", address.port)
                return address
        raise self._failure()

    def _failure(self) -> Unavailable:
        log = self._data_dir / "logs" / "mongodb.log"
        return Unavailable(f"The embedded MongoDB does not start; its log is {log}.")

    def _secure(self) -> None:
        """Give the server its user, so that other people of this machine can't read it.

        Only a server that asks for no password lets the first user be made; it runs for this
        moment, on a port that nobody was told.
        """
        address = self._try_port(0, "")
        if address is None or self._server is None:
            raise self._failure()
        password = _password(self._data_dir)
        client: MongoClient[dict[str, object]] = MongoClient(address.uri)
        with client:
            try:
                client.admin.command("createUser", USER, pwd=password, roles=["root"])
            except OperationFailure as error:
                if error.code != USER_EXISTS:
                    raise self._failure() from error
                client.admin.command("updateUser", USER, pwd=password)
        _end(self._server)
        (self._data_dir / "mongo" / SECURED).touch()

    def _try_port(self, port: int, password: str) -> Address | None:
        """Start the server and wait until it answers; None if it gave up."""
        storage, logs = self._data_dir / "mongo", self._data_dir / "logs"
        storage.mkdir(exist_ok=True, mode=0o700)
        logs.mkdir(exist_ok=True)
        config = storage / "secantusd.toml"
        config.touch()  # an empty one of its own, or it would look for others in the system
        log_path = logs / "mongodb.log"
        if log_path.exists() and log_path.stat().st_size > LOG_MAX_BYTES:
            log_path.replace(log_path.with_suffix(".log.1"))
        with log_path.open("ab") as log:
            begin = log.tell()
            self._server = subprocess.Popen(
                [
                    *(sys.executable, "-I", "-S", "-c", _LAUNCHER, str(os.getpid())),
                    *(str(find_binary()), "--config", str(config)),
                    *("--host", "127.0.0.1", "--port", str(port)),
                    *("--storage-path", str(storage), "--log-level", "WARNING"),
                    *("--log-file-max", "128MB", "--cache-size", "256M", "--sync-on-commit"),
                    *(("--auth",) if password else ()),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a Ctrl-C is for the app, which stops it in order
            )
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline and not self._stopping.is_set():
            if self._server.poll() is not None:
                break
            found = _LISTENING.search(_read_from(log_path, begin))
            if found is not None:
                port = int(found[1])
                address = Address(port, self._server.pid, _uri(port, password))
                if answers(address.uri):
                    return address
            time.sleep(0.02)
        _end(self._server)
        return None

    def _clear_away(self, last: Address) -> None:
        """End a server that outlived its owner: it would hold the storage folder."""
        storage = str(self._data_dir / "mongo").encode()
        try:
            arguments = Path(f"/proc/{last.pid}/cmdline").read_bytes().split(b"\0")
        except FileNotFoundError:
            return
        if storage not in arguments:
            return
        logger.warning("embedded MongoDB: ending process %d, left by a dead owner", last.pid)
        for blow in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.kill(last.pid, blow)
            deadline = time.monotonic() + STOP_S
            while time.monotonic() < deadline:
                if not _lives(last.pid):
                    return
                time.sleep(0.02)

    def _write_down(self, address: Address) -> None:
        path = self._data_dir / "mongo.json"
        fresh = path.with_suffix(".json.new")
        fresh.write_text(json.dumps({"port": address.port, "pid": address.pid}), encoding="utf-8")
        fresh.replace(path)


@contextlib.contextmanager
def embedded_mongo(data_dir: Path) -> Iterator[Address]:
    """Have the server of a data folder for a while: that of the app if it runs, or one's own.

    Args:
        data_dir: The data folder.

    Yields:
        The address of the server.

    Raises:
        Unavailable: It can't be started.
    """
    server = EmbeddedMongo(data_dir)
    try:
        yield server.keep()
    finally:
        server.stop()


def _read_from(path: Path, offset: int) -> bytes:
    with path.open("rb") as file:
        file.seek(offset)
        return file.read()


def _end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(STOP_S)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _lives(pid: int) -> bool:
    """Whether a process runs; one that is dead but not yet buried (Z) does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"
