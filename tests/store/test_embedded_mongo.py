"""What the embedded MongoDB promises: one server per data folder, gone with its owner."""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path

import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from emomusic.errors import Unavailable
from emomusic.store import embedded_mongo as module
from emomusic.store.embedded_mongo import (
    Address,
    EmbeddedMongo,
    address_of,
    answers,
    embedded_mongo,
)
from tests.mongo import lay_out
from tests.processes import lives, next_line, python, wait_until

pytestmark = pytest.mark.slow

OWNER = """
import signal
import sys
from pathlib import Path
from emomusic.store.embedded_mongo import EmbeddedMongo
server = EmbeddedMongo(Path(sys.argv[1]))
address = server.keep()
print(address.port, address.pid, flush=True)
signal.pause()
"""


@pytest.fixture
def folder(mongo_template: Path, tmp_path: Path) -> Path:
    """A data folder of one's own, whose first start is done."""
    return lay_out(mongo_template, tmp_path)


def count(address: Address) -> int:
    client: MongoClient[dict[str, object]] = MongoClient(address.uri)
    with client:
        client.test.things.insert_one({})
        return client.test.things.count_documents({})


def test_it_answers_while_it_is_wanted_and_is_gone_afterwards(folder: Path) -> None:
    with embedded_mongo(folder) as address:
        assert answers(address.uri)
        assert address_of(folder) == address
    assert not answers(address.uri, 0.2)
    assert not lives(address.pid)


def test_what_was_written_is_there_after_a_restart_on_the_same_port(folder: Path) -> None:
    with embedded_mongo(folder) as first:
        assert count(first) == 1
    with embedded_mongo(folder) as second:
        assert count(second) == 2
    assert second.port == first.port


def test_it_takes_another_port_when_its_old_one_is_taken(folder: Path) -> None:
    with embedded_mongo(folder) as first:
        pass
    with socket.create_server(("127.0.0.1", first.port)), embedded_mongo(folder) as second:
        assert second.port != first.port
        assert answers(second.uri)


def test_it_listens_on_loopback_alone(folder: Path) -> None:
    with embedded_mongo(folder) as address:
        line = f"0100007F:{address.port:04X}"
        listening = [
            row.split()[1]
            for row in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()
            if row.split()[1].endswith(f":{address.port:04X}") and row.split()[3] == "0A"
        ]
        assert listening == [line]


def test_nobody_reads_it_without_the_password_of_the_data_folder(tmp_path: Path) -> None:
    with embedded_mongo(tmp_path) as address:
        place = f"127.0.0.1:{address.port}/?directConnection=true"
        for uri in (f"mongodb://{place}", f"mongodb://emomusic:wrong@{place}&authSource=admin"):
            client: MongoClient[dict[str, object]] = MongoClient(uri)
            with client, pytest.raises(OperationFailure):
                client.test.things.find_one({})
        password = (tmp_path / "secrets" / "mongo").read_text(encoding="ascii")
        assert password not in repr(address)
        assert password not in (tmp_path / "mongo.json").read_text(encoding="ascii")


def test_a_folder_whose_password_was_lost_gets_a_new_one(folder: Path) -> None:
    with embedded_mongo(folder) as first:
        assert count(first) == 1
    (folder / "secrets" / "mongo").unlink()
    (folder / "mongo" / "secured").unlink()
    with embedded_mongo(folder) as second:
        assert count(second) == 2


def test_a_second_one_on_the_folder_uses_the_first_and_does_not_stop_it(folder: Path) -> None:
    with embedded_mongo(folder) as first:
        with embedded_mongo(folder) as second:
            assert second == first
        assert answers(first.uri)


def test_another_process_uses_the_running_one(folder: Path) -> None:
    with embedded_mongo(folder) as mine, python(OWNER, str(folder)) as other:
        assert next_line(other) == f"{mine.port} {mine.pid}"


def test_a_server_that_died_is_started_again_and_has_lost_nothing(folder: Path) -> None:
    server = EmbeddedMongo(folder)
    try:
        first = server.keep()
        assert count(first) == 1
        os.kill(first.pid, signal.SIGKILL)
        wait_until(lambda: not lives(first.pid))
        second = server.keep()
        assert second.pid != first.pid
        assert second.port == first.port
        assert count(second) == 2
    finally:
        server.stop()


def test_it_dies_with_an_owner_that_is_killed_and_the_next_one_takes_over(folder: Path) -> None:
    with python(OWNER, str(folder)) as owner:
        pid = int(next_line(owner).split()[1])
        address = address_of(folder)
        assert address is not None
        assert count(address) == 1
        owner.kill()
        wait_until(lambda: not lives(pid))
    with embedded_mongo(folder) as address:
        assert address.pid != pid
        assert count(address) == 2


def test_a_process_that_stands_by_takes_over_from_a_dead_owner(folder: Path) -> None:
    standing_by = EmbeddedMongo(folder)
    try:
        with python(OWNER, str(folder)) as owner:
            port, _ = (int(word) for word in next_line(owner).split())
            assert standing_by.keep().port == port
            assert not standing_by.owned
        assert standing_by.keep().port == port
        assert standing_by.owned
    finally:
        standing_by.stop()


def test_a_server_left_by_a_dead_owner_is_cleared_away(
    folder: Path,
) -> None:
    # As on a system whose kernel does not end it with its parent.
    launcher = module._LAUNCHER.replace('sys.platform == "linux"', "False")
    patch = f"import emomusic.store.embedded_mongo as module; module._LAUNCHER = {launcher!r}\n"
    with python(patch + OWNER, str(folder)) as owner:
        _, orphan = (int(word) for word in next_line(owner).split())
        owner.kill()
        owner.wait()
    assert lives(orphan)
    with embedded_mongo(folder) as address:
        assert not lives(orphan)
        assert address.pid != orphan
        assert answers(address.uri)


def test_a_start_that_can_not_succeed_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "mongo").mkdir()
    (tmp_path / "mongo" / "WiredTiger.turtle").write_text("not a database", encoding="utf-8")
    with pytest.raises(Unavailable, match=r"does not start; its log is .*mongodb\.log"):
        EmbeddedMongo(tmp_path).keep()


def test_once_stopped_it_stays_stopped(folder: Path) -> None:
    server = EmbeddedMongo(folder)
    server.keep()
    server.stop()
    with pytest.raises(Unavailable, match="being stopped"):
        server.keep()


def test_a_torn_address_file_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / "mongo.json").write_text('{"port": 1', encoding="utf-8")
    assert address_of(tmp_path) is None
