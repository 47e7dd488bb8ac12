"""What the gateway of the Neo Service Layer lets through, and its limit (High Error Rates)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import ceil
from time import monotonic

from drillbook.clients import http
from drillbook.clock import now
from drillbook.observation import Observation
from drillbook.probes.neo_services import GATEWAY
from drillbook.rights import needs
from drillbook.session import Session

CONFIG_MAP, KEY = "rate-limit-config", "requests_per_second"
PATH, PARAMETERS = "/api/oracle/price", {"symbol": "NEO001"}
_AT_ONCE = 16


@dataclass(frozen=True)
class Burst:
    """The statuses of requests sent at once by one client, and over how many seconds they went."""

    statuses: tuple[int, ...]
    seconds: int


@needs("get configmaps")
def limit(session: Session, namespace: str) -> Observation[int]:
    """Return how many requests a second a client may send, as the ConfigMap says."""
    path, started = f"/api/v1/namespaces/{namespace}/configmaps/{CONFIG_MAP}", now()
    found = int(session.cluster.get(path)["data"][KEY])
    return Observation("limit", found, "Kubernetes API", path, started, now())


def burst(session: Session, client: str, count: int) -> Observation[Burst]:
    """Send requests of one client as fast as they go; return what each was answered."""
    url = f"{http.service_url(session, GATEWAY)}{PATH}"
    headers = {"X-Client": client}

    def ask(_: int) -> int:
        return http.get(url, PARAMETERS, headers=headers).status

    started, began = now(), monotonic()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        statuses = tuple(pool.map(ask, range(count)))
    # The clock's seconds that it has touched: the limit is each second's anew.
    seconds = ceil(monotonic() - began) + 1
    return Observation("burst", Burst(statuses, seconds), url, f"GET {PATH}", started, now())
