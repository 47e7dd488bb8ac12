"""The pytest plugin: each scenario is a drill, each step is recorded as it ends.

Loaded in every pytest run, it does nothing until a pytest-bdd scenario is collected.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_bdd.parser import Feature, Scenario, Step

from drillbook import drill, ending, silencing
from drillbook.clock import now
from drillbook.drill import Drill
from drillbook.errors import Blocked, DrillbookError, Unobservable, UsageError
from drillbook.evidence import pytest_html, pytest_report
from drillbook.evidence.model import Evidence, ScenarioRecord
from drillbook.proof import boundary
from drillbook.run import Run
from drillbook.runbook import claims as catalogues
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.taking import take
from drillbook.verdict import Judgement, Verdict, passed, unknown, verdict_of

EVIDENCE = pytest.StashKey[Evidence]()
_RUN = pytest.StashKey[Run]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add drillbook's options."""
    group = parser.getgroup("drillbook")
    group.addoption("--target", default="targets/lab.yaml", help="target file of the drills")
    group.addoption("--confirm", default=None, help="name of the cluster that may be changed")
    group.addoption("--results", default=None, help="directory of this run's results")
    group.addoption("--key", default=None, help="key that signs the evidence; none, unsigned")
    group.addoption(
        "--history",
        default=os.environ.get("DRILLBOOK_HISTORY"),
        help="where runs of a target that is only read are counted; a file or postgresql://…",
    )
    group.addoption("--dr-plan", default=None, help="plan of an exercise; its hash is recorded")
    group.addoption("--timestamp", default=None, help="address of an RFC 3161 authority")
    group.addoption("--falsify", default=None, help="bring falsifiers: all, or today's share")
    group.addoption("--record", default=None, help="directory for what drills that pass have seen")
    group.addoption("--queue", default=None, help="directory where lanes say which drill they took")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Make what phrases call recordable, before a conftest imports the phrases."""
    given = early_config.known_args_namespace
    if given.record is not None or given.falsify is not None:
        boundary.install()


@pytest.hookimpl(tryfirst=True)  # pytest-bdd's own takes any tag, and may be loaded after this one
def pytest_bdd_apply_tag(tag: str) -> bool | None:
    """Keep drillbook's tags (``claim:…``) from becoming markers, which cannot carry a colon."""
    return True if ":" in tag or tag in {"alone", "disruptive", "slow"} else None


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> bool | None:
    """Leave a drill to the lane that has taken it."""
    queue = item.config.getoption("--queue")
    return None if queue is None or take(Path(queue), item.nodeid) else True


@pytest.fixture(scope="session")
def run(request: pytest.FixtureRequest) -> Iterator[Run]:
    """Return what all drills of this pytest run share."""
    shared = Run(request.config)
    request.config.stash[_RUN] = shared
    yield shared
    shared.close()


@pytest.fixture(name="drill")
def drill_fixture() -> Drill:
    """Return the drill that the running scenario is."""
    running = drill.current.get()
    if running is None:
        raise UsageError("there is no drill outside a scenario")
    return running


@pytest.fixture(name="session")
def session_fixture(run: Run) -> Session:
    """Return the opened target."""
    return run.session()


@pytest.fixture
def system(drill: Drill, session: Session) -> SystemUnderDrill:
    """Return the system under drill."""
    return SystemUnderDrill.on(session.target, drill.scenario.system)


def pytest_bdd_before_scenario(
    request: pytest.FixtureRequest, feature: Feature, scenario: Scenario
) -> None:
    """Open the drill. Nothing may be raised here, or the drill would leave no evidence."""
    run: Run = request.getfixturevalue("run")
    record = _scenario_record(feature, scenario)
    run.begin_turn(record.tags)
    why_not = _why_not(run, record)
    run.configuration([Path(feature.filename)])
    run.learn_secrets(record.system)
    drill.current.set(
        Drill(
            f"{len(run.verdicts) + 1:03d}-{_slug(scenario.name)}",
            run.record,
            run.target_record(record.system),
            record,
            run.directory / "evidence",
            run.recording.redactor,
            why_not,
            run.recording.chain,
            run.next_attempt(record),
        )
    )
    run.begin_recording(drill.required())
    run.begin_falsifying(drill.required())
    place, more = run.besides([step.name for step in scenario.steps])
    scenario.steps[place:place] = [
        Step(words, keyword.lower(), 0, 0, keyword) for keyword, words in more
    ]


def pytest_bdd_before_step(request: pytest.FixtureRequest, scenario: Scenario, step: Step) -> None:
    """Begin a step; it ends at once when the drill cannot be run, or has been stopped."""
    running = drill.required()
    running.begin_step()
    run: Run = request.getfixturevalue("run")
    why_not = running.why_not or (run.session().stop.reason if run.is_open() else None)
    if why_not is not None:
        running.step(step.keyword, step.name, _judgement_of(why_not))
        raise why_not
    try:
        ended = scenario.steps[: running.ended_steps()]
        run.falsify(running, [one.name for one in ended], step.name)
    except DrillbookError as error:
        running.step(step.keyword, step.name, unknown(f"not falsified: {error}"))
        raise Unobservable(f"not falsified: {error}") from error
    if run.is_open() and running.ended_steps() == 1:
        said = [one.name for one in scenario.steps]
        silencing.after_first_step(run.session(), running, step.keyword, step.name, said)


