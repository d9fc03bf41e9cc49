"""The people of the desk."""

from __future__ import annotations

from typing import Any

import reflex as rx

from emomusic.components.admin_shell import admin_shell
from emomusic.components.admin_table import Column, admin_table, select
from emomusic.components.cards import empty
from emomusic.components.desk_pieces import DeskDialog, LinkToCopy, badge
from emomusic.components.local import Count, LocalTime
from emomusic.services.people_list import PeopleFilter, PersonRow
from emomusic.states.account import BrowserView
from emomusic.states.admin_people import LIFETIMES_DAYS, InvitationRow, PeopleState
from emomusic.states.session import SessionState
from emomusic.store.tables import Role

_KINDS = {
    PeopleFilter.ALL: "Everybody",
    PeopleFilter.ADMINISTRATORS: "Administrators",
    PeopleFilter.LISTENERS: "Listeners",
    PeopleFilter.DISABLED: "Switched off",
}


def _role(is_administrator: Any) -> rx.Component:
    return rx.cond(is_administrator, badge("Administrator", "shield"), "Listener")


def _standing(row: rx.Var[PersonRow]) -> rx.Component:
    return rx.cond(
        row.is_disabled, badge("Switched off", "ban", "bad"), badge("Active", "check", "good")
    )


def _seen(row: rx.Var[PersonRow]) -> rx.Component:
    return rx.cond(row.seen, LocalTime.create(iso=row.seen), "—")


_COLUMNS = (
    Column(
        "Name",
        lambda row: rx.fragment(
            row.name,
            rx.cond(row.id == SessionState.person_id, rx.el.small("This is you"), rx.fragment()),
        ),
        "name",
        is_heading=True,
    ),
    Column("Role", lambda row: _role(row.is_administrator), "role"),
    Column("Standing", _standing),
    Column("Sessions", lambda row: row.sessions, is_numeric=True),
    Column("Last seen", _seen, "seen"),
    Column("Joined", lambda row: LocalTime.create(iso=row.joined, day=True), "joined"),
)


def _chip(words: Any, on_click: Any, kind: str = "") -> rx.Component:
    return rx.el.button(words, type="button", class_name=f"chip {kind}".strip(), on_click=on_click)


def _browser(browser: rx.Var[BrowserView]) -> rx.Component:
    return rx.el.li(
        rx.el.strong(browser.browser),
        rx.el.span(
            rx.cond(browser.is_this_one, "This browser", LocalTime.create(iso=browser.last_seen)),
            rx.cond(browser.address, f" · {browser.address}", ""),
        ),
    )


def _person(row: rx.Var[PersonRow]) -> rx.Component:
    is_me = row.id == SessionState.person_id
    role = rx.cond(
        row.is_administrator,
        _chip("Make a listener", PeopleState.set_role_of(row.id, Role.LISTENER.value)),
        _chip("Make an administrator", PeopleState.set_role_of(row.id, Role.ADMINISTRATOR.value)),
    )
    standing = rx.cond(
        row.is_disabled,
        _chip("Switch on", PeopleState.enable(row.id)),
        rx.cond(is_me, rx.fragment(), _chip("Switch off", PeopleState.disable(row.id), "danger")),
    )
    return rx.el.div(
        rx.el.dl(
            rx.el.dt("Role"),
            rx.el.dd(_role(row.is_administrator)),
            rx.el.dt("Standing"),
            rx.el.dd(_standing(row)),
            rx.el.dt("Joined"),
            rx.el.dd(LocalTime.create(iso=row.joined)),
            class_name="facts-list",
        ),
        rx.el.h3(Count.create(value=row.sessions, one="browser", many="browsers"), " signed in"),
        rx.el.ul(rx.foreach(PeopleState.browsers, _browser), class_name="desk-entries"),
        rx.el.div(
            role,
            standing,
            rx.cond(row.sessions > 0, _chip("End sessions", PeopleState.sign_out(row.id))),
            rx.cond(
                row.is_disabled,
                rx.fragment(),
                _chip("Link to a new password", PeopleState.make_reset_link(row.id)),
            ),
            rx.cond(
                is_me,
                rx.fragment(),
                _chip("Delete the account", PeopleState.ask_to_delete(row.id), "danger"),
            ),
            class_name="desk-buttons",
        ),
        class_name="desk-person",
    )


def _labelled(label: str, name: str, options: list[tuple[str, str]], chosen: str) -> rx.Component:
    return rx.el.div(
        rx.el.label(label, html_for=f"invite-{name}"),
        rx.el.select(
            *(rx.el.option(words, value=value) for value, words in options),
            id=f"invite-{name}",
            name=name,
            default_value=chosen,
            class_name="desk-select",
        ),
        class_name="field",
    )


