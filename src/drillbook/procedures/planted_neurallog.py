"""What a live proof plants in NeuralLog, so that a promise does not hold."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from drillbook.clients import postgresql as clients
from drillbook.clock import eventually, now
from drillbook.errors import NotDone, UndoIncomplete, Unobservable
from drillbook.guard import Change
from drillbook.probes import archive, kubernetes, neurallog, postgresql_activity
from drillbook.procedures import environment, objects, planted_cluster, planted_pods
from drillbook.rights import needs
from drillbook.session import Session, undo_step

POD = "postgresql-0"
_WITHIN = timedelta(seconds=30)
#: Customers of the proof's own have numbers from here on.
_FIRST = 9_000_001
_MONTH = "date_trunc('month', now())::date"
# 5,000 who came long ago and left this month; as many who pay nothing; one who has long paid most.
_CUSTOMERS = "INSERT INTO subscriptions SELECT n, {began}, {ended}, {cents} FROM {numbers} n"
_MANY = f"generate_series({_FIRST}, {_FIRST + 4999})"
_LONG_AGO = f"({_MONTH} - interval '4 months')::date"
_FORGET = f"DELETE FROM subscriptions WHERE customer >= {_FIRST}"  # noqa: S608 a number
# Each plan costs a cent more than the price list says.
_DEARER = """
import dataclasses, sys
from neurallog import prices
for name, plan in list(prices.PLANS.items()):
    prices.PLANS[name] = dataclasses.replace(plan, monthly_cents=plan.monthly_cents + 1)
from neurallog import billing_service, serving
sys.exit(serving.run(billing_service.main()))
"""
# $0 the session's name: the superuser's, which ends by itself.
_SESSION = """
export PGAPPNAME="$0" PGHOST=/tmp
nohup psql -XqAt -U postgres -d billing -c "SELECT pg_sleep(900)" > /dev/null 2>&1 < /dev/null &
"""
_ANOTHER = "drill-another-account"
_TRACK = "pg_stat_statements.track"
_CLEAR = "/backups/configuration/drillbook-in-clear.json"


def _insert(began: str, ended: str, cents: int, numbers: str = _MANY) -> str:
    return _CUSTOMERS.format(began=began, ended=ended, cents=cents, numbers=numbers)


def _customers(statement: str, session: Session, namespace: str) -> None:
    session.permit(Change("client.add", namespace, ("subscriptions",)))
    session.intend("billing.forget_customers", {"namespace": namespace}, {})
    clients.superuser_change(session, namespace, POD, statement)


@undo_step("billing.forget_customers")
def _forget(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    try:
        clients.superuser_change(session, str(arguments["namespace"]), POD, _FORGET)
    except NotDone as error:
        raise UndoIncomplete(f"{error}; by hand: {_FORGET}") from error
    return "the proof's own customers are gone"


def _charge_more(session: Session, namespace: str) -> None:
    """Have billing-service run with other prices; the undo has invoices written anew."""
    session.permit(Change("workload.change", namespace, ("invoices",)))
    session.intend("billing.invoices_anew", {"namespace": namespace}, {})
    command = ["/usr/bin/python3", "-c", _DEARER]
    objects.change_container(session, namespace, "billing-service", command=command)


@undo_step("billing.invoices_anew")
def _charge_again(
    session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]
) -> str:
    month = f"{now():%Y-%m}"
    try:
        neurallog.invoices(session, str(arguments["namespace"]), month)
    except Unobservable as error:
        by_hand = f"by hand: ask billing-service for the invoices of {month}"
        raise UndoIncomplete(f"{error}; {by_hand}") from error
    return f"invoices of {month} are written anew"


def _lose_cache(session: Session, namespace: str) -> None:
    """Have the exporter look for the cache where nobody listens."""
    environment.change(session, namespace, "exporter", {"REDIS_HOST": "127.0.0.1"}, {})


@needs("create pods/exec")
def _other_session(session: Session, namespace: str) -> None:
    """Open a session of another account than the services'; the undo ends it."""
    session.permit(Change("postgresql.exhaust_sessions", namespace, (POD, _ANOTHER)))
    session.intend("postgresql.end_query", {"namespace": namespace, "name": _ANOTHER}, {})
    done = session.cluster.execute(namespace, POD, ["sh", "-c", _SESSION, _ANOTHER])
    if done.exit_code != 0:
        raise NotDone(f"no session was opened: {done.stderr}")
    eventually(
        lambda: postgresql_activity.running(session, namespace, 0).value,
        lambda seen: _ANOTHER in seen,
        within=_WITHIN,
        what=f"session {_ANOTHER} is open",
    )


