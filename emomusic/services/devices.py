"""What kind of thing a browser runs on."""

from __future__ import annotations

from emomusic.services.analytics.dimensions import Device

_DESKTOPS = ("Windows NT", "Macintosh", "X11", "CrOS")


def device_of(user_agent: str) -> Device:
    """Say what kind of device a `User-Agent` header stands for.

    Args:
        user_agent: As the browser sent it.

    Returns:
        The kind; `OTHER` for what says nothing of itself, such as a television or a script.
    """
    if "iPad" in user_agent or "Tablet" in user_agent:
        return Device.TABLET
    if "Android" in user_agent:  # only phones add the word
        return Device.PHONE if "Mobile" in user_agent else Device.TABLET
    if "iPhone" in user_agent or "iPod" in user_agent or "Mobile" in user_agent:
        return Device.PHONE
    return Device.DESKTOP if any(mark in user_agent for mark in _DESKTOPS) else Device.OTHER
