"""Where somebody goes on to once they are in: the page whose link brought them to the door.

The target is written into the address of the door, where anybody may have written it. So only a
path of this very place is believed, and whatever browsers read otherwise is not.
"""

from __future__ import annotations

import unicodedata
from typing import Final
from urllib.parse import quote

HOME: Final = "/"
LONGEST: Final = 4096

_NO_TARGETS = frozenset({"log-in", "sign-up", "reset", "api"})
_CONTROL, _FORMAT, _SURROGATE, _LINE, _PARAGRAPH = "Cc", "Cf", "Cs", "Zl", "Zp"
_INVISIBLE = frozenset({_CONTROL, _FORMAT, _SURROGATE, _LINE, _PARAGRAPH})


def onward(target: str) -> str:
    r"""Check where somebody wants to go on to.

    Args:
        target: As it stands in an address, decoded; anything.

    Returns:
        The target, if it is the path of a page of this place, with its query; else the path of
        the home page. `//host`, `/\host` and `https:` lead elsewhere in a browser, and control
        characters are dropped by it before it reads on.
    """
    path = target.partition("#")[0].partition("?")[0]
    if (
        len(target) > LONGEST
        or not path.startswith("/")
        or "//" in path
        or "\\" in path
        or any(unicodedata.category(one) in _INVISIBLE for one in target)
        or any(part in {".", ".."} for part in path.split("/"))
        or path.split("/")[1] in _NO_TARGETS
    ):
        return HOME
    return target


def door(path: str, target: str) -> str:
    """Address a door such that one goes on from it.

    Args:
        path: Of the door.
        target: Where to go on to; checked here.

    Returns:
        The path, with the target as `next` where it is not the home page.
    """
    checked = onward(target)
    return path if checked == HOME else f"{path}?next={quote(checked, safe='/')}"
