"""JUnit XML of a run, as CI systems read it: drawn from evidence alone.

A failed drill is a failure, an unknown or aborted one an error, a blocked one is skipped.
"""

import re
from io import BytesIO
from pathlib import Path

from junitparser import (
    Error,
    Failure,
    JUnitXml,
    Properties,
    Property,
    Skipped,
    TestCase,
    TestSuite,
)

from drillbook.evidence import text
from drillbook.evidence.files import write_atomically
from drillbook.evidence.model import Evidence
from drillbook.evidence.reading import Run
from drillbook.verdict import Verdict

# XML 1.0 has no way to write these, not even escaped (section 2.2, production Char).
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(run: Run) -> str:
    """Return the run as JUnit XML: a suite a system, a test case a drill."""
    document = JUnitXml("drillbook")
    for system in sorted({drill.scenario.system for drill in run.drills}):
        drills = [drill for drill in run.drills if drill.scenario.system == system]
        suite = TestSuite(_text(system))
        suite.timestamp = drills[0].started.isoformat()
        for name, value in _target_properties(run).items():
            suite.add_property(name, _text(value))
        for drill in drills:
            suite.add_testcase(_case(drill))
        document.add_testsuite(suite)
    written = BytesIO()
    document.write(written)
    return written.getvalue().decode("utf-8")


def write_junit(run: Run, file: Path) -> None:
    """Write the run's JUnit XML, whole or not at all."""
    write_atomically(file, junit(run))


def _case(drill: Evidence) -> TestCase:
    scenario = drill.scenario
    case = TestCase(
        _text(scenario.name),
        classname=_text(f"{scenario.system}.{scenario.feature}"),
        time=round((drill.ended - drill.started).total_seconds(), 3),
    )
    properties = Properties()
    for name, value in _drill_properties(drill).items():
        properties.add_property(Property(name, _text(value)))
    case.append(properties)
    outcome = _outcome(drill)
    if outcome is not None:
        case.result = [outcome]
    case.system_out = _text(text.drill(drill))
    return case


def _outcome(drill: Evidence) -> Failure | Error | Skipped | None:
    reason = _text(drill.reason)
    if drill.aborted:
        return Error(reason, "aborted")
    if drill.verdict is Verdict.FAIL:
        return Failure(reason, "fail")
    if drill.verdict is Verdict.UNKNOWN:
        return Error(reason, "unknown")
    if drill.verdict is Verdict.BLOCKED:
        return Skipped(reason, "blocked")
    return None


def _drill_properties(drill: Evidence) -> dict[str, str]:
    return {
        "verdict": drill.verdict.value,
        "claims": " ".join(drill.scenario.claims),
        "attempt": "not counted" if drill.attempt is None else str(drill.attempt),
        "target": f"{drill.target.name} ({drill.target.kind})",
        "scale": drill.target.scale,
        "compression": f"{drill.target.compression:g}",
        "stand-ins": "; ".join(drill.target.stand_ins),
        "evidence": f"evidence/{drill.id}.{'jsonl' if drill.aborted else 'json'}",
    }


def _target_properties(run: Run) -> dict[str, str]:
    return {
        "run": run.record.id,
        "number": "none" if run.record.number is None else str(run.record.number),
        "target": f"{run.target.name} ({run.target.kind})",
        "scale": run.target.scale,
        "compression": f"{run.target.compression:g}",
        "stand-ins": "; ".join(run.target.stand_ins),
    }


def _text(words: str) -> str:
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", words)
