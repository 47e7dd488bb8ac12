"""``drillbook doctor``: what is missing, found by reading alone."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from drillbook.cli import app
from drillbook.lab import preflight
from tests.world import client
from tests.world.client import World
from tests.world.seed import NAMESPACE, UID


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with client.started(tmp_path_factory.mktemp("world") / "world") as world:
        yield world


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in ("DRILLBOOK_KEY", "DRILLBOOK_TRUST", "DRILLBOOK_TARGET"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "features").mkdir()
    (tmp_path / "steps").mkdir()
    (tmp_path / "conftest.py").touch()
    return tmp_path


def target(world: World, project: Path, **changed: Any) -> str:
    written = {
        "name": "world",
        "kind": "cluster",
        "context": client.CONTEXT,
        "kubeconfig": str(world.kubeconfig),
        "cluster_uid": UID,
        "allow": {"changes": ["workload.scale"], "namespaces": [NAMESPACE], "max_down": 5},
        "systems": {"kg_rca": {"namespace": NAMESPACE}},
    }
    (project / "world.yaml").write_text(yaml.safe_dump(written | changed))
    return "world.yaml"


def missing(*arguments: str) -> list[str]:
    done = CliRunner().invoke(app, ["doctor", *arguments, "--json"])
    said = json.loads(done.stdout)
    found = [one["what"] for one in said["findings"] if one["state"] == "missing"]
    assert done.exit_code == (1 if found else 0)
    assert said["missing"] == len(found)
    return found


def test_a_cluster_that_is_as_its_file_says_lacks_nothing_and_is_only_read(
    world: World, project: Path
) -> None:
    world.control("reset")
    assert missing("--target", target(world, project)) == []
    assert world.changes() == []
    assert not (project / "state").exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"cluster_uid": "another"}, f"leads to cluster {UID}, not to another"),
        ({"systems": {"kg_rca": {"namespace": "none"}}}, "there is no namespace none"),
        (
            {"systems": {"kg_rca": {"namespace": NAMESPACE, "prometheus": f"{NAMESPACE}/no:1"}}},
            "/services/no: 404",
        ),
        ({"kind": "closter"}, "world.yaml: kind: "),
        ({"context": "nobody"}, "nobody"),
    ],
)
def test_what_differs_is_said(
    world: World, project: Path, changed: dict[str, Any], said: str
) -> None:
    (only,) = missing("--target", target(world, project, **changed))
    assert said in only


@pytest.mark.parametrize(
    ("broken", "said"),
    [("name: [\n", "line 2, column 1: expected the node content"), ("a: \0", "#x0000: special")],
)
def test_broken_yaml_is_told_in_one_line_wherever_it_stands(
    world: World, project: Path, monkeypatch: pytest.MonkeyPatch, broken: str, said: str
) -> None:
    for name in ("broken.yaml", "trust.yaml", "kubeconfig"):
        (project / name).write_text(broken)
    monkeypatch.setenv("DRILLBOOK_TRUST", "trust.yaml")
    kubeconfig = target(world, project, kubeconfig="kubeconfig")
    found = {*missing("--target", "broken.yaml"), *missing("--target", kubeconfig)}
    assert len(found) == 3
    for one in found:
        assert said in one
        assert "\n" not in one


def test_a_system_that_the_target_does_not_have_is_said(world: World, project: Path) -> None:
    (only,) = missing("nothing", "--target", target(world, project))
    assert "no system 'nothing'" in only


def test_a_directory_without_phrases_is_said(world: World, project: Path) -> None:
    (project / "steps").rmdir()
    (only,) = missing("--target", target(world, project))
    assert only == "no steps: pytest would not find phrases"


def test_a_key_that_cannot_be_read_is_said(
    world: World, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DRILLBOOK_KEY", str(project / "no.pem"))
    (only,) = missing("--target", target(world, project))
    assert "no.pem" in only


def test_changes_that_are_still_to_be_put_back_are_said(world: World, project: Path) -> None:
    file = target(world, project, allow={})
    journal = project / "state" / "drillbook" / "journal" / "world.journal"
    journal.parent.mkdir(parents=True)
    journal.write_text("damaged\nand again\n")
    (only,) = missing("--target", file)
    assert only.startswith("the journal cannot be read")


def test_a_lab_that_is_not_up_is_worth_knowing_and_no_defect(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab = {"name": "lab", "kind": "lab", "lab": 3, "context": "x", "systems": {}}
    (project / "lab.yaml").write_text(yaml.safe_dump(lab))
    monkeypatch.setattr(preflight, "problems", lambda *_, **__: ())
    done = CliRunner().invoke(app, ["doctor", "--target", "lab.yaml"])
    assert "lab 3 is not up" in done.stdout
    assert done.exit_code == 0


def test_a_machine_without_the_checkout_has_no_lab(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preflight, "ROOT", project)
    (only,) = missing()
    assert "a lab is made from drillbook's checkout" in only
