from pathlib import Path

import pytest

from drillbook.errors import UsageError
from drillbook.lab import images, manifests, parts
from drillbook.lab.layout import sources

PART = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: "${part.name}-own"}
data: {size: "${part.size}", home: "${HOME}"}
"""


def system(root: Path, values: str) -> Path:
    (root / "parts").mkdir()
    (root / "parts" / "store.yaml").write_text(PART)
    folder = root / "systems" / "shop"
    folder.mkdir(parents=True)
    (folder / "10-all.yaml").write_text(
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n---\n"
        f"apiVersion: drillbook.dev/v1\nkind: Part\npart: store\nvalues: {values}\n---\n"
        "apiVersion: v1\nkind: Service\nmetadata: {name: last}\n"
    )
    return folder


def test_a_part_stands_where_it_was_asked_for_with_the_systems_values(tmp_path: Path) -> None:
    folder = system(tmp_path, "{name: till, size: 5Gi}")
    found = manifests.read(folder, {})
    assert [one["metadata"]["name"] for one in found] == ["shop", "till-own", "last"]
    assert found[1]["data"] == {"size": "5Gi", "home": "${HOME}"}


@pytest.mark.parametrize("values", ["{name: till}", "{name: till, size: 1, colour: red}"])
def test_a_missing_and_an_unknown_value_are_named(tmp_path: Path, values: str) -> None:
    with pytest.raises(UsageError, match=r"missing or unknown: (size|colour)$"):
        parts.texts(system(tmp_path, values))


def test_a_part_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    folder = system(tmp_path, "{}")
    (tmp_path / "parts" / "store.yaml").rename(tmp_path / "parts" / "till.yaml")
    with pytest.raises(UsageError, match="there is no part 'store'; there are: till"):
        parts.texts(folder)


def test_a_parts_images_are_images_of_the_system() -> None:
    assert "postgresql" in images.image_names("kg_rca")
    assert "${POSTGRESQL}" not in (sources() / "systems/kg_rca/12-postgresql.yaml").read_text()
