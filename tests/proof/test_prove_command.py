"""``drillbook run --record`` and ``prove`` on a project of its own with Thens good and bad."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CONFTEST = """
import contextlib
from drillbook import opening
from drillbook.errors import Unobservable
from drillbook.redaction import Redactor
from drillbook.stopping import Stop

pytest_plugins = ["steps.shop"]

class Away:
    def get(self, path, **query):
        raise Unobservable("the API server did not answer")
    items = get

class Opened:
    cluster, expected_uid = Away(), "uid-1"
    def __init__(self, target):
        self.target, self.redactor, self.stop = target, Redactor(["s3cr3t-value"]), Stop()
    def system(self, name):
        return self.target.system(name)
    def unwatch(self):
        pass
    def settle(self):
        return self.stop.taken()
    def undo(self):
        return []

@contextlib.contextmanager
def opened(target, *, confirmed=None):
    yield Opened(target)
opening.opened = opened
"""
STEPS = '''
from types import SimpleNamespace
import pytest
from pytest_bdd import given, parsers, then
from drillbook.checks import health
from drillbook.checks.health import Level
from drillbook.clients.kafka import Broker
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.probes import kafka
from drillbook.verdict import passed

@pytest.fixture
def reached():
    brokers = tuple(Broker(number, "s3cr3t-value", 9092) for number in range(3))
    return SimpleNamespace(cluster=lambda: brokers, access=SimpleNamespace(bootstrap="kafka:9092"))

@given("a shop")
def _shop():
    """Open."""

@then(parsers.parse("at least {wanted:d} brokers are online"))
def _good(drill, reached, wanted):
    seen = kafka.brokers(reached)
    found = health.brokers(min(len(seen.value), wanted), wanted)
    drill.judge(health.is_at(found, Level.OK), [seen])

@then(parsers.parse("under {wanted:d} brokers are needed"))
def _other_limit(drill, reached, wanted):
    seen = kafka.brokers(reached)
    drill.judge(health.is_at(health.brokers(len(seen.value), 3), Level.OK), [seen])

@then("the brokers are as they are")
def _vacuous(drill, reached):
    seen = kafka.brokers(reached)
    drill.judge(health.is_at(health.brokers(3, 3), Level.OK), [seen])

@then("nothing is looked at")
def _blind(drill):
    moment = now()
    drill.judge(passed("fine"), [Observation("nothing", 1, "", "", moment, moment)])

@then("brokers that cannot be seen are fine, too")
def _swallowing(drill, reached):
    try:
        seen = kafka.brokers(reached)
    except Unobservable:
        moment = now()
        seen = Observation("brokers", (1, 2, 3), "", "", moment, moment)
    drill.judge(health.is_at(health.brokers(len(seen.value), 3), Level.OK), [seen])
'''
THENS = {
    "Good": "at least 3 brokers are online",
    "Limit that is none": "under 9 brokers are needed",
    "Vacuous": "the brokers are as they are",
    "Blind": "nothing is looked at",
    "Swallowing": "brokers that cannot be seen are fine, too",
}
TARGET = """
name: shop
kind: lab
lab: 3
context: drillbook-lab-3
systems: {shop: {namespace: shop}}
"""
CATALOGUE = """
- id: shop-brokers
  section: Morning
  says: Three brokers are online.
  covered_by: ["features/shop/shop.feature#Good"]
  violated_by: {kafka.brokers: 2}
  limits: {kafka.brokers: 3}
"""
FILES = {
    "conftest.py": CONFTEST,
    "steps/__init__.py": "",
    "steps/shop.py": STEPS,
    "target.yaml": TARGET,
    "runbooks/shop.yaml": CATALOGUE,
    "features/shop/test_scenarios.py": "from pytest_bdd import scenarios\nscenarios('.')\n",
    "features/shop/shop.feature": "Feature: Shop\n"
    + "".join(
        f"  @claim:shop-brokers\n  Scenario: {name}\n    Given a shop\n    Then {then}\n"
        for name, then in THENS.items()
    ),
}
RUN = "import sys; from drillbook.cli import main; sys.argv[0] = 'drillbook'; main()"


def command(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    source = str(Path(__file__).parents[2] / "src")
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=project,
        env=os.environ | {"PYTHONPATH": source},
        capture_output=True,
        text=True,
        check=False,
    )


def prove(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return command(project, "-c", RUN, "prove", "shop", "--target", "target.yaml", *arguments)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project whose drills, all of which pass, were recorded."""
    project = tmp_path_factory.mktemp("shop")
    for name, text in FILES.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text, encoding="utf-8")
    options = ["--target=target.yaml", "--results=out", "--record=recordings"]
    ran = command(project, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, "features")
    assert "5 passed" in ran.stdout, ran.stdout
    return project


