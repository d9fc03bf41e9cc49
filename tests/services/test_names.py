"""What accounts, browsers and addresses are called."""

from __future__ import annotations

import pytest

from emomusic.errors import InvalidInput
from emomusic.services.names import clean_name
from emomusic.services.sessions import browser_name
from emomusic.services.throttle import account_key, address_key


class TestNames:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("Ada", "Ada"),
            ("  Ada Lovelace ", "Ada Lovelace"),
            ("李白", "李白"),
            ("Zoe\u0308", "Zoë"),
            ("x" * 32, "x" * 32),
            ("🎵🎶", "🎵🎶"),
            ("<b>", "<b>"),
        ],
    )
    def test_are_kept_as_typed(self, typed: str, kept: str) -> None:
        assert clean_name(typed) == kept

    @pytest.mark.parametrize(
        "name",
        [
            "",
            "x",
            "x" * 33,
            "  x  ",
            "a\tb",
            "a\nb",
            "a\x00b",
            "ab\u202ecd",
            "ab\u2066cd",
            "a\u200bb",
            "a\u00a0b",
            "\u3164\u3164",
            "a\ufeffb",
            "a\ud800b",
            "a\ue000b",
            "e" + "\u0301" * 20,
            "\u0301\u0301",
        ],
    )
    def test_that_are_no_names_are_refused(self, name: str) -> None:
        with pytest.raises(InvalidInput):
            clean_name(name)


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/130.0 Safari/537.36",
            "Chrome on Windows",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18 like Mac OS X) Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/130.0 Mobile Safari/537", "Chrome on Android"),
        ("", "Unknown browser"),
    ],
)
def test_a_browser_has_a_name_in_words(user_agent: str, name: str) -> None:
    assert browser_name(user_agent) == name


class TestKeys:
    def test_a_typed_name_is_not_written_down(self) -> None:
        assert "hunter2" not in account_key("hunter2")
        assert account_key("  ADA ") == account_key("ada")
        assert len(account_key("x" * 10_000)) <= 160

    @pytest.mark.parametrize(
        ("address", "key"),
        [
            ("192.0.2.1", "address:192.0.2.1"),
            ("2001:db8:1:2:3:4:5:6", "address:2001:db8:1:2::/64"),
            ("2001:db8:1:2::7", "address:2001:db8:1:2::/64"),
            ("fe80::1%eth0", "address:fe80::/64"),
            ("::ffff:192.0.2.1", "address:192.0.2.1"),
            ("unix:", "address:unix:"),
        ],
    )
    def test_an_ipv6_address_counts_as_its_network(self, address: str, key: str) -> None:
        assert address_key(address) == key
