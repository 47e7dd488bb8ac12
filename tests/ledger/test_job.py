"""A ledger that writes from inside the cluster: its program, its Job, and what its log must say."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping
from datetime import timedelta
from importlib.metadata import packages_distributions, requires
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.evidence.model import LedgerRecord
from drillbook.ledger import in_job, job
from drillbook.ledger.history import ReadBack
from drillbook.ledger.in_job import ACCOUNT, TIME_UP, WRITES, Work
from drillbook.ledger.kafka_topic import Topic
from drillbook.ledger.kafka_writer import Settings
from drillbook.ledger.neo4j_nodes import Nodes
from drillbook.ledger.postgresql_table import Table
from drillbook.ledger.redis_hashes import Hashes
from drillbook.ledger.writer import Writer
from tests.ledger.worlds import NAMESPACE, session

ROOT = Path(__file__).parents[2]
HOUR = timedelta(hours=1)
NAME = UUID(int=7).hex


def work(store: Any = "PostgreSQL", within: timedelta = HOUR, **more: Any) -> Work:
    return Work(
        store=store,
        host="127.0.0.1",
        port=9,
        name=more.pop("name", NAME),
        within=within,
        rate_per_second=100,
        **more,
    )


_IMPORTED_WITHOUT = """
import sys
class Hidden:
    def find_spec(self, name, *_):
        if name.partition(".")[0] in sys.argv[1:]:
            raise ModuleNotFoundError(f"the image lacks {name}", name=name)
