"""Links that move between pages without loading anew, so that sound never stops."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from emomusic.page_files import page_file
from emomusic.states.session import SessionState

_DOWNLOAD = page_file(__file__, "download.jsx")


class DownloadLink(rx.Component):
    """A link that takes something along as a file.

    Attributes:
        path: Of a route.
    """

    library = _DOWNLOAD
    tag = "DownloadLink"

    path: rx.Var[str]


class NavigationLink(ReactRouterLink):
    """A link that says `aria-current="page"` while its page, or one below it, is shown."""

    tag = "NavLink"
    alias = "NavigationLink"

    end: rx.Var[bool]


def link(*children: Any, href: rx.Var[str] | str, **props: Any) -> rx.Component:
    """Link to a page of the app.

    Args:
        *children: What the link shows.
        href: Its path.
        **props: Further attributes.

    Returns:
        The link.
    """
    return ReactRouterLink.create(*children, to=href, **props)


def place_link(*children: Any, href: str, **props: Any) -> rx.Component:
    """Link to a place of the navigation, which is marked while one is there.

    Args:
        *children: What the link shows.
        href: Its path.
        **props: Further attributes.

    Returns:
        The link.
    """
    return NavigationLink.create(*children, to=href, end=href == "/", **props)


def edit_link(table: str, row_id: Any) -> rx.Component:
    """Lead an administrator to the form of a song, an album or an artist; show others nothing.

    Args:
        table: The desk's table: `songs`, `albums` or `artists`.
        row_id: Of the thing.

    Returns:
        The link.
    """
    return rx.cond(
        SessionState.is_administrator,
        link("Edit", href=f"/admin/{table}?edit={row_id}", class_name="button plain"),
    )
