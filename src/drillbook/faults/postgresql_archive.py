"""Archiving of PostgreSQL's write-ahead log made to fail, by a command that always fails.

The setting is changed as an administrator does, with ALTER SYSTEM. Where one had done so before,
that value is kept in a file of the pod's data directory, since it may hold a secret; the journal
has its hash.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.clients import postgresql as clients
from drillbook.clock import eventually
from drillbook.errors import CheckFailed, NotDone, UndoIncomplete, Unobservable, UsageError
from drillbook.faults.bringing import Fault, action, bring
from drillbook.faults.catalogue import Needs, described
from drillbook.guard import Change
from drillbook.opening import required
from drillbook.probes import postgresql_server
from drillbook.session import Session, undo_step

_WITHIN = timedelta(minutes=1)
_BACK_WITHIN = timedelta(minutes=3)
_TRY_EVERY = timedelta(seconds=2)
_FAILS = "false # set by drillbook, to fail"
_KEPT = "drillbook/archive_command"

# The value that is in force, and the one that ALTER SYSTEM wrote, as hash or as mark of ours.
_STATE = """
SELECT current_setting('data_directory'), current_setting('archive_library'),
  encode(sha256(current_setting('archive_command')::bytea), 'hex'),
  coalesce((SELECT CASE WHEN setting = :'fails' THEN 'ours' ELSE 'set' END FROM pg_file_settings
    WHERE name = 'archive_command' AND sourcefile LIKE '%/postgresql.auto.conf'
    ORDER BY seqno DESC LIMIT 1), 'none')
"""
_FAIL = "ALTER SYSTEM SET archive_command = :'fails'; SELECT pg_reload_conf()"
_RESET = "ALTER SYSTEM RESET archive_command; SELECT pg_reload_conf()"
# A switch does nothing while nothing was written; a restore point is the least that can be.
_SWITCH = "SELECT pg_create_restore_point('drillbook'), pg_switch_wal()"

# $1 the file, $2 superuser, $3 database.
_KEEP = """set -eu
umask 077
mkdir -p "$(dirname "$1")"
psql -XqAt -U "$2" -d "$3" -c 'SHOW archive_command' > "$1"
sync "$1"
"""
_SET_BACK = """set -eu
printf "ALTER SYSTEM SET archive_command = :'value'; SELECT pg_reload_conf()" |
  psql -XqAt -v ON_ERROR_STOP=1 -U "$2" -d "$3" -v value="$(cat "$1")" > /dev/null
"""
_FORGET = 'rm -f "$1"; rmdir "$(dirname "$1")" 2> /dev/null || true'


@action
@described(
    changes="postgresql.fail_archiving",
    effect="pg_stat_archiver counts more failures, the last of them after the last success",
    undo="postgresql.archive_again",
    needs=Needs(
        rights=("get pods", "create pods/exec", "get secrets", "get services"),
        in_container=("sh", "psql"),
    ),
)
def fail(namespace: str, pod: str) -> str:
    """Make every attempt to archive write-ahead log fail; the undo sets the command back.

    ``pod`` is the primary's; it needs psql as superuser over the local socket. Log that is not
    archived is kept by the server: the data volume fills for as long as the fault lasts. Needs
    archive_mode on, an archive_command (no archive_library), and archiving that works.
    """
    session = required()
    before = postgresql_server.archiver(session, namespace).value
    directory, library, sha256, written = _state(session, namespace, pod)
    if before.mode == "off" or library:
        raise UsageError(f"PostgreSQL in {namespace} archives nothing by an archive_command")
    if not before.well or written == "ours":
        raise UsageError(f"archiving fails already, last of {before.last_failed}")
    kept = f"{directory}/{_KEPT}"
    return bring(
        Fault(
            text="archiving of write-ahead log fails",
            change=Change("postgresql.fail_archiving", namespace, (pod,)),
            undo="postgresql.archive_again",
            arguments={"namespace": namespace, "pod": pod, "kept": kept},
            before={"sha256": sha256, "written": written},
            inject=lambda: _fail(session, namespace, pod, kept, written, before.failed),
            look=lambda: postgresql_server.archiver(session, namespace),
            took_effect=lambda seen: seen.failed > before.failed and not seen.well,
            effect_within=_WITHIN,
        )
    )


@undo_step("postgresql.archive_again")
def _archive_again(
    session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]
) -> str:
    """Set the archive command back unless somebody has set it since, and look that it works."""
    namespace, pod, kept = arguments["namespace"], arguments["pod"], arguments["kept"]
    try:
        ours = _state(session, namespace, pod)[3] == "ours"
        if ours:
            _set_back(session, namespace, pod, kept, before)
        _run(session, namespace, pod, _FORGET, kept)
        _try_until(session, namespace, pod, well=True, failed=-1, within=_BACK_WITHIN)
    except (CheckFailed, NotDone, Unobservable) as error:
        raise UndoIncomplete(f"{error}; {_by_hand(pod, kept, before)}") from error
    return "archiving works again" if ours else "archive_command was set since, and works"


def _set_back(
    session: Session, namespace: str, pod: str, kept: str, before: Mapping[str, Any]
) -> None:
    if before["written"] == "set":
        _run(session, namespace, pod, _SET_BACK, kept)
    else:
        clients.superuser_change(session, namespace, pod, _RESET)
    eventually(
        lambda: _state(session, namespace, pod)[2],
        lambda sha256: sha256 == before["sha256"],
        within=_WITHIN,
        what="archive_command is what it was",
    )


def _fail(session: Session, namespace: str, pod: str, kept: str, written: str, failed: int) -> None:
    if written == "set":
        _run(session, namespace, pod, _KEEP, kept)
    clients.superuser_change(session, namespace, pod, _FAIL, fails=_FAILS)
    _try_until(session, namespace, pod, well=False, failed=failed, within=_WITHIN)


def _try_until(
    session: Session, namespace: str, pod: str, *, well: bool, failed: int, within: timedelta
) -> None:
    """Have log archived until it goes well, or until a failure is counted."""

    def look() -> postgresql_server.Archiver:
        seen = postgresql_server.archiver(session, namespace).value
        if seen.well is not well or seen.failed <= failed:
            clients.superuser_query(session, namespace, pod, _SWITCH)
        return seen

    eventually(
        look,
        lambda seen: seen.well is well and seen.failed > failed,
        within=within,
        what="archiving works" if well else "archiving fails",
        every=_TRY_EVERY,
    )


def _state(session: Session, namespace: str, pod: str) -> list[str]:
    rows = clients.superuser_query(session, namespace, pod, _STATE, fails=_FAILS)
    return rows[0]


def _run(session: Session, namespace: str, pod: str, script: str, kept: str) -> None:
    database = clients.server(session, namespace).database
    command = ["sh", "-c", script, "sh", kept, clients.SUPERUSER, database]
    executed = session.cluster.execute(namespace, pod, command)
    executed.succeeded(f"{kept} in {pod}")


def _by_hand(pod: str, kept: str, before: Mapping[str, Any]) -> str:
    how = (
        f"ALTER SYSTEM SET archive_command to the value in {kept}"
        if before["written"] == "set"
        else "ALTER SYSTEM RESET archive_command"
    )
    return f"by hand, as superuser in {pod}: {how}; SELECT pg_reload_conf()"


ACTIONS = {"fail": fail}
