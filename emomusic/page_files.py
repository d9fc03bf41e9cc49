"""The files beside a Python module that the build of the page takes: JavaScript, styles, data.

`rx.asset(name, shared=True)` does the same, but reads the whole stack of imports for each file to
learn which module asks. With as many files as ours that was most of the app's start.
"""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from reflex.constants import Dirs

from emomusic.settings import PROJECT_DIR

_KINDS = {".js", ".jsx", ".json", ".css"}


def page_file(module_file: str, name: str) -> str:
    """Give a file to the build.

    Args:
        module_file: The `__file__` of the module that it lies beside.
        name: The file's name.

    Returns:
        The path by which generated code imports it.

    Raises:
        FileNotFoundError: There is no such file.
    """
    source = Path(module_file).with_name(name)
    if not source.is_file():
        raise FileNotFoundError(f"there is no {source}")
    module = Path(module_file).relative_to(PROJECT_DIR).with_suffix("")
    folder = module.parent if module.name == "__init__" else module
    place = Path(Dirs.EXTERNAL_APP_ASSETS) / folder / name
    _link(Path.cwd() / Dirs.APP_ASSETS / place, source)
    return f"$/public/{place.as_posix()}"


def page_files(module_file: str) -> dict[str, str]:
    """Give all that lies beside a package's `__init__` to the build, in one folder.

    Args:
        module_file: The `__file__` of the package.

    Returns:
        Of each file's name, the path by which generated code imports it.
    """
    return {
        file.name: page_file(module_file, file.name)
        for file in sorted(Path(module_file).parent.iterdir())
        if file.suffix in _KINDS
    }


def _link(place: Path, source: Path) -> None:
    if place.is_symlink() and place.readlink() == source:
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    # Several processes may import the app at once: each renames a link of its own into place.
    own = place.with_name(f".{uuid4().hex}.tmp")
    own.symlink_to(source)
    own.replace(place)