@pytest.fixture(scope="module")
def proofs(recorded: Path) -> dict[str, Any]:
    answer = json.loads(prove(recorded, "--json").stdout)
    return {"all": answer} | {one["name"]: one for one in answer["scenarios"]}


def lacks(one: dict[str, Any]) -> str:
    return "; ".join(lack["text"] for lack in one["lacking"])


def test_a_then_that_can_fail_is_proven_by_its_claim_and_at_its_limit(
    proofs: dict[str, Any],
) -> None:
    (then,) = proofs["Good"]["thens"]
    assert proofs["Good"]["proven"], lacks(proofs["Good"])
    assert then["fails_by"][0] == "shop-brokers: kafka.brokers = 2"
    assert then["unknown_without"] == ["probes.kafka.brokers"]
    assert then["limits"] == [
        "at least 3: kafka.brokers: fail below, pass, pass above at 3",
    ]


def test_each_then_that_is_no_good_is_found_with_why(proofs: dict[str, Any]) -> None:
    assert "nothing turns at “under 9”" in lacks(proofs["Limit that is none"])
    assert "passes whatever" in lacks(proofs["Vacuous"])
    assert "judged by no check" in lacks(proofs["Blind"])
    assert "looks at nothing that could be missing" in lacks(proofs["Blind"])
    assert "without probes.kafka.brokers in step 2" in lacks(proofs["Swallowing"])


def test_the_score_counts_what_is_proven_of_all_scenarios(
    recorded: Path, proofs: dict[str, Any]
) -> None:
    assert (proofs["all"]["proven"], proofs["all"]["of"]) == (1, 5)
    said = prove(recorded)
    assert said.stdout.splitlines()[-1] == "proven to be able to fail 1 of 5"
    assert said.returncode == 1


def test_without_a_recording_nothing_is_known_and_nothing_is_proven(recorded: Path) -> None:
    said = prove(recorded, "--recordings", "elsewhere")
    assert said.stdout.count("nothing was recorded of it") == 5
    assert said.returncode == 3


def test_a_secret_that_was_seen_is_in_no_recording(recorded: Path) -> None:
    files = list((recorded / "recordings" / "shop").glob("*.json"))
    assert len(files) == 5
    assert not any("s3cr3t-value" in file.read_text(encoding="utf-8") for file in files)
    assert "DescribeCluster" in (recorded / "recordings/shop/good.json").read_text(encoding="utf-8")


def test_an_unknown_system_is_a_usage_error(recorded: Path) -> None:
    said = command(recorded, "-c", RUN, "prove", "bank", "--target", "target.yaml")
    assert said.returncode == 2
    assert "no system 'bank'" in said.stderr


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("broken.json", "{not json", "shop/broken.json: not readable as a recording: Invalid JSON"),
        ("empty.json", "{}", "shop/empty.json: not readable as a recording: Field required"),
        ("again.json", None, "shop/good.json are both recordings of 'Good'"),
    ],
)  # fmt: skip
def test_a_recording_that_is_none_or_one_too_many_is_named_in_a_sentence(
    recorded: Path, file: str, text: str | None, said: str
) -> None:
    good = (recorded / "recordings/shop/good.json").read_text(encoding="utf-8")
    bad = recorded / "recordings/shop" / file
    bad.write_text(good if text is None else text, encoding="utf-8")
    try:
        found = prove(recorded)
    finally:
        bad.unlink()
    assert found.returncode == 2
    assert said in found.stderr
    assert len(found.stderr.splitlines()) == 1


def test_where_there_are_no_features_nothing_is_proven_and_that_is_an_error(
    recorded: Path, tmp_path: Path
) -> None:
    (tmp_path / "target.yaml").write_bytes((recorded / "target.yaml").read_bytes())
    said = command(tmp_path, "-c", RUN, "prove", "--target", "target.yaml")
    assert said.returncode == 2
    assert "no features/<system>/*.feature" in said.stderr


def test_a_scenario_that_has_other_words_now_is_to_be_recorded_again(recorded: Path) -> None:
    feature = recorded / "features/shop/shop.feature"
    before = feature.read_text(encoding="utf-8")
    try:
        feature.write_text(before.replace("at least 3", "at least 2"), encoding="utf-8")
        said = prove(recorded)
    finally:
        feature.write_text(before, encoding="utf-8")
    assert "its steps have changed since it was recorded: record again" in said.stdout
