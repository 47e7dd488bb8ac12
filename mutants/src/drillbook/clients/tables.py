"""Lists in the Kubernetes API's Table form: what ``kubectl get -o wide`` is drawn from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from drillbook.errors import Unobservable

ACCEPT = "application/json;as=Table;v=v1;g=meta.k8s.io"
#: The cells alone, without the objects that they describe.
QUERY: Mapping[str, str] = {"includeObject": "None"}


@dataclass(frozen=True)
class Row:
    """A row of a table: its cells by column, and the conditions that mark it, such as Completed."""

    cells: Mapping[str, Any]
    conditions: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A list as kubectl shows it, and the version of the cluster that it shows."""

    rows: tuple[Row, ...]
    resource_version: str


def read(answer: Mapping[str, Any], path: str) -> Table:
    """Read the answer to a request for the list at ``path``. Raises Unobservable for no table."""
    if answer.get("kind") != "Table":
        raise Unobservable(f"GET {path}: a {answer.get('kind')}, not the Table asked for")
    names = [column["name"] for column in answer["columnDefinitions"]]
    rows = (
        Row(
            dict(zip(names, row["cells"], strict=True)),
            tuple(c["type"] for c in row.get("conditions") or () if c["status"] == "True"),
        )
        for row in answer.get("rows") or ()
    )
    return Table(tuple(rows), answer["metadata"]["resourceVersion"])
