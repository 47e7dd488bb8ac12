"""The ready files for CI do what they say: on a small world, with all but the forge for real."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from drillbook import opening, target
from drillbook.clients.kubernetes import Cluster
from drillbook.evidence import bundle, keys
from drillbook.evidence.verify import Status, verify
from drillbook.faults import workloads
from tests.command import forges
from tests.evidence import runs
from tests.site.listening import listening
from tests.world import client
from tests.world.client import ROOT, World
from tests.world.seed import NAMESPACE, UID

_WEB = f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments/web"
_STEPS = """
from datetime import timedelta
from pytest_bdd import then
from drillbook.checks import recovery
from drillbook.probes import kubernetes


@then("web is whole")
def web_is_whole(drill, session, system):
    seen = kubernetes.workload(session, system.namespace, "deployments/web")
    limit = timedelta(minutes=2)
    drill.judge(recovery.whole_again("web", seen.value.ready, 3, timedelta(0), limit), [seen])
"""
_FEATURE = """
@system:kg_rca @claim:web-whole
Feature: The shop
  Scenario: Web has all its replicas
    Then web is whole
"""
_COPIED = (
    "Makefile",
    "pyproject.toml",
    "constraints.txt",
    "conftest.py",
    "features/kg_rca/test_scenarios.py",
)
# What each forge would refuse.
_WRONG = {"github-workflows": "jobs: {a: {runs-on: x, stps: []}}", "gitlab-ci": "a: {script: 3}"}
_SCHEMAS = {"github-workflows": "github-actions.yaml", "gitlab-ci": "gitlab-ci.yaml"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout with one drill and the target ``staging``; set up but for pip's part."""
    there = tmp_path / "project"
    (there / "features" / "kg_rca").mkdir(parents=True)
    for name in _COPIED:
        shutil.copy(ROOT / name, there / name)
    shutil.copytree(ROOT / "src", there / "src", ignore=shutil.ignore_patterns("__pycache__"))
    # Setting up reads there which packages and which Go a lab would need.
    (there / "lab").symlink_to(ROOT / "lab")
    (there / "features" / "kg_rca" / "shop.feature").write_text(_FEATURE, encoding="utf-8")
    (there / "steps").mkdir()
    (there / "steps" / "__init__.py").touch()
    (there / "steps" / "shop.py").write_text(_STEPS, encoding="utf-8")
    (there / "targets").mkdir()
    staging = {
        "name": "staging",
        "kind": "cluster",
        "context": client.CONTEXT,
        "cluster_uid": UID,
        "allow": {"changes": ["workload.scale"], "namespaces": [NAMESPACE], "max_down": 5},
        "systems": {"kg_rca": {"namespace": NAMESPACE}},
    }
    (there / "targets" / "staging.yaml").write_text(yaml.safe_dump(staging), encoding="utf-8")
    _stand_in_for_pip(there)
    return there


def _stand_in_for_pip(project: Path) -> None:
    """Put the two programs of the virtual environment where ``pip install`` would."""
    programs = project / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name, words in (("python", ""), ("drillbook", " -m drillbook")):
        line = f'PYTHONPATH={project}/src exec {sys.executable}{words} "$@"'
        (programs / name).write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
        (programs / name).chmod(0o755)
    (project / ".venv" / "installed").touch()


@pytest.fixture
def key(tmp_path: Path) -> keys.RunKey:
    return keys.new(tmp_path / "run.key")


def replicas(world: World) -> int:
    return int(Cluster(world.kubeconfig, client.CONTEXT).get(_WEB)["spec"]["replicas"])


def died(world: World, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave what a runner leaves that died in the middle of a drill."""
    monkeypatch.setenv("XDG_STATE_HOME", str(project / "another"))
    staging = target.load(project / "targets" / "staging.yaml")
    there = staging.model_copy(update={"kubeconfig": world.kubeconfig})
    with opening.opened(there, confirmed="staging"):
        workloads.scale(NAMESPACE, "web", 1)
    assert replicas(world) == 1


def broken(world: World) -> None:
    """Take web away: its image is nowhere to be had."""
    containers = [{"name": "web", "image": "nowhere/web:1"}]
    patch = {"spec": {"template": {"spec": {"containers": containers}}}}
    Cluster(world.kubeconfig, client.CONTEXT).merge_patch(_WEB, patch)


def test_the_github_job_fails_says_so_and_never_tells_an_earlier_night_as_its_own(
    world: World, project: Path, tmp_path: Path, key: keys.RunKey
) -> None:
    broken(world)
    with listening() as (host, heard):
        given = {
            "secrets.KUBECONFIG_STAGING": world.kubeconfig.read_text(encoding="utf-8"),
            "secrets.DRILLBOOK_KEY": (tmp_path / "run.key").read_text(encoding="utf-8"),
            "secrets.DRILLBOOK_WEBHOOK": f"http://{host}/hook",
            "github.run_id": "71",
            "github.run_attempt": "1",
        }
        first = forges.github(project, tmp_path / "first", given)
        assert first.code == 1, first.printed
        assert first.page.startswith("## ✗ Drills on staging: fail")
        assert [json.loads(body)["status"] for _, _, body in heard] == ["firing"]
        assert (tmp_path / "first" / "kubeconfig").stat().st_mode & 0o777 == 0o600
        # The next night its runner has no credentials, and the results of the first night.
        later = given | {"secrets.KUBECONFIG_STAGING": "", "github.run_id": "72"}
        second = forges.github(project, tmp_path / "second", later)
    assert second.code == 2, second.printed
    assert second.page == ""
    assert len(heard) == 1
    run = bundle.read(project / "reports" / "71-1")
    assert verify(run, runs.trusting(key)).status is Status.VERIFIED


def test_the_gitlab_job_puts_back_what_was_left_passes_and_keeps_its_reports(
    world: World,
    project: Path,
    tmp_path: Path,
    key: keys.RunKey,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    died(world, project, monkeypatch)
    given = {
        "CI_JOB_ID": "81",
        "KUBECONFIG": str(world.kubeconfig),
        "DRILLBOOK_SIGNING_KEY": (tmp_path / "run.key").read_text(encoding="utf-8"),
        # Nobody listens there, which must cost nothing but the alert.
        "DRILLBOOK_WEBHOOK": "http://127.0.0.1:9/hook",
    }
    done = forges.gitlab(project, given)
    assert done.code == 0, done.printed
    assert "1 put back" in done.printed
    assert replicas(world) == 3
    assert 'tests="1"' in (project / "junit.xml").read_text(encoding="utf-8")
    summary = (project / "summary.md").read_text(encoding="utf-8")
    assert summary.startswith("## ✓ Drills on staging: pass")
    run = bundle.read(project / "reports" / "81")
    assert verify(run, runs.trusting(key)).status is Status.VERIFIED


def follows(schema: str, file: Path) -> bool:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}"]
    done = subprocess.run([*command, str(file)], capture_output=True, text=True, check=False)
    assert "validation" in done.stdout, done.stdout + done.stderr
    return done.returncode == 0


@pytest.mark.parametrize("schema", list(_SCHEMAS))
def test_a_ready_file_follows_the_schema_of_its_forge(schema: str, tmp_path: Path) -> None:
    assert follows(schema, forges.DIRECTORY / _SCHEMAS[schema])
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(_WRONG[schema], encoding="utf-8")
    assert not follows(schema, wrong)
