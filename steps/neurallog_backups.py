"""Phrases of NeuralLog's backups: their schedule on a fast clock, what they hold, a restore."""

from datetime import datetime, timedelta

from pytest_bdd import given, parsers, step, then, when

from drillbook.checks import told as checks
from drillbook.drill import Drill
from drillbook.errors import UsageError
from drillbook.observation import Observation
from drillbook.probes import archive, postgresql
from drillbook.procedures import archive as procedures
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import merge_judgements
from steps.spans import span

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_KINDS = {
    "full backup": procedures.FULL,
    "incremental backup": procedures.INCREMENTAL,
    "backup of the log of transactions": procedures.LOG,
    "backup of the configuration": procedures.CONFIGURATION,
}

Week = Observation[procedures.Week]


@given(
    "a week's backups are made at their times, on a clock on which it passes in minutes",
    target_fixture="backup_week",
)
def _week(drill: Drill, session: Session, system: SystemUnderDrill) -> Week:
    seen = procedures.week(session, system.namespace)
    drill.observe(seen)
    return seen


@then(parsers.parse("the {kind} was made every day from {first} to {last} at {time}"))
def _each_day(drill: Drill, backup_week: Week, kind: str, time: str, first: str, last: str) -> None:
    days = _DAYS[_DAYS.index(first) : _DAYS.index(last) + 1]
    _made_on(drill, backup_week, kind, time, days)


@then(parsers.parse("the {kind} was made on {day} at {time}"))
def _one_day(drill: Drill, backup_week: Week, kind: str, time: str, day: str) -> None:
    _made_on(drill, backup_week, kind, time, (day,))


@then(parsers.parse("the {kind} was made once every {time}"))
def _every(drill: Drill, backup_week: Week, kind: str, time: str) -> None:
    week, apart = backup_week.value, span(time)
    wanted = int(timedelta(days=7) / apart)
    expected = [week.start + number * apart for number in range(wanted)]
    made = list(week.made[_KINDS[kind]])
    judgement = merge_judgements(
        [
            checks.is_("backups", len(made), wanted),
            checks.is_("each at its time", made == expected, True),
            checks.is_("seconds apart", week.log_apart_seconds, apart.total_seconds()),
        ]
    )
    drill.judge(judgement, [backup_week])


@when(
    "the database is restored to a random moment of the week, beside the first",
    target_fixture="restored_to",
)
def _random(session: Session, system: SystemUnderDrill, backup_week: Week) -> datetime:
    moment, server = procedures.random_moment(session, backup_week.value)
    procedures.restore_aside(session, system.namespace, server)
    return moment


@then("the restored database has every row written until then, and none written after it")
def _rows(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    backup_week: Week,
    restored_to: datetime,
) -> None:
    written = tuple(one.at for one in backup_week.value.rows)
    seen = archive.restored_rows(session, system.namespace, restored_to, written)
    judgement = merge_judgements(
        [
            checks.over("rows found", seen.value.found, 0),
            checks.is_("rows lost", seen.value.lost, 0),
            checks.is_("rows after the moment", seen.value.after, 0),
        ]
    )
    drill.judge(judgement, [seen])


@step(parsers.parse("the job of the {kind} is run"), target_fixture="backed_up_at")
def _made(session: Session, system: SystemUnderDrill, kind: str) -> str:
    return procedures.make(session, system.namespace, _kind(kind))


@when("the database is restored to that moment, beside the first")
def _restored(session: Session, system: SystemUnderDrill, backed_up_at: str) -> None:
    procedures.restore_aside(session, system.namespace, backed_up_at)


@step("every table's rows are counted", target_fixture="tables_then")
def _counted(
    drill: Drill, session: Session, system: SystemUnderDrill
) -> Observation[tuple[postgresql.Table, ...]]:
    seen = postgresql.tables(session, system.namespace)
    drill.observe(seen)
    return seen


@then("every table of the restored database has as many rows as were counted")
def _tables(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    tables_then: Observation[tuple[postgresql.Table, ...]],
) -> None:
    counted = {one.name: one.rows for one in tables_then.value}
    seen = archive.restored_tables(session, system.namespace)
    drill.judge(checks.same("rows", seen.value, counted), [tables_then, seen])


@then("the restored database is whole")
def _whole(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = archive.whole(session, system.namespace)
    drill.judge(checks.is_("complaints", seen.value, ()), [seen])


@when(parsers.parse("a part of table {table} of the restored database is written over"))
def _damaged(session: Session, system: SystemUnderDrill, table: str) -> None:
    procedures.damage(session, system.namespace, table)


@then("damage to the restored database is found")
def _told(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = archive.whole(session, system.namespace)
    drill.judge(checks.is_("it complains", bool(seen.value), True), [seen])


@then("no backup is missing, or not whole")
def _standing(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = archive.standing(session, system.namespace)
    judgement = merge_judgements(
        [
            checks.over("backups", seen.value.backups, 0),
            checks.is_("missing", seen.value.missing, ()),
            checks.is_("not whole", seen.value.broken, ()),
        ]
    )
    drill.judge(judgement, [seen])


@when(parsers.parse("the newest {kind} is gone"))
def _gone(session: Session, system: SystemUnderDrill, kind: str) -> None:
    procedures.hide(session, system.namespace, _kind(kind))


@then("one backup is found missing, and no other")
def _missing(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = archive.standing(session, system.namespace)
    drill.judge(checks.is_("how many are missing", len(seen.value.missing), 1), [seen])


@then(parsers.parse("the newest {kind} is less than {time} old"))
def _age(drill: Drill, session: Session, system: SystemUnderDrill, kind: str, time: str) -> None:
    seen = archive.standing(session, system.namespace)
    age = seen.value.age_seconds.get(_kind(kind), float("inf"))
    drill.judge(checks.under("seconds", age, span(time).total_seconds()), [seen])


@then("no backup is in clear, and another key opens none")
def _sealed(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = archive.sealed(session, system.namespace)
    judgement = merge_judgements(
        [
            checks.over("files", seen.value.files, 0),
            checks.is_("in clear", seen.value.in_clear, ()),
            checks.is_("opened with another key", seen.value.opened, ()),
        ]
    )
    drill.judge(judgement, [seen])


def _made_on(drill: Drill, week: Week, kind: str, time: str, days: tuple[str, ...]) -> None:
    name = _kind(kind)
    made = [f"{_DAYS[at.weekday()]} {at:%H:%M}" for at in week.value.made[name]]
    wanted = [f"{day} {time}" for day in days]
    minute, hour, *_ = (week.value.schedules[name] or "- -").split()
    judgement = merge_judgements(
        [
            checks.is_(f"each {kind}", sorted(made), sorted(wanted)),
            checks.is_("its CronJob's time", f"{hour:0>2}:{minute:0>2}", time),
        ]
    )
    drill.judge(judgement, [week])


def _kind(words: str) -> str:
    if words not in _KINDS:
        raise UsageError(f"there is no {words!r}; there are: {', '.join(_KINDS)}")
    return _KINDS[words]
