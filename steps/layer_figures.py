"""The panels of the Neo Service Layer's databases, and how their figures are counted apart."""

from drillbook.observation import Observation
from drillbook.probes import backups
from drillbook.probes import postgresql_queries as queries
from drillbook.session import Session
from steps.counted import ALL, Counted, Figure, as_counted

DATABASES = "neo-databases"
#: Other statements run between the scrape and the count.
_OFF = 0.15


def _sizes(session: Session, _namespace: str) -> Counted:
    return queries.sizes(session, DATABASES)


def _mean(session: Session, _namespace: str) -> Counted:
    seen = queries.mean_seconds(session, DATABASES)
    return as_counted(seen, {ALL: seen.value})


def _newest(session: Session) -> Observation[backups.Backup]:
    place = backups.NEO_AUTH
    path = backups.listing(session, DATABASES, place).value[0].path
    return backups.backup(session, DATABASES, place, path)


def _taken(session: Session, _namespace: str) -> Counted:
    seen = _newest(session)
    return as_counted(seen, {ALL: seen.value.taken_at.timestamp()})


def _succeeded(session: Session, _namespace: str) -> Counted:
    seen = _newest(session)
    return as_counted(seen, {ALL: float(seen.value.contents is not None)})


FIGURES = {
    "the size of each database": Figure("neo_database_size_bytes", "database", _sizes),
    "the mean time of a query": Figure(
        "neo_database_query_seconds_total / neo_database_queries_total", ALL, _mean, _OFF
    ),
    "when the last backup was taken": Figure(
        "neo_backup_last_taken_seconds", ALL, _taken, 0.000_000_01
    ),
    "that the last backup succeeded": Figure("neo_backup_last_succeeded", ALL, _succeeded),
}
