"""A system's manifests for another namespace: nothing of the first is named, and no data is in."""

import json
from pathlib import Path

import pytest

from drillbook.lab import elsewhere

MANIFESTS = Path(__file__).parents[2] / "lab" / "systems" / "kg_rca"


@pytest.fixture
def objects(monkeypatch: pytest.MonkeyPatch) -> tuple[elsewhere.Object, ...]:
    names = ("KAFKA", "NEO4J", "POSTGRESQL", "SERVICES", "BUSYBOX")
    monkeypatch.setattr(elsewhere, "image_names", lambda _: ())
    monkeypatch.setattr(elsewhere, "ensure_images", lambda _: ())
    monkeypatch.setattr(elsewhere, "image_variables", lambda _: {one: one.lower() for one in names})
    return elsewhere.objects("kg_rca", MANIFESTS, "kg-rca-server", "kg-rca-recovery")


def test_the_first_namespace_is_named_nowhere(objects: tuple[elsewhere.Object, ...]) -> None:
    assert objects
    assert not [one for one in objects if "kg-rca-server" in json.dumps(one.body)]
    assert all("/namespaces/kg-rca-recovery/" in one.path for one in objects)


def test_there_are_no_rules_autoscalers_or_scrapes_and_the_least_replicas(
    objects: tuple[elsewhere.Object, ...],
) -> None:
    by_name = {one.workload: one.body for one in objects}
    assert not [name for name in by_name if name.startswith(("configmaps/rules", "horizontal"))]
    assert "prometheus.io/scrape" not in json.dumps(list(by_name.values()))
    assert by_name["deployments/graph-builder"]["spec"]["replicas"] == 5
    assert by_name["deployments/kg-api"]["spec"]["replicas"] == 10


def test_no_first_data_comes_in_and_secrets_are_new(objects: tuple[elsewhere.Object, ...]) -> None:
    by_name = {one.workload: one.body for one in objects}
    seed = by_name["jobs/seed"]["spec"]["template"]["spec"]["containers"][0]["env"]
    assert {"name": "SEED_EVENTS", "value": "0"} in seed
    assert by_name["secrets/neo4j-auth"]["data"]["password"]
