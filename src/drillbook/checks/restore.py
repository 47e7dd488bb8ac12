"""Whether a restore did what it promises, or a refused one left everything as it was."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from drillbook.clock import describe
from drillbook.verdict import Judgement, failed, merge_judgements, passed, unknown


class Table(Protocol):
    """What is looked at of a table (see ``drillbook.probes.postgresql.Table``)."""

    @property
    def name(self) -> str: ...  # noqa: D102 (one word says it)
    @property
    def oid(self) -> int: ...  # noqa: D102
    @property
    def file(self) -> str: ...  # noqa: D102
    @property
    def rows(self) -> int | None: ...  # noqa: D102
    @property
    def fingerprint(self) -> str | None: ...  # noqa: D102
    @property
    def damage(self) -> str: ...  # noqa: D102


def unchanged(
    before: Iterable[Table], after: Iterable[Table], written: Collection[str] = ()
) -> Judgement:
    """Judge that the same tables hold the same rows; of those in ``written``, that none is lost."""
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    if not was:
        return unknown("no table was seen before")
    return merge_judgements(
        [
            *(
                _same(table, found.get(name), growing=name in written)
                for name, table in was.items()
            ),
            *(failed(f"table {name} is new") for name in found.keys() - was.keys()),
        ]
    )


def holds(
    contents: Mapping[str, int],
    before: Iterable[Table],
    after: Iterable[Table],
    written: Collection[str] = (),
) -> Judgement:
    """Judge that every table of a backup was made anew and has as many rows as the backup.

    Tables in ``written`` are written to all the time: they may have more.
    """
    if not contents:
        return unknown("the backup holds no table to compare with")
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    return merge_judgements(
        _restored(name, rows, was.get(name), found.get(name), growing=name in written)
        for name, rows in contents.items()
    )


def graph(before: tuple[int, int], after: tuple[int, int], markers: int) -> Judgement:
    """Judge that a graph has what it had when the backup was made, and nothing that came later."""
    said = f"{after[0]:,} nodes and {after[1]:,} relationships"
    if markers:
        return failed(f"{markers} nodes that came after the backup are still there")
    if before[0] == 0:
        return unknown("the graph was empty before, so nothing can be told")
    if after != before:
        return failed(f"{said}, and the backup held {before[0]:,} and {before[1]:,}")
    return passed(f"{said}, as the backup held")


def same_graph(before: tuple[int, int], after: tuple[int, int]) -> Judgement:
    """Judge that a graph is as it was, by the number of its nodes and relationships."""
    if after != before:
        return failed(
            f"{after[0]:,} nodes and {after[1]:,} relationships, not {before[0]:,} and "
            f"{before[1]:,} as before"
        )
    if before[0] == 0:
        return unknown("the graph was empty before, so nothing can be told")
    return passed(f"still {after[0]:,} nodes and {after[1]:,} relationships")


def nothing_lost_up_to(acked: int, lost: int, moment: datetime) -> Judgement:
    """Judge that no write that was acknowledged before the backup began is lost."""
    when = f"before the backup began ({moment.isoformat(timespec='seconds')})"
    if not acked:
        return unknown(f"no write was acknowledged {when}")
    if lost:
        return failed(f"{lost:,} of {acked:,} writes acknowledged {when} are lost")
    return passed(f"all {acked:,} writes acknowledged {when} are there")


def others_serve(statuses: Mapping[str, str], stopped: str | None) -> Judgement:
    """Judge that this database is offline (if one is named) and that every other one is online."""
    wrong = {
        name: status
        for name, status in statuses.items()
        if status != ("offline" if name == stopped else "online")
    }
    if stopped is not None and stopped not in statuses:
        return unknown(f"there is no database {stopped}")
    if wrong:
        return failed(", ".join(f"{name} is {status}" for name, status in wrong.items()))
    if not statuses.keys() - {stopped}:
        return unknown("there is no other client's database")
    said = f"{len(statuses.keys() - {stopped})} databases are online"
    return passed(f"{stopped} is offline, {said}" if stopped else said)


def has_its_own(database: str, statuses: Mapping[str, str]) -> Judgement:
    """Judge that a client's own database is there, and online."""
    if database not in statuses:
        return failed(f"there is no database {database}")
    said = f"{database} is {statuses[database]}"
    return passed(said) if statuses[database] == "online" else failed(said)


def each_has_a_backup(databases: Collection[str], new_files: Collection[str]) -> Judgement:
    """Judge that each database has a new backup file that is named after it."""
    names = [path.rpartition("/")[2] for path in new_files]
    fitting = [[d for d in databases if name.startswith(f"{d}-")] for name in names]
    # A database's name may begin with another's: a file is of the longest, which sorts last.
    backed_up = {max(several) for several in fitting if several}
    without = [d for d in databases if d not in backed_up]
    if not databases:
        return unknown("no client has a database of its own")
    if without:
        return failed(f"no new backup of {', '.join(without)}")
    return passed(f"each of {len(databases)} databases has a new backup")


def in_time(what: str, took: timedelta, limit: timedelta) -> Judgement:
    """Judge that something was reached within its limit."""
    said = f"{what} after {describe(took)} (limit {describe(limit)})"
    return passed(said) if took <= limit else failed(said)


def damaged_alone(
    damaged: Collection[str], table: str, took: timedelta, limit: timedelta
) -> Judgement:
    """Judge that the assessment found this table damaged, no other, and in time."""
    if list(damaged) != [table]:
        return failed(f"damaged: {', '.join(damaged) or 'no table'}; it should be {table} alone")
    return in_time(f"{table} alone is damaged: found", took, limit)


def none_damaged(damaged: Collection[str], looked_at: int) -> Judgement:
    """Judge that every table could be read whole."""
    if damaged:
        return failed(f"cannot be read: {', '.join(damaged)}")
    if not looked_at:
        return unknown("no table was looked at")
    return passed(f"all {looked_at} tables can be read whole")


def _same(was: Table, found: Table | None, *, growing: bool) -> Judgement:
    name = f"table {was.name}"
    if found is None:
        return failed(f"{name} is gone")
    if (found.oid, found.file) != (was.oid, was.file):
        return failed(f"{name} was dropped and made anew")
    if was.rows is None or found.rows is None:
        return unknown(f"{name} cannot be read: {found.damage or was.damage}")
    same = found.rows >= was.rows if growing else found.fingerprint == was.fingerprint
    said = f"{name} has {found.rows:,} rows"
    if not same or (found.rows != was.rows and not growing):
        return failed(f"{said}, not the {was.rows:,} of before")
    return passed(f"{said}, as before")


def _restored(
    name: str, rows: int, was: Table | None, found: Table | None, *, growing: bool
) -> Judgement:
    name = f"table {name}"
    if found is None:
        return failed(f"{name} is in the backup and not in the database")
    if found.rows is None:
        return failed(f"{name} cannot be read: {found.damage}")
    if was is not None and was.oid == found.oid:
        return failed(f"{name} is the one of before the restore")
    if found.rows < rows or (found.rows > rows and not growing):
        return failed(f"{name} has {found.rows:,} rows, and the backup {rows:,}")
    return passed(f"{name} has {found.rows:,} rows of {rows:,} in the backup")
