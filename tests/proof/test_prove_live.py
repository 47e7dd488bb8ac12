"""``prove --live`` on a project whose target is a stand-in: what it says, and what it refuses."""

import json
import time
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from rich.console import Console

from drillbook import experiment, nights, running
from drillbook import target as targets
from drillbook.clock import now
from drillbook.errors import NotDone, UsageError
from drillbook.ledger import books
from drillbook.procedures import away, planted
from drillbook.proof import live, score
from drillbook.proof.falsifying import Falsifier, share
from drillbook.proof.live import Falsified
from drillbook.proof.scene import scenarios
from drillbook.runbook import lint
from drillbook.running import Plan
from drillbook.session import Session
from drillbook.verdict import Verdict
from tests.proof.test_prove_command import FILES, prove

TURNS = "at least 3 brokers are online"
FALSIFIERS = """
- {scenario: Good, turns: at least 3 brokers are online, withheld: true}
- {scenario: Too many, turns: at least 4 brokers are online, withheld: true}
- {scenario: Never scaled, turns: at least 4 brokers are online, withheld: the shop is scaled to 4}
- scenario: Closed
  turns: at least 3 brokers are online
  besides: [Given the shop is closed]
- {scenario: Elsewhere, turns: at least 3 brokers are online, withheld: true}
"""
SCALED = """
from drillbook.procedures import workloads

@given("the shop is scaled to 4")
def _scaled(reached):
    workloads.scale("not a session", "shop", "shop", 4)

@given("the shop is closed")
def _closed(reached):
    left = reached.cluster()[:2]
    reached.cluster = lambda: left
"""
TOO_MANY = """
  @claim:shop-brokers
  Scenario: Too many
    Given a shop
    Then at least 4 brokers are online

  @claim:shop-brokers
  Scenario: Never scaled
    Given a shop
    And the shop is scaled to 4
    Then at least 4 brokers are online

  @claim:shop-brokers
  Scenario: Closed
    Given a shop
    Then at least 3 brokers are online

  @claim:shop-brokers
  Scenario: Elsewhere
    Given a shop
    Then at least 4 brokers are online
    And at least 3 brokers are online
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a shop with one scenario that fails when it is falsified, and one that passes."""
    files = FILES | {"falsifiers/shop.yaml": FALSIFIERS}
    feature = "features/shop/shop.feature"
    files |= {feature: FILES[feature] + TOO_MANY, "steps/shop.py": FILES["steps/shop.py"] + SCALED}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_live_proof_is_printed_as_json_alone_when_asked(project: Path) -> None:
    said = prove(project, "--live", "all", "--json")
    found = json.loads(said.stdout)
    verdicts = {one["scenario"]: one["verdict"] for one in found["scenarios"]}
    assert verdicts == {
        "Good": "pass", "Too many": "fail", "Never scaled": "fail",
        "Closed": "fail", "Elsewhere": "unknown",
    }  # fmt: skip
    assert (found["failed"], found["tried"], found["of"]) == (3, 5, 9)
    assert ["shop", "Vacuous"] in found["without_falsifier"]
    assert said.returncode == 1


def test_live_proof_of_what_matches_tries_nothing_else(project: Path) -> None:
    said = prove(project, "--live", "all", "--json", "-k", "too_many or closed")
    found = json.loads(said.stdout)
    verdicts = {one["scenario"]: one["verdict"] for one in found["scenarios"]}
    assert verdicts == {"Too many": "fail", "Closed": "fail"}
    assert (found["failed"], found["tried"], found["of"]) == (2, 2, 9)
    assert said.returncode == 0


def test_a_falsified_scenario_that_the_target_blocks_counts_neither_for_nor_against(
    project: Path,
) -> None:
    file = project / "target.yaml"
    blocked = "blocked: [{claim: shop-brokers, reason: one server only}]"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("{namespace: shop", f"{{{blocked}, namespace: shop"))
    said = prove(project, "--live", "all", "-k", "closed")
    assert "blocked: Closed: one server only" in said.stdout
    assert "failed when falsified 0 of 0 tried, of 9 scenarios; 1 blocked" in said.stdout
    assert said.returncode == 0


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("--live", "all", "-k", "sheds"), "no scenario of shop matches -k 'sheds'"),
        (("-k", "too_many"), "-k is of --live"),
    ],
)
def test_live_proof_of_what_nothing_matches_is_refused(
    project: Path, arguments: tuple[str, ...], error: str
) -> None:
    said = prove(project, *arguments)
    assert said.returncode == 2
    assert error in said.stderr


