import math
from datetime import timedelta
from pathlib import Path

import pytest

from drillbook import target
from drillbook.errors import UsageError
from drillbook.probes.bounds import PROBES

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


def _window(inside: str) -> str:
    return f"allow: {{windows: [{{{inside}}}]}}\nsystems:"


def _stop(inside: str) -> str:
    return f"stop_conditions: [{{name: sad, system: shop, {inside}}}]\nsystems:"


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


def test_a_lab_has_one_journal_however_its_target_files_are_named(tmp_path: Path) -> None:
    first = target.load(written(tmp_path, LAB))
    again = target.load(written(tmp_path, LAB.replace("name: lab", "name: mine")))
    assert again.journal_name == first.journal_name


def test_target_files_of_one_name_on_two_labs_have_two_journals(tmp_path: Path) -> None:
    first = target.load(written(tmp_path, LAB))
    other = target.load(written(tmp_path, LAB.replace("lab: 0", "lab: 1")))
    assert other.journal_name != first.journal_name


def test_no_cluster_can_be_named_so_that_it_has_a_labs_journal(tmp_path: Path) -> None:
    lab = target.load(written(tmp_path, LAB))
    cluster = LAB.replace("kind: lab\nlab: 0", "kind: cluster\ncluster_uid: u")
    with pytest.raises(UsageError, match="name: String should match pattern"):
        target.load(written(tmp_path, cluster.replace("name: lab", f"name: {lab.journal_name}")))


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("kind: lab", "kind: lap", "kind: Input should be 'lab' or 'cluster'"),
        ("kind: lab", "kind: cluster", "needs cluster_uid"),
        ("lab: 0\n", "", "needs lab: 0 to 7"),
        ("kind: lab", "cluster_uid: u\nkind: cluster", "only a target of kind 'lab' has lab"),
        ("lab: 0\n", "lab: 8\n", "lab: Input should be less than or equal to 7"),
        ("context:", "contxt:", "contxt: Extra inputs are not permitted"),
        ("2 min", "2 fortnights", "is no span of time"),
        ("systems:", "allow: {chnages: [pod.kill]}\nsystems:", "allow.chnages: Extra inputs"),
        ("name: lab", "name: ../lab", "name: String should match pattern"),
        ("2 min", "inf d", "is no span of time"),
        ("2 min", "-2 min", "is no span of time"),
        ("systems:", "name: other\nsystems:", "the key 'name' stands twice"),
        ("systems:", "allow: {max_down: 010}\nsystems:", "010 is the number 8 to some readers"),
        ("systems:", "allow: {max_down: 0x1}\nsystems:", "0x1 is the number 1 to some readers"),
        ("systems:", "allow: {max_down: 1_0}\nsystems:", "1_0 is the number 10 to some readers"),
        ("systems:", "compression: 1:30.5\nsystems:", "1:30.5 is the number 90.5 to some readers"),
        ("context:", "as: admin\ncontext:", "as: String should match pattern"),
        ("kind: lab", "kind: &k lab\ncopy: *k", "aliases are not allowed"),
        ("systems:", "allow: {changes: !!set {pod.kill}}\nsystems:", "no tag is allowed, as tag:"),
        ("kind: lab", "kind: !!str lab", "no tag is allowed, as tag:"),
        ("systems:", "allow: {clock_skew: 1 s}\nsystems:", "allow: Value error, clock_skew must"),
        ("systems:", "allow: {namespaces: [drillbook]}\nsystems:", "drillbook is drillbook's own"),
        (
            "systems:",
            _window("from: 02:00, to: 10:00"),
            '10:00 is the number 600 to some readers and something else to others; write 600, or "',
        ),
        ("systems:", _window("from: '25:00', to: '02:00'"), "allow.windows.0.from: Value error"),
        ("systems:", _window("from: '24:30', to: '02:00'"), "allow.windows.0.from: Value error"),
        ("systems:", _window("from: '02:00', to: '02:00'"), "'from' is 'to'"),
        ("systems:", _window("from: '02:00', to: '04:00', at_most: 3 h"), "no more than 'from'"),
        ("systems:", _window("from: '02:00', to: '04:00', days: [someday]"), "windows.0.days"),
        (
            "systems:",
            _window("from: '02:00', to: '04:00', announced: {2026-11-24: 2026-11-20T09:00:00Z}"),
            "announced needs notice",
        ),
        (
            "systems:",
            _window(
                "from: '02:00', to: '04:00', days: [sun], notice: 1 h, "
                "announced: {2026-11-24: 2026-11-20T09:00:00Z}"
            ),
            "announced 2026-11-24 is none of the window's days",
        ),
        (
            "systems:",
            _window("from: '02:00', to: '04:00', notice: 1 h, announced: {2026-11-24: 2026-11-20}"),
            "Input should have timezone info",
        ),
        (
            "systems:",
            _window("from: '02:00', to: '04:00', notice: 1 h, announced: {2026-11-24: 0}"),
            "0 is no day",
        ),
        (
            "systems:",
            _window("from: '02:00', to: '04:00', notice: 1 h, announced: {2026-11-24: '0'}"),
            "'0' is no day",
        ),
        ("systems:", _window("from: '02:00', to: '04:00', dates: [20261124]"), "is no day"),
        (
            "systems:",
            _window("from: '02:00', to: '04:00', days: []"),
            "windows.0.days is empty; leave it out for every day",
        ),
        ("systems:", _window("from: '02:00', to: '04:00', dates: []"), "windows.0.dates is empty"),
        ("systems:", "allow: {max_down: yes}\nsystems:", "allow.max_down: Input should be a valid"),
        ("systems:", "allow: {max_down: '2'}\nsystems:", "allow.max_down: Input should be a valid"),
        ("systems:", "allow: {<<: {max_down: 99}}\nsystems:", "not readable as YAML"),
        ("lab: 0\n", "lab: yes\n", "lab: Input should be a valid integer"),
        ("systems:", "compression: .inf\nsystems:", "compression: Input should be a finite number"),
        ("systems:", "compression: yes\nsystems:", "compression: Input should be a valid number"),
        ("systems:", "file: other.yaml\nsystems:", "file: Extra inputs are not permitted"),
        ("systems:", _stop("probe: pods.unhealthy, above: yes"), "stop_conditions.0.above: Input"),
        ("systems:", _stop("probe: pods.unhealthy"), "has one bound: above or below"),
        ("systems:", _stop("above: 1"), "either a query (PromQL) or a probe"),
        ("systems:", _stop("probe: pods.sad, above: 1"), "stop_conditions.0.probe: Input should"),
        ("systems:", _stop("query: up, above: 1"), "systems.shop names no prometheus"),
        ("systems:", _stop("probe: pods.unhealthy, above: .nan"), "stop_conditions.0.above"),
        ("systems:", _stop("probe: pods.unhealthy, above: 1, every: 2 min"), "every must be"),
        ("systems:", _stop("probe: pods.unhealthy, above: 1, unseen_for: 1 ms"), "unseen_for"),
        ("systems:", _stop("probe: pods.unhealthy, above: 1, unseen_for: 6 min"), "5 min or less"),
        (
            "systems:",
            _stop("probe: pods.unhealthy, above: 1, system: bank").replace("system: shop, ", ""),
            "there is no system 'bank'",
        ),
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


