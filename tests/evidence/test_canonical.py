import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from drillbook.evidence.canonical import canonical, read_canonical

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
# As other programs write it: other spaces, other order, other escapes.
WRITINGS = st.builds(
    lambda value, ascii_, spaced: json.dumps(
        value, ensure_ascii=ascii_, separators=None if spaced else (",", ":")
    ).encode("utf-8", errors="replace"),
    VALUES,
    st.booleans(),
    st.booleans(),
)


@given(VALUES)
@example(1e17)  # written as an integer too long to be one
def test_what_is_written_canonically_is_read(value: object) -> None:
    written = canonical(value)
    assert canonical(read_canonical(written)) == written


@given(WRITINGS)
def test_what_is_read_is_written_canonically(written: bytes) -> None:
    try:
        value = read_canonical(written)
    except ValueError:
        return
    assert canonical(value) == written


@pytest.mark.parametrize(
    "written",
    [
        *(b'"\\u00e9"', b'"\\u007f"', b'"\\u001F"', b'"\\ud800"', b'"\\/"', b'{"a":1,"a":1}'),
        *(b"9007199254740993", b"1e400", b"1E2", b"NaN", b"-0", b"1.0", b"[1, 2]", b""),
        b'{"b":1,"a":1}',
    ],
)
def test_json_that_is_written_otherwise_is_refused(written: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (by json, by UTF-8, or by us)
        read_canonical(written)
