"""The drills of the bench: what each brings, to what, and by which words it is found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Caused:
    """A drill by a part of its test's name; what is brought, and the components that are hit."""

    keyword: str
    what: str
    hit: tuple[str, ...]


#: Those of the features, and three of causes.feature whose faults the runbook does not name.
DRILLS = (
    Caused("a_kafka_broker_is_lost", "broker 3 is killed", ("kafka-3",)),
    Caused("a_backlog_drains_after", "graph-builder is scaled to none", ("graph-builder",)),
    Caused("pods_of_graphbuilder_are_killed", "two of its pods are killed", ("graph-builder",)),
    Caused("a_pod_of_kgapi_is_killed", "one of ten pods is killed under load", ("kg-api",)),
    Caused(
        "a_damaged_billing_table", "a page of a table is damaged", ("postgresql-0", "PostgreSQL")
    ),
    Caused("a_pod_that_runs_but_is_not_ready", "PostgreSQL is stopped", ("postgresql-0",)),
    Caused("a_neo4j_that_is_down_is_noticed", "Neo4j is stopped", ("neo4j-0",)),
    Caused("a_broker_that_is_gone_is_noticed", "a broker is scaled away", ("kafka", "kafka-4")),
    Caused("a_container_of_neo4j_hangs", "Neo4j's container is frozen", ("neo4j-0",)),
    Caused("kgapi_is_given_an_image", "its image does not exist", ("kg-api",)),
    Caused("broker_2_is_cut_off", "broker 2 is cut off from the network", ("kafka-2",)),
)

#: The experiments of causes.feature: the action, and what it is brought to.
EXPERIMENTS: dict[str, tuple[str, dict[str, object]]] = {
    "neo4j hangs": ("containers.freeze", {"pod": "neo4j-0"}),
    "image missing": ("images.missing", {"workload": "kg-api"}),
    "broker cut off": ("kafka_network.cut_broker", {"broker": 2}),
}
