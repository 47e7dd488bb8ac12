import pytest

from drillbook.evidence import text


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0 s"),
        (0.001, "<0.01 s"),
        (0.354, "0.35 s"),
        (12.44, "12.4 s"),
        (99.94, "99.9 s"),
        (99.96, "1 min 40 s"),
        (120, "2 min"),
        (185, "3 min 05 s"),
        (7800, "2 h 10 min"),
        (-5, "-5.0 s"),
    ],
)
def test_a_span_is_shown_as_people_read_it(seconds: float, shown: str) -> None:
    assert text.span(seconds) == shown


def test_a_count_that_was_not_made_is_no_zero() -> None:
    assert text.count(None) == "not measured"
    assert text.count(216793) == "216,793"
    assert text.count(0) == "0"


@pytest.mark.parametrize(
    ("seen", "shown"),
    [
        (5, "5"),
        ("up", "up"),
        ([], "none"),
        ([{"a": 1}], "(1 entry)"),
        ([{"a": 1}, {"a": 2}], "(2 entries)"),
        ({"brokers": [0, 1], "offline": [], "lag": 7}, "brokers [0, 1], offline none, lag 7"),
        (None, "null"),
    ],
)
def test_an_observed_value_is_told_in_a_few_words(seen: object, shown: str) -> None:
    assert text.brief(seen) == shown
