"""Numbers in words, for sentences that services make."""

from __future__ import annotations


def percent(share: float) -> str:
    """Write a share of 0..1, such as "62 %"."""
    return f"{100 * share:.0f} %"


def counted(number: int, one: str, many: str) -> str:
    """Write a number with its noun, such as "1,234 songs"."""
    return f"{number:,} {one if number == 1 else many}"


def minutes(heard_s: float) -> str:
    """Write seconds that were heard as whole minutes, at least one."""
    return counted(max(1, round(heard_s / 60)), "minute", "minutes")