def _invite_form() -> rx.Component:
    days = [(str(one), "1 day" if one == 1 else f"{one} days") for one in LIFETIMES_DAYS]
    roles = [(Role.LISTENER.value, "Listener"), (Role.ADMINISTRATOR.value, "Administrator")]
    return rx.el.form(
        rx.el.p("A link lets one person make an account, once.", class_name="muted"),
        _labelled("They will be", "role", roles, Role.LISTENER.value),
        _labelled("It can be used for", "days", days, "7"),
        rx.el.div(
            rx.el.button("Make the link", type="submit", class_name="button"),
            class_name="buttons",
        ),
        on_submit=PeopleState.invite,
        class_name="form",
    )


def _link() -> rx.Component:
    return rx.el.div(
        rx.el.p(PeopleState.link_hint, " It is shown only now.", class_name="muted"),
        LinkToCopy.create(path=PeopleState.link),
        class_name="form",
    )


def _delete(row: rx.Var[PersonRow]) -> rx.Component:
    return rx.el.div(
        rx.el.p(
            "Likes, history, friends and uploads that wait go for good. Messages in conversations "
            "with others stay, without the name. This can't be undone.",
            class_name="muted",
        ),
        rx.el.div(
            rx.el.button(
                "Keep it", type="button", class_name="button plain", on_click=PeopleState.close
            ),
            rx.el.button(
                "Delete for good",
                type="button",
                class_name="button danger",
                on_click=PeopleState.delete_person(row.id),
            ),
            class_name="buttons",
        ),
        class_name="form",
    )


def _dialogs() -> rx.Component:
    return rx.fragment(
        DeskDialog.create(
            rx.cond(PeopleState.deleting, _delete(PeopleState.deleting)),
            open=PeopleState.deleting.is_not_none(),
            heading=rx.cond(PeopleState.deleting, f"Delete {PeopleState.deleting.name}?", ""),
            on_leave=PeopleState.close,
        ),
        DeskDialog.create(
            rx.cond(PeopleState.shown, _person(PeopleState.shown)),
            open=PeopleState.shown.is_not_none(),
            heading=rx.cond(PeopleState.shown, PeopleState.shown.name, ""),
            on_leave=PeopleState.close,
        ),
        DeskDialog.create(
            _invite_form(),
            open=PeopleState.is_inviting,
            heading="Invite somebody",
            on_leave=PeopleState.close,
        ),
        DeskDialog.create(
            _link(),
            open=PeopleState.link != "",
            heading=PeopleState.link_title,
            on_leave=PeopleState.close,
        ),
    )


def _invitation(row: rx.Var[InvitationRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.strong(
                rx.cond(row.role == Role.ADMINISTRATOR.value, "Administrator", "Listener")
            ),
            rx.el.span("Until ", LocalTime.create(iso=row.until)),
            class_name="grow",
        ),
        _chip("Withdraw", PeopleState.withdraw(row.id)),
        class_name="entry",
    )


def admin_people_page() -> rx.Component:
    """Lay the people out."""
    return admin_shell(
        "People",
        admin_table(
            PeopleState,
            _COLUMNS,
            caption="People with an account",
            noun=("person", "people"),
            row_name=lambda row: row.name,
            search_label="Search by name",
            filters=(
                select("Show", PeopleState.kind, list(_KINDS.items()), PeopleState.filter_by),
            ),
            bulk=(
                _chip("End sessions", PeopleState.sign_out_chosen),
                _chip("Switch on", PeopleState.enable_chosen),
                _chip("Switch off", PeopleState.disable_chosen, "danger"),
            ),
            actions=lambda row: rx.el.button(
                "Manage",
                rx.el.span(f" {row.name}", class_name="visually-hidden"),
                type="button",
                class_name="chip",
                on_click=PeopleState.show_person(row.id),
            ),
            empty=empty("users", "Nobody matches", "Try part of a name, or show everybody."),
        ),
        rx.cond(
            PeopleState.open_invitations.length() > 0,
            rx.el.section(
                rx.el.h2("Open invitations"),
                rx.el.ul(rx.foreach(PeopleState.open_invitations, _invitation), class_name="rows"),
                class_name="settings-section",
            ),
        ),
        _dialogs(),
        aside=rx.el.button(
            rx.icon("user-plus", size=18, aria_hidden=True),
            "Invite",
            type="button",
            class_name="button",
            on_click=PeopleState.start_inviting,
        ),
    )
