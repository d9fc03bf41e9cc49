"""What is read from what a browser calls itself."""

from __future__ import annotations

import pytest

from emomusic.services.analytics.dimensions import Device
from emomusic.services.devices import device_of


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36",
            "desktop",
        ),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Firefox/145.0", "desktop"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605", "desktop"),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/142.0", "desktop"),
        ("Mozilla/5.0 (Linux; Android 10; K) Chrome/142.0 Mobile Safari/537.36", "phone"),
        ("Mozilla/5.0 (Linux; Android 10; K) Chrome/142.0 Safari/537.36", "tablet"),
        ("Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0", "phone"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148", "phone"),
        ("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) Mobile/15E148 Safari/604.1", "tablet"),
        ("curl/8.10", "other"),
        ("", "other"),
    ],
)
def test_a_browser_says_what_it_runs_on(user_agent: str, device: Device) -> None:
    assert device_of(user_agent) is Device(device)