@pytest.mark.parametrize(
    ("arguments", "falsifiers", "error"),
    [
        (("--live", "some"), FALSIFIERS, "--live is 'all' or 'share', not 'some'"),
        (("--live", "all"), "", "no falsifier for shop; write falsifiers/<system>.yaml"),
        (
            ("--live", "all"),
            "- {scenario: Gone, turns: x, withheld: true}",
            "no scenario 'Gone' in features",
        ),
        (
            ("--live", "all"),
            "[{scenario: Good, turns: x, withheld: true}, {scenario: Good, turns: x, lost: Kafka}]",
            "'Good' has two falsifiers; a scenario has one",
        ),
        (("--live", "all"), "- {scenario: Good, withheld: true}", "0.turns: Field required"),
        (("--live", "all"), "- {scenario: Good, turns: x}", "a falsifier has one of withheld"),
        (("--live", "all"), "- {scenario: Good, turns: a shed, lost: Kafka}", "no step 'a shed'"),
        (
            ("--live", "all"),
            f"- {{scenario: Good, turns: {TURNS}, withheld: a shed}}",
            "'Good' has no step 'a shed'",
        ),
        (
            ("--live", "all"),
            "- {scenario: Good, turns: x, withheld: true, after: a shop}",
            "after: is of",
        ),
        (
            ("--live", "all"),
            "- {scenario: Good, turns: x, besides: [the shop is closed]}",
            "begins with none of Given, When",
        ),
        (
            ("--live", "all"),
            "- {scenario: Good, turns: x, lost: Kafka, lasting_seconds: 3}",
            "lasting_seconds: is of",
        ),
    ],
)
def test_live_proof_of_nothing_or_of_what_is_not_there_is_refused(
    project: Path, arguments: tuple[str, ...], falsifiers: str, error: str
) -> None:
    (project / "falsifiers/shop.yaml").write_text(falsifiers, encoding="utf-8")
    said = prove(project, *arguments)
    assert said.returncode == 2
    assert error in said.stderr
    assert not (project / "build").exists()


@pytest.mark.parametrize(
    ("written", "error"),
    [
        ('{"undo_incomplete": "kafka-3 is still cut off"}', "kafka-3 is still cut off"),
        ("{}", "did not end by itself; run 'drillbook undo'"),
        (None, "did not end by itself; run 'drillbook undo'"),
    ],
)
def test_what_could_not_be_put_back_takes_the_proof_from_its_scenario_and_not_from_those_before(
    tmp_path: Path,
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    written: str | None,
    error: str,
) -> None:
    file = tmp_path / "run.json"
    if written is not None:
        file.write_text(written, encoding="utf-8")
    monkeypatch.chdir(project)
    real = live._not_put_back
    monkeypatch.setattr(live, "_not_put_back", lambda _file: real(file))
    monkeypatch.setenv("PYTHONPATH", str(Path(running.__file__).parents[1]))
    target = targets.load(Path("target.yaml"))
    found, left = live.falsify(target, "shop", live.Asked("all", "too_many or closed"))
    assert left is not None
    assert error in left
    # The last of them is the one after which the run ended.
    assert [(one.scenario, one.verdict) for one in found] == [
        ("Too many", Verdict.FAIL),
        ("Closed", Verdict.UNKNOWN),
    ]


@pytest.mark.parametrize(
    ("wanted", "is_due", "code"),
    [(4, True, 0), (3, True, 1), (3, False, 0)],
    ids=["one that fails", "one that passes", "none"],
)
def test_a_night_falsifies_the_share_of_its_day_and_says_what_came_of_it(
    project: Path, monkeypatch: pytest.MonkeyPatch, wanted: int, is_due: bool, code: int
) -> None:
    monkeypatch.chdir(project)
    monkeypatch.setenv("PYTHONPATH", str(Path(running.__file__).parents[1]))
    numbered = (
        Falsifier(scenario=f"Night {number}", turns="x", withheld=True) for number in count()
    )
    name = next(one.scenario for one in numbered if bool(share([one], now().date())) is is_due)
    scenario = (
        f"  Scenario: {name}\n    Given a shop\n    Then at least {wanted} brokers are online"
    )
    Path("features/shop/shop.feature").write_text(f"Feature: Shop\n{scenario}\n")
    turns = f"at least {wanted} brokers are online"
    Path("falsifiers/shop.yaml").write_text(
        f"- {{scenario: {name}, turns: {turns}, withheld: true}}"
    )
    plan = Plan(targets.load(Path("target.yaml")), ("shop",))
    assert nights.falsified(plan, Console()) == code
    assert Path("build/falsified").exists() is is_due


