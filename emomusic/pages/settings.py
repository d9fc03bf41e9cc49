"""Profile and settings: who one is here, the password, the browsers one is signed in with."""

from __future__ import annotations

import reflex as rx

from emomusic.components.feelings import CalibrationSettings, consent_switch
from emomusic.components.links import DownloadLink, link
from emomusic.components.local import LocalTime, LogOutButton
from emomusic.components.own_data import DeleteAccount
from emomusic.components.shell import phone_places, shell
from emomusic.social import Privacy
from emomusic.states.account import AccountState, BrowserView
from emomusic.states.feelings import FeelingsState
from emomusic.states.session import SessionState


def _password_field(name: str, label: str, auto_complete: str, shortest: int) -> rx.Component:
    return rx.el.div(
        rx.el.label(label, html_for=f"password-{name}"),
        rx.el.input(
            id=f"password-{name}",
            name=name,
            type="password",
            required=True,
            min_length=shortest,
            max_length=256,
            auto_complete=auto_complete,
        ),
        class_name="field",
    )


def _password() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Password"),
        rx.el.form(
            _password_field("current", "Current password", "current-password", 1),
            _password_field("new", "New password", "new-password", 8),
            _password_field("again", "New password again", "new-password", 8),
            rx.cond(
                AccountState.wrong, rx.el.p(AccountState.wrong, class_name="wrong", role="alert")
            ),
            rx.cond(
                AccountState.done, rx.el.p(AccountState.done, class_name="right", role="status")
            ),
            rx.el.button("Change password", type="submit", class_name="button plain"),
            on_submit=AccountState.change_password,
            reset_on_submit=True,
            class_name="form",
        ),
        class_name="settings-section",
    )


def _browser(browser: rx.Var[BrowserView]) -> rx.Component:
    return rx.el.li(
        rx.icon("monitor-smartphone", size=20, aria_hidden=True),
        rx.el.div(
            rx.el.strong(browser.browser),
            rx.el.span(
                rx.cond(browser.is_this_one, "This browser", "Last seen "),
                rx.cond(browser.is_this_one, "", LocalTime.create(iso=browser.last_seen)),
                rx.cond(browser.address, f" · {browser.address}", ""),
            ),
            class_name="grow",
        ),
        rx.cond(
            browser.is_this_one,
            rx.fragment(),
            rx.el.button(
                "End session",
                type="button",
                class_name="chip",
                on_click=AccountState.end_session(browser.id),
            ),
        ),
        class_name="entry",
    )


def _listening() -> rx.Component:
    return rx.el.section(
        rx.el.h2("What you listen to"),
        rx.el.label(
            rx.el.input(
                type="checkbox",
                role="switch",
                checked=~AccountState.is_tracked,
                on_change=AccountState.go_untracked,
            ),
            rx.el.span(
                rx.el.strong("Don't track me"),
                rx.el.span(
                    "From now on your plays count without your name, device and time zone. You "
                    "get no history, and friends no list of what you played. What was noted "
                    "before is kept.",
                    class_name="muted",
                ),
            ),
            class_name="pp-switch",
        ),
        class_name="settings-section",
    )


def _feelings() -> rx.Component:
    return rx.el.section(
        rx.el.h2("How it feels to you"),
        rx.el.div(CalibrationSettings.create(), consent_switch(), class_name="felt-choices"),
        rx.el.p(link("What you felt", href="/feelings", class_name="button plain")),
        class_name="settings-section felt-settings",
        on_mount=FeelingsState.load_consent,
    )


def settings_page() -> rx.Component:
    """Lay the settings out."""
    return shell(
        rx.el.h1("Profile and settings", class_name="page-title"),
        phone_places(),
        rx.el.dl(
            rx.el.dt("Name"),
            rx.el.dd(SessionState.person_name),
            rx.el.dt("Role"),
            rx.el.dd(rx.cond(SessionState.is_administrator, "Administrator", "Listener")),
            class_name="facts-list",
        ),
        rx.el.section(
            rx.el.h2("Where you are signed in"),
            rx.el.ul(rx.foreach(AccountState.browsers, _browser), class_name="rows"),
            class_name="settings-section",
        ),
        _password(),
        Privacy.create(),
        _listening(),
        _feelings(),
        rx.el.section(
            rx.el.h2("What hears your music"),
            link("About this model", href="/model", class_name="button plain"),
            class_name="settings-section",
        ),
        rx.cond(
            AccountState.offers_spotify,
            rx.el.section(
                rx.el.h2("Elsewhere"),
                link("Spotify", href="/spotify", class_name="button plain"),
                class_name="settings-section",
            ),
        ),
        rx.cond(
            SessionState.is_administrator,
            rx.el.section(
                rx.el.h2("The catalogue and its people"),
                link("Administration", href="/admin", class_name="button plain"),
                class_name="settings-section",
            ),
        ),
        rx.el.section(
            rx.el.h2("What is kept of you"),
            rx.el.p(
                "One ZIP file of readable JSON: your account, likes, queue, history and all else.",
                class_name="muted",
            ),
            DownloadLink.create(
                "Export my data", path="/api/account/export", class_name="button plain"
            ),
            class_name="settings-section",
        ),
        rx.el.section(
            rx.el.h2("Leave"),
            LogOutButton.create("Log out", class_name="button plain"),
            class_name="settings-section",
        ),
        rx.el.section(
            rx.el.h2("Delete your account"),
            DeleteAccount.create(),
            class_name="settings-section",
        ),
    )
