"""The audit finds what is planted, and complains of nothing that is right."""

import time
from collections import Counter
from pathlib import Path

import pytest

from drillbook.audit.audit import audit
from drillbook.audit.catalogue import RULES
from tests.audit import figures

PLANTED = sorted((figures.HERE / "runbooks").glob("*.md"))
CONTROL = sorted((figures.HERE / "control").glob("*.md"))


@pytest.fixture(scope="module")
def own() -> figures.Figures:
    found = figures.Figures()
    figures.score(PLANTED, found)
    figures.control(CONTROL, found)
    return found


def test_every_planted_defect_is_found(own: figures.Figures) -> None:
    assert own.found == own.planted > 200, own.text()


def test_nothing_that_only_looks_like_a_defect_is_flagged(own: figures.Figures) -> None:
    assert (own.flagged, own.look_alikes > 90) == (0, True), own.text()


def test_nothing_of_the_control_set_is_flagged(own: figures.Figures) -> None:
    assert (own.control_flagged, own.control > 300) == (0, True), own.text()


def test_each_class_has_three_defects_and_three_look_alikes() -> None:
    planted, right = Counter[str](), Counter[str]()
    for file in PLANTED:
        for kind, rules, _ in figures.marks(audit(file)):
            planted.update(RULES[rule].about for rule in rules)
            right[file.stem.partition("-")[0]] += kind == "right"
    assert not {rule.about for rule in RULES.values()} - {
        about for about, count in planted.items() if count >= 3
    }
    assert all(count >= 3 for count in right.values()), right


def test_every_rule_is_planted() -> None:
    planted = {
        rule for file in PLANTED for _, rules, _ in figures.marks(audit(file)) for rule in rules
    }
    assert planted <= RULES.keys()
    assert RULES.keys() - planted == set()


def test_a_mark_before_a_heading_speaks_of_its_section(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "# A\n\n<!-- defect: rpo -->\n## Objectives\n\nRPO: 15 minutes.\n\n"
        "Backups run every 6 hours.\n\n## Other\n\n<!-- right -->\nRPO is a word.\n",
        encoding="utf-8",
    )
    found = figures.Figures()
    figures.score([tmp_path / "a.md"], found)
    assert (found.planted, found.found, found.look_alikes, found.flagged) == (1, 1, 1, 0)


def test_a_mark_that_is_not_kept_shows_in_the_figures(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "# A\n\n<!-- defect: unknown-flag -->\n```bash\nkubectl get pods -n a\n```\n\n"
        "<!-- right -->\n```bash\nkubectl get pods --all-namespace\n```\n"
    )
    found = figures.Figures()
    figures.score([tmp_path / "a.md"], found)
    assert (found.found, found.planted, found.flagged, found.look_alikes) == (0, 1, 1, 1)


def test_all_runbooks_together_take_seconds() -> None:
    started = time.process_time()
    for file in [*PLANTED, *CONTROL]:
        audit(file)
    assert time.process_time() - started < 15
