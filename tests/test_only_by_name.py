"""Systems of a target that are drilled only when they are named."""

from pathlib import Path

import pytest

from drillbook import running
from drillbook.errors import UsageError

TARGET = """
name: shop
kind: lab
lab: 3
context: drillbook-lab-3
systems:
  shop: {namespace: shop}
  mill: {namespace: mill, only_by_name: none of its scenarios has passed}
"""


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        "drillbook.runbook.lint.require_clean", list
    )  # which features, not what they say
    for system in ("shop", "mill"):
        (tmp_path / "features" / system).mkdir(parents=True)
    file = tmp_path / "target.yaml"
    file.write_text(TARGET, encoding="utf-8")
    return file


def test_it_is_left_out_of_a_run_of_all_with_the_reason(
    target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert running.planned(target, None, "", None, None).systems == ("shop",)
    assert "mill is left out: none of its scenarios has passed" in capsys.readouterr().err


def test_it_is_drilled_when_it_is_named(target: Path) -> None:
    assert running.planned(target, ["mill"], "", None, None).systems == ("mill",)


def test_a_target_without_any_other_has_nothing_to_drill(target: Path) -> None:
    target.write_text(TARGET.replace("  shop: {namespace: shop}\n", ""), encoding="utf-8")
    with pytest.raises(UsageError, match="no systems to drill without being named"):
        running.planned(target, None, "", None, None)
