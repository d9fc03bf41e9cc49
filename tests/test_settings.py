"""Promises of the settings: typed, named when wrong, secrets kept."""

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from emomusic.settings import InvalidSetting, Settings, SignUp, load_settings, secret
from tools import document_settings


def test_lists_of_folders_and_origins_are_split(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSIC_DIRS", f"/one{os.pathsep}/two")
    monkeypatch.setenv("ALLOWED_ORIGINS", "https://a.example, http://b.example:8080/")
    settings = load_settings()
    assert settings.music_dirs == (Path("/one"), Path("/two"))
    assert settings.allowed_origins == ("https://a.example", "http://b.example:8080")


def test_an_empty_variable_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")
    monkeypatch.setenv("SIGN_UP", "")
    assert load_settings().port == 3000
    assert load_settings().sign_up is SignUp.OPEN


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("DATABASE_URL", "mysql://somewhere/db"),
        ("MONGODB_URI", "http://localhost"),
        ("REDIS_URL", "localhost:6379"),
        ("ALLOWED_ORIGINS", "music.example.org"),
        ("TRUSTED_PROXIES", "the proxy"),
        ("SIGN_UP", "everybody"),
        ("UPLOAD_MAX_MB", "-1"),
        ("UPLOAD_QUOTA_GB", "-1"),
        ("SESSION_DAYS", "0"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidSetting) as caught:
        load_settings()
    line = str(caught.value)
    assert line.startswith(f"emomusic: setting {name}=")
    assert value in line
    assert "\n" not in line


def test_a_wrong_value_stops_the_start_without_a_traceback(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "emomusic", "run"],
        env={**os.environ, "PORT": "eighty", "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stderr.strip().startswith("emomusic: setting PORT='eighty' can't be used")
    assert len(ended.stderr.strip().splitlines()) == 1


def test_a_secret_is_made_once_and_for_the_owner_alone(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    first = secret("session", settings)
    assert len(first) >= 43
    assert secret("session", settings) == first
    assert secret("another", settings) != first
    mode = stat.S_IMODE((tmp_path / "secrets" / "session").stat().st_mode)
    assert mode == 0o600


def test_processes_that_start_at_once_agree_on_a_secret(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with ThreadPoolExecutor(16) as pool:
        made = set(pool.map(lambda _: secret("session", settings), range(64)))
    assert len(made) == 1
    assert "" not in made


def test_the_page_on_configuration_names_every_setting_as_it_is() -> None:
    text = document_settings.PAGE.read_text(encoding="utf-8")
    assert document_settings.page(text) == text, "run: python -m tools.document_settings"
