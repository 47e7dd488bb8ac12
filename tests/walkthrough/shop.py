"""A project with one scenario that changes something in a small world."""

from pathlib import Path

import yaml

from tests.world import client
from tests.world.client import World
from tests.world.seed import NAMESPACE, UID

WEB = f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments/web"
_STEPS = """
from datetime import timedelta
from pathlib import Path
from pytest_bdd import given, parsers, then, when
from drillbook import experiment
from drillbook.checks import recovery
from drillbook.probes import kubernetes


@given("web is whole")
def web_is_whole(drill, session, system):
    judge(drill, session, system, 3)


@when(parsers.parse('the experiment "{name}" leaves one of web'))
def leaves_one(system, name):
    file = experiment.find(Path("chaos", system.name), name)
    experiment.run(file, {"namespace": system.namespace})


@then(parsers.parse("web has {wanted:d} replica"))
def web_has(drill, session, system, wanted):
    judge(drill, session, system, wanted)


def judge(drill, session, system, wanted):
    seen = kubernetes.workload(session, system.namespace, "deployments/web")
    limit = timedelta(minutes=2)
    found = recovery.whole_again("web", seen.value.ready, wanted, timedelta(0), limit)
    drill.judge(found, [seen])
"""
_FEATURE = """
@system:kg_rca
Feature: The shop
  @claim:web-scaled @disruptive
  Scenario: Web is scaled down by hand
    Given web is whole
    When the experiment "web scaled" leaves one of web
    Then web has 1 replica
"""
_EXPERIMENT = """
title: Web is scaled
configuration: {namespace: kg-rca-server}
method:
  - type: action
    name: scale web
    provider:
      type: python
      module: drillbook.faults.workloads
      func: scale
      arguments: {namespace: "${namespace}", workload: web, replicas: 1}
"""
_CATALOGUE = """
- id: web-scaled
  section: Shop / Web is slow
  says: "*Web* can be scaled by hand, to < 3."
  covered_by: ["features/kg_rca/shop.feature#Web is scaled down by hand"]
"""
_RUNBOOK = """
# Guide
## Shop
### Web is slow
Scale it:

```bash
kubectl scale deployment/web --replicas=3
```
"""


def write(there: Path, world: World) -> None:
    """Write the project into a directory."""
    staging = {
        "name": "staging",
        "kind": "cluster",
        "context": client.CONTEXT,
        "kubeconfig": str(world.kubeconfig),
        "cluster_uid": UID,
        "allow": {"changes": ["workload.scale"], "namespaces": [NAMESPACE], "max_down": 5},
        "systems": {"kg_rca": {"namespace": NAMESPACE, "runbook": "guide.md"}},
    }
    files = {
        "guide.md": _RUNBOOK,
        "chaos/kg_rca/web_scaled.yaml": _EXPERIMENT,
        "conftest.py": 'pytest_plugins = ["steps.shop"]\n',
        "features/kg_rca/shop.feature": _FEATURE,
        "features/kg_rca/test_shop.py": "from pytest_bdd import scenarios\nscenarios('kg_rca')\n",
        "pyproject.toml": '[tool.pytest.ini_options]\nbdd_features_base_dir = "features"\n'
        'pythonpath = ["."]\n',
        "runbooks/kg_rca.yaml": _CATALOGUE,
        "steps/__init__.py": "",
        "steps/shop.py": _STEPS,
        "targets/staging.yaml": yaml.safe_dump(staging),
    }
    for name, text in files.items():
        (there / name).parent.mkdir(parents=True, exist_ok=True)
        (there / name).write_text(text, encoding="utf-8")
