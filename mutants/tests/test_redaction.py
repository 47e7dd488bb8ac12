import base64
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from drillbook.redaction import PLACEHOLDER, Redactor

SECRET = "p@ss/w:rd+1"


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
