"""What `python -m emomusic mongo …` promises."""

from __future__ import annotations

from pathlib import Path

from pymongo import MongoClient
from typer.testing import CliRunner

from emomusic.commands.data import mongo_app
from emomusic.store.embedded_mongo import embedded_mongo
from tests.mongo import lay_out


def test_export_and_import_move_everything_to_another_data_folder(
    data_dir: Path, tmp_path: Path, mongo_template: Path
) -> None:
    lay_out(mongo_template, data_dir)
    with embedded_mongo(data_dir) as address:
        client: MongoClient[dict[str, object]] = MongoClient(address.uri)
        with client:
            client.emomusic.leases.insert_many([{"_id": n} for n in range(3)])
            # While the server runs, the command uses that one.
            shell = CliRunner()
            exported = shell.invoke(mongo_app, ["export", str(tmp_path / "out")])
            assert "leases: 3 documents exported" in exported.stdout
            client.emomusic.leases.delete_many({})
    imported = shell.invoke(mongo_app, ["import", str(tmp_path / "out")])
    assert "leases: 3 documents imported" in imported.stdout
    with embedded_mongo(data_dir) as address:
        again: MongoClient[dict[str, object]] = MongoClient(address.uri)
        with again:
            assert again.emomusic.leases.count_documents({}) == 3
