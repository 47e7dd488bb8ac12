"""Many nights of drills, made from one, for tests of the site."""

import copy
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from drillbook.evidence.model import Evidence, ObservationRecord
from drillbook.evidence.reading import Run
from drillbook.site import compact
from drillbook.verdict import Verdict, merge
from tests.evidence import samples

Json = dict[str, Any]

BEGIN = datetime(2025, 12, 1, 2, tzinfo=UTC)


def with_alert(drill: Evidence) -> Evidence:
    """Return a drill in which an alert was seen firing."""
    seen = samples.after(60, drill.started)
    alert = {
        "name": "BrokerDown",
        "state": "firing",
        "labels": {"severity": "critical"},
        "since": samples.after(25, drill.started).isoformat(),
    }
    observation = ObservationRecord(
        id="o90",
        step=1,
        name="alerts",
        value=[alert],
        source="Prometheus at http://prometheus:9090",
        query="GET /api/v1/alerts",
        parameters={},
        started=seen,
        ended=seen,
    )
    return drill.model_copy(update={"observations": (*drill.observations, observation)})


def one(identity: str = "night") -> Json:
    """Return a night with every verdict there is, as the site keeps it."""
    drills = (
        with_alert(samples.broker_loss()),
        samples.restore_over_budget(),
        samples.alert_not_observable(),
        samples.no_leader(),
    )
    run = Run(Path(identity), samples.RUN, samples.TARGET, drills)
    return compact.run(run, "verified", None) | {"id": identity, "page": False}


def several(nights: int, drills: int) -> list[Json]:
    """Return nights of so many drills each, the same scenarios every night."""
    chance = random.Random(nights)
    first = one()
    made = []
    for night in range(nights):
        begun = BEGIN + timedelta(days=night)
        identity = begun.strftime("%Y%m%dT%H%M%SZ")
        run = {**first, "id": identity, "number": night + 1, "started": begun.isoformat()}
        run["drills"] = [_varied(first, n, begun, chance) for n in range(drills)]
        run["verdict"] = merge(Verdict(drill["v"]) for drill in run["drills"]).value
        run["scenarios"] = {}
        for n, drill in enumerate(run["drills"]):
            said = first["scenarios"][drill["s"]]
            drill["s"] = f"{drill['s']}-{n}"
            run["scenarios"][drill["s"]] = {**said, "name": f"{said['name']}, place {n}"}
        made.append(run)
    return made


def _varied(first: Json, number: int, begun: datetime, chance: random.Random) -> Json:
    drill: Json = copy.deepcopy(first["drills"][number % len(first["drills"])])
    at = begun + timedelta(minutes=number)
    drill.update(i=f"{number + 1:03d}-{drill['i']}", t=at.isoformat(timespec="seconds"))
    for phase in drill.get("ph", []):
        phase[2] = round(phase[2] * chance.uniform(0.8, 1.2), 2)
    if drill["v"] == "fail" and chance.random() < 0.9:
        drill["v"] = "pass"
    return drill
