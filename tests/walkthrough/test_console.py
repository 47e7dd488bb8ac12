"""A walk with buttons on a small world: what they do, what is drawn, and that all is put back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from drillbook.clients.kubernetes import Cluster
from drillbook.clock import eventually
from drillbook.notebook.parameters import Walkthrough
from drillbook.walkthrough import console_shown, picture
from drillbook.walkthrough.console import Console
from drillbook.walkthrough.sections import scenario_of
from drillbook.walkthrough.stepper import Place
from tests.walkthrough import shop
from tests.walkthrough.walks import MINUTE
from tests.world import client
from tests.world.client import ROOT, World

SCENARIO = "Web is scaled down by hand"
AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def project(tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch) -> Path:
    shop.write(tmp_path, world)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "src"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path


@pytest.fixture
def console() -> Iterator[Console]:
    made = Console()
    yield made
    made.wait()
    if made.walk is not None and not made.ended:
        made.undo_all()
        made.wait()


def begun(console: Console, project: Path, *, changes: bool) -> Console:
    scenario = scenario_of(project / "features/kg_rca/shop.feature", "")
    place = Place(str(project), "targets/staging.yaml", changes, "staging" if changes else None)
    console.begin("kg_rca", scenario, place)
    console.wait()
    assert not console.said
    return console


def replicas(world: World) -> int:
    found = Cluster(world.kubeconfig, client.CONTEXT).get(shop.WEB)
    return int(found["spec"]["replicas"])


def test_a_walk_by_buttons_changes_is_seen_and_is_put_back(
    console: Console, project: Path, world: World
) -> None:
    begun(console, project, changes=True)
    assert [name for name in ("go", "again", "look", "skip", "end", "stop", "begin")
            if console.can(name)] == ["go", "look", "skip", "end"]  # fmt: skip
    assert "Look at deployments/NAME or" in console_shown.about(console)
    console.next()
    console.wait()
    about = console_shown.about(console)
    assert "workload.scale, by the experiment" in about
    assert "Scale back, unless somebody has scaled it since" in about
    console.run_to(3)
    console.wait()
    assert console.verdicts == {1: "pass", 2: "pass", 3: "pass"}
    assert replicas(world) == 1
    eventually(
        lambda: console.picture().text.count(": gone"), lambda n: n == 2, within=MINUTE, what="pods"
    )
    console.look("kubernetes.workload kind_and_name=deployments/web")
    console.wait()
    assert '"wanted": 1' in console.shown[0][1].text
    console.undo_all()
    console.wait()
    assert console.ended
    assert "workload.scale_back: deployments/web" in console.shown[0][1].text
    assert replicas(world) == 3
    assert console.picture().text.count(": ready") == 12


def test_without_changes_a_step_that_changes_is_shown_and_refused_and_can_be_gone_past(
    console: Console, project: Path, world: World
) -> None:
    begun(console, project, changes=False)
    console.next()
    console.wait()
    assert "This walk only reads: the step is refused" in console_shown.about(console)
    console.run_to(3)
    console.wait()
    assert console.verdicts == {1: "pass", 2: "unknown"}
    assert "Step 2 does not hold" in console_shown.said(console)
    console.skip("")
    console.wait()
    assert console.said == "a step is skipped with a reason; nothing was skipped"
    console.skip("only shown")
    console.wait()
    console.next()
    console.wait()
    assert console.verdicts[3] == "pass"
    console.undo_all()
    console.wait()
    assert "The drill: unknown" in console.shown[0][1].text
    assert world.changes() == []


def test_the_widget_has_a_button_and_a_key_for_each_and_draws_what_happens(
    project: Path, world: World
) -> None:
    pytest.importorskip("ipywidgets")
    from drillbook.walkthrough.console_widget import Board  # noqa: PLC0415 (not everywhere)

    given = {"directory": str(project), "target": "targets/staging.yaml", "section": "slow"}
    board = Board(Walkthrough.model_validate({**given, "changes": True, "confirm": "staging"}))
    assert board.system.value == "kg_rca"
    assert board.scenario.value.name == SCENARIO
    assert "kubectl scale deployment/web --replicas=3" in board.runbook.value
    assert all(one.disabled for one in board.buttons.values())
    board.begin.click()
    board.console.wait()
    eventually(lambda: not board.buttons["go"].disabled, bool, within=MINUTE, what="the button")
    assert board.begin.disabled
    assert next(label for label, _ in board.upto.options) == "1. Given web is whole"
    board.upto.value = 2
    board.buttons["to"].click()
    board.console.wait()
    assert replicas(world) == 1
    eventually(lambda: 'class="mark pass"' in board.steps.value, bool, within=MINUTE, what="marks")
    board._typed({"key": "l", "text": "kubernetes.pods selector=app=web"})
    board.console.wait()
    assert board.probe.value == "kubernetes.pods selector=app=web"
    assert board.console.shown[0][1].text.startswith("pods:")
    board.buttons["end"].click()
    board.console.wait()
    assert replicas(world) == 3
    eventually(lambda: not board.begin.disabled, bool, within=MINUTE, what="another may begin")


def seen(*lines: tuple[float, dict[str, object]]) -> list[picture.At]:
    return [(AT + timedelta(seconds=at), said) for at, said in lines]


def test_the_picture_says_each_pods_states_partitions_lag_and_the_ledgers_longest_gap() -> None:
    ledger = "Kafka ledger"
    found = picture.drawn(
        seen(
            (0.0, {"pods": {"kafka-0": "ready", "kafka-1": "ready"}}),
            (0.0, {"partitions": {"all": 36, "under_replicated": 0, "offline": 0}}),
            (0.0, {ledger: {"acknowledged": 10, "ended": False}}),
            (0.3, {ledger: {"acknowledged": 20, "ended": False}}),
            (1.0, {"pods": {"kafka-0": "ready"}, "lag of kg-builder": {"messages": 1}}),
            (1.5, {"partitions": {"all": 36, "under_replicated": 12, "offline": 3}}),
            (4.3, {ledger: {"acknowledged": 30, "ended": False}}),
            (4.5, {"pods": {"kafka-0": "ready", "kafka-1": "not ready"}}),
        ),
        AT + timedelta(seconds=5),
    )
    assert found.text.splitlines() == [
        "The target from 12:00:00 to 12:00:05 UTC",
        "Kafka ledger: 30 acknowledged, longest gap 4.0 s",
        "lag of kg-builder: 1 message",
        "partitions: 12 of 36 under-replicated, 3 offline",
        "kafka-0: ready",
        "kafka-1: not ready",
    ]
    says = 'aria-label="kafka-1: ready for 1.0 s, then gone for 3.5 s, then not ready for 0.50 s"'
    assert says in found.html
    assert "acknowledged for 0.30 s, then no answer for 4.0 s, then acknowledged" in found.html


def test_of_many_pods_those_that_change_are_drawn_and_the_others_counted() -> None:
    pods = {f"web-{number:03}": "ready" for number in range(100)}
    found = picture.drawn(
        seen((0.0, {"pods": pods}), (2.0, {"pods": {**pods, "web-099": "pending"}})),
        AT + timedelta(seconds=3),
    ).text
    assert "web-099: pending" in found
    assert found.endswith("and 60 more, steadily ready")


def test_what_cannot_be_seen_is_said_and_before_anything_is_seen_too(tmp_path: Path) -> None:
    away = {"not_seen": "the API server did not answer"}
    found = picture.drawn(seen((0.0, {"pods": away})), AT + timedelta(seconds=1)).text
    assert found.endswith("pods: not seen for 1.0 s: the API server did not answer")
    none = picture.read(tmp_path / "state.jsonl")
    assert picture.drawn(none, AT).text == "Nothing is seen of the target yet."
