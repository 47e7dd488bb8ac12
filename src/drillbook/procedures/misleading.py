"""Misleading errors of a drill's own client removed again, so that the accuracy is what it was."""

from drillbook.clients import kafka, neo4j
from drillbook.guard import Change
from drillbook.ledger.graph import forget_graph, topic_of
from drillbook.ledger.kafka import delete_topic
from drillbook.procedures.restoring import note
from drillbook.session import Session


def remove(session: Session, namespace: str, client: str) -> None:
    """Remove what the graph has of a ledger's client. Raises Refused or Unobservable."""
    session.permit(Change("ledger.write", namespace, (f"client {client}",)))
    # With the topic goes what graph-builder would read again.
    delete_topic(kafka.connect(session, namespace), topic_of(client))
    nodes = forget_graph(neo4j.connect(session, namespace), client, topic_of(client))
    note(f"{nodes} nodes of {client} are removed from the graph")
