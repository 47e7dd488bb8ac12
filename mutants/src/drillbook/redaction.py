"""Secrets are kept out of everything written: by value where it is known, else by how it looks.

A known value is found plain and in the forms that texts carry it in: base64 wherever it stands
inside what was encoded, hexadecimal, percent-encoded, escaped as JSON, HTML, Python or shell do it.
What looks like a secret, or like rows of a user's tables, is taken out unknown.
"""

import base64
import html
import json
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

PLACEHOLDER = "[redacted]"
_SHORTEST = 6  # shorter values stand in ordinary text by chance
_SHORTEST_CORE = 8  # the same for what of a base64 text does not hang on its neighbours

# Names of variables, fields and parameters whose values are secrets.
SECRET_NAME = re.compile(
    r"pass(word|wd|phrase)?$|[a-z_]pwd$|secret|token|api[-_]?key|private[-_]?key|access[-_]?key|_key$"
    r"|credential|dsn$|database_url$|authorization|cookie|(^|_)pin$",
    re.IGNORECASE,
)
# Variables of every shell that only look so.
_DIRECTORIES = {"PWD", "OLDPWD"}
# Keys of Secrets whose values are no secrets, and would take words out of every text.
_PUBLIC_KEY = re.compile(
    r"^(user(name)?|login|host(name)?|port|database|db(name)?|name|namespace|realm|ca\.crt|tls\.crt"
    r"|endpoint|region|bucket)$|[-_](user(name)?|host|port|database|db)$",
    re.IGNORECASE,
)

_PATTERNS = tuple(
    (re.compile(pattern, flags), replaced)
    for pattern, flags, replaced in (
        # userinfo of a URL
        (
            r"(\b[a-z][a-z0-9+.-]{0,20}://[^\s/:@'\"<>]*):[^\s/@'\"<>]+@",
            re.I,
            rf"\1:{PLACEHOLDER}@",
        ),
        # Authorization: Bearer …, Basic …
        (r"\b(bearer|basic)(\s+)[a-z0-9+/._~=-]{8,}", re.I, rf"\1\2{PLACEHOLDER}"),
        # password=…, "api_key": "…", token: …
        (
            (
                r"((?:password|passwd|passphrase|pwd|secret|token|(?:api|private|access|secret)[-_]?key)"
                r"\\?[\"']?\s{0,4}[=:]\s{0,4})(\\?[\"'])?[^\s\"',;&}{<>)\\\[]{6,}"
            ),
            re.I,
            rf"\1\2{PLACEHOLDER}",
        ),
        # private keys, also with their line ends escaped; JSON web tokens; cloud keys
        (
            r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)",
            re.S,
            PLACEHOLDER,
        ),
        (r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}", 0, PLACEHOLDER),
        (r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b", 0, PLACEHOLDER),
        (r"\bgh[pousr]_[A-Za-z0-9]{30,}\b", 0, PLACEHOLDER),
        # rows, as PostgreSQL and Neo4j quote them in their errors
        (r"(Failing row contains )\(.*?\)(?=\.?(?:\s|\\n|$))", re.S, rf"\1({PLACEHOLDER})"),
        (
            r"(Key \([^()]*\)=)\(.*?\)(?= (?:already|is|conflicts|still))",
            re.S,
            rf"\1({PLACEHOLDER})",
        ),
        (r"(COPY \S+, line \d+(?:, column \S+)?: ).*?(?=\\n|\n|$)", 0, rf"\1{PLACEHOLDER}"),
        (r"(invalid input syntax for type [^:]+: ).*?(?=\\n|\n|$)", 0, rf"\1{PLACEHOLDER}"),
        (r"(\bparameters: )\$1 = .*?(?=\\n|\n|$)", re.I, rf"\1{PLACEHOLDER}"),
        (r"((?:DETAIL|STATEMENT): +).*?(?=\\n|\n|$)", 0, rf"\1{PLACEHOLDER}"),
        (
            r"(already exists with label .*? and propert\w+ .*? = ).*?(?=\\n|\n|$)",
            0,
            rf"\1{PLACEHOLDER}",
        ),
    )
)


# base64 as programs write it to a terminal or a file: lines of one length
_WRAPPED = re.compile(r"(?<![\w+/-])(?:[\w+/-]{16,}(?:\r?\n|\\n))+[\w+/-]+={0,2}")