def _forget_statements(session: Session, namespace: str) -> None:
    """Have PostgreSQL count no statements, and forget those that it has counted."""
    session.permit(Change("workload.change", namespace, (POD,)))
    session.intend("postgresql.count_statements", {"namespace": namespace}, {})
    _tell(session, namespace, f"ALTER SYSTEM SET {_TRACK} = 'none'", "none")
    # A session that was asking when it was told would still count what it asked.
    eventually(
        lambda: _forgotten(session, namespace),
        bool,
        within=_WITHIN,
        what="no statement is counted",
        every=timedelta(seconds=2),
    )


def _forgotten(session: Session, namespace: str) -> bool:
    if not postgresql_activity.slowest(session, namespace, 0.0).value:
        return True
    clients.superuser_change(session, namespace, POD, "SELECT pg_stat_statements_reset()")
    return False


@undo_step("postgresql.count_statements")
def _count(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    try:
        _tell(session, str(arguments["namespace"]), f"ALTER SYSTEM RESET {_TRACK}", "top")
    except NotDone as error:
        by_hand = f"by hand: ALTER SYSTEM RESET {_TRACK}; SELECT pg_reload_conf()"
        raise UndoIncomplete(f"{error}; {by_hand}") from error
    return "PostgreSQL counts statements again"


def _tell(session: Session, namespace: str, statement: str, wanted: str) -> None:
    for one in (statement, "SELECT pg_reload_conf()"):
        clients.superuser_change(session, namespace, POD, one)
    eventually(
        lambda: clients.superuser_query(session, namespace, POD, f"SHOW {_TRACK}"),
        lambda rows: rows == [[wanted]],
        within=_WITHIN,
        what=f"{_TRACK} is {wanted}",
    )


@needs("create pods/exec", "list pods")
def _back_up_in_clear(session: Session, namespace: str) -> None:
    session.permit(Change("backup.damage", namespace, (_CLEAR,)))
    session.intend("archive.remove_clear", {"namespace": namespace}, {})
    _in_archive(session, namespace, f"echo '{{}}' > {_CLEAR}")


@undo_step("archive.remove_clear")
def _remove_clear(
    session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]
) -> str:
    try:
        _in_archive(session, str(arguments["namespace"]), f"rm -f {_CLEAR}")
    except NotDone as error:
        raise UndoIncomplete(f"{error}; by hand: rm {_CLEAR} in the pod archive") from error
    return f"{_CLEAR} is gone"


def _in_archive(session: Session, namespace: str, script: str) -> None:
    pod = kubernetes.ready_pods(session, namespace, archive.SELECTOR)[0].name
    done = session.cluster.execute(namespace, pod, ["sh", "-c", script])
    if done.exit_code != 0:
        raise NotDone(f"{script} in {pod}: {done.stderr.strip()}")


_OF_BILLING = {"app": planted_pods.BILLING}
PLANTS: dict[str, Callable[[Session, str], None]] = {
    "a customer who came long ago pays most": partial(
        _customers,
        _insert(_LONG_AGO, "NULL", 1_000_000_000, f"generate_series({_FIRST}, {_FIRST})"),
    ),
    "many customers leave": partial(_customers, _insert(_LONG_AGO, _MONTH, 17_000)),
    "many customers pay nothing": partial(_customers, _insert(_LONG_AGO, "NULL", 0)),
    "billing-service charges more than the price": _charge_more,
    "the exporter does not find the cache": _lose_cache,
    "a session of another account is open": _other_session,
    "PostgreSQL counts no statements": _forget_statements,
    "a backup lies in clear": _back_up_in_clear,
    "the log of transactions is backed up once an hour": planted_cluster.back_up_hourly,
    "a node is lost": planted_cluster.lose_node,
    "the exporter may look at the whole cluster": planted_cluster.give_power,
    "tenants are served in another version, too": planted_cluster.serve_twice,
    "a pod of billing-service runs that nobody asked for": partial(
        planted_pods.leave_unmeasured, _OF_BILLING
    ),
    "a pod of billing-service has other limits": partial(
        planted_pods.leave_unmeasured,
        _OF_BILLING,
        container=planted_pods.BILLING,
        limits=planted_pods.MORE,
    ),
    "a pod of billing-service writes no log": planted_pods.leave_silent,
    "the events of billing-service are lost": planted_pods.lose_events,
}
