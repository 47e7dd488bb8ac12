from pathlib import Path

import pytest

from drillbook.errors import UsageError
from drillbook.runbook.sections import texts

GUIDE = """# Guide
## Backup
Every night.
### Manual
```bash
# not a heading
pg_dump
```
### Restore
**Scenario 1: disk lost**

Restore it.

**Scenario 2: page lost**

Restore **that** one.
## Other
"""


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    file = tmp_path / "guide.md"
    file.write_text(GUIDE, "utf-8")
    return file


def test_a_section_ends_where_the_next_of_its_level_begins(guide: Path) -> None:
    found = texts(guide, ["Backup / Manual", "Backup"])
    assert found["Backup / Manual"].splitlines()[-1] == "```"
    assert "# not a heading" in found["Backup / Manual"]
    assert found["Backup"].endswith("one.")


def test_a_bold_line_is_a_heading_below_all_others(guide: Path) -> None:
    found = texts(guide, ["Backup / Restore / Scenario 1: disk lost", "Backup / Restore"])
    assert found["Backup / Restore / Scenario 1: disk lost"].endswith("Restore it.")
    assert "Scenario 2" in found["Backup / Restore"]


def test_a_section_that_is_not_there_is_left_out(guide: Path) -> None:
    assert texts(guide, ["Backup / Automatic"]) == {}


def test_a_runbook_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.md: cannot be read as a runbook"):
        texts(tmp_path / "none.md", ["Backup"])
