"""What Spotify entrusts to us, encrypted before it is stored."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken

from emomusic.settings import secret


def seal(text: str) -> str:
    """Encrypt a text under this deployment's secret.

    Args:
        text: The text.

    Returns:
        What may be stored.
    """
    return _lock().encrypt(text.encode()).decode("ascii")


def unseal(sealed: str) -> str | None:
    """Decrypt what `seal` made.

    Args:
        sealed: What was stored.

    Returns:
        The text, or None where it was made under another secret or changed since.
    """
    try:
        return _lock().decrypt(sealed.encode("ascii", "replace")).decode()
    except InvalidToken:
        return None


def _lock() -> Fernet:
    digest = hashlib.sha256(b"spotify tokens\0" + secret("spotify").encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
