import base64
import html
import json
import os
import textwrap
import unicodedata
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from drillbook import secrets
from drillbook.redaction import PLACEHOLDER, Redactor, of_environment

SECRET = "p@ss/w:rd+1"
#: With all that escapes are made for.
AWKWARD = 'P@ss/w:rd+1&x<ü>"it\'s" \\b, 🔑 of it'
ESCAPES: dict[str, Callable[[str], str]] = {
    "JSON": lambda s: json.dumps(s)[1:-1],
    "JSON of Go": lambda s: (
        json.dumps(s, ensure_ascii=False)[1:-1].replace("&", r"\u0026").replace("<", r"\u003c")
    ),
    "JSON of PHP": lambda s: json.dumps(s)[1:-1].replace("/", r"\/"),
    "URL": lambda s: quote(s, safe=""),
    "URL, every byte": lambda s: "".join(f"%{byte:02x}" for byte in s.encode()),
    "HTML": html.escape,
    "HTML, every character": lambda s: "".join(f"&#{ord(c)};" for c in s),
    "Python": lambda s: repr(s)[1:-1],
    "bytes of Python": lambda s: repr(s.encode())[2:-1],
    "octal": lambda s: "".join(chr(b) if 32 < b < 92 else f"\\{b:03o}" for b in s.encode()),
}
WRAPPED: dict[str, Callable[[str], str]] = {
    "coloured by grep": lambda s: f"{s[:3]}\x1b[01;31m\x1b[K{s[3:7]}\x1b[m\x1b[K{s[7:]}",
    "coloured, in JSON": lambda s: json.dumps(f"{s[:4]}\x1b[31m{s[4:]}"),
    "folded by YAML": lambda s: yaml.safe_dump({"is": f"it {s}"}, width=12),
    "broken and indented": lambda s: "\n    ".join(textwrap.wrap(s, 10, drop_whitespace=False)),
    "decomposed": lambda s: unicodedata.normalize("NFD", s),
    "hexadecimal with colons": lambda s: s.encode().hex(":"),
    "hexadecimal with spaces": lambda s: s.encode().hex(" "),
    "base64 in a URL": lambda s: quote(base64.b64encode(s.encode()).decode(), safe=""),
    "base64, indented": lambda s: "\n      ".join(
        textwrap.wrap(base64.b64encode(s.encode()).decode(), 20)
    ),
    "base64 of JSON": lambda s: base64.b64encode(json.dumps({"auth": s}).encode()).decode(),
    "base64 three times": lambda s: base64.b64encode(
        base64.b64encode(base64.b64encode(f"u:{s}".encode()))
    ).decode(),
    "base64 of UTF-16": lambda s: base64.b64encode(s.encode("utf-16-le")).decode(),
}


def test_a_secret_is_removed_plain_encoded_and_quoted() -> None:
    redactor = Redactor([SECRET])
    forms = [SECRET, base64.b64encode(SECRET.encode()).decode(), quote(SECRET, safe="")]
    for form in forms:
        assert redactor.redact(f"a {form} b") == f"a {PLACEHOLDER} b"


@given(st.text(min_size=6), st.text(), st.text())
def test_no_secret_survives_whatever_stands_around_it(secret: str, left: str, right: str) -> None:
    if secret not in PLACEHOLDER:
        assert secret not in Redactor([secret]).redact(left + secret + right).replace(
            PLACEHOLDER, ""
        ) or secret in (left + right)


def test_short_values_are_left_alone_since_they_stand_in_ordinary_text() -> None:
    assert Redactor(["lab"]).redact("the lab") == "the lab"


