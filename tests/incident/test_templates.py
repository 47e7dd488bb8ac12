from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drillbook.incident.templates import collapsed, moment_of, template_of


@pytest.mark.parametrize(
    ("line", "template"),
    [
        (
            "2026-11-21 10:35:39,036 WARNING Transaction failed and will be retried in 2.16s",
            "<time> WARNING Transaction failed and will be retried in <n>s",
        ),
        ("connect to 198.19.2.47:7687 refused", "connect to <address> refused"),
        ("pod graph-builder-75f6ff47d9-2dfnz is gone", "pod <pod> is gone"),
        (
            "session 6f0f3c1e-5f5b-4a43-9c7b-0d3a2a6b8f11 closed after 12 tries",
            "session <id> closed after <n> tries",
        ),
        ("object at 0x7ffde3 leaked", "object at <hex> leaked"),
        ("Kafka3 has no fault", "Kafka3 has no fault"),
    ],
)
def test_what_varies_in_a_line_is_masked(line: str, template: str) -> None:
    assert template_of(line) == template


def test_lines_that_differ_only_in_what_varies_are_one_with_count_and_times() -> None:
    lines = [
        "2026-11-21 10:35:40,000 WARNING retried in 2.1s",
        "2026-11-21 10:35:38,500 WARNING retried in 0.9s",
        "2026-11-21 10:35:39,000 INFO started",
        "",
    ]
    first, second = collapsed("kg-api", lines)
    assert (first.count, first.weight) == (2, 1)
    assert first.first == datetime(2026, 11, 21, 10, 35, 38, 500000, tzinfo=UTC)
    assert first.last == datetime(2026, 11, 21, 10, 35, 40, tzinfo=UTC)
    assert (second.count, second.weight) == (1, 0)


@pytest.mark.parametrize(
    ("line", "weight"),
    [
        ("FATAL:  terminating connection", 3),
        ("ERROR:  invalid page in block 0", 2),
        ("java.io.IOException: broken", 2),
        ("WARN  [broker] slow", 1),
        ("INFO no error here", 0),
    ],
)
def test_a_line_weighs_as_its_words_say(line: str, weight: int) -> None:
    assert collapsed("x", [line])[0].weight == weight


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-21T04:05:06Z x",
        "2026-11-21 04:05:06 UTC [1] x",
        "2026-11-21 05:05:06.000+0100 x",
        "2026-11-21T04:05:06.000+00:00 x",
    ],
)
def test_a_moment_is_read_with_its_zone(line: str) -> None:
    assert moment_of(line) == datetime(2026, 11, 21, 4, 5, 6, tzinfo=UTC)


@settings(deadline=None)  # a busy machine is no wrong figure
@given(st.lists(st.text(max_size=60), max_size=20))
def test_no_line_is_lost_and_masking_again_changes_nothing(lines: list[str]) -> None:
    found = collapsed("x", lines)
    assert sum(one.count for one in found) == sum(bool(line.strip()) for line in lines)
    assert all(template_of(one.text) == one.text for one in found)
