"""Sends one file of 2 GB through the real server, and watches the memory of its processes.

    python benchmarks/upload.py [MEGABYTES]

The file is a real WAV, made sparse on the disk and really sent, in parts of 16 MB, as the page
sends it; then it is hashed, decoded and taken into the library. Prints a table and a line of JSON:

- `upload_peak_mb`: how much the server's process grew at most, from before the upload to its end
- `largest_process_mb`: the most that any of its processes had
- `upload_mb_per_s`, `check_s`
"""

from __future__ import annotations

import base64
import json
import struct
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.server import Server

MEGABYTES = 2047
PART_BYTES = 16 * 2**20
CHECK_PATIENCE_S = 1800.0
NAME, PASSWORD = "Mira", "a quiet evening in june"
TUS = {"Tus-Resumable": "1.0.0"}
_RATE_HZ, _CHANNELS = 48_000, 2


def make_wav(path: Path, megabytes: int) -> Path:
    """Write a WAV file of silence that takes no room on the disk.

    Args:
        path: Where.
        megabytes: Its size, 2**20 bytes each.

    Returns:
        The path.
    """
    size_bytes = megabytes * 2**20
    block = _CHANNELS * 2
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF", size_bytes - 8, b"WAVE", b"fmt ", 16, 1, _CHANNELS, _RATE_HZ,
        _RATE_HZ * block, block, 16, b"data", size_bytes - 44,
    )  # fmt: skip
    with path.open("wb") as file:
        file.write(head)
        file.truncate(size_bytes)
    return path


def processes_below(pid: int) -> dict[int, int]:
    """Return the resident memory of a process and all below it.

    Args:
        pid: Of the process.

    Returns:
        Bytes by process id.
    """
    found: dict[int, int] = {}
    waiting = [pid]
    while waiting:
        one = waiting.pop()
        try:
            status = Path(f"/proc/{one}/status").read_text(encoding="ascii", errors="replace")
            children = Path(f"/proc/{one}/task/{one}/children").read_text(encoding="ascii")
        except OSError:
            continue
        rss = [line for line in status.splitlines() if line.startswith("VmRSS")]
        found[one] = int(rss[0].split()[1]) * 1024 if rss else 0
        waiting += [int(child) for child in children.split()]
    return found


@dataclass
class Watch:
    """Looks at the memory of a server's processes until it is stopped.

    Attributes:
        before: What each had at the start, in bytes.
        peaks: The most that each had.
    """

    pid: int
    before: dict[int, int] = field(default_factory=dict)
    peaks: dict[int, int] = field(default_factory=dict)
    _stop: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Watch:
        self.before = processes_below(self.pid)
        self.peaks = dict(self.before)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(0.05):
            for pid, size in processes_below(self.pid).items():
                self.peaks[pid] = max(self.peaks.get(pid, 0), size)

    @property
    def grown_bytes(self) -> int:
        """How much the process grew most that was there before."""
        return max(self.peaks[pid] - size for pid, size in self.before.items())


def send(client: httpx.Client, path: Path) -> str:
    """Send a file by tus.

    Args:
        client: Of an administrator.
        path: The file.

    Returns:
        The upload's id.
    """
    name = base64.b64encode(path.name.encode()).decode()
    announced = {
        **TUS,
        "Upload-Length": str(path.stat().st_size),
        "Upload-Metadata": f"filename {name}",
    }
    answer = client.post("/api/uploads", headers=announced).raise_for_status()
    url, offset = answer.headers["location"], 0
    with path.open("rb") as file:
        while part := file.read(PART_BYTES):
            headers = {
                **TUS,
                "Content-Type": "application/offset+octet-stream",
                "Upload-Offset": str(offset),
            }
            client.patch(url, headers=headers, content=part).raise_for_status()
            offset += len(part)
    return str(url.rpartition("/")[2])


def wait_until_checked(client: httpx.Client, upload_id: str) -> None:
    """Wait until the server has looked at an upload.

    Args:
        client: Of its owner.
        upload_id: Which.

    Raises:
        RuntimeError: It was refused.
        TimeoutError: It takes too long.
    """
    deadline = time.monotonic() + CHECK_PATIENCE_S
    while time.monotonic() < deadline:
        uploads = client.get("/api/uploads").raise_for_status().json()["uploads"]
        (upload,) = (one for one in uploads if one["id"] == upload_id)
        if upload["state"] == "ready":
            return
        if upload["state"] != "arrived":
            raise RuntimeError(f"{upload['state']}: {upload['sentence']}")
        time.sleep(0.2)
    raise TimeoutError("the upload was not looked at in time")


def measure(folder: Path, megabytes: int = MEGABYTES) -> dict[str, float]:
    """Send a file to a server of its own and watch.

    Args:
        folder: An empty one, with room for the file.
        megabytes: Size of the file.

    Returns:
        The figures, by the names above.
    """
    path = make_wav(folder / "two gigabytes.wav", megabytes)
    server = Server(folder / "data", web_dir=".web-benchmark", environment={"IMPORT_DEMO": "false"})
    server.start()
    try:
        origin = {"Origin": server.url}
        with httpx.Client(base_url=server.url, headers=origin, timeout=120.0) as client:
            body = {"name": NAME, "password": PASSWORD}
            client.post("/api/sign-up", json=body).raise_for_status()
            warm = make_wav(folder / "warm.wav", 8)
            wait_until_checked(client, send(client, warm))
            with Watch(server.pid) as watch:
                began = time.monotonic()
                upload_id = send(client, path)
                sent_s = time.monotonic() - began
                wait_until_checked(client, upload_id)
                checked_s = time.monotonic() - began - sent_s
                taken = client.post("/api/uploads/take", json={"ids": [upload_id]})
                (outcome,) = taken.raise_for_status().json()["outcomes"]
                if outcome["error"]:
                    raise RuntimeError(outcome["error"])
    finally:
        server.stop()
    return {
        "upload_mb": megabytes,
        "upload_peak_mb": round(watch.grown_bytes / 2**20, 1),
        "largest_process_mb": round(max(watch.peaks.values()) / 2**20, 1),
        "upload_mb_per_s": round(megabytes / sent_s, 1),
        "check_s": round(checked_s, 1),
    }


def main() -> None:
    """Measure and print."""
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else MEGABYTES
    with tempfile.TemporaryDirectory(prefix="emomusic-upload-") as folder:
        figures = measure(Path(folder), megabytes)
    for name, value in figures.items():
        print(f"{name:20} {value:10,.1f}")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
