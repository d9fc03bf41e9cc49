"""Passwords: which are good enough, and how they are kept (argon2id, RFC 9106)."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from emomusic.errors import InvalidInput
from emomusic.store.folding import fold

SHORTEST = 8
LONGEST = 256

# A row of OWASP's Password Storage Cheat Sheet: 46 MiB, one pass, one lane; about 50 ms.
_HASHER = PasswordHasher(time_cost=1, memory_cost=46 * 1024, parallelism=1)

# Of random bytes that were thrown away: what an unknown name's password is compared with, so
# that the answer takes as long as for a known one.
_NOBODYS_HASH = (
    "$argon2id$v=19$m=47104,t=1,p=1$hXBT4c81T3c3Wp5ckHwyd"
    "Q$YCHu0LTyxsmHSDJ7kJceKQuPVySNqn2q2DrHpi45uCk"
)

_COMMON_FILE = Path(__file__).with_name("common_passwords.txt")


@lru_cache(maxsize=1)
def _common_passwords() -> frozenset[str]:
    lines = _COMMON_FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _is_a_pattern(text: str) -> bool:
    """Tell whether a password is one or two signs repeated, or a run such as `23456789`."""
    if len(set(text)) <= 2:
        return True
    steps = {ord(right) - ord(left) for left, right in pairwise(text)}
    return steps in ({1}, {-1})


def check_password(password: str, name: str) -> None:
    """Refuse a password that would be guessed.

    Args:
        password: What the person chose.
        name: The name of their account.

    Raises:
        InvalidInput: It is too short, too long, too common, or the name.
    """
    if len(password) < SHORTEST:
        raise InvalidInput(f"A password needs at least {SHORTEST} characters.")
    if len(password) > LONGEST:
        raise InvalidInput(f"A password may have at most {LONGEST} characters.")
    if fold(password) == fold(name):
        raise InvalidInput("The password may not be the name. Please choose another.")
    lowered = password.casefold()
    if lowered in _common_passwords() or _is_a_pattern(lowered):
        raise InvalidInput("This password is one of the first that get guessed. Choose another.")


def hash_password(password: str) -> str:
    """Hash a password; takes about 50 ms of one core, so call it in a thread.

    Args:
        password: What the person chose.

    Returns:
        The argon2id hash with its parameters and salt.
    """
    return _HASHER.hash(password)


def verify_password(password_hash: str | None, password: str) -> bool:
    """Compare a password with a hash, in the same time whether there is a hash or not.

    Args:
        password_hash: Of the account, or None where there is no such account.
        password: What the person typed.

    Returns:
        Whether it is the account's password; never for None.
    """
    try:
        matches = _HASHER.verify(password_hash or _NOBODYS_HASH, password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return matches and password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    """Tell whether a hash was made with other parameters than today's.

    Args:
        password_hash: Of the account.

    Returns:
        Whether to hash anew at the next log-in.
    """
    return _HASHER.check_needs_rehash(password_hash)
