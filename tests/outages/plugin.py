"""Runs scenarios again and again: with nothing out, and with an outage at each of their steps.

    pytest -p tests.outages.plugin features/kg_rca --outages "API server,Prometheus"

An outage lasts as long as the step. A drill that wanted something of what was out must say
unknown, and why; one that wanted nothing may pass. With nothing out, also after the outages of the
scenario before, it must pass or be blocked; what each step wants of Prometheus and DNS is counted
then, and a step that wants nothing is not tried without them. Every result is appended to the
record, and a run that was stopped goes on after what it holds.

Each phrase meets each outage once, in the scenario where it comes first; with ``--every-step``,
each step of each scenario does. What steps wait for while something is out is waited for in full
for some seconds only; then the clock that deadlines go by is quicker. With ``--whole-waits`` it
is not: for drills that another deadline, of what was not out, made fail.
"""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from pytest_bdd.parser import Step
from pytest_bdd.scenario import scenario_wrapper_template_registry

from drillbook import clock
from drillbook import target as targets
from drillbook.lease import Lease
from drillbook.plugin import EVIDENCE
from drillbook.runbook import lint
from drillbook.verdict import Verdict
from tests.outages.cut import SELDOM, Cut, Outage, counted, cut

_STATE = pytest.StashKey["Running"]()
NOW = clock.now
_WHOLE_WAIT, _QUICKER = timedelta(seconds=15), 30


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
    waits_whole: bool
    at: int = 0
    wanted: int = 0
    cutting: AbstractContextManager[Cut] | None = None
    made: Cut | None = None
    counting: AbstractContextManager[dict[str, int]] | None = None
    wants: list[dict[str, int]] = field(default_factory=list)
    after: Callable[[], object] = lambda: None

    def begin_step(self) -> None:
        """Make the outage when its step begins."""
        self.at += 1
        if self.plan.outage is None:
            self.counting = counted(self.lab)
            self.wants.append(self.counting.__enter__())
        if self.plan.outage is not None and self.at == self.plan.step:
            self.cutting = cut(self.plan.outage, self.lab)
            self.made = self.cutting.__enter__()
            clock.now = NOW if self.waits_whole else partial(_quicker, NOW())

    def end_step(self) -> None:
        """End the outage with its step."""
        if self.counting is not None:
            self.counting.__exit__(None, None, None)
            self.counting = None
        if self.cutting is not None and self.made is not None:
            self.wanted = self.made.wanted()
            self.cutting.__exit__(None, None, None)
            self.cutting = None
            clock.now = NOW
            self.after()


def _quicker(begun: datetime) -> datetime:
    """Return the time for deadlines: as it is at first, then quicker."""
    passed = NOW() - begun
    return begun + min(passed, _WHOLE_WAIT) + max(passed - _WHOLE_WAIT, timedelta(0)) * _QUICKER


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("outages")
    group.addoption("--outages", default=",".join(Outage), help="what goes out, by commas")
    group.addoption("--every-step", action="store_true", help="of every scenario")
    group.addoption("--whole-waits", action="store_true", help="what is waited for, is in full")
    group.addoption("--outage-record", default="build/outages.jsonl", help="file of the results")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    template = scenario_wrapper_template_registry.get(metafunc.function)
    if template is None:
        return
    outages = [Outage(name) for name in metafunc.config.getoption("--outages").split(",")]
    steps = range(1, len(list(template.steps)) + 1)
    plans = [Plan(outage, step) for step in steps for outage in outages]
    metafunc.fixturenames.append("outage_plan")
    metafunc.parametrize("outage_plan", [Plan(None, 0), *plans], ids=str, indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    done = {row["drill"] for row in _recorded(config)}
    chosen = items if config.getoption("--every-step") else each_phrase_once(items)
    left = [item for item in chosen if item.nodeid not in done]
    config.hook.pytest_deselected(items=[item for item in items if item not in left])
    items[:] = left


def each_phrase_once(items: list[pytest.Item]) -> list[pytest.Item]:
    """Return the drills in which a phrase meets an outage earliest, and those with nothing out."""
    phrases = list(lint.phrases(Path("steps")))
    first: dict[tuple[str, Outage], tuple[int, int]] = {}
    for index, item in enumerate(items):
        plan = _plan(item)
        if plan.outage is not None:
            step = _steps(item)[plan.step - 1]
            phrase = next(p for p in phrases if p.matches(step.type, step.name))
            key, where = (phrase.where, plan.outage), (plan.step, index)
            first[key] = min(first.get(key, where), where)
    kept = {index for _, index in first.values()}
    names = {_name(items[index]) for index in kept}
    return [
        item
        for index, item in enumerate(items)
        if index in kept or (_plan(item).outage is None and _name(item) in names)
    ]


def _plan(item: pytest.Item) -> Plan:
    assert isinstance(item, pytest.Function)
    return cast("Plan", item.callspec.params["outage_plan"])


def _name(item: pytest.Item) -> str:
    return item.nodeid.replace(str(_plan(item)), "")


def _steps(item: pytest.Item) -> list[Step]:
    assert isinstance(item, pytest.Function)
    template = scenario_wrapper_template_registry[item.function]
    example = cast("dict[str, str]", item.callspec.params.get("_pytest_bdd_example", {}))
    return list(template.render(example).steps)


@pytest.fixture
def outage_plan(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Plan:
    plan: Plan = request.param
    target = targets.load(Path(request.config.getoption("--target")))
    assert target.lab is not None, "outages are made between this machine and a lab"
    waits_whole = bool(request.config.getoption("--whole-waits"))
    running = request.node.stash[_STATE] = Running(plan, target.lab, waits_whole)
    if plan.outage in SELDOM and not _wants(request.node, plan):
        pytest.skip(f"step {plan.step} wants nothing of {plan.outage}")
    renew = Lease.renew

    def renew_unless_out(lease: Lease) -> None:
        # The lease is renewed beside the steps; its packets are none that a step wanted. It is
        # when the outage is over, or the next drill would begin before.
        if running.cutting is None or plan.outage in {Outage.PROMETHEUS, Outage.DNS}:
            renew(lease)
        else:
            running.after = partial(renew, lease)

    monkeypatch.setattr(Lease, "renew", renew_unless_out)
    return plan


def _wants(item: pytest.Item, plan: Plan) -> bool:
    """Return whether a step wanted something of what is to be out, as far as is known."""
    clean = item.nodeid.replace(str(plan), str(Plan(None, 0)))
    rows = [row for row in _recorded(item.config) if row["drill"] == clean]
    steps = rows[-1]["wants"] if rows else []
    return len(steps) < plan.step or steps[plan.step - 1][str(plan.outage)] > 0


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
        "wants": running.wants,
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