class Redactor:
    """Replaces known secret values in each of their forms, and what looks like a secret."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._known: frozenset[str] = frozenset()
        self._forms: tuple[str, ...] = ()
        self.add(secrets)

    def add(self, secrets: Iterable[str]) -> None:
        """Learn more secret values. Values under six characters are left out."""
        known = self._known.union(secrets)
        if known == self._known:
            return
        new = (_forms(secret) for secret in known - self._known)
        self._known = known
        # Longest first, so that no part of a longer form is left over.
        self._forms = tuple(sorted({*self._forms}.union(*new), key=len, reverse=True))

    def add_named(self, values: Mapping[str, str]) -> None:
        """Learn the values of a Secret, without those whose key says that they are none."""
        self.add(value for key, value in values.items() if not _PUBLIC_KEY.search(key))

    def redact(self, text: str) -> str:
        """Return the text without any known secret, and without what looks like one."""
        text = self._without_known(text)
        if "\n" in text or "\\n" in text:
            text = _WRAPPED.sub(self._without_wrapped, text)
        for pattern, replaced in _PATTERNS:
            text = pattern.sub(replaced, text)
        return text

    def _without_known(self, text: str) -> str:
        for form in self._forms:
            if form in text:
                text = text.replace(form, PLACEHOLDER)
        return text

    def _without_wrapped(self, found: re.Match[str]) -> str:
        joined = re.sub(r"\r?\n|\\n", "", found[0])
        return found[0] if self._without_known(joined) == joined else PLACEHOLDER

    def redact_value(self, value: Any) -> Any:
        """Return a JSON value whose texts, names and numbers are without secrets."""
        if isinstance(value, Mapping):
            return {self.redact(str(k)): self._of_name(str(k), v) for k, v in value.items()}
        if isinstance(value, list | tuple):
            return [self.redact_value(item) for item in value]
        if isinstance(value, str):
            return self.redact(value)
        # A number can be a PIN or a password that has digits alone.
        if isinstance(value, int | float) and self._without_known(str(value)) != str(value):
            return PLACEHOLDER
        return value

    def _of_name(self, name: str, value: Any) -> Any:
        if isinstance(value, str) and value and SECRET_NAME.search(name):
            return PLACEHOLDER
        return self.redact_value(value)


def of_environment(environment: Mapping[str, str]) -> Iterator[str]:
    """Yield the values of variables whose names say that they are secret."""
    for name, value in environment.items():
        # Where a secret's file is may be said.
        named = SECRET_NAME.search(name) and name not in _DIRECTORIES
        if named and not Path(value).is_absolute():
            yield value


def _forms(secret: str) -> set[str]:
    """Return what a secret may look like in a text; nothing for what is too short to be one."""
    found: set[str] = set()
    lines = secret.strip().splitlines()
    # Each line of a key may turn up alone; its dashed head and tail are in every key.
    parts = {secret, secret.strip(), *(x.strip() for x in lines if not x.startswith("-----"))}
    for part in parts:
        if len(part) < _SHORTEST:
            continue
        encoded = part.encode("utf-8", errors="surrogateescape")
        percent = {quote(encoded, safe=""), quote(encoded), quote_plus(encoded)}
        percent |= {re.sub(r"%[0-9A-F]{2}", lambda m: m[0].lower(), form) for form in percent}
        escaped = {json.dumps(part)[1:-1], json.dumps(part, ensure_ascii=False)[1:-1]}
        escaped |= {json.dumps(form)[1:-1] for form in escaped}  # JSON in JSON
        escaped |= {html.escape(part), html.escape(part, quote=False), repr(part)[1:-1]}
        escaped |= {html.escape(part).replace("&#x27;", "&#39;"), shlex.quote(part)}
        found |= {part, encoded.hex(), encoded.hex().upper()} | percent | escaped
        once = set(_base64(encoded))
        found |= once | {form for text in once for form in _base64(text.encode())}
    return {form for form in found if len(form) >= _SHORTEST}


def _base64(encoded: bytes) -> Iterator[str]:
    """Yield what of a base64 text stays the same whatever stands before and after the secret."""
    for shift in range(3):
        text = base64.b64encode(b"\0" * shift + encoded).decode()
        first = (0, 2, 3)[shift]
        last = len(text.rstrip("=")) - (1 if text.endswith("=") else 0)
        core = text[first:last]
        if len(core) >= _SHORTEST_CORE:
            yield from (core, core.replace("+", "-").replace("/", "_"))
    whole = base64.b64encode(encoded).decode()
    yield from (whole, whole.rstrip("="), base64.urlsafe_b64encode(encoded).decode())