def pytest_bdd_after_step(step: Step) -> None:
    """Record a step that ended well; a Then that judged nothing is unknown."""
    running = drill.required()
    if step.type == "then" and not running.judged_in_this_step():
        judgement = unknown("this step judged nothing that was observed")
        running.step(step.keyword, step.name, judgement)
        raise Unobservable(judgement.reason)
    running.step(step.keyword, step.name, passed(""))


def pytest_bdd_step_error(step: Step, exception: Exception) -> None:
    """Record a step that ended with an error."""
    drill.required().step(step.keyword, step.name, _judgement_of(exception))


def pytest_bdd_step_func_lookup_error(step: Step, exception: Exception) -> None:
    """Record a step that has no phrase."""
    drill.required().step(step.keyword, step.name, unknown(f"no such phrase: {exception}"))


def pytest_bdd_after_scenario(request: pytest.FixtureRequest, scenario: Scenario) -> None:
    """Undo, and write the evidence."""
    running = drill.current.get()
    if running is None:
        return
    run: Run = request.getfixturevalue("run")
    recorder = run.end_recording()
    interrupted = running.passed_so_far() and running.ended_steps() < len(scenario.steps)
    try:
        # Of a drill that passed, what its fault led to: a postmortem is written of those, too.
        # Who ends a run from outside waits for its undo alone.
        if run.is_open() and not interrupted and ending.left_traces(running):
            run.learn_secrets(running.scenario.system)  # the drill may have changed them
            ending.keep_aftermath(run, running)
    finally:
        begun = now()
        more = list(ending.undone(run))
        undo = now() - begun
        if interrupted:
            more.append(unknown("the run was interrupted before the last step had ended"))
        evidence = running.finish(*more, undo=undo)
        if recorder is not None and evidence.verdict is Verdict.PASS:
            run.keep(recorder.recording(evidence))
        run.verdicts.append(evidence.verdict)
        drill.current.set(None)
        request.node.stash[EVIDENCE] = evidence
        run.end_turn()
        if run.undo_incomplete:
            request.session.shouldstop = f"undo incomplete: {run.undo_incomplete}"
        elif run.asked_to_end:
            request.session.shouldstop = f"{run.asked_to_end} came while the drill was undone"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Make pytest's outcome say what the drill's verdict says."""
    report: pytest.TestReport = yield
    run = item.config.stash.get(_RUN, None)
    if run is not None:
        pytest_report.redact(report, run.recording.redactor)
    evidence = item.stash.get(EVIDENCE, None)
    if evidence is not None and call.when == "call":
        pytest_report.tell(report, evidence, item.location)
    return report


@pytest.hookimpl(optionalhook=True)
def pytest_html_results_table_header(cells: list[str]) -> None:
    """Add the column of verdicts to pytest.html."""
    pytest_html.table_header(cells)


@pytest.hookimpl(optionalhook=True)
def pytest_html_results_table_row(report: Any, cells: list[str]) -> None:
    """Add a drill's verdict to its row of pytest.html."""
    pytest_html.table_row(report, cells)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Draw the quick reports from the evidence, and note what could not be undone."""
    run = session.config.stash.get(_RUN, None)
    if run is None or not (run.directory / "evidence").exists():
        return
    interrupted = exitstatus == pytest.ExitCode.INTERRUPTED and not run.undo_incomplete
    outcome = {
        "undo_incomplete": run.undo_incomplete,
        "interrupted": interrupted,
        "waited_seconds": run.waited_seconds,
    }
    (run.directory / "run.json").write_text(json.dumps(outcome), encoding="utf-8")


def _why_not(run: Run, record: ScenarioRecord) -> DrillbookError | None:
    try:
        run.session().system(record.system)
    except DrillbookError as error:
        return error
    reasons = (run.target.blocked_reason(record.system, claim) for claim in record.claims)
    reason = next((reason for reason in reasons if reason is not None), None)
    return Blocked(reason) if reason is not None else None


def _judgement_of(error: BaseException) -> Judgement:
    if isinstance(error, DrillbookError):
        return Judgement(verdict_of(error), str(error))
    return Judgement(verdict_of(error), f"{type(error).__name__}: {error}")


def _scenario_record(feature: Feature, scenario: Scenario) -> ScenarioRecord:
    tags = tuple(sorted(feature.tags | scenario.tags))
    systems = [tag.removeprefix("system:") for tag in tags if tag.startswith("system:")]
    claims = tuple(tag.removeprefix("claim:") for tag in tags if tag.startswith("claim:"))
    system_name = systems[0] if systems else Path(feature.filename).parent.name
    return ScenarioRecord(
        system=system_name,
        name=scenario.name,
        feature=feature.name or "",
        file=feature.rel_filename,
        line=scenario.line_number,
        tags=tags,
        claims=claims,
        sections=catalogues.sections(Path("runbooks") / f"{system_name}.yaml", claims),
    )


def _slug(name: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())[:60]
