"""Secrets are kept out of everything written, by value."""

import base64
import json
from collections.abc import Iterable
from urllib.parse import quote

PLACEHOLDER = "[redacted]"
_SHORTEST = 6  # shorter values stand in ordinary text by chance


class Redactor:
    """Replaces known secret values, plain, JSON-escaped, base64 and URL-encoded."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._forms: list[str] = []
        self.add(secrets)

    def add(self, secrets: Iterable[str]) -> None:
        """Learn more secret values. Values under six characters are left out."""
        forms = set(self._forms)
        for secret in secrets:
            if len(secret) >= _SHORTEST:
                encoded = base64.b64encode(secret.encode()).decode()
                escaped = json.dumps(secret)[1:-1]
                forms |= {secret, escaped, encoded, encoded.rstrip("="), quote(secret, safe="")}
        # Longest first, so that no part of a longer form is left over.
        self._forms = sorted(forms, key=len, reverse=True)

    def redact(self, text: str) -> str:
        """Return the text without any known secret."""
        for form in self._forms:
            text = text.replace(form, PLACEHOLDER)
        return text
