"""``prove --live`` on a project whose target is a stand-in: what it says, and what it refuses."""

import json
from pathlib import Path

import pytest

from drillbook.errors import UndoIncomplete, UsageError
from drillbook.proof import live
from tests.proof.test_prove_command import FILES, prove

FALSIFIERS = """
- {scenario: Good, withheld: true}
- {scenario: Too many, withheld: true}
"""
TOO_MANY = """
  @claim:shop-brokers
  Scenario: Too many
    Given a shop
    Then at least 4 brokers are online
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a shop with one scenario that fails when it is falsified, and one that passes."""
    files = FILES | {"falsifiers/shop.yaml": FALSIFIERS}
    feature = "features/shop/shop.feature"
    for name, text in (files | {feature: FILES[feature] + TOO_MANY}).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_live_proof_is_printed_as_json_alone_when_asked(project: Path) -> None:
    said = prove(project, "--live", "all", "--json")
    found = json.loads(said.stdout)
    verdicts = {one["scenario"]: one["verdict"] for one in found["scenarios"]}
    assert verdicts == {"Good": "pass", "Too many": "fail"}
    assert (found["failed"], found["tried"], found["of"]) == (1, 2, 6)
    assert ["shop", "Vacuous"] in found["without_falsifier"]
    assert said.returncode == 1


@pytest.mark.parametrize(
    ("arguments", "falsifiers", "error"),
    [
        (("--live", "some"), FALSIFIERS, "--live is 'all' or 'share', not 'some'"),
        (("--live", "all"), "", "no falsifier for shop; write falsifiers/<system>.yaml"),
        (("--live", "all"), "- {scenario: Gone, withheld: true}", "no scenario 'Gone' in features"),
        (("--live", "all"), "- {scenario: Good}", "a falsifier has either withheld"),
    ],
)
def test_live_proof_of_nothing_or_of_what_is_not_there_is_refused(
    project: Path, arguments: tuple[str, ...], falsifiers: str, error: str
) -> None:
    (project / "falsifiers/shop.yaml").write_text(falsifiers, encoding="utf-8")
    said = prove(project, *arguments)
    assert said.returncode == 2
    assert error in said.stderr
    assert not (project / "build").exists()


@pytest.mark.parametrize(
    ("written", "error"),
    [
        ('{"undo_incomplete": "kafka-3 is still cut off"}', "kafka-3 is still cut off"),
        ("{}", "did not end by itself; run 'drillbook undo'"),
        (None, "did not end by itself; run 'drillbook undo'"),
    ],
)
def test_what_failed_before_an_incomplete_undo_proves_nothing(
    tmp_path: Path, written: str | None, error: str
) -> None:
    file = tmp_path / "run.json"
    if written is not None:
        file.write_text(written, encoding="utf-8")
    with pytest.raises(UndoIncomplete, match=error):
        live._refuse_incomplete_undo(file)


def test_only_falsifiers_of_scenarios_that_are_there_are_known(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    live.refuse_unknown("shop", ["Good", "Too many"])
    with pytest.raises(UsageError, match="give it the name of one, or remove it"):
        live.refuse_unknown("shop", ["Good"])
