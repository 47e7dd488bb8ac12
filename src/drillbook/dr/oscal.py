"""An exercise as OSCAL assessment results (NIST's, 1.2.1), for tools that read those. Pure.

The report stays the evidence: this says the same in fewer words. OSCAL knows satisfied and not
satisfied; what nothing has shown is not satisfied, with the reason ``other``. Identifiers follow
from what they are of, so the same exercise is the same bytes.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from drillbook.dr.attempts import Attempt, Exercise
from drillbook.dr.files import Control
from drillbook.dr.missing import Deviating, deviating, missing
from drillbook.evidence import text
from drillbook.verdict import Verdict, merge

VERSION = "1.2.1"
#: Whose the names of our properties are.
_NAMES = "urn:drillbook"
_NO_TOKEN = re.compile(r"[^\w.\-]+")

Json = dict[str, Any]


def assessment_results(exercise: Exercise) -> Json:
    """Return the document: people, what was drilled, what it shows of each control, deviations."""
    return {
        "assessment-results": {
            "uuid": _identity(exercise, "results"),
            "metadata": _metadata(exercise),
            "import-ap": {
                "href": "plan.yaml",
                "remarks": f"The exercise's plan, SHA-256 {exercise.plan_sha256}; not OSCAL itself",
            },
            "results": [_result(exercise)],
        }
    }


def _metadata(exercise: Exercise) -> Json:
    people = {"assessor": exercise.sign_off.ran_by}
    if exercise.sign_off.approved is not None:
        people["approver"] = (exercise.sign_off.approved.by,)
    people = {role: names for role, names in people.items() if names}
    names = sorted({name for several in people.values() for name in several})
    found: Json = {
        "title": exercise.plan.title,
        "last-modified": exercise.read.isoformat(),
        "version": exercise.quarter,
        "oscal-version": VERSION,
    }
    if people:
        found["roles"] = [{"id": role, "title": role.capitalize()} for role in people]
        found["parties"] = [
            {"uuid": _identity(exercise, "person", name), "type": "person", "name": name}
            for name in names
        ]
        found["responsible-parties"] = [
            {
                "role-id": role,
                "party-uuids": [_identity(exercise, "person", name) for name in several],
            }
            for role, several in people.items()
        ]
    return found


def _result(exercise: Exercise) -> Json:
    lacking = missing(exercise)
    whole = "complete" if not lacking else "incomplete"
    found: Json = {
        "uuid": _identity(exercise, "result"),
        "title": f"{exercise.plan.title}, {exercise.quarter}",
        "description": f"{len(exercise.attempts)} attempts of {len(exercise.plan.drills)} planned "
        f"drills on {', '.join(exercise.plan.targets)}; the exercise is {whole}.",
        "start": min(run.started for run in exercise.runs).isoformat(),
        "end": max(run.ended for run in exercise.runs).isoformat(),
        "props": [_property("completeness", whole)],
        "reviewed-controls": {"control-selections": [_reviewed(exercise)]},
    }
    several = {
        "observations": [_observation(exercise, one) for one in exercise.attempts],
        "risks": [_risk(exercise, one) for one in deviating(exercise)],
        "findings": [_finding(exercise, one) for one in exercise.controls.controls],
    }
    found |= {name: items for name, items in several.items() if items}
    if lacking:
        found["remarks"] = "Missing: " + "; ".join(lacking)
    return found


def _reviewed(exercise: Exercise) -> Json:
    controls = exercise.controls.controls
    if not controls:
        return {"description": "No control map was given."}
    identifiers = dict.fromkeys(_token(one) for one in controls)
    return {"include-controls": [{"control-id": one} for one in identifiers]}


def _observation(exercise: Exercise, one: Attempt) -> Json:
    why = f": {one.reason}" if one.reason else ""
    said = "aborted" if one.aborted else one.verdict.value
    return {
        "uuid": _identity(exercise, "attempt", one.of),
        "title": one.scenario,
        "description": f"{one.of}: {said}{why}",
        "props": list(_measured(exercise, one)),
        "methods": ["TEST"],
        "relevant-evidence": [
            {"href": f"{one.run}/evidence/{one.file}", "description": f"SHA-256 {one.sha256}"}
        ],
        "collected": one.ended.isoformat(),
    }


def _measured(exercise: Exercise, one: Attempt) -> Iterator[Json]:
    """Yield the verdict, and RTO and RPO in seconds with the observations that they are from."""
    planned = next(
        drill
        for drill in exercise.plan.drills
        if (drill.system, drill.scenario) == (one.system, one.scenario)
    )
    yield _property("verdict", one.verdict.value)
    clock, account = one.rto(planned.rto), one.rpo()
    if clock is not None:
        seen = (source.observation for source in clock.sources)
        yield _property("rto-seconds", f"{clock.seconds:.3f}", [clock.phase, *seen])
    if account is not None and account.rpo is not None:
        seen = (source.observation for source in account.sources)
        yield _property("rpo-seconds", f"{account.rpo:.3f}", [account.ledger, *seen])


def _finding(exercise: Exercise, control: Control) -> Json:
    """Return what the last attempts of each claim's scenarios show of a control."""
    shown: dict[tuple[str, str], Attempt] = {}
    for one in exercise.attempts:
        if set(one.claims) & set(control.claims):
            shown[one.system, one.scenario] = one
    drilled = {claim for one in shown.values() for claim in one.claims}
    bare = [claim for claim in control.claims if claim not in drilled]
    verdict = merge(
        [*(one.verdict for one in shown.values()), *(Verdict.UNKNOWN for _ in bare)],
    )
    reason = {Verdict.PASS: "pass", Verdict.FAIL: "fail"}.get(verdict, "other")
    said = f"; no attempt drilled {', '.join(bare)}" if bare else ""
    found: Json = {
        "uuid": _identity(exercise, "finding", control.framework, control.control),
        "title": f"{control.framework} {control.control}",
        "description": f"{control.says}: {verdict.value}, by {text.count(len(shown), 'scenario')}"
        f"{said}",
        "target": {
            "type": "objective-id",
            "target-id": _token(control),
            "status": {
                "state": "satisfied" if verdict is Verdict.PASS else "not-satisfied",
                "reason": reason,
            },
        },
    }
    related = [{"observation-uuid": _identity(exercise, "attempt", o.of)} for o in shown.values()]
    return found | ({"related-observations": related} if related else {})


