"""The undo of a restore of Neo4j, when its server does not say whether it runs."""

from typing import Any, cast

import pytest

from drillbook.clients.executing import Executed
from drillbook.errors import UndoIncomplete
from drillbook.procedures import neo4j
from drillbook.session import UNDO_STEPS, Session


class Container:
    """Nothing was kept in it, and its supervisor does not answer."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def execute(self, _namespace: str, _pod: str, command: list[str], **_: Any) -> Executed:
        if command[0] == "sh":
            return Executed(1, "", "")
        self.asked.append(command[1])
        return Executed(2, "", "error: no supervisor of neo4j")


def test_a_server_that_does_not_say_whether_it_runs_is_not_taken_for_stopped() -> None:
    container = Container()
    opened = cast("Session", type("Opened", (), {"cluster": container})())
    with pytest.raises(UndoIncomplete, match=r"neo4j-service status .* no supervisor.*by hand"):
        UNDO_STEPS["neo4j.put_graph_back"](opened, {"namespace": "shop"}, {})
    assert container.asked == ["status"]
    assert neo4j.SERVER == "neo4j"
