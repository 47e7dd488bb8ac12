"""How much NeuralLog could bear, carried on from what a small load has used: forecasts.

From the processor time that containers have spent on a counted load, without what a larger one
would save or lose; figures of one container are taken for all.
"""

from collections.abc import Mapping

from drillbook.clients import http
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.probes import cgroups, tenants
from drillbook.probes.cgroups import Used
from drillbook.session import Session

#: The operator looks at every tenant once a second, and is to do so once a minute at least.
LOOKS_A_SECOND, MOST_SECONDS = 1.0, 60.0
_ON_DISK = (
    "SELECT sum(bytes_on_disk) / sum(rows) FROM system.parts "
    "WHERE active AND database = 'neurallog'"
)


def possible_a_second(
    session: Session,
    namespace: str,
    before: Observation[Mapping[str, Used]],
    workload: str,
    amount: int,
    cores: float,
) -> Observation[float]:
    """Return how many of something so many cores of a workload could do a second.

    ``amount`` were done since ``before``. Raises Unobservable when that took no processor time.
    """
    seen = cgroups.used(session, namespace)
    spent = _spent(before.value, seen.value, workload)
    found = cores * amount / spent
    query = f"{spent:.3f} s of processor time for {amount}; {cores:g} cores: a forecast"
    return Observation(
        f"{workload}'s most a second", found, seen.source, query, before.started, now()
    )


def possible_tenants(
    session: Session, namespace: str, before: Observation[Mapping[str, Used]]
) -> Observation[float]:
    """Return how many tenants the operator could look at within a minute, on one core."""
    several = tenants.listed(session).value
    seen = cgroups.used(session, namespace)
    spent = _spent(before.value, seen.value, "neurallog-operator")
    looks = (seen.started - before.started).total_seconds() * LOOKS_A_SECOND
    each = spent / looks / len(several)
    query = f"{each * 1000:.2f} ms of processor time a look at one of {len(several)}: a forecast"
    found = MOST_SECONDS / each
    return Observation("tenants within a minute", found, seen.source, query, before.started, now())


def terabytes(session: Session, namespace: str, logs: float) -> Observation[float]:
    """Return the room that so many logs need (10^12 bytes), from what one takes on the disk."""
    url = http.service_url(session, f"{namespace}/clickhouse:8123")
    started = now()
    answer = http.get(url, {"query": _ON_DISK})
    if answer.status != 200:
        raise Unobservable(f"ClickHouse: {answer.body[:200]}")
    each = float(answer.body)
    query = f"{_ON_DISK}: {each:.1f} bytes, for {logs:g} logs: a forecast"
    return Observation("room for logs", each * logs / 1e12, url, query, started, now())


def _spent(before: Mapping[str, Used], after: Mapping[str, Used], workload: str) -> float:
    same = [pod for pod in before.keys() & after.keys() if pod.startswith(f"{workload}-")]
    spent = sum(after[pod].cpu_seconds - before[pod].cpu_seconds for pod in same)
    if not spent > 0:
        raise Unobservable(f"no pod of {workload} has used processor time in between")
    return spent
