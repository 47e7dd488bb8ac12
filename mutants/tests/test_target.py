from datetime import timedelta
from pathlib import Path

import pytest

from drillbook import target
from drillbook.errors import UsageError

LAB = """
name: lab
kind: lab
lab: 0
context: drillbook-lab-0
systems:
  shop:
    namespace: shop
    objectives: {healthy: 2 min}
    blocked: [{claim: leader, reason: one server only}]
"""


def written(directory: Path, text: str) -> Path:
    file = directory / "target.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_target_file_is_read(tmp_path: Path) -> None:
    read = target.load(written(tmp_path, LAB))
    assert read.objective("shop", "healthy") == timedelta(minutes=2)
    assert read.blocked_reason("shop", "leader") == "one server only"
    assert read.blocked_reason("shop", "lag") is None
    assert read.allow.changes == frozenset()


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("kind: lab", "kind: lap", "kind: Input should be 'lab' or 'cluster'"),
        ("kind: lab", "kind: cluster", "needs cluster_uid"),
        ("lab: 0\n", "", "needs lab: 0 to 7"),
        ("lab: 0\n", "lab: 8\n", "lab: Input should be less than or equal to 7"),
        ("context:", "contxt:", "contxt: Extra inputs are not permitted"),
        ("2 min", "2 fortnights", "is no span of time"),
        ("systems:", "allow: {chnages: [pod.kill]}\nsystems:", "allow.chnages: Extra inputs"),
        ("name: lab", "name: ../lab", "name: String should match pattern"),
    ],
)
def test_a_wrong_target_file_names_the_key_and_the_rule(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    file = written(tmp_path, LAB.replace(old, new))
    with pytest.raises(UsageError) as raised:
        target.load(file)
    assert str(file) in str(raised.value)
    assert complaint in str(raised.value)


def test_a_file_that_is_not_there_or_no_yaml_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such target file"):
        target.load(tmp_path / "none.yaml")
    with pytest.raises(UsageError, match="not readable as YAML"):
        target.load(written(tmp_path, "a: [b"))
    with pytest.raises(UsageError, match="not readable as YAML"):
        target.load(written(tmp_path, "!!python/object/apply:os.system ['true']"))


def test_an_objective_that_is_missing_says_where_to_add_it(tmp_path: Path) -> None:
    read = target.load(written(tmp_path, LAB))
    with pytest.raises(UsageError, match=r"systems\.shop\.objectives has no 'rto'"):
        read.objective("shop", "rto")
    with pytest.raises(UsageError, match="no system 'bank'; it has: shop"):
        read.system("bank")


def test_the_shipped_lab_target_is_right() -> None:
    assert target.load(Path("targets/lab.yaml")).name == "lab"
