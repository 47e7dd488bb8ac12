"""What postmortems ask of Prometheus: service levels, saturation, and each alert's own rule."""

from drillbook.clients.prometheus import Prometheus
from drillbook.errors import Unobservable
from drillbook.notebook.prometheus_export import AlertRule, Query

#: The query that says which alerts fired.
FIRING = "alerts_firing"
_RULE = "alert_rule_"


def incident_queries(namespace: str) -> tuple[Query, ...]:
    """Return the series in which changes are looked for, of a system in a namespace.

    Those of Kubernetes are any system's; the others are there where their metrics are.
    """
    of_namespace = f'namespace="{namespace}"'
    of_pod = f'{of_namespace},pod!="",container=""'
    rows = (
        ("pods_ready", "Ready pods", "pods", True,
         _by_workload(f'kube_pod_status_ready{{condition="true",{of_namespace}}}')),
        ("replicas_wanted", "Replicas wanted", "replicas", False,
         _named(f"kube_deployment_spec_replicas{{{of_namespace}}}", "deployment") + " or "
         + _named(f"kube_statefulset_replicas{{{of_namespace}}}", "statefulset")),
        ("container_restarts", "Restarts of containers", "restarts", False,
         _by_workload(f"kube_pod_container_status_restarts_total{{{of_namespace}}}")),
        ("scraped", "Targets that answer Prometheus", "targets", True,
         _by_workload(f"up{{{of_namespace}}}")),
        ("workload_cpu", "CPU used", "cores", False,
         _by_workload(f"rate(container_cpu_usage_seconds_total{{{of_pod}}}[20s])")),
        ("workload_memory", "Memory held (working set)", "bytes", False,
         _by_workload(f"container_memory_working_set_bytes{{{of_pod}}}")),
        ("workload_received", "Bytes received over the network", "bytes/s", False,
         _by_workload(
             f'rate(container_network_receive_bytes_total{{{of_namespace},pod!=""}}[20s])')),
        ("volume_used", "Bytes on the volume", "bytes", False,
         f"max by (persistentvolumeclaim) (kubelet_volume_stats_used_bytes{{{of_namespace}}})"),
        ("kafka_broker_up", "Kafka broker is a live member", "brokers", True,
         _relabelled("min by (broker) (kafka_broker_up)", "broker", "(.*)", "kafka-$1")),
        ("kafka_under_replicated", "Partitions with a replica out of sync", "partitions", False,
         "sum(kafka_topic_partition_under_replicated_partition)"),
        ("kafka_lag", "Messages that the graph builder has not yet read", "messages", False,
         "sum(max by (topic) (kg_kafka_consumer_lag))"),
        ("neo4j_up", "Neo4j answers", "servers", True, "min(neo4j_up)"),
        ("messages_processed", "Messages processed", "messages/s", True,
         'sum(rate(kg_messages_processed_total{status="success"}[20s]))'),
        ("api_calls", "Calls of the API answered", "calls/s", True,
         "sum(rate(kg_api_calls_total[20s]))"),
        ("api_failures", "Calls of the API that failed", "calls/s", True,
         'sum(rate(kg_api_calls_total{code=~"5.."}[20s]))'),
    )  # fmt: skip
    asked = [
        Query(name=name, says=says, unit=unit, query=query, counts=counts)
        for name, says, unit, counts, query in rows
    ]
    # An answer without any alert is an answer: the vector says that Prometheus was there.
    firing = 'max by (alertname) (ALERTS{alertstate="firing"}) or vector(0)'
    return (*asked, Query(name=FIRING, says="Alerts that fire", unit="alerts", query=firing))


def alert_queries(server: Prometheus) -> tuple[Query, ...]:
    """Return a query for each alerting rule: how many series its expression holds for.

    One that can have no answer is asked so that none is 0. No rules are to be had from a server
    that does not say them.
    """
    try:
        rules = server.rules()
    except Unobservable:
        return ()
    return tuple(
        Query(
            name=f"{_RULE}{number:03d}",
            says=f"Series for which the rule of {rule.name} holds",
            unit="series",
            query=f"count({rule.query}) or vector(0)",
            alert=AlertRule(
                name=rule.name,
                severity=rule.severity,
                expression=rule.query,
                for_seconds=rule.for_seconds,
                every_seconds=rule.every_seconds,
            ),
        )
        for number, rule in enumerate(rules)
    )


def _by_workload(query: str) -> str:
    """Return a query summed by workload: each member of a StatefulSet, all pods of the others."""
    named = _relabelled(query, "pod", "(.*)", "$1")
    for suffix in ("-[0-9a-f]{6,10}-[a-z0-9]{5}", "-[0-9]{6,}-[a-z0-9]{5}"):
        named = _relabelled(named, "pod", f"(.*){suffix}", "$1")
    return f"sum by (component) ({named})"


def _named(query: str, label: str) -> str:
    return f"max by (component) ({_relabelled(query, label, '(.*)', '$1')})"


def _relabelled(query: str, label: str, pattern: str, component: str) -> str:
    """Return a query whose series say their component, where the label is of the pattern."""
    return f'label_replace({query}, "component", "{component}", "{label}", "{pattern}")'
