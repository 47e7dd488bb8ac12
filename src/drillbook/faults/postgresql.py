"""PostgreSQL damaged: bytes of one page of a relation's file flipped while the server is stopped.

Flipped in a running server, a page may be healed again by what is in its buffers or by a
full-page image in the write-ahead log. After a clean stop neither is left, so the page's checksum
no longer fits and every read of it says ``invalid page``. The page as it was is kept in the pod's
data volume; the journal holds only where and its hash.
"""

import shlex
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

import drillbook.faults.workloads  # noqa: F401 (for its undo step, server.start)
from drillbook.clients.executing import Executed
from drillbook.clock import eventually
from drillbook.errors import (
    CheckFailed,
    DrillbookError,
    NotDone,
    UndoIncomplete,
    Unobservable,
    UsageError,
)
from drillbook.faults import servers
from drillbook.faults.bringing import Fault, action, bring
from drillbook.faults.catalogue import Needs, described
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.opening import required
from drillbook.probes import kubernetes, postgresql
from drillbook.session import Session, undo_step

_NEEDS = Needs(
    rights=("get pods", "list pods", "create pods/exec", "get secrets", "get services"),
    in_container=("sh", "dd", "od", "printf", "sha256sum", "sync", "postgresql-service"),
)
_EFFECT_WITHIN = timedelta(minutes=1)
_BACK_WITHIN = timedelta(minutes=2)
_SERVER = "postgresql"
_FLIPPED_BYTES = 16
_SEGMENT_BYTES = 1 << 30

# Only what every container with a shell has: dd, od, printf. $1 file, $2 block, $3 page size,
# $4 where to keep the page.
_KEEP = f"""set -eu
umask 077
mkdir -p "$(dirname "$4")"
dd if="$1" of="$4" bs="$3" skip="$2" count=1 2>/dev/null
cp "$4" "$4.damaged"
for byte in $(od -An -v -tu1 -j $(($3 / 2)) -N {_FLIPPED_BYTES} "$4"); do
  printf %b "\\\\0$(printf %03o $((byte ^ 255)))"
done | dd of="$4.damaged" bs=1 seek=$(($3 / 2)) conv=notrunc 2>/dev/null
sync "$4" "$4.damaged" "$(dirname "$4")"
sha256sum < "$4"
sha256sum < "$4.damaged"
"""
_WRITE = """set -eu
[ "$(wc -c < "$4")" -eq "$3" ]
dd if="$4" of="$1" bs="$3" seek="$2" count=1 conv=notrunc,fsync 2>/dev/null
"""
_HASH = (
    'set -eu; [ -f "$1" ] || exit 3; dd if="$1" bs="$3" skip="$2" count=1 2>/dev/null | sha256sum'
)


@dataclass(frozen=True)
class Page:
    """One page of a table's or index's file in a pod, and where the page as it was is kept."""

    namespace: str
    pod: str
    table: str
    file: str
    block: int
    page_bytes: int
    kept: str
    kind: str = "table"


@action
@described(
    changes="postgresql.corrupt_page",
    effect="reading the table ends with PostgreSQL's 'invalid page in block N'",
    undo="server.start",
    also_undone_by=("postgresql.put_page_back",),
    needs=_NEEDS,
)
def corrupt_page(namespace: str, pod: str, table: str, block: int = -1) -> str:
    """Flip bytes in one page of a table (``block`` -1 is the last one); the undo puts it back.

    The container must bring a command ``postgresql-service stop|start|status`` (the lab's does),
    and the cluster must keep data checksums, or nothing would show.
    """
    return _corrupt(namespace, pod, "table", table, int(block))


@action
@described(
    changes="postgresql.corrupt_index",
    effect="a read in the index's order ends with PostgreSQL's 'invalid page in block N'",
    undo="server.start",
    also_undone_by=("postgresql.put_page_back",),
    needs=_NEEDS,
)
def corrupt_index(namespace: str, pod: str, index: str, block: int = 1) -> str:
    """Flip bytes in one page of a B-tree index; the undo puts it back.

    Queries that use the index fail; the table itself can still be read whole. ``block`` counts
    pages of 8 KiB: 0 describes the index, 1 is its first leaf, -1 is its last page. Needs what
    ``corrupt_page`` needs, and an index that is read in order (not a partial one).
    """
    return _corrupt(namespace, pod, "index", index, int(block))


def _corrupt(namespace: str, pod: str, kind: str, name: str, block: int) -> str:
    session = required()
    if not postgresql.data_checksums(session, namespace).value:
        raise UsageError(
            f"PostgreSQL in {namespace} keeps no data checksums: damage would not show"
        )
    whole = _read(session, namespace, kind, name).value
    if not whole.readable:
        raise UsageError(f"{name} is damaged already: {whole.damage}")
    found = kubernetes.pod(session, namespace, pod).value
    if found is None or not found.healthy:
        raise UsageError(f"pod {namespace}/{pod} is not there, or not healthy as it is")
    page = _page(session, namespace, pod, kind, name, block)
    change = "postgresql.corrupt_page" if kind == "table" else "postgresql.corrupt_index"
    return bring(
        Fault(
            text=f"page {page.block} of {kind} {name} is damaged on disk",
            change=Change(change, namespace, (pod, name), taken_down=1),
            undo="server.start",
            arguments={"namespace": namespace, "pod": pod, "server": "postgresql"},
            before={"uid": found.uid},
            inject=lambda: _damage(session, page),
            look=lambda: _read(session, namespace, kind, name),
            took_effect=lambda seen: (
                f"invalid page in block {page.block} of relation {whole.file}" in seen.damage
            ),
            effect_within=_EFFECT_WITHIN,
        )
    )


