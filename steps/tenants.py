"""Phrases of NeuralLog's tenants: made, used within their quota, and deleted without a rest."""

import uuid
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from pytest_bdd import given, parsers, step, then, when

from drillbook.checks import told as checks
from drillbook.clock import now
from drillbook.drill import Drill
from drillbook.errors import UsageError
from drillbook.observation import Observation
from drillbook.probes import neurallog, tenants
from drillbook.procedures import tenants as procedures
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement, merge_judgements
from steps.looking import judged, judged_in_time
from steps.spans import budget

READY = "Ready"
_FOUND_WITHIN = timedelta(seconds=10)
_ACCEPTED = 202


@dataclass
class Tenants:
    """The tenants that the scenario has made, by the names it calls them, and what they sent."""

    made: dict[str, str] = field(default_factory=dict)
    text: str = ""
    sent: procedures.Sent = field(default_factory=procedures.Sent)
    count: int = 0
    filled: procedures.Filled | None = None
    before: Observation[tuple[tenants.Tenant, ...]] | None = None

    def of(self, name: str) -> str:
        """Return a tenant's real name. Raises UsageError for one that was not made."""
        if name not in self.made:
            raise UsageError(f"no tenant {name} was made in this scenario")
        return self.made[name]


@pytest.fixture
def neurallog_tenants() -> Tenants:
    """Return what the scenario's steps know of tenants."""
    return Tenants()


@step(parsers.parse("tenant {tenant} is made with plan {plan}"))
def _made(
    session: Session,
    system: SystemUnderDrill,
    neurallog_tenants: Tenants,
    tenant: str,
    plan: str,
) -> None:
    neurallog_tenants.before = tenants.listed(session)
    made = procedures.make(session, system.namespace, tenant, plan)
    neurallog_tenants.made[tenant] = made.name


@then(parsers.parse("tenant {tenant} has its resources within {time}"))
def _ready(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    neurallog_tenants: Tenants,
    tenant: str,
    time: str,
) -> None:
    name = neurallog_tenants.of(tenant)
    limit = budget(session, system, "tenant_ready", time)
    latest: list[Observation[object]] = []

    def look() -> Judgement:
        several, own = tenants.listed(session), tenants.resources(session, name)
        latest[:] = [several, own]
        phases = [one.phase for one in several.value if one.name == name]
        missing = ", ".join(own.value.missing)
        return merge_judgements(
            [
                checks.is_(f"phase of {tenant}", phases, [READY]),
                checks.is_(f"missing of {tenant}", missing, ""),
            ]
        )

    drill.judge(judged_in_time(drill, look, f"{tenant} has its resources", limit), latest)


@step(parsers.parse("tenant {tenant} sends {count:d} logs"))
def _sends(
    session: Session,
    system: SystemUnderDrill,
    neurallog_tenants: Tenants,
    tenant: str,
    count: int,
) -> None:
    neurallog_tenants.text, neurallog_tenants.count = f"drill-{uuid.uuid4().hex}", count
    logs = [{"message": f"{neurallog_tenants.text} {number}"} for number in range(count)]
    name = neurallog_tenants.made.get(tenant, tenant)
    neurallog_tenants.sent = procedures.send(session, system.namespace, name, logs)


@then(parsers.parse("the {count:d} logs of tenant {tenant} are found by search"))
def _found(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    neurallog_tenants: Tenants,
    count: int,
    tenant: str,
) -> None:
    name = neurallog_tenants.made.get(tenant, tenant)
    key = procedures.key(session, name)
    latest: list[Observation[int]] = []

    def look() -> Judgement:
        latest[:] = [neurallog.search(session, system.namespace, key, neurallog_tenants.text)]
        return checks.is_(f"logs of {tenant}", latest[0].value, count)

    drill.judge(judged(look, f"logs of {tenant} are found", _FOUND_WITHIN), latest)


