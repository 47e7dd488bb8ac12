"""Histories as released versions wrote them: brought to this version, nothing of them is lost.

``released/N.sql`` is what a history of version N held after it had imported the two nights beside
it, of which the second was killed, had kept a count and had retired a bundle, as far as that
version knew of these. 1 and 2 were written by the code that came with version 2, 3 by that of 3.
A new version adds a file; those that are here stay as they are.
"""

from pathlib import Path

import pytest

from drillbook.errors import Unobservable
from drillbook.evidence import bundle as bundles
from drillbook.history import migrations, queries, retention
from drillbook.history.counts import InHistory
from drillbook.history.database import Database, Row, opened
from drillbook.history.importing import import_bundle
from drillbook.history.migrations import VERSIONS, migrate
from drillbook.numbering import Counter

RELEASED = Path(__file__).parent / "released"
NIGHTS = sorted(RELEASED.glob("*.zip"))
KNOWN = range(1, len(VERSIONS) + 1)


def released(database: Database, version: int) -> None:
    """Make the history of a released version, with all that it held."""
    with database.writing():
        for statement in (RELEASED / f"{version}.sql").read_text("utf-8").splitlines():
            database.change(statement)


def columns(database: Database) -> dict[str, list[str]]:
    """Return the columns of every table, by its name."""
    found: dict[str, list[str]] = {}
    for table, column in database.rows(
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position"
    ):
        found.setdefault(table, []).append(column)
    return found


def rows(database: Database, table: str, of: list[str]) -> list[Row]:
    return sorted(database.rows(f"SELECT {', '.join(of)} FROM {table}"), key=repr)


def test_there_is_a_history_of_every_version() -> None:
    assert sorted(file.stem for file in RELEASED.glob("*.sql")) == [str(one) for one in KNOWN]


@pytest.mark.parametrize("version", KNOWN)
def test_every_row_of_every_table_of_a_released_version_is_kept(history: str, version: int) -> None:
    with opened(history) as database:
        released(database, version)
        tables = columns(database)
        before = {name: rows(database, name, of) for name, of in tables.items()}
        assert all(before.values()), "a table without a row shows nothing"
        assert migrate(database) == version
        now = columns(database)
        for name in tables.keys() - {"schema_version"}:
            assert rows(database, name, tables[name]) == before[name], name
            for new in set(now[name]) - set(tables[name]):
                assert {row[0] for row in rows(database, name, [new])} == {None}, f"{name}.{new}"
        for name in now.keys() - tables.keys():
            assert database.rows(f"SELECT count(*) FROM {name}") == [(0,)], name
        assert database.rows("SELECT version FROM schema_version") == [(len(VERSIONS),)]


@pytest.mark.parametrize("version", KNOWN)
def test_what_a_released_version_wrote_goes_on_as_if_this_one_had_written_it(
    history: str, tmp_path: Path, version: int
) -> None:
    fresh = str(tmp_path / "fresh.duckdb")
    answers = []
    for where in (fresh, history):
        with opened(where) as database:
            if where == history:
                released(database, version)
            migrate(database)
            outcomes = [import_bundle(database, bundles.read(one), None) for one in NIGHTS]
            answers.append(
                (
                    [
                        (run.id, run.number, run.verdict, run.status)
                        for run in queries.runs(database)
                    ],
                    queries.recoveries(database),
                    queries.verdicts(database),
                    queries.results(database),
                    queries.shown(database),
                    queries.missing(database),
                    len(retention.kept(database)),
                )
            )
    assert {one.outcome for one in outcomes} == {"known"}
    assert answers[0] == answers[1]
    # A count that version 1 did not keep begins; that of a later one goes on.
    counted = Counter(InHistory(history, "staging")).next_run("night-3")
    assert counted["number"] == (1 if version == 1 else 5)


def test_a_migration_that_breaks_off_leaves_the_history_as_it_was(
    history: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(history) as database:
        released(database, 1)
        before = {name: (of, rows(database, name, of)) for name, of in columns(database).items()}
        broken = ("CREATE TABLE more (n BIGINT)", "DELETE FROM steps", "SELECT no_such_thing")
        monkeypatch.setattr(migrations, "VERSIONS", (*VERSIONS, broken))
        with pytest.raises(Unobservable, match="no_such_thing"):
            migrate(database, to=len(VERSIONS) + 1)
        now = columns(database)
        assert {name: (of, rows(database, name, of)) for name, of in now.items()} == before