sys.meta_path.insert(0, Hidden())
import drillbook.ledger.in_job
"""


def pinned() -> set[str]:
    lines = (ROOT / "lab/images/ledger/requirements.txt").read_text().splitlines()
    return {line.partition("==")[0] for line in lines if "==" in line}


def test_the_image_has_what_its_libraries_need_on_its_own_python() -> None:
    debian = {"python_full_version": "3.11.2", "extra": ""}
    needed = {
        (library, canonicalize_name(one.name))
        for library in pinned() - {"async-timeout"}  # not here: this Python is a later one
        for one in map(Requirement, requires(library) or ())
        if one.marker is None or one.marker.evaluate(debian)
    }
    assert ("redis", "async-timeout") in needed
    assert {one for one in needed if one[1] not in pinned()} == set()


def test_the_image_has_every_library_that_the_program_imports() -> None:
    there = pinned() | {"drillbook"}
    hidden = [
        module
        for module, libraries in packages_distributions().items()
        if not there & {library.lower().replace("_", "-") for library in libraries}
    ]
    assert "pytest" in hidden
    command = [sys.executable, "-c", _IMPORTED_WITHOUT, *hidden]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


_AT_LEAST = 5


class Memory:
    """A store in memory, which may lose its first write."""

    place = described = "memory"
    lanes, threads = 0, 1
    answer_within = timedelta(seconds=5)

    def __init__(self, forgets: int = 0) -> None:
        self.held: list[int] = []
        self._forgets = forgets

    def make(self) -> None:
        pass

    def write(self, writer: Writer) -> None:
        # Some, however short the time: on a busy machine it may be up before the first.
        while len(self.held) < _AT_LEAST or writer.goes_on():
            with writer.one() as number:
                self.held.append(number)
            writer.wait(0.001)

    def look(self, marks: Mapping[int, Any]) -> Iterable[int]:
        return marks

    def lose(self) -> None:
        del self.held[0]

    def read_back(self, found: ReadBack) -> None:
        for number in self.held[self._forgets :]:
            found.saw(number)


class Silent(Memory):
    """A store that cannot be read back."""

    def read_back(self, found: ReadBack) -> None:
        raise Unobservable(f"nobody answers for {found.writes} writes")


def test_what_a_job_writes_goes_to_it_as_text_and_comes_back_the_same() -> None:
    settings = Settings(acks="1", idempotence=False, answer_within=timedelta(seconds=7))
    sent = work("Kafka", kafka=settings)
    assert Work.model_validate_json(sent.model_dump_json()) == sent


@pytest.mark.parametrize(
    ("store", "kind"),
    [("Kafka", Topic), ("PostgreSQL", Table), ("Redis", Hashes), ("Neo4j", Nodes)],
)
def test_a_store_is_reached_with_the_mounted_secret(
    tmp_path: Path, store: str, kind: type[Any]
) -> None:
    (tmp_path / "password").write_text("p")
    name = NAME if store == "Kafka" else "drillbook.ledger_x"
    assert isinstance(in_job.store_of(work(store, name=name), tmp_path), kind)


def test_the_program_writes_until_its_time_is_up_and_prints_the_account(
    capsys: pytest.CaptureFixture[str],
) -> None:
    wanted = work(within=timedelta(seconds=0.3))
    assert in_job.run(wanted, Memory(forgets=2), threading.Event()) == 0
    *before, last = capsys.readouterr().out.splitlines()
    record = LedgerRecord.model_validate_json(last.removeprefix(ACCOUNT))
    assert before == [WRITES, TIME_UP]
    assert record.lost == 2
    assert record.acked > 2


def test_the_program_writes_no_more_once_it_is_told_to_stop(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = threading.Event()
    told.set()
    assert in_job.run(work(), Memory(), told) == 0
    said = capsys.readouterr().out
    assert ACCOUNT in said
    assert TIME_UP not in said


def test_a_program_that_cannot_read_back_prints_no_account(
    capsys: pytest.CaptureFixture[str],
) -> None:
    wanted = work(within=timedelta(seconds=0.1))
    assert in_job.run(wanted, Silent(), threading.Event()) == in_job.NO_ACCOUNT
    said = capsys.readouterr()
    assert ACCOUNT not in said.out
    assert "nobody answers" in said.err


def test_sigterm_ends_the_program_with_an_account() -> None:
    program = (
        "import sys\n"
        "from drillbook.ledger import in_job\n"
        "from tests.ledger.test_job import Memory\n"
        "in_job.store_of = lambda work: Memory()\n"
        "sys.exit(in_job.main())\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {in_job.WORK: work().model_dump_json()},
    )
    assert process.stdout is not None
    with process.stdout as output:
        assert output.readline() == f"{WRITES}\n"
        process.send_signal(signal.SIGTERM)
        assert output.readline().startswith(ACCOUNT)
    assert process.wait(60) == 0


def test_a_job_ends_by_itself_and_gets_nothing_of_the_cluster() -> None:
    place = job.Place("ledgers", "registry.example/ledger:1", "postgresql-auth")
    spec = job._manifest("x", work(), place)["spec"]
    pod = spec["template"]["spec"]
    assert spec["backoffLimit"] == 0
    assert HOUR.total_seconds() < spec["activeDeadlineSeconds"] < 2 * HOUR.total_seconds()
    assert pod["restartPolicy"] == "Never"
    assert pod["automountServiceAccountToken"] is False
    assert "p4ssword" not in json.dumps(pod)
    assert pod["volumes"][0]["secret"]["secretName"] == "postgresql-auth"


class Logged:
    """A cluster with one pod, and its log. It runs until it is told to stop."""

    def __init__(self, log: str, phase: str) -> None:
        self._log, self._phase = log, phase

    def items(self, *_: str, **__: str) -> list[dict[str, Any]]:
        return [{"metadata": {"name": "pod"}, "status": {"phase": self._phase}}]

    def execute(self, _namespace: str, _pod: str, command: list[str]) -> None:
        assert command == ["kill", "-TERM", "1"]
        self._phase = "Succeeded"

    def log(self, *_: str) -> str:
        return self._log


def ledger(directory: Path, log: str, phase: str = "Running") -> job.JobLedger:
    opened = session(
        directory,
        secrets={"postgresql-auth": {"password": "p"}},
        services={"postgresql": "127.0.0.1"},
    )
    made = job.of_postgresql(opened, NAMESPACE, "image", HOUR)
    world: Any = made
    world._session = type("Opened", (), {"cluster": Logged(log, phase)})()
    return made


def account(**changes: Any) -> str:
    record = LedgerRecord(
        name="PostgreSQL",
        system_under_write="x",
        attempted=1,
        acked=1,
        present=1,
        lost=0,
        duplicated=0,
        reordered=0,
        unknown=0,
        unknown_present=0,
        lost_examples=(),
        started=now(),
        ended=now(),
        rate_per_second=1,
        rpo_seconds=0,
        longest_gap_seconds=0,
        gaps=(),
        rates=(),
    ).model_copy(update=changes)
    return f"{WRITES}\n{ACCOUNT}{record.model_dump_json()}\n"


def test_the_last_line_of_the_log_is_the_account(tmp_path: Path) -> None:
    made = ledger(tmp_path, account(lost=1))
    made.stop()
    record = made.account()
    assert (record.name, record.lost) == ("PostgreSQL from inside", 1)


@pytest.mark.parametrize(
    ("log", "reason"),
    [
        (f"{WRITES}\n", "has no account"),
        (account()[:-40], "half an account"),
        (account(ended=now() - HOUR), "before it was told to"),
        (f"{WRITES}\n{TIME_UP}\n{account(ended=now() + HOUR)}", "before it was told to"),
    ],
)
def test_a_log_without_a_whole_account_of_the_whole_time_is_no_evidence(
    tmp_path: Path, log: str, reason: str
) -> None:
    made = ledger(tmp_path, log)
    made.stop()
    with pytest.raises(Unobservable, match=reason):
        made.account()


def test_a_job_that_had_ended_when_it_was_told_to_stop_is_no_evidence_by_whatever_clock(
    tmp_path: Path,
) -> None:
    made = ledger(tmp_path, account(ended=now() + HOUR), phase="Succeeded")
    made.stop()
    with pytest.raises(Unobservable, match="before it was told to"):
        made.account()