def _read(
    session: Session, namespace: str, kind: str, name: str
) -> Observation[postgresql.Table] | Observation[postgresql.Index]:
    if kind == "index":
        return postgresql.index(session, namespace, name)
    return postgresql.table(session, namespace, name)


def _page(session: Session, namespace: str, pod: str, kind: str, name: str, block: int) -> Page:
    where = postgresql.location(session, namespace, name).value
    # PostgreSQL cuts files at 1 GiB; the first piece is enough to show damage.
    pages = min(where.pages, _SEGMENT_BYTES // where.page_bytes)
    if block < 0:
        block += pages
    if not 0 <= block < pages:
        raise UsageError(f"{name} has {pages} pages; there is no page {block} to damage")
    kept = f"{where.directory}/drillbook/{where.file.replace('/', '-')}-{block}"
    file = f"{where.directory}/{where.file}"
    return Page(namespace, pod, name, file, block, where.page_bytes, kept, kind)


def _damage(session: Session, page: Page) -> None:
    servers.tell(session, page.namespace, page.pod, _SERVER, "stop")
    kept = _run(session, page, _KEEP, page.kept).stdout.split()
    before, left = kept[0], kept[2]
    session.intend(
        "postgresql.put_page_back", {**asdict(page), "left_sha256": left}, {"page_sha256": before}
    )
    _run(session, page, _WRITE, f"{page.kept}.damaged")
    if _hash(session, page) != left:
        raise NotDone(f"page {page.block} of {page.file} is not what was written to it")
    servers.tell(session, page.namespace, page.pod, _SERVER, "start")


@undo_step("postgresql.put_page_back")
def _put_page_back(
    session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]
) -> str:
    """Write the page back as it was kept, if it still is as we left it."""
    left = arguments["left_sha256"]
    page = Page(**{key: value for key, value in arguments.items() if key != "left_sha256"})
    try:
        said = _undo_page(session, page, left, before["page_sha256"])
        _reads_whole(session, page)
        _forget(session, page)
    except UndoIncomplete:
        raise
    except DrillbookError as error:
        raise UndoIncomplete(f"{error}; {_by_hand(page)}") from error
    return said


def _undo_page(session: Session, page: Page, left: str, before: str) -> str:
    if not servers.runs(session, page.namespace, page.pod, _SERVER):
        if _hash(session, page) == left:
            _put_back(session, page, before)
        servers.tell(session, page.namespace, page.pod, _SERVER, "start")
    current = eventually(
        lambda: postgresql.location(session, page.namespace, page.table).value,
        lambda _: True,
        within=_BACK_WITHIN,
        what=f"PostgreSQL says where {page.table} is",
    ).value
    if not page.file.endswith(f"/{current.file}"):
        return f"{page.table} was replaced meanwhile: its file is {current.file}"
    found = _hash(session, page)
    if found == left:
        servers.tell(session, page.namespace, page.pod, _SERVER, "stop")
        _put_back(session, page, before)
        servers.tell(session, page.namespace, page.pod, _SERVER, "start")
    elif found != before:
        raise UndoIncomplete(
            f"page {page.block} of {page.file} holds neither what was there before nor what was "
            f"left there; {_by_hand(page)}"
        )
    return f"page {page.block} of {page.table} is as it was"


def _put_back(session: Session, page: Page, before: str) -> None:
    _run(session, page, _WRITE, page.kept)
    if _hash(session, page) != before:
        raise NotDone(f"page {page.block} of {page.file} is not what was kept of it")


def _reads_whole(session: Session, page: Page) -> None:
    try:
        eventually(
            lambda: _read(session, page.namespace, page.kind, page.table).value,
            lambda seen: seen.readable,
            within=_BACK_WITHIN,
            what=f"{page.table} can be read whole",
        )
    except CheckFailed as error:
        raise UndoIncomplete(f"{error}; {_by_hand(page)}") from error


def _by_hand(page: Page) -> str:
    return (
        f"by hand: the page as it was is {page.kept} in pod {page.namespace}/{page.pod}; stop "
        f"PostgreSQL there ({_SERVER}-service stop), dd if={page.kept} of={page.file} "
        f"bs={page.page_bytes} seek={page.block} conv=notrunc, and start it; or restore "
        f"{page.table} from the newest good backup (an index: REINDEX)"
    )


def _forget(session: Session, page: Page) -> None:
    quoted = shlex.quote(page.kept)
    script = f'rm -f {quoted} {quoted}.damaged; rmdir "$(dirname {quoted})" 2>/dev/null || true'
    _run(session, page, script, page.kept)


def _hash(session: Session, page: Page) -> str | None:
    """Return the hash of the page as the file holds it now; None when the file is gone."""
    executed = _execute(session, page, _HASH, page.kept)
    if executed.exit_code == 3:
        return None
    if executed.exit_code != 0:
        raise Unobservable(f"{page.file} in {page.pod} cannot be read: {executed.stderr.strip()}")
    return executed.stdout.split()[0]


def _run(session: Session, page: Page, script: str, kept: str) -> Executed:
    executed = _execute(session, page, script, kept)
    executed.succeeded(f"{page.file} in {page.pod}")
    return executed


def _execute(session: Session, page: Page, script: str, kept: str) -> Executed:
    command = ["sh", "-c", script, "sh", page.file, str(page.block), str(page.page_bytes), kept]
    return session.cluster.execute(page.namespace, page.pod, command)


ACTIONS = {"corrupt_page": corrupt_page, "corrupt_index": corrupt_index}