def test_a_night_of_a_system_without_falsifiers_falsifies_nothing(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    Path("falsifiers/shop.yaml").unlink()
    plan = Plan(targets.load(Path("target.yaml")), ("shop",))
    assert nights.falsified(plan, Console()) == 0
    assert not Path("build").exists()


def test_only_falsifiers_of_scenarios_that_are_there_are_known(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    steps = ["a shop", "the shop is scaled to 4", TURNS, "at least 4 brokers are online"]
    known = dict.fromkeys(("Good", "Too many", "Closed", "Elsewhere"), steps)
    with pytest.raises(UsageError, match="give it the name of one, or remove it"):
        live.refuse_unknown("shop", known)
    live.refuse_unknown("shop", known | {"Never scaled": known["Good"]})


@pytest.mark.parametrize(
    ("after", "ended", "due"),
    [
        (None, [], False),
        (None, ["a"], True),
        (None, ["a", "b"], False),
        ("b", ["a"], False),
        ("b", ["a", "b"], True),
        ("b", ["a", "b", "c"], False),
        ("b", ["a", "b", "b"], False),
    ],
)
def test_an_experiment_is_brought_once_after_the_step_that_is_named_or_the_first(
    after: str | None, ended: list[str], due: bool
) -> None:
    assert (
        Falsifier(scenario="s", turns="t", brought="pods killed", after=after).is_due(ended) is due
    )


def test_what_is_withheld_of_a_step_is_what_changes_something_and_in_no_other_step() -> None:
    one = Falsifier(scenario="s", turns="t", withheld="b")
    tape = one.withholds("b")
    assert one.withholds("a") is None
    assert tape is not None
    names = ("experiment.run", "procedures.workloads.scale", "probes.kafka.brokers")
    found = {name: tape.called(f"drillbook.{name}", (), lambda: "made") for name in names}
    assert found == {names[0]: None, names[1]: None, names[2]: "made"}


def test_an_experiment_that_takes_time_to_be_felt_is_given_that_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun: list[float] = []
    monkeypatch.setattr(experiment, "run", lambda *_: begun.append(time.monotonic()))
    one = Falsifier(scenario="s", turns="t", brought="pods killed", lasting_seconds=1)
    one.bring("kg_rca", "kg-rca-server")
    assert time.monotonic() - begun[0] >= 1


def test_steps_besides_are_done_before_the_step_that_follows_and_last_after_the_last_of_them() -> (
    None
):
    one = Falsifier(
        scenario="s", turns="c", besides=("Given x", "When y z"), after="b", lasting_seconds=1
    )
    assert one.also(["a", "b", "c"]) == (2, (("Given", "x"), ("When", "y z")))
    assert [one.is_due(ended) for ended in (["a", "b"], ["a", "b", "x", "y z"])] == [False, True]
    assert Falsifier(scenario="s", turns="c", besides=("Given x",)).also(["a", "c"])[0] == 1


def test_what_is_planted_is_known_by_name() -> None:
    with pytest.raises(UsageError, match="nobody can plant 'weeds'; there is: PostgreSQL is not"):
        planted.plant(Session.__new__(Session), "shop", "weeds")


def test_a_copy_that_is_cut_short_has_half_its_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(away, "_file", lambda _component: tmp_path / "copy")
    with pytest.raises(NotDone, match="the copy of Neo4j's backup"):
        away.cut_short("Neo4j")
    (tmp_path / "copy").write_bytes(b"12345678")
    away.cut_short("Neo4j")
    assert (tmp_path / "copy").read_bytes() == b"1234"


def steps_by_scenario(system: str) -> dict[str, list[str]]:
    features = sorted(Path("features", system).glob("*.feature"))
    return {s.name: [text for _, text in s.steps] for file in features for s in scenarios(file)}


@pytest.mark.parametrize("system", sorted(file.stem for file in Path("falsifiers").glob("*.yaml")))
def test_falsifiers_name_scenarios_steps_and_experiments_that_are_there(system: str) -> None:
    known = steps_by_scenario(system)
    live.refuse_unknown(system, known)
    phrases = list(lint.phrases(Path("steps")))
    for one in live.chosen(system, "all"):
        assert one.planted is None or one.planted in planted.PLANTS, one.scenario
        for keyword, words in one.also(known[one.scenario])[1]:
            found = [phrase for phrase in phrases if phrase.matches(keyword.lower(), words)]
            assert len(found) == 1, words
        if one.brought is not None:
            file = experiment.find(Path("chaos", system), one.brought)
            configuration = experiment.load(file)["configuration"]
            assert one.with_.keys() <= configuration.keys(), one.scenario


@pytest.mark.parametrize("system", ["neo_services", "observatory"])
def test_each_scenario_has_a_falsifier(system: str) -> None:
    falsified = {one.scenario for one in live.chosen(system, "all")}
    assert falsified == set(steps_by_scenario(system))


MARKS = {"features/shop/shop.feature#Good": "a", "features/shop/shop.feature#Pod <n> dies": "b"}
NIGHT = datetime(2026, 11, 20, 2, tzinfo=UTC)


def kept(directory: Path, verdict: Verdict, name: str = "Good", at: datetime = NIGHT) -> None:
    score.keep([Falsified("shop", name, verdict, "")], MARKS, at, directory)


def counted(directory: Path, at: datetime = NIGHT, marks: dict[str, str] = MARKS) -> list[str]:
    return score.failed("shop", ["Good", "Pod 1 dies", "Pod 2 dies"], marks, at, directory)


def test_what_failed_as_it_must_counts_for_eight_days_and_not_once_it_has_changed(
    tmp_path: Path,
) -> None:
    kept(tmp_path, Verdict.FAIL)
    kept(tmp_path, Verdict.FAIL, "Pod 2 dies")
    assert counted(tmp_path) == ["Good", "Pod 2 dies"]
    assert counted(tmp_path, NIGHT + timedelta(days=8)) == ["Good", "Pod 2 dies"]
    assert counted(tmp_path, NIGHT + timedelta(days=8, seconds=1)) == []
    assert counted(tmp_path, marks=MARKS | {"features/shop/shop.feature#Good": "z"}) == [
        "Pod 2 dies"
    ]


def test_a_pass_takes_the_count_back_and_an_unknown_shows_nothing(tmp_path: Path) -> None:
    kept(tmp_path, Verdict.FAIL)
    kept(tmp_path, Verdict.UNKNOWN)
    assert counted(tmp_path) == ["Good"]
    kept(tmp_path, Verdict.PASS)
    assert counted(tmp_path) == []


def test_a_score_that_cannot_be_read_counts_for_nothing_and_is_made_anew(tmp_path: Path) -> None:
    kept(tmp_path, Verdict.FAIL)
    (tmp_path / "shop/score.json").write_text("{")
    assert counted(tmp_path) == []
    kept(tmp_path, Verdict.FAIL)
    assert counted(tmp_path) == ["Good"]


def test_the_score_of_a_live_proof_is_part_of_the_next_proof(project: Path) -> None:
    before = json.loads(prove(project, "--json").stdout)
    prove(project, "--live", "all")
    after = json.loads(prove(project, "--json").stdout)
    assert (before["live"], after["live"]) == (0, 3)


class Counting:
    """A ledger of which a write can be taken away."""

    name, place = "PostgreSQL", "table drillbook.ledger_x"
    lost = 0

    def lose(self) -> None:
        self.lost += 1


def test_a_loss_is_planted_into_the_ledger_that_is_named_after_its_step(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ledger = Counting()
    monkeypatch.setattr(books, "_writing", {ledger.place: ledger})
    planted = Falsifier(
        scenario="Restored", turns="t", lost="PostgreSQL", after="a ledger is writing"
    )
    assert [planted.is_due(ended) for ended in ([], ["x"], ["x", "a ledger is writing"])] == [
        False,
        False,
        True,
    ]
    planted.bring("shop", "shop")
    assert ledger.lost == 1
    with pytest.raises(UsageError, match=r"a write of 'Kafka'; .* PostgreSQL"):
        Falsifier(scenario="Restored", turns="t", lost="Kafka").bring("shop", "shop")
