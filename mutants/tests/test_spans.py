"""Spans of time as scenarios say them."""

from datetime import timedelta

import pytest

from drillbook.errors import UsageError
from steps.spans import span


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2 minutes", 120),
        ("1 minute", 60),
        ("30 seconds", 30),
        ("24 hours", 86_400),
        ("0.5 seconds", 0.5),
    ],
)
def test_a_span_is_read_as_it_is_said(text: str, seconds: float) -> None:
    assert span(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "2", "two minutes", "2 fortnights", "2 min utes", "inf days"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no span of time"):
        span(text)
