from pathlib import Path

import pytest

from drillbook.lab import mesh, order, setup
from drillbook.lab.images import image_names
from drillbook.lab.layout import sources
from drillbook.lab.recipes import read_recipe

PLAIN = "kind: Namespace\nmetadata: {name: plain}\n"
INJECTED = "kind: Namespace\nmetadata: {name: shop, labels: {istio-injection: enabled}}\n"


@pytest.fixture
def systems(tmp_path: Path) -> Path:
    for name, text in {"plain": PLAIN, "shop": INJECTED, "bank": INJECTED, "istio": PLAIN}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "00-namespace.yaml").write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (["plain"], ("plain",)),
        (["plain", "shop", "bank"], ("plain", "istio", "shop", "bank")),
        (["istio", "shop"], ("istio", "shop")),
        (["shop", "istio"], ("istio", "shop")),
        ([], ()),
    ],
)
def test_the_mesh_is_deployed_once_and_before_what_needs_it(
    systems: Path, asked: list[str], found: tuple[str, ...]
) -> None:
    assert order.in_order(asked, systems) == found


def test_what_makes_volumes_that_can_grow_is_deployed_before_kg_rca_and_the_mesh_is_not() -> None:
    assert order.in_order(["ledgers", "kg_rca"]) == ("ledgers", "volumes", "kg_rca")


def test_only_an_operator_is_rendered() -> None:
    documents = [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}]
    assert mesh.rendered(documents) == documents


def test_setting_up_without_a_system_builds_nothing_of_the_mesh() -> None:
    assert not {"pilot", "proxyv2"} & set(setup.names_for([]))
    assert {"pause", "kafka"} <= set(setup.names_for([]))
    assert {"pilot", "proxyv2"} <= set(setup.names_for(["istio"]))


def test_the_mesh_is_made_of_two_images_that_run_as_the_user_istio_wants() -> None:
    assert (sources() / "systems" / mesh.SYSTEM).is_dir()
    assert image_names(mesh.SYSTEM) == ("pilot", "proxyv2")
    assert {read_recipe(name).config.user for name in ("pilot", "proxyv2")} == {"1337:1337"}