@pytest.mark.parametrize("wrapped", [*ESCAPES, *WRAPPED])
def test_a_secret_is_found_however_it_is_wrapped(wrapped: str) -> None:
    form = {**ESCAPES, **WRAPPED}[wrapped](AWKWARD)
    left = Redactor([AWKWARD]).redact(f"seen: {form} end")
    assert PLACEHOLDER in left
    # What is left is what stood around the secret, at most the rest of a base64 text.
    assert not any(form[at : at + 12] in left for at in range(12, len(form) - 12))


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=8, max_size=40),
    # Octal around other escapes is not found: it makes a number of their letters and digits.
    st.lists(st.sampled_from(sorted(ESCAPES.keys() - {"octal"})), min_size=1, max_size=3),
)
@example(AWKWARD, ["JSON", "URL", "HTML"])
@example("0000000\U00100000", ["Python"])
def test_escapes_inside_of_escapes_hide_nothing(secret: str, layers: list[str]) -> None:
    form = secret
    for layer in layers:
        form = ESCAPES[layer](form)
    left = Redactor([secret]).redact(f"x={form}")
    if len(secret.strip()) >= 8:
        assert PLACEHOLDER in left


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Authorization: ApiKey Zm9vOmJhci1iYXo", "Zm9vOmJhci1iYXo"),
        ("Set-Cookie: sid=abc123def456; Path=/", "abc123def456"),
        ("psql \"host=h password='my pass word' user=x\"", "my pass word"),
        ("restore --password hunter2222 now", "hunter2222"),
        ("- name: DB_PASSWORD\n  value: hunter2222", "hunter2222"),
        ("xoxb-123456789012-abcdefghijkl", "abcdefghijkl"),
        (base64.b64encode(b"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQ").decode(), "LS0tLS1C"),
    ],
)
def test_what_looks_like_a_secret_is_taken_out_unknown(text: str, secret: str) -> None:
    assert secret not in Redactor().redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "the password of kafka is read from secret kafka-users, key client-password",
        "GET /api/v1/namespaces/kube-system/pods/kube-apiserver-node-1: 200 in 0.12 s",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "certificate of istio-ingressgateway.istio-system.svc.cluster.local is valid",
    ],
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert Redactor([AWKWARD, SECRET]).redact(text) == text


def test_the_environment_of_a_pod_keeps_no_password() -> None:
    listed = [{"name": "DB_PASSWORD", "value": "hunter22"}, {"name": "DB_HOST", "value": "db-0.db"}]
    said = Redactor().redact_value(listed)
    assert [one["value"] for one in said] == [PLACEHOLDER, "db-0.db"]


def test_variables_are_secret_by_their_name_or_by_a_password_in_their_address() -> None:
    secret = {
        "PGPASSWORD": "/looks-like-a-path",
        "DB_PASSWORD_PROD": "prod-pw-1",
        "GH_PAT": "pat-123456",
        "SLACK_WEBHOOK_URL": "https://hooks.example/T0/zzzzzz",
        "BASIC_AUTH": "user:basic-1",
    }
    addresses = {"MONGO_URI": "mongodb://u:inner-pw@h/db", "HOME_PAGE": "https://x.example/"}
    places = {
        "PATH": os.defpath,
        "SSH_AUTH_SOCK": "/tmp/agent.1",
        "AWS_TOKEN_FILE": "/var/run/token",
        "REGISTRY_AUTH": str(Path.cwd()),
    }
    found = set(of_environment(secret | addresses | places))
    assert found == {*secret.values(), "inner-pw"}


def test_a_password_inside_of_a_secret_is_one_by_itself() -> None:
    redactor = Redactor(["postgresql://svc:dsn-h1dden@db:5432/app"])
    assert redactor.redact("FATAL: dsn-h1dden is wrong") == f"FATAL: {PLACEHOLDER} is wrong"


def test_a_secret_of_bytes_is_found_in_base64_and_in_hexadecimal() -> None:
    value = bytes(range(200, 232))
    item = {"data": {"keystore.jks": base64.b64encode(value).decode()}}
    redactor = Redactor()
    redactor.add_named(dict(secrets._values(item)))
    text = f"{base64.b64encode(value).decode()} {value.hex()}"
    assert redactor.redact(text) == f"{PLACEHOLDER} {PLACEHOLDER}"
