"""A ledger in Neo4j: one node a transaction, with a label of its own, read back whole."""

import uuid
from collections.abc import Mapping
from typing import Any

from drillbook.clients import neo4j as clients
from drillbook.errors import UndoIncomplete, Unobservable
from drillbook.ledger import books
from drillbook.ledger.neo4j_nodes import LABEL, Nodes
from drillbook.ledger.stored import StoredLedger
from drillbook.session import Session, undo_step


class Neo4jLedger(StoredLedger):
    """Creates numbered nodes at a steady rate, over some connections, each with its thread."""

    def __init__(
        self, session: Session, namespace: str, rate_per_second: int = 100, name: str = "Neo4j"
    ) -> None:
        self.ledger = f"ledger-{uuid.uuid4().hex[:12]}"
        undo = ("neo4j.remove_ledger", {"namespace": namespace, "ledger": self.ledger})

        def connect() -> Nodes:
            return Nodes(clients.connect(session, namespace), self.ledger, rate_per_second)

        super().__init__(session, namespace, name, connect, undo)


@undo_step("neo4j.remove_ledger")
def _remove(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    namespace, ledger = str(arguments["namespace"]), str(arguments["ledger"])
    books.before_undo(f"nodes {ledger}")
    try:
        removed = Nodes(clients.connect(session, namespace), ledger, 1).remove()
    except Unobservable as error:
        by_hand = f"by hand, in Neo4j: MATCH (w:{LABEL} {{ledger: '{ledger}'}}) DELETE w"
        raise UndoIncomplete(f"{error}; {by_hand}") from error
    return f"nodes {ledger}: {removed} removed"
