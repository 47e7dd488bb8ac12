"""Runs each scenario again and again: with an outage at each of its steps, and at last without.

    pytest -p tests.outages.plugin features/kg_rca --outages "API server,Prometheus"

An outage lasts as long as the step. A drill that wanted something of what was out must say
unknown, and why; one that wanted nothing may pass. The run goes on after each outage: the last
time, without any, the drill must pass or be blocked. Every result is appended to the record, and a
run that was stopped goes on after what it holds.
"""

import json
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pytest_bdd.scenario import scenario_wrapper_template_registry

from drillbook import target as targets
from drillbook.lease import Lease
from drillbook.plugin import EVIDENCE
from drillbook.verdict import Verdict
from tests.outages.cut import Cut, Outage, cut

_STATE = pytest.StashKey["Running"]()


@dataclass(frozen=True)
class Plan:
    """One drill: what is out (None: nothing), at which step (from 1)."""

    outage: Outage | None
    step: int

    def __str__(self) -> str:
        return f"{self.outage} out at step {self.step}" if self.outage else "nothing out"


@dataclass
class Running:
    """One drill while it runs."""

    plan: Plan
    lab: int
    at: int = 0
    wanted: int = 0
    cutting: AbstractContextManager[Cut] | None = None
    made: Cut | None = None

    def begin_step(self) -> None:
        """Make the outage when its step begins."""
        self.at += 1
        if self.plan.outage is not None and self.at == self.plan.step:
            self.cutting = cut(self.plan.outage, self.lab)
            self.made = self.cutting.__enter__()

    def end_step(self) -> None:
        """End the outage with its step."""
        if self.cutting is not None and self.made is not None:
            self.wanted = self.made.wanted()
            self.cutting.__exit__(None, None, None)
            self.cutting = None


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("outages")
    group.addoption("--outages", default=",".join(Outage), help="what goes out, by commas")
    group.addoption("--outage-record", default="build/outages.jsonl", help="file of the results")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    template = scenario_wrapper_template_registry.get(metafunc.function)
    if template is None:
        return
    outages = [Outage(name) for name in metafunc.config.getoption("--outages").split(",")]
    steps = range(1, len(list(template.steps)) + 1)
    plans = [Plan(outage, step) for step in steps for outage in outages]
    metafunc.fixturenames.append("outage_plan")
    metafunc.parametrize("outage_plan", [*plans, Plan(None, 0)], ids=str, indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    done = {row["drill"] for row in _recorded(config)}
    left = [item for item in items if item.nodeid not in done]
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid in done])
    items[:] = left


@pytest.fixture
def outage_plan(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Plan:
    plan: Plan = request.param
    target = targets.load(Path(request.config.getoption("--target")))
    assert target.lab is not None, "outages are made between this machine and a lab"
    running = request.node.stash[_STATE] = Running(plan, target.lab)
    renew = Lease.renew

    def renew_unless_out(lease: Lease) -> None:
        # The lease is renewed beside the steps; its packets are none that a step wanted.
        if running.cutting is None or plan.outage in {Outage.PROMETHEUS, Outage.DNS}:
            renew(lease)

    monkeypatch.setattr(Lease, "renew", renew_unless_out)
    return plan


@pytest.hookimpl(tryfirst=True)
def pytest_bdd_before_scenario(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("outage_plan")


def pytest_bdd_before_step(request: pytest.FixtureRequest) -> None:
    request.node.stash[_STATE].begin_step()


@pytest.hookimpl(tryfirst=True)
def pytest_bdd_after_step(request: pytest.FixtureRequest) -> None:
    request.node.stash[_STATE].end_step()


@pytest.hookimpl(tryfirst=True)
def pytest_bdd_step_error(request: pytest.FixtureRequest) -> None:
    request.node.stash[_STATE].end_step()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    report: pytest.TestReport = yield
    running, evidence = item.stash.get(_STATE, None), item.stash.get(EVIDENCE, None)
    if running is None or evidence is None or call.when != "call":
        return report
    wrong = judged(running, evidence.verdict)
    row = {
        "drill": item.nodeid,
        "plan": str(running.plan),
        "verdict": evidence.verdict.value,
        "reason": evidence.reason,
        "wanted": running.wanted,
        "wrong": wrong,
    }
    record = Path(item.config.getoption("--outage-record"))
    record.parent.mkdir(parents=True, exist_ok=True)
    with record.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(row) + "\n")
    report.when = "call"
    report.outcome, report.longrepr = ("failed", wrong) if wrong else ("passed", None)
    return report


def judged(running: Running, verdict: Verdict) -> str:
    """Return what is wrong with a verdict, or nothing."""
    if verdict is Verdict.BLOCKED:
        return ""
    if running.plan.outage is None:
        return "" if verdict is Verdict.PASS else f"{verdict} though nothing was out"
    if verdict is Verdict.FAIL:
        return "fail, for an outage of what it looks through"
    if verdict is Verdict.PASS and running.wanted:
        return f"pass, though {running.wanted} packets of this step met the outage"
    return ""


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    rows = _recorded(config)
    hit = [row for row in rows if row["wanted"]]
    wrong = [row for row in rows if row["wrong"]]
    unknown = sum(row["verdict"] == "unknown" for row in hit)
    for row in wrong:
        terminalreporter.write_line(f"{row['drill']}: {row['wrong']} ({row['reason']})")
    terminalreporter.write_line(
        f"outages: {len(rows)} drills, {len(hit)} met the outage, {unknown} of them unknown, "
        f"{len(wrong)} wrong"
    )


def _recorded(config: pytest.Config) -> list[dict[str, Any]]:
    record = Path(config.getoption("--outage-record"))
    if not record.exists():
        return []
    return [json.loads(line) for line in record.read_text(encoding="utf-8").splitlines()]
