"""Promises of the page's files: each is where `rx.asset` would put it, without its long way."""

from __future__ import annotations

from pathlib import Path

import pytest
import reflex as rx

from emomusic import page_files as own
from emomusic.page_files import page_file, page_files


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the build looks for files."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(own, "PROJECT_DIR", tmp_path / "app")
    return tmp_path / "assets" / "external"


def lay(folder: Path, *names: str) -> None:
    folder.mkdir(parents=True)
    for name in names:
        (folder / name).write_text(name)


def test_a_file_is_linked_and_imported_as_reflex_would(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    theirs = rx.asset("test_page_files.py", shared=True)
    link = tmp_path / "assets" / "external" / "tests" / "test_page_files" / "test_page_files.py"
    leads_to = link.readlink()
    link.unlink()
    assert page_file(__file__, "test_page_files.py") == theirs.importable_path
    assert link.readlink() == leads_to


def test_a_file_beside_a_module_is_linked_into_a_folder_of_the_module(build: Path) -> None:
    app = build.parent.parent / "app"
    lay(app / "pages", "form.jsx")
    path = page_file(str(app / "pages" / "edit.py"), "form.jsx")
    assert path == "$/public/external/pages/edit/form.jsx"
    link = build / "pages" / "edit" / "form.jsx"
    assert link.is_symlink()
    assert link.resolve() == (app / "pages" / "form.jsx").resolve()
    assert [one.name for one in link.parent.iterdir()] == ["form.jsx"]


def test_all_of_a_package_is_linked_into_its_folder_but_for_python(build: Path) -> None:
    app = build.parent.parent / "app"
    lay(app / "bar", "__init__.py", "a.js", "b.jsx", "c.json", "d.css", "notes.md")
    assert page_files(str(app / "bar" / "__init__.py")) == {
        name: f"$/public/external/bar/{name}" for name in ("a.js", "b.jsx", "c.json", "d.css")
    }


def test_a_link_that_leads_elsewhere_is_replaced_and_one_that_is_right_stays(build: Path) -> None:
    app = build.parent.parent / "app"
    lay(app / "bar", "a.js")
    lay(build / "bar")
    link = build / "bar" / "a.js"
    link.symlink_to(app / "moved.js")
    page_file(str(app / "bar" / "__init__.py"), "a.js")
    assert link.readlink() == app / "bar" / "a.js"
    made = link.lstat().st_ino
    page_file(str(app / "bar" / "__init__.py"), "a.js")
    assert link.lstat().st_ino == made


def test_a_file_that_is_not_there_is_told(build: Path) -> None:
    app = build.parent.parent / "app"
    with pytest.raises(FileNotFoundError, match=r"gone\.jsx"):
        page_file(str(app / "edit.py"), "gone.jsx")