def _risk(exercise: Exercise, one: Deviating) -> Json:
    answer = one.answer
    status, said = "open", "nobody has answered it"
    if answer is not None and answer.accepted is not None:
        accepted = answer.accepted
        status = "deviation-approved"
        said = f"accepted by {accepted.by} until {accepted.until}: {accepted.why}"
    elif answer is not None and answer.retest:
        status, said = "closed", f"retested: {answer.retest}"
    elif answer is not None:
        said = "neither retested nor accepted"
    found: Json = {
        "uuid": _identity(exercise, "deviation", one.of),
        "title": one.of,
        "description": one.what,
        "statement": f"{said}; owner {answer.owner}" if answer is not None else said,
        "status": status,
    }
    if answer is not None:
        due = datetime.combine(answer.due, time(), UTC)
        found["deadline"] = due.isoformat()
    return found


def _property(name: str, value: str, remarks: Iterable[str] = ()) -> Json:
    found = {"name": name, "ns": _NAMES, "value": value}
    said = ", ".join(remarks)
    return found | ({"remarks": said} if said else {})


def _token(control: Control) -> str:
    """Return a control's name as OSCAL has them: a letter first, no spaces."""
    said = _NO_TOKEN.sub("-", f"{control.framework}_{control.control}").strip("-")
    return said if said[:1].isalpha() else f"_{said}"


def _identity(exercise: Exercise, *names: str) -> str:
    whole = "/".join((exercise.quarter, exercise.plan_sha256, *names))
    return str(uuid5(NAMESPACE_URL, f"{_NAMES}:{whole}"))
