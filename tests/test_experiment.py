from pathlib import Path

import pytest

from drillbook import experiment
from drillbook.errors import Refused, Unobservable, UsageError
from drillbook.faults.bringing import action

GOOD = """
title: a server stops
description: for a test
configuration: {pod: web-0}
method:
  - type: action
    name: stop it
    provider:
      type: python
      module: drillbook.faults.workloads
      func: stop_server
      arguments: {namespace: shop, pod: "${pod}", server: web}
"""
_PROBED = """steady-state-hypothesis:
  title: all is well
  probes:
    - type: probe
      name: p
      tolerance: {}
      provider: {{type: python, module: drillbook.faults.undo, func: everything}}"""


def written(directory: Path, text: str) -> Path:
    file = directory / "experiment.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_an_experiment_of_our_own_actions_is_read(tmp_path: Path) -> None:
    assert experiment.load(written(tmp_path, GOOD))["title"] == "a server stops"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("type: python", "type: process", "only python actions of drillbook"),
        ("drillbook.faults.workloads", "os", "only python actions of drillbook"),
        ("drillbook.faults.workloads", "drillbook.faultsx", "only python actions of drillbook"),
        ("drillbook.faults.workloads", "drillbook.faults.nothing", "no module"),
        ("stop_server", "_service", "has no action '_service'"),
        ("stop_server", "_start_server", "has no action '_start_server'"),
        ("stop_server", "required", "has no action 'required'"),
        ("method:", "controls: [{name: c}]\nmethod:", "controls are not allowed"),
        ("    name: stop it", "    name: stop it\n    background: true", "background"),
        (
            "method:",
            "rollbacks: [{type: action, name: rm, provider: {type: process, path: rm}}]\nmethod:",
            "rm: only python actions",
        ),
        (
            "method:",
            "steady-state-hypothesis: {probes: [{name: p, provider: {type: http}}]}\nmethod:",
            "p: only python actions",
        ),
        ("method:", "a: &a [x]\nb: [*a, *a]\nmethod:", "aliases are not allowed"),
        ("title: a server stops", "title: !!python/name:os.system", "not readable as YAML"),
        ("method:", "methods:", "needs a method"),
        (
            "method:",
            f"{_PROBED.format('{type: probe, name: t}')}\nmethod:",
            "a probe is not allowed",
        ),
        ("method:", f"{_PROBED.format('{provider: {type: http}}')}\nmethod:", "a tolerance is"),
        ("method:", "runtime: {hypothesis: {strategy: continuously}}\nmethod:", "hypothesis not"),
        ("method:", "runtime: always\nmethod:", "runtime is a mapping"),
        ("title: a server stops", "tags: []", "needs a title"),
        ("    name: stop it", "    name: {stop: it}", "name is text"),
        ("type: action", "type: wait", "its type is action or probe"),
        (
            '{namespace: shop, pod: "${pod}", server: web}',
            "[shop, web-0]",
            "arguments is a mapping",
        ),
    ],
)
def test_whatever_is_not_ours_is_refused_before_it_runs(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    file = written(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(UsageError) as raised:
        experiment.load(file)
    assert complaint in str(raised.value)
    assert str(file) in str(raised.value)


@pytest.mark.parametrize("tolerance", ["true", "[1, 2]", "{type: regex, pattern: fine}"])
def test_a_tolerance_that_is_a_value_or_compares_with_one_is_read(
    tmp_path: Path, tolerance: str
) -> None:
    file = written(tmp_path, GOOD.replace("method:", f"{_PROBED.format(tolerance)}\nmethod:", 1))
    assert experiment.load(file)["steady-state-hypothesis"]["title"] == "all is well"


def test_a_parameter_that_the_experiment_does_not_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="it has no parameter broker"):
        experiment.run(written(tmp_path, GOOD), {"broker": 3})


def test_an_experiment_is_found_by_its_name_and_an_unknown_one_lists_those_there_are() -> None:
    directory = Path("chaos/kg_rca")
    assert experiment.find(directory, "workload scaled").name == "workload_scaled.yaml"
    with pytest.raises(UsageError, match=r"there are: .*kafka broker loss"):
        experiment.find(directory, "../secrets")


@pytest.mark.parametrize("file", sorted(Path("chaos").rglob("*.yaml")), ids=lambda f: f.stem)
def test_every_shipped_experiment_is_right_and_always_rolls_back(file: Path) -> None:
    loaded = experiment.load(file)
    assert loaded["runtime"]["rollbacks"]["strategy"] == "always"
    assert loaded["rollbacks"][0]["provider"]["func"] == "everything"


def test_in_a_drill_nothing_is_rolled_back_before_the_recovery_was_measured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    called: list[str] = []

    def stop_server(**_arguments: str) -> str:
        called.append("fault")
        return "stopped"

    def everything() -> str:
        called.append("undo")
        return "put back"

    monkeypatch.setattr("drillbook.faults.workloads.stop_server", stop_server)
    monkeypatch.setattr("drillbook.faults.undo.everything", everything)
    rollback = Path("chaos/kg_rca/server_stopped_in_its_pod.yaml")
    experiment.run(rollback, {})
    assert called == ["fault"]


def test_what_an_action_raised_reaches_the_drill_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    @action
    def stop_server(**_arguments: str) -> str:
        raise Refused("not allowed here")

    monkeypatch.setattr("drillbook.faults.workloads.stop_server", stop_server)
    with pytest.raises(Refused, match="not allowed here"):
        experiment.run(Path("chaos/kg_rca/server_stopped_in_its_pod.yaml"), {})


def test_an_action_that_crashes_is_never_taken_for_a_success(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stop_server(**_arguments: str) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr("drillbook.faults.workloads.stop_server", stop_server)
    with pytest.raises(Unobservable, match="did not run as written") as raised:
        experiment.run(Path("chaos/kg_rca/server_stopped_in_its_pod.yaml"), {})
    assert "ZeroDivisionError" in str(raised.value)
    assert "Traceback" not in str(raised.value)


def test_a_persons_interruption_of_an_action_ends_the_run_and_not_only_the_drill(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stop_server(**_arguments: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("drillbook.faults.workloads.stop_server", stop_server)
    with pytest.raises(KeyboardInterrupt, match="was interrupted"):
        experiment.run(Path("chaos/kg_rca/server_stopped_in_its_pod.yaml"), {})
