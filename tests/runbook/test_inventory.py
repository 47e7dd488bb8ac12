"""A runbook's inventory has each heading, command, list item, table row and threshold, once."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drillbook.runbook.inventory import Kind, inventory

GUIDE = """# Guide

Disk use is fine under 90 %. It is looked at by people.

## Restore

| step | minutes |
|---|---|
| assess | 5 |
| restore | 30 |

- [Restore](#restore)
- stop the service
- [ ] start it

```bash
# Retention: 7 days
# a word
echo "=== done ==="
kubectl get pods -n shop \\
  | grep Running
if [ "$X" -gt 3 ]; then
  echo "$X"
fi
```

**Scenario 1: disk lost**

```yaml
- alert: Full
  expr: disk > 0.9
- alert: Slow
  expr: latency > 1
```

```sql
SELECT 1;
SELECT 2;
```
"""


def texts(source: str, kind: Kind) -> list[str]:
    return [item.text for item in inventory(source) if item.kind is kind]


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        (Kind.HEADING, ["Guide", "Restore", "Scenario 1: disk lost"]),
        (Kind.ROW, ["step | minutes", "assess | 5", "restore | 30"]),
        (Kind.LIST_ITEM, ["stop the service", "[ ] start it"]),
        (
            Kind.THRESHOLD,
            ["Disk use is fine under 90 %. It is looked at by people.", "# Retention: 7 days"],
        ),
        (
            Kind.COMMAND,
            [
                "kubectl get pods -n shop \\ | grep Running",
                'if [ "$X" -gt 3 ]; then echo "$X" fi',
            ],
        ),
        (
            Kind.BLOCK,
            [
                "- alert: Full expr: disk > 0.9",
                "- alert: Slow expr: latency > 1",
                "SELECT 1;",
                "SELECT 2;",
            ],
        ),
    ],
)
def test_items_of_each_kind_are_found(kind: Kind, found: list[str]) -> None:
    assert texts(GUIDE, kind) == found


def test_an_item_says_where_it_stands() -> None:
    item = next(item for item in inventory(GUIDE) if item.text == "SELECT 2;")
    assert item.section == ("Restore", "Scenario 1: disk lost")
    assert GUIDE.splitlines()[item.line - 1] == "SELECT 2;"


def test_a_line_number_of_each_command_is_where_it_begins() -> None:
    for item in inventory(GUIDE):
        if item.kind is not Kind.ROW:
            assert item.text.split()[0].strip("#*[]") in GUIDE.splitlines()[item.line - 1]


@given(st.text(alphabet=" \t\n", min_size=1, max_size=5))
def test_white_space_between_items_changes_no_fingerprint(space: str) -> None:
    source = "- one\n\nDisk under 9 %.\n"
    wider = source.replace("\n\n", "\n\n" + "\n" * space.count("\n") + "\n")
    assert [i.fingerprint for i in inventory(wider)] == [i.fingerprint for i in inventory(source)]


@given(st.integers(0, 999), st.integers(0, 999))
def test_another_figure_is_another_item(one: int, other: int) -> None:
    first, second = (inventory(f"Lag is under {n} %.")[0].fingerprint for n in (one, other))
    assert (first == second) is (one == other)


@settings(deadline=None)  # a busy machine is no strange text
@given(st.text(max_size=400))
def test_no_text_is_too_strange_to_be_listed(source: str) -> None:
    for item in inventory(source):
        assert item.line >= 1
        assert len(item.fingerprint) == 12


def test_a_placeholder_does_not_take_the_next_command_with_it() -> None:
    source = "```bash\nkubectl describe pod <pod-name>\n# Résumé\nkubectl logs <pod> -n shop\n```\n"
    assert texts(source, Kind.COMMAND) == [
        "kubectl describe pod <pod-name>",
        "kubectl logs <pod> -n shop",
    ]


def test_sentences_set_as_yaml_are_list_items_each_on_its_line() -> None:
    source = "```yaml\n# Page\n- Disk usage > 90%\n\n# Tell\n- Pod crash loops\n```\n"
    assert [(item.line, item.kind, item.text) for item in inventory(source)] == [
        (3, Kind.LIST_ITEM, "Disk usage > 90%"),
        (6, Kind.LIST_ITEM, "Pod crash loops"),
    ]
    assert texts("```yaml\n- name: disk\n```\n", Kind.BLOCK) == ["- name: disk"]
    assert texts("```yaml\n# nothing\n```\n", Kind.LIST_ITEM) == []
