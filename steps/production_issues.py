"""Phrases of common issues: a service that does not start, or does not reach its database."""

from typing import Any

from pytest_bdd import parsers, then, when

from drillbook.checks import figures, inside, settings
from drillbook.checks import production_issues as checks
from drillbook.clients.postgresql import server
from drillbook.drill import Drill
from drillbook.observation import Observation
from drillbook.probes import crashes, postgresql_sessions, starting
from drillbook.procedures import issues
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement
from steps.looking import judged
from steps.spans import span

_SEEN_WITHIN = span("2 minutes")
_CONNECTED_WITHIN = span("30 seconds")
_MEMORY = {"limit": "2Gi", "request": "1Gi"}

Pids = Observation[tuple[int, ...]]


@then(parsers.parse("a new pod of {app} does not start, and its log names {what}"))
def _crashes(drill: Drill, session: Session, system: SystemUnderDrill, app: str, what: str) -> None:
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        latest[:] = [crashes.crashed(session, system.namespace, app, app)]
        return figures.names("the log", latest[0].value.said, what)

    drill.judge(judged(look, f"its log names {what}", _SEEN_WITHIN), latest)


@then(parsers.parse("no setting of {config_map} is found wrong"))
def _right(drill: Drill, session: Session, system: SystemUnderDrill, config_map: str) -> None:
    seen = starting.settings(session, system.namespace, config_map)
    drill.judge(checks.none_wrong(seen.value), [seen])


@then(parsers.parse("{key} of {config_map} alone is found wrong"))
def _wrong(
    drill: Drill, session: Session, system: SystemUnderDrill, key: str, config_map: str
) -> None:
    seen = starting.settings(session, system.namespace, config_map)
    drill.judge(checks.alone_wrong(seen.value, key), [seen])


@when(parsers.parse("the Secret {name} is taken away"))
def _taken(session: Session, system: SystemUnderDrill, name: str) -> None:
    issues.take_away(session, system.namespace, name)


@then(parsers.parse("a new pod of {app} does not start for want of {secret}"))
def _wants(drill: Drill, session: Session, system: SystemUnderDrill, app: str, secret: str) -> None:
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        latest[:] = [starting.waiting(session, system.namespace, app)]
        return figures.names("what it waits for", latest[0].value.said, secret)

    drill.judge(judged(look, f"it waits for {secret}", _SEEN_WITHIN), latest)


@then(parsers.parse("{secret} alone is found missing of the Secrets that services need"))
def _missing(drill: Drill, session: Session, system: SystemUnderDrill, secret: str) -> None:
    needed = starting.needed_secrets(session, system.namespace)
    there = starting.secrets(session, system.namespace)
    drill.judge(checks.alone_missing(needed.value, there.value, secret), [needed, there])


@then(parsers.parse("the database answers every pod of {app} by its own connection string"))
def _answered(drill: Drill, session: Session, system: SystemUnderDrill, app: str) -> None:
    name = server(session, system.databases).database
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        latest[:] = [starting.own_database(session, system.namespace, app)]
        return inside.all_say("the database", latest[0].value, name)

    drill.judge(judged(look, "the database answers", _CONNECTED_WITHIN), latest)


@then(parsers.parse("no pod of {app} reaches the database by its own connection string"))
def _unanswered(drill: Drill, session: Session, system: SystemUnderDrill, app: str) -> None:
    seen = starting.own_database(session, system.namespace, app)
    name = server(session, system.databases).database
    drill.judge(checks.none_says("the database", seen.value, name), [seen])


@then(parsers.parse("the connection string is found {word}"))
def _string(drill: Drill, session: Session, system: SystemUnderDrill, word: str) -> None:
    seen = starting.connection_string(session, system.namespace)
    drill.judge(checks.string_is(word, seen.value), [seen])


@when(parsers.parse("the sessions of {app} are noted"), target_fixture="sessions_noted")
def _noted(drill: Drill, session: Session, system: SystemUnderDrill, app: str) -> Pids:
    seen = _sessions(session, system, app)
    drill.observe(seen)
    return seen


@then(parsers.parse("every session of {app} is a new one"))
def _new(
    drill: Drill, session: Session, system: SystemUnderDrill, sessions_noted: Pids, app: str
) -> None:
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        latest[:] = [_sessions(session, system, app), sessions_noted]
        return checks.fresh(sessions_noted.value, latest[0].value)

    drill.judge(judged(look, f"{app} has new sessions", _CONNECTED_WITHIN), latest)


def _sessions(session: Session, system: SystemUnderDrill, app: str) -> Pids:
    seen = postgresql_sessions.listed(session, system.databases)
    found = tuple(one.pid for one in seen.value if one.application == app)
    return Observation(
        f"sessions of {app}", found, seen.source, seen.query, seen.started, seen.ended
    )


@when(parsers.parse("{app} is given more memory as the runbook says"))
def _more(session: Session, system: SystemUnderDrill, app: str) -> None:
    issues.give_memory(session, system.namespace, app, _MEMORY["request"], _MEMORY["limit"])


@then(parsers.parse("every pod of {app} has the runbook's request and limit of memory"))
def _has(drill: Drill, session: Session, system: SystemUnderDrill, app: str) -> None:
    seen = crashes.memory(session, system.namespace, app, app)
    drill.judge(settings.in_effect(_MEMORY, seen.value), [seen])
