"""An exercise as OSCAL assessment results: what it says, and that it is what OSCAL has."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from trestle.oscal.assessment_results import Model

from drillbook.dr import oscal
from drillbook.dr.files import Control, ControlMap
from tests.dr import exercises

#: As NIST's schema of assessment results 1.2.1 has identifiers and tokens.
UUID = re.compile(
    r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[45][0-9A-Fa-f]{3}-[89ABab][0-9A-Fa-f]{3}-[0-9A-Fa-f]{12}"
)
TOKEN = re.compile(r"[^\W\d][\w.\-]*")
#: What it requires of each object, by the list that it is in.
REQUIRED = {
    "results": {"uuid", "title", "description", "start", "reviewed-controls"},
    "observations": {"uuid", "description", "methods", "collected"},
    "findings": {"uuid", "title", "description", "target"},
    "risks": {"uuid", "title", "description", "statement", "status"},
    "parties": {"uuid", "type"},
    "roles": {"id", "title"},
    "props": {"name", "value"},
}


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exercises.record(tmp_path_factory.mktemp("oscal"))


def result(document: Any) -> Any:
    (found,) = document["assessment-results"]["results"]
    return found


def walk(found: Any, name: str = "") -> Any:
    """Yield every object with the name of the list or field that it is in."""
    if isinstance(found, dict):
        yield name, found
        for key, value in found.items():
            yield from walk(value, key)
    elif isinstance(found, list):
        assert found, f"{name}: OSCAL has no empty lists"
        for one in found:
            yield from walk(one, name)


def test_it_has_what_oscal_requires_and_every_reference_leads_somewhere(recorded: Path) -> None:
    document = oscal.assessment_results(exercises.read(recorded))
    objects = list(walk(document))
    for name, one in objects:
        assert not REQUIRED.get(name, set()) - one.keys(), (name, one)
        assert all(value != "" for value in one.values()), (name, one)
    known = {one["uuid"] for _, one in objects if "uuid" in one}
    assert len(known) == sum("uuid" in one for _, one in objects)
    assert all(UUID.fullmatch(one) for one in known)
    referred = {one["observation-uuid"] for _, one in objects if "observation-uuid" in one}
    referred |= {p for _, one in objects for p in one.get("party-uuids", ())}
    assert referred
    assert referred <= known
    tokens = [o[key] for _, o in objects for key in ("control-id", "target-id") if key in o]
    assert tokens == ["SOC-2_A1.3"] * 2
    assert all(TOKEN.fullmatch(one) for one in tokens)


def test_it_says_what_the_exercise_says(recorded: Path) -> None:
    exercise = exercises.read(recorded)
    found = result(oscal.assessment_results(exercise))
    assert found["props"][0]["value"] == "complete"
    assert len(found["observations"]) == len(exercise.attempts)
    first = found["observations"][0]
    assert first["description"].startswith("run-1/001-drill: fail")
    values = {one["name"]: one["value"] for one in first["props"]}
    assert values["verdict"] == "fail"
    assert float(values["rto-seconds"]) == pytest.approx(12, abs=0.5)
    assert [one["status"] for one in found["risks"]] == ["closed"]
    (finding,) = found["findings"]
    assert finding["target"]["status"] == {"state": "satisfied", "reason": "pass"}


def test_the_same_exercise_is_the_same_bytes(recorded: Path) -> None:
    exercise = exercises.read(recorded)
    said = [json.dumps(oscal.assessment_results(exercise)) for _ in range(2)]
    assert said[0] == said[1]


def test_a_control_that_nothing_has_drilled_is_not_satisfied_and_says_so(recorded: Path) -> None:
    nothing = Control(framework="DORA", control="25(1)", says="Tested", claims=("nobody",))
    exercise = exercises.read(recorded).model_copy(
        update={"controls": ControlMap(controls=(nothing,))}
    )
    found = result(oscal.assessment_results(exercise))
    (finding,) = found["findings"]
    assert finding["target"]["status"] == {"state": "not-satisfied", "reason": "other"}
    assert "no attempt drilled nobody" in finding["description"]
    assert "related-observations" not in finding
    assert found["props"][0]["value"] == "incomplete"
    assert "nobody" in found["remarks"]


@pytest.mark.parametrize("claims", [("nobody",), None], ids=["nothing drilled", "as recorded"])
def test_it_is_what_nists_schema_has(recorded: Path, claims: tuple[str, ...] | None) -> None:
    exercise = exercises.read(recorded)
    if claims is not None:
        control = Control(framework="DORA", control="25(1)", says="Tested", claims=claims)
        exercise = exercise.model_copy(update={"controls": ControlMap(controls=(control,))})
    document = oscal.assessment_results(exercise)
    read = Model.model_validate(document)
    assert read.assessment_results is not None
    observed = read.assessment_results.results[0].observations or []
    assert len(observed) == len(result(document)["observations"])


@pytest.mark.parametrize("name", ["uuid", "title", "description", "start", "reviewed-controls"])
def test_nists_schema_refuses_a_result_without_a_field_that_it_requires(
    recorded: Path, name: str
) -> None:
    document = oscal.assessment_results(exercises.read(recorded))
    del result(document)[name]
    with pytest.raises(ValidationError, match=name):
        Model.model_validate(document)
