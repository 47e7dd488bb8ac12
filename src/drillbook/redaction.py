"""Secrets are kept out of everything written: by value where it is known, else by how it looks.

A known value is found plain and in the forms that texts carry it in: base64 wherever it stands
inside what was encoded, hexadecimal, and both as they read under escapes, colours and line breaks
(``unwrapped``). What looks like a secret, or like rows of a user's tables, is taken out unknown.
"""

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from drillbook.unwrapped import Finder, bare, bare_text, views

PLACEHOLDER = "[redacted]"
_SHORTEST = 6  # shorter values stand in ordinary text by chance
_SHORTEST_CORE = 8  # the same for what of a base64 text does not hang on its neighbours

# Names of variables, fields and parameters whose values are secrets.
SECRET_NAME = re.compile(
    r"pass(word|wd|phrase)?$|[a-z_]pwd$|secret|token|api[-_]?key|private[-_]?key|access[-_]?key|_key$"
    r"|credential|dsn$|database_url$|authorization|cookie|(^|_)pin$",
    re.IGNORECASE,
)
# Variables whose names say more than a field's would: PASSWORD_PROD, GH_PAT, SLACK_WEBHOOK_URL.
_SECRET_VARIABLE = re.compile(
    rf"{SECRET_NAME.pattern}|password|passwd|passphrase|webhook"
    r"|(^|_)(key|pat|auth|creds?|salt|pw|pin)(_|$)",
    re.IGNORECASE,
)
# Variables of every shell that only look so, and those that say where a secret is.
_PLACE = re.compile(r"^(OLD)?PWD$|_(FILE|PATH|DIR|SOCK|HOME)$", re.IGNORECASE)
# A secret inside of one: of a URL, of a connection's settings.
_INNER = re.compile(
    r"://[^\s/:@'\"<>]*:([^\s/@'\"<>]+)@"
    r"|(?:password|passwd|pwd|secret|token)[\"']?\s*[=:]\s*[\"']?([^\s\"';,&{}]{6,})",
    re.IGNORECASE,
)
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
        # Authorization: ApiKey …, Token …; Cookie: …
        (
            (
                r"(\b(?:proxy-)?authorization\\?[\"']?\s*[=:]\s*\\?[\"']?)"
                r"[a-z]+ +[^\s,;\"'][^\r\n]{7,}"
            ),
            re.I,
            rf"\1{PLACEHOLDER}",
        ),
        (
            r"(\b(?:set-)?cookie\\?[\"']?\s*[=:]\s*\\?[\"']?)[^\s=;]+=[^\r\n]{6,}",
            re.I,
            rf"\1{PLACEHOLDER}",
        ),
        # --password …, name: PASSWORD / value: … as in the environment of a pod
        (
            r"(--(?:password|passwd|token|secret|api-key)\s+)[^\s\"'-][^\s\"']{5,}",
            re.I,
            rf"\1{PLACEHOLDER}",
        ),
        (
            (
                r"(name\\?[\"']?\s*:\s*\\?[\"']?[\w.-]*(?:password|passwd|secret|token|_key)\\?[\"']?,?\s+"
                r"\\?[\"']?value\\?[\"']?\s*:\s*\\?[\"']?)[^\s\"',}{\\]{6,}"
            ),
            re.I,
            rf"\1{PLACEHOLDER}",
        ),
        # password=…, "api_key": "…", token: …
        (
            (
                r"((?:password|passwd|passphrase|pwd|secret|token|(?:api|private|access|secret)[-_]?key)"
                r"\\?[\"']?\s{0,4}[=:]\s{0,4})(\\?[\"'])?[^\s\"',;&}{<>)\\\[]{6,}"
            ),
            re.I,
            rf"\1\2{PLACEHOLDER}",
        ),
        (
            r"((?:password|passwd|passphrase|pwd)[\"']?\s{0,4}[=:]\s{0,4})([\"'])(?!\[)[^\"'\r\n\\]{6,}?\2",
            re.I,
            rf"\1\2{PLACEHOLDER}\2",
        ),
        # private keys, also with their line ends escaped; JSON web tokens; cloud keys
        (
            r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)",
            re.S,
            PLACEHOLDER,
        ),
        (r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}", 0, PLACEHOLDER),
        (r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b", 0, PLACEHOLDER),
        (
            (
                r"\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,}|glpat-[\w-]{20,}|npm_[A-Za-z0-9]{36}"
                r"|xox[abprs]-[\w-]{10,}|[sr]k_live_[A-Za-z0-9]{16,}|AIza[\w-]{35})"
            ),
            0,
            PLACEHOLDER,
        ),
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


# base64, also in lines of one length with their indentation
_ENCODED = re.compile(r"(?<![\w+/-])[\w+/-]{16,}(?:(?:\s*\n\s*|\\n)[\w+/-]{4,})*={0,2}", re.ASCII)
_NESTED = 3  # base64 in base64 in base64


class Redactor:
    """Replaces known secret values in each of their forms, and what looks like a secret."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._known: frozenset[str] = frozenset()
        self._forms, self._bare = Finder(), Finder()
        self.add(secrets)

    def add(self, secrets: Iterable[str]) -> None:
        """Learn more secret values. Values under six characters are left out."""
        known = self._known.union(*((secret, *_inner(secret)) for secret in secrets))
        if known == self._known:
            return
        for secret in known - self._known:
            forms = _forms(secret)
            self._forms.add(forms)
            bared = (bare_text(form) for form in forms)
            self._bare.add(form for form in bared if len(form) >= _SHORTEST_CORE)
        self._known = known

    def add_named(self, values: Mapping[str, str]) -> None:
        """Learn the values of a Secret, without those whose key says that they are none."""
        self.add(value for key, value in values.items() if not _PUBLIC_KEY.search(key))

    def redact(self, text: str) -> str:
        """Return the text without any known secret, and without what looks like one."""
        return self._redacted(text, _NESTED)

    def _redacted(self, text: str, nested: int) -> str:
        text = self._without_known(text)
        if nested:
            text = _ENCODED.sub(lambda found: self._without_encoded(found[0], nested), text)
        for pattern, replaced in _PATTERNS:
            text = pattern.sub(replaced, text)
        return text

    def _without_known(self, text: str) -> str:
        """Take out what is a secret as it stands, and under escapes, colours and line breaks."""
        if not self._known:
            return text
        spans: list[tuple[int, int]] = []
        for view in views(text):
            spans += view.spans(self._forms)
            spans += bare(view).spans(self._bare)
        kept, at = [], 0
        for begin, end in sorted(spans):
            if begin >= at:
                kept += [text[at:begin], PLACEHOLDER]
            at = max(at, end)
        return "".join([*kept, text[at:]])

    def _without_encoded(self, encoded: str, nested: int) -> str:
        """Return base64 as it is, unless there is a secret in what it stands for."""
        try:
            plain = "".join(encoded.replace("\\n", "").split()).rstrip("=")
            padded = plain.translate({45: "+", 95: "/"}) + "=" * (-len(plain) % 4)
            # UTF-16, as PowerShell encodes it, has a zero beside each letter.
            said = base64.b64decode(padded).decode().replace("\0", "")
        except (binascii.Error, UnicodeDecodeError):
            return encoded
        return encoded if self._redacted(said, nested - 1) == said else PLACEHOLDER

    def redact_value(self, value: Any) -> Any:
        """Return a JSON value whose texts, names and numbers are without secrets."""
        if isinstance(value, Mapping):
            named = str(value.get("name", "")) if isinstance(value.get("value"), str) else ""
            # As a pod has its environment: {"name": "DB_PASSWORD", "value": …}.
            as_named = {"value": named} if SECRET_NAME.search(named) else {}
            return {
                self.redact(str(k)): self._of_name(as_named.get(str(k), str(k)), v)
                for k, v in value.items()
            }
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
    """Yield the values of variables whose names say that they are secret, and passwords in URLs."""
    for name, value in environment.items():
        # Where a secret's file is may be said.
        place = _PLACE.search(name) or (Path(value).is_absolute() and Path(value).exists())
        if _SECRET_VARIABLE.search(name) and not place:
            yield value
        yield from (found[1] for found in _INNER.finditer(value) if found[1])


def _inner(secret: str) -> Iterator[str]:
    """Yield the passwords that a secret holds, e.g. that of a URL."""
    for found in _INNER.finditer(secret):
        yield found[1] or found[2]


def _forms(secret: str) -> set[str]:
    """Return what a secret reads as in a text; nothing for what is too short to be one."""
    found: set[str] = set()
    lines = secret.strip().splitlines()
    # Each line of a key may turn up alone; its dashed head and tail are in every key.
    parts = {secret, secret.strip(), *(x.strip() for x in lines if not x.startswith("-----"))}
    for part in parts:
        if len(part) < _SHORTEST:
            continue
        encoded = part.encode("utf-8", errors="surrogateescape")
        composed = {unicodedata.normalize(form, part) for form in ("NFC", "NFD")}
        # As forms, SQL and YAML write it.
        found |= {part, *composed, part.replace(" ", "+"), part.replace("'", "''")}
        found |= {encoded.hex(), encoded.hex().upper(), encoded.hex(":"), encoded.hex(":").upper()}
        found |= {",".join(f"0x{byte:02x}" for byte in encoded), *_base64(encoded)}
        found |= {view.text for view in views(part)}  # what is in it may look like an escape
        found |= set(_base64(part.encode("utf-16-le", errors="replace")))
        found |= {form for once in _base64(encoded) for form in _base64(once.encode())}
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