@given(parsers.parse("the quota of tenant {tenant} is filled"))
def _filled(
    session: Session, system: SystemUnderDrill, neurallog_tenants: Tenants, tenant: str
) -> None:
    name = neurallog_tenants.of(tenant)
    neurallog_tenants.filled = procedures.fill_quota(session, system.namespace, name)


@then(parsers.parse("what goes beyond the quota of tenant {tenant} is refused"))
def _refused(drill: Drill, session: Session, neurallog_tenants: Tenants, tenant: str) -> None:
    name, filled = neurallog_tenants.of(tenant), neurallog_tenants.filled
    if filled is None:
        raise UsageError(f"the quota of {tenant} was not filled")
    seen = tenants.resources(session, name)
    tried = Observation("refusal", filled, f"namespace tenant-{name}", "create", now(), now())
    judgement = merge_judgements(
        [
            checks.is_("one more was refused", bool(filled.refused), True),
            checks.is_("configmaps", seen.value.used.get("configmaps"), _hard(seen, "configmaps")),
        ]
    )
    drill.judge(judgement, [tried, seen])


@when(parsers.parse("tenant {tenant} is deleted"))
def _deleted(
    session: Session, system: SystemUnderDrill, neurallog_tenants: Tenants, tenant: str
) -> None:
    procedures.delete(session, system.namespace, neurallog_tenants.of(tenant))


@then(parsers.parse("nothing of tenant {tenant} is left within {time}"))
def _gone(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    neurallog_tenants: Tenants,
    tenant: str,
    time: str,
) -> None:
    name = neurallog_tenants.of(tenant)
    limit = budget(session, system, "tenant_gone", time)
    latest: list[Observation[object]] = []

    def look() -> Judgement:
        several, own = tenants.listed(session), tenants.resources(session, name)
        logs = neurallog.found(session, system.namespace, neurallog_tenants.text)
        latest[:] = [several, own, logs]
        names = [one.name for one in several.value]
        return merge_judgements(
            [
                checks.is_(f"{tenant} is listed", name in names, False),
                checks.is_(
                    f"missing of {tenant}", own.value.missing, ("namespace", "quota", "key")
                ),
                checks.is_(f"logs of {tenant}", logs.value.get(name, 0), 0),
            ]
        )

    drill.judge(judged_in_time(drill, look, f"{tenant} is gone", limit), latest)


@then("the other tenants are as they were")
def _others(drill: Drill, session: Session, neurallog_tenants: Tenants) -> None:
    before = neurallog_tenants.before
    if before is None:
        raise UsageError("no tenant was made in this scenario")
    seen = tenants.listed(session)
    own = set(neurallog_tenants.made.values())
    was = {one.name: f"{one.plan} {one.phase}" for one in before.value}
    now_ = {one.name: f"{one.plan} {one.phase}" for one in seen.value if one.name not in own}
    drill.judge(checks.same("other tenants", now_, was), [before, seen])


@then(parsers.parse("the definition of tenants is established and serves version {version}"))
def _definition(drill: Drill, session: Session, version: str) -> None:
    seen = tenants.definition(session)
    judgement = merge_judgements(
        [
            checks.is_("established", seen.value.established, True),
            checks.is_("served version", seen.value.serves, version),
        ]
    )
    drill.judge(judgement, [seen])


@then("every tenant has a namespace, a quota and a key")
def _all_whole(drill: Drill, session: Session) -> None:
    several = tenants.listed(session)
    seen = [tenants.resources(session, one.name) for one in several.value]
    missing = {
        one.name: ", ".join(own.value.missing)
        for one, own in zip(several.value, seen, strict=True)
        if own.value.missing
    }
    judgement = merge_judgements(
        [
            checks.is_("missing", missing, {}),
            checks.is_("there are tenants", bool(several.value), True),
        ]
    )
    drill.judge(judgement, [several, *seen])


def _hard(seen: Observation[tenants.Resources], kind: str) -> str | None:
    return seen.value.hard.get(kind)
