"""Phrases of dashboards and alerts: what they show, against what was counted apart."""

from datetime import timedelta

from pytest_bdd import parsers, then

from drillbook.checks import monitoring as checks
from drillbook.clients import http
from drillbook.clients import kafka as kafka_clients
from drillbook.clients.prometheus import NoSeries
from drillbook.clock import now
from drillbook.drill import Drill
from drillbook.observation import Observation
from drillbook.probes import kafka, kg_clients, kg_quality, prometheus
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement
from steps import layer_figures, neurallog_figures
from steps.counted import ALL, Counted, Figure, as_counted
from steps.health import GROUP
from steps.looking import judged, judged_in_time
from steps.spans import budget

# The graph is read every 30 seconds, and scraped a moment later.
_SHOWN_WITHIN = timedelta(seconds=45)
GRAFANA, HEALTHY = "grafana:3000", 200


def _active(session: Session, namespace: str) -> Counted:
    seen = kg_clients.active(session, namespace)
    found = {ALL: float(len(seen.value))}
    return as_counted(seen, found)


def _lag(session: Session, namespace: str) -> Counted:
    seen = kafka.lag(kafka_clients.connect(session, namespace), GROUP)
    topics: dict[str, float] = {}
    for one in seen.value.partitions:
        topics[one.topic] = topics.get(one.topic, 0.0) + one.lag
    return as_counted(seen, topics)


FIGURES = {
    "the number of active clients": Figure("count(kg_client_resources > 0)", ALL, _active),
    "the clients to choose from": Figure("kg_client_resources", "client_id", kg_quality.resources),
    "the accuracy": Figure("kg_rca_accuracy_at_k", "k", kg_quality.accuracy),
    "the mean rank": Figure("kg_rca_mean_average_rank", ALL, kg_quality.mean_rank),
    "the links by confidence": Figure("kg_rca_confidence_bucket", "le", kg_quality.by_confidence),
    "the links without confidence": Figure(
        "kg_rca_null_confidence_links", ALL, kg_quality.without_confidence
    ),
    "the lag of each topic": Figure("kg_kafka_consumer_lag", "topic", _lag),
    **layer_figures.FIGURES,
}
#: What a system draws from metrics of its own, under a name that others' figures may have, too.
OWN = {"neurallog": neurallog_figures.FIGURES}


def _figure(system: SystemUnderDrill, name: str) -> Figure:
    own = OWN.get(system.name, {})
    return own[name] if name in own else FIGURES[name]


@then(parsers.parse("the dashboards show {figure} as counted"))
def _shown(drill: Drill, session: Session, system: SystemUnderDrill, figure: str) -> None:
    wanted = _figure(system, figure)
    latest: list[Observation[object]] = []

    def look() -> Judgement:
        counted = wanted.count(session, system.namespace)
        try:
            shown = prometheus.samples(session, system.name, wanted.query)
        except NoSeries:  # an empty panel was seen, and shows nothing of what was counted
            latest[:] = [counted]
            return checks.shows_counted(figure, {}, counted.value, wanted.off)
        latest[:] = [shown, counted]
        parts = {str(one.labels.get(wanted.label, ALL)): one.value for one in shown.value}
        return checks.shows_counted(figure, parts, counted.value, wanted.off)

    drill.judge(judged(look, f"the dashboards show {figure}", _SHOWN_WITHIN), latest)


@then(parsers.parse("the dashboards do not show {figure} within {time}"))
def _not_shown(
    drill: Drill, session: Session, system: SystemUnderDrill, figure: str, time: str
) -> None:
    limit = budget(session, system, "outage_felt", time)
    query = f"count({_figure(system, figure).query}) or vector(0)"
    latest: list[Observation[float]] = []

    def look() -> Judgement:
        latest[:] = [prometheus.number(session, system.name, query)]
        return checks.shows(f"{figure} is not shown", latest[0].value, 0.0)

    what = f"{figure} not shown"
    drill.judge(judged_in_time(drill, look, what, limit, since=drill.since_fault()), latest)


@then("Grafana answers")
def _grafana(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    url = http.service_url(session, f"{system.namespace}/{GRAFANA}")
    started = now()
    status = http.get(f"{url}/api/health").status
    seen = Observation("Grafana", status, url, "GET /api/health", started, now())
    drill.judge(checks.shows("Grafana answers", status, HEALTHY), [seen])


@then("no critical alert is firing")
def _no_critical(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    rules = prometheus.alert_rules(session, system.name)
    firing = prometheus.routed(session, system.name)
    critical = [name for name, severity in rules.value.items() if severity == "critical"]
    drill.judge(checks.no_critical(critical, firing.value), [rules, firing])
