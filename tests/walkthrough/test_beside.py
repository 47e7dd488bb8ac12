"""What is seen of a target beside a walk: Kafka and ledgers that a small world does not have."""

import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from drillbook.clients import kafka as clients
from drillbook.clients.answers import Absent
from drillbook.clients.kafka import Partition
from drillbook.clock import eventually, now
from drillbook.errors import Unobservable
from drillbook.evidence.model import ScenarioRecord
from drillbook.ledger.writer import Writer
from drillbook.observation import Observation
from drillbook.probes import kafka, kubernetes
from drillbook.probes.kafka import Lag, Replication
from drillbook.probes.kubernetes import Pod
from drillbook.redaction import Redactor
from drillbook.walkthrough import beside, picture
from drillbook.walkthrough.beside import Beside
from tests.walkthrough.walks import MINUTE

SCENARIO = ScenarioRecord(
    system="shop", name="", feature="", file="", line=1, tags=(), claims=(), sections=()
)
SESSION: Any = SimpleNamespace(
    redactor=Redactor(["s3cr3t-value"]), system=lambda _: SimpleNamespace(namespace="shop")
)


def seen(value: Any) -> Observation[Any]:
    return Observation("", value, "", "", now(), now())


def pod(name: str, **more: Any) -> Pod:
    given = {"uid": "", "phase": "Running", "ready": True, "restarts": 0, "address": None}
    return Pod(**{"name": name, "terminating": False, **given, **more})


@pytest.fixture
def target(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """What the probes see; a value that is an error is raised."""
    short = Partition("events", 0, 1, (1, 2, 3), (1, 2))
    sees = SimpleNamespace(
        connect=object(),
        pods=(pod("web-s3cr3t-value"), pod("web-2", ready=False)),
        replication=Replication((1, 2, 3), 36, (short,), (), ()),
        lag=Lag("kg-builder", (), 7, 7),
    )

    def give(name: str, *, plain: bool = False) -> Any:
        def probe(*_: object) -> Any:
            found = getattr(sees, name)
            if isinstance(found, Exception):
                raise found
            if callable(found):
                found()
                found = getattr(sees, name)
            return found if plain else seen(found)

        return probe

    monkeypatch.setattr(clients, "connect", give("connect", plain=True))
    monkeypatch.setattr(kubernetes, "pods", give("pods"))
    monkeypatch.setattr(kafka, "replication", give("replication"))
    monkeypatch.setattr(kafka, "lag", give("lag"))
    return sees


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state.jsonl"


@pytest.fixture
def looking(target: SimpleNamespace, file: Path) -> Iterator[Beside]:
    made = Beside(SESSION, SCENARIO, ["lag of group kg-builder is small"], file)
    yield made
    made.end()
    assert target


def drawn(file: Path) -> str:
    return picture.drawn(picture.read(file), now()).text


def until(file: Path, said: str) -> None:
    eventually(lambda: drawn(file), lambda text: said in text, within=MINUTE, what=said)


def test_partitions_lag_and_pods_are_seen_as_they_change_and_without_secrets(
    looking: Beside, target: SimpleNamespace, file: Path
) -> None:
    looking.start()
    until(file, "partitions: 1 of 36 under-replicated")
    until(file, "lag of kg-builder: 7 messages")
    until(file, "web-2: not ready")
    assert "s3cr3t-value" not in file.read_text("utf-8")
    target.replication = Unobservable("Kafka did not answer")
    until(file, "s: Kafka did not answer; before: 1 of 36 under-replicated")
    # Of the lag nothing is known any more, either: it is not drawn on as if it were there.
    until(file, "s: Kafka did not answer; before: 7 messages")


def test_a_lag_that_can_no_longer_be_read_is_not_drawn_on(
    looking: Beside, target: SimpleNamespace, file: Path
) -> None:
    looking.start()
    until(file, "lag of kg-builder: 7 messages")
    target.lag = Unobservable("the coordinator is away")
    until(file, "lag of kg-builder: not seen for ")
    until(file, "s: the coordinator is away; before: 7 messages")
    assert "partitions: 1 of 36" in drawn(file)
    target.lag = Lag("kg-builder", (), 8, 8)
    until(file, "lag of kg-builder: 8 messages")


def test_a_group_that_has_never_committed_anything_has_no_lane(
    looking: Beside, target: SimpleNamespace, file: Path
) -> None:
    target.lag = Unobservable("consumer group kg-builder has committed no offset")
    looking.start()
    until(file, "partitions: 1 of 36")
    until(file, "web-2: not ready")
    assert "lag of" not in file.read_text("utf-8")


def test_what_has_no_answer_for_seconds_is_not_drawn_on(
    looking: Beside, target: SimpleNamespace, file: Path
) -> None:
    looking.start()
    until(file, "web-2: not ready")
    answers = threading.Event()
    target.pods = answers.wait
    until(file, "pods: not seen for ")
    until(file, "no answer since ")
    until(file, "web-2: not seen")
    target.pods = (pod("web-2"),)
    answers.set()
    until(file, "web-2: ready")


def test_where_there_is_no_kafka_none_is_drawn(
    looking: Beside, target: SimpleNamespace, file: Path
) -> None:
    target.connect = Absent("no Secret kafka-auth")
    looking.start()
    until(file, "web-2: not ready")
    assert "partitions" not in file.read_text("utf-8")


def test_a_kafka_that_may_not_be_looked_at_is_said(
    looking: Beside, target: SimpleNamespace, file: Path
) -> None:
    target.connect = Unobservable("the Secret may not be read")
    looking.start()
    until(file, "s: the Secret may not be read")


def test_the_gap_of_a_ledger_that_writes_is_seen(looking: Beside, file: Path) -> None:
    answers = SimpleNamespace(there=True)

    def write(writer: Writer) -> None:
        while writer.goes_on():
            if answers.there:
                with writer.one():
                    pass
            writer.wait(0.01)

    writer = Writer("shop", write)
    looking.ledgers = {"row": SimpleNamespace(name="PostgreSQL", writer=writer)}
    writer.start(MINUTE)
    looking.start()
    until(file, "acknowledged, no gap")
    answers.there = False
    until(file, "longest gap 1.")
    answers.there = True
    writer.stop(MINUTE)
    eventually(
        lambda: picture.read(file)[-1][1],
        lambda one: "ended" in str(one),
        within=MINUTE,
        what="end",
    )


def test_groups_are_those_that_phrases_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    named = ["lag of group kg-builder is under 1000", "the group that is behind", "in group a-b"]
    assert beside.groups("shop", named) == ("kg-builder", "a-b")


def test_a_pods_state_is_a_word() -> None:
    assert [
        beside.state(pod("a")),
        beside.state(pod("a", ready=False)),
        beside.state(pod("a", terminating=True)),
        beside.state(pod("a", phase="Pending")),
        beside.state(pod("a", phase="Succeeded")),
    ] == ["ready", "not ready", "ending", "pending", "done"]
