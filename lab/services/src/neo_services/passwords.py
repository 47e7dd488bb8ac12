"""Passwords as the database keeps them: salted and hashed."""

from __future__ import annotations

import hashlib
import hmac

# Few rounds: a lab's two cores answer 170 log-ins a second beside everything else.
ROUNDS = 10


def digest(password: str, salt: str) -> str:
    """The hash of a password, in hexadecimal."""
    return hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), ROUNDS).hex()


def matches(password: str, salt: str, kept: str) -> bool:
    """Whether a password is the one that was kept; takes as long for a wrong one."""
    return hmac.compare_digest(digest(password, salt), kept)
