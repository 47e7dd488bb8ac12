"""A drill's own alerts: silenced where the target allows it, and passed on again by the undo."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from drillbook import silencing
from drillbook import target as targets
from drillbook.clients import http
from drillbook.clients.kubernetes import Cluster
from drillbook.clock import now
from drillbook.errors import EffectNotObserved, NotDone, Refused, UndoIncomplete, UsageError
from drillbook.faults import alerts
from drillbook.journal import Journal
from drillbook.opening import current
from drillbook.session import UNDO_STEPS, Session
from drillbook.storage import File
from drillbook.target import Silences, Target
from tests.faults import alertmanager
from tests.faults.alertmanager import Silent
from tests.world import client
from tests.world.client import CONTEXT, World
from tests.world.seed import NAMESPACE, UID

SERVICE = "monitoring/alertmanager:9093"
NAMES = ["KafkaBrokerDown", "KafkaBrokerLost", "HighConsumerLagCompressed"]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with client.started(tmp_path_factory.mktemp("silences") / "world") as world:
        yield world


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Iterator[Silent]:
    with alertmanager.started() as here:
        monkeypatch.setattr(http, "service_url", lambda *_: here.url)
        yield here


def session_of(world: World, directory: Path, target: Target) -> Session:
    cluster = Cluster(world.kubeconfig, CONTEXT)
    book = Journal(File(directory / "journal"))
    return Session(target, cluster, book, UID, confirmed=target.name, patience=timedelta(seconds=1))


@pytest.fixture
def session(world: World, tmp_path: Path) -> Iterator[Session]:
    made = session_of(world, tmp_path, world.target(frozenset({alerts.CHANGE})))
    token = current.set(made)
    yield made
    current.reset(token)
    made.settle()


def silence(minutes: float = 30, names: list[str] | None = None) -> str:
    return alerts.silence(NAMESPACE, SERVICE, NAMES if names is None else names, minutes)


def test_alerts_are_silenced_by_name_until_a_moment_and_the_undo_lifts_it(
    session: Session, silent: Silent
) -> None:
    began = now()
    assert "KafkaBrokerDown, KafkaBrokerLost" in silence(20)
    (one,) = silent.silences.values()
    (matcher,) = one["matchers"]
    said = "|".join(NAMES)
    assert matcher == {"name": "alertname", "value": said, "isRegex": True, "isEqual": True}
    ends = datetime.fromisoformat(one["endsAt"])
    assert timedelta(0) <= ends - began - timedelta(minutes=20) < timedelta(minutes=1)
    (pending,) = session.journal.pending()
    assert pending.arguments["mark"] in one["comment"]
    (undone,) = session.undo()
    assert undone.endswith(f"{', '.join(NAMES)} passed on again")
    assert silent.states() == ["expired"]
    assert session.journal.pending() == ()


def test_a_silence_of_somebody_else_is_left_alone(session: Session, silent: Silent) -> None:
    theirs = {"matchers": [], "endsAt": now().isoformat(), "comment": "Ada: disks are changed"}
    silent.silences["theirs"] = {**theirs, "id": "theirs", "status": {"state": "active"}}
    silence()
    session.undo()
    assert silent.states() == ["active", "expired"]


def test_another_process_lifts_what_a_killed_one_has_left(
    session: Session, silent: Silent, world: World, tmp_path: Path
) -> None:
    silence()
    other = session_of(world, tmp_path, session.target)  # it knows the journal, and nothing else
    other.journal.read()
    other.undo()
    assert silent.states() == ["expired"]


def test_where_it_is_not_allowed_nothing_is_asked_of_alertmanager(
    world: World, tmp_path: Path, silent: Silent
) -> None:
    made = session_of(world, tmp_path, world.target(frozenset({"pod.kill"})))
    token = current.set(made)
    try:
        with pytest.raises(Refused, match=r"alert.silence in .* refused"):
            silence()
    finally:
        current.reset(token)
        made.settle()
    assert silent.asked == []
    assert made.journal.pending() == ()


@pytest.mark.parametrize(
    ("names", "minutes"), [(["Kafka.*"], 30), (["KafkaBrokerDown"], 0), (["KafkaBrokerDown"], 241)]
)
def test_patterns_and_silences_without_end_are_refused(
    session: Session, silent: Silent, names: list[str], minutes: float
) -> None:
    assert session
    with pytest.raises(UsageError, match="silenced by their names, for 4 h at most"):
        silence(minutes, names)
    assert silent.asked == []


def test_a_silence_that_was_not_made_is_no_effect_and_nothing_is_left(
    session: Session, silent: Silent
) -> None:
    silent.refuses = True
    with pytest.raises(EffectNotObserved, match="500"):
        silence()
    assert session.journal.pending() == ()


def test_one_that_cannot_be_lifted_says_when_it_ends_and_what_to_do_by_hand(
    session: Session, silent: Silent
) -> None:
    silence()
    silent.refuses = True
    with pytest.raises(UndoIncomplete, match=r"it ends at .*; by hand: amtool silence expire"):
        session.undo()


def test_one_whose_time_is_over_needs_no_alertmanager(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> str:
        raise NotDone("there is no Service alertmanager")

    monkeypatch.setattr(http, "service_url", away)
    over = datetime(2026, 1, 1, tzinfo=UTC).isoformat()
    arguments = {"service": SERVICE, "mark": "drillbook 1", "ends": over, "alerts": ["A"]}
    said = UNDO_STEPS["alert.unsilence"](session, arguments, {})
    assert said == "the silence of A has ended by itself"


def drill(*tags: str) -> Any:
    noted: list[str] = []
    return SimpleNamespace(scenario=SimpleNamespace(system="kg_rca", tags=tags), noted=noted)


def with_silences(session: Session, **more: Any) -> Session:
    """The same session, on a target whose system names alerts."""
    given = Silences.model_validate({"alertmanager": SERVICE, "alerts": NAMES, **more})
    system = session.system("kg_rca").model_copy(update={"silences": given})
    target = session.target.model_copy(update={"systems": {"kg_rca": system}})
    return dataclasses.replace(session, target=target)


def test_a_drills_own_alerts_are_those_of_the_target_file_but_for_what_it_waits_for(
    session: Session, silent: Silent
) -> None:
    phrases = ["the critical alert KafkaBrokerDown fires after 1 minute", "HighConsumerLag clears"]
    assert silencing.silence_own(with_silences(session), drill("disruptive"), phrases)
    (one,) = silent.silences.values()
    assert one["matchers"][0]["value"] == "KafkaBrokerLost"
    session.undo()


def test_nothing_is_silenced_unless_the_target_file_names_alerts(
    session: Session, silent: Silent
) -> None:
    assert silencing.silence_own(session, drill("disruptive"), []) is None
    assert silent.asked == []


def test_a_drill_that_should_call_nobody_does_not_begin_when_it_would(
    session: Session, silent: Silent
) -> None:
    silent.refuses = True
    recorded: list[tuple[object, ...]] = []
    running = drill("disruptive")
    running.step, running.why_not = lambda *said: recorded.append(said), None
    with pytest.raises(Exception, match=r"its alerts could not be silenced: .*500"):
        silencing.after_first_step(with_silences(session), running, "When", "it is broken", [])
    assert recorded[0][:2] == ("When", "it is broken")


@pytest.mark.parametrize(
    ("silences", "said"),
    [
        ({"alertmanager": SERVICE, "alerts": []}, "alerts"),
        ({"alertmanager": SERVICE, "alerts": ["A"], "ends_after": "5 h"}, "4 h or less"),
    ],
)
def test_a_target_file_that_silences_nothing_or_for_too_long_is_refused(
    tmp_path: Path, silences: dict[str, Any], said: str
) -> None:
    written = yaml.safe_load(Path("targets/lab.yaml").read_text("utf-8"))
    written["systems"]["kg_rca"]["silences"] = silences
    file = tmp_path / "target.yaml"
    file.write_text(yaml.safe_dump(written), "utf-8")
    with pytest.raises(UsageError, match=said):
        targets.load(file)
