"""Prometheus and Alertmanager away: those who would tell of a fault are the fault."""

import dataclasses
from datetime import timedelta

from drillbook.clients import http
from drillbook.clock import now
from drillbook.errors import Unobservable, UsageError
from drillbook.faults.bringing import action, bring
from drillbook.faults.catalogue import Needs, described
from drillbook.faults.workloads import SCALE, scaling
from drillbook.observation import Observation
from drillbook.opening import required
from drillbook.probes import kubernetes
from drillbook.session import Session

_SILENT_WITHIN = timedelta(minutes=2)
_ANSWERS_WITHIN = timedelta(seconds=2)
#: Prometheus' and Alertmanager's own management API answers here with 200 when they are ready.
_READY = "/-/ready"


@action
@described(
    changes="workload.scale",
    effect="none of its pods is ready, and nothing answers at its Service",
    undo="workload.scale_back",
    needs=Needs(rights=(*SCALE.rights, "get services")),
)
def stop(service: str, workload: str = "") -> str:
    """Scale Prometheus or Alertmanager to zero.

    ``service`` is ``namespace/service:port``, reached from where drillbook runs; ``workload`` is
    the Deployment or StatefulSet, named as the Service by default.
    """
    session = required()
    url = http.service_url(session, service)
    namespace, _, rest = service.partition("/")
    name = workload or rest.partition(":")[0]
    answer = _answer(session, url).value
    if answer != "200":
        raise UsageError(f"{service} is not ready as it is ({url}{_READY}: {answer})")
    fault = scaling(session, namespace, name, 0)
    full = str(fault.arguments["workload"])

    def gone(seen: str) -> bool:
        return seen == "silent" and kubernetes.workload(session, namespace, full).value.ready == 0

    return bring(
        dataclasses.replace(
            fault,
            text=f"{name} is stopped: {fault.text}",
            look=lambda: _answer(session, url),
            took_effect=gone,
            effect_within=_SILENT_WITHIN,
        )
    )


def _answer(session: Session, url: str) -> Observation[str]:
    """Look at the status that a GET is answered with; "silent" when there is no answer."""
    started = now()
    try:
        seen = str(http.get(f"{url}{_READY}", within=_ANSWERS_WITHIN).status)
    except Unobservable:
        seen = "silent"
    return Observation(
        f"answer of {url}", seen, session.target.name, f"GET {url}{_READY}", started, now()
    )


ACTIONS = {"stop": stop}