def test_the_shipped_example_of_a_cluster_is_right_and_changes_nothing() -> None:
    example = target.load(Path("targets/cluster.example.yaml"))
    assert example.allow.changes == frozenset()


def test_a_yaml_bomb_and_a_huge_file_are_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="larger than 100000 bytes"):
        target.load(written(tmp_path, LAB + "#" * 100_000))
    with pytest.raises(UsageError, match="nested deeper than 50 levels"):
        target.load(written(tmp_path, "a: " + "[" * 20_000))


def test_each_probe_of_a_stop_condition_is_there() -> None:
    assert set(PROBES) == set(target.StopProbe)


@pytest.mark.parametrize(
    ("bound", "inside", "outside"),
    [
        ({"above": 5}, [5, 4.9, -1], [5.1, math.inf, math.nan]),
        ({"below": 0}, [0, 1], [-0.1, math.nan]),
    ],
)
def test_a_number_that_is_none_is_out_of_every_bound(
    bound: dict[str, float], inside: list[float], outside: list[float]
) -> None:
    condition = target.StopCondition.model_validate(
        {"name": "sad", "system": "shop", "probe": "pods.unhealthy"} | bound
    )
    assert not any(condition.beyond(value) for value in inside)
    assert all(condition.beyond(value) for value in outside)
