"""The report of an incident has each part of its form; what the record lacks is missing."""

from datetime import UTC, datetime, timedelta

from drillbook.evidence.model import EventRecord, PhaseRecord
from drillbook.incident import form

BEGAN = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def phase(name: str, seconds: float) -> PhaseRecord:
    return PhaseRecord(
        name=name,
        started=BEGAN,
        ended=BEGAN + timedelta(seconds=seconds),
        seconds=seconds,
        detection_seconds=0,
        budget_seconds=None,
        budget_source="",
    )


PHASES = (phase("assessed", 5), phase("whoever is on call told of ServiceDown", 50))
DONE = EventRecord(at=BEGAN + timedelta(seconds=60), kind="undo", text="scaled back to 2")
FAULT = EventRecord(at=BEGAN, kind="fault", text="oracle is scaled to 0")


def written(events: tuple[EventRecord, ...], phases: tuple[PhaseRecord, ...] = PHASES) -> str:
    return form.written(form.known(phases, events, BEGAN))


def test_moments_cause_and_resolution_are_those_of_the_record() -> None:
    text = written((FAULT, DONE))
    assert form.read(text, "Response team notified") == "02:00:50 UTC"
    assert form.read(text, "Fix implemented") == "02:01:00 UTC"
    assert form.read(text, "Root Cause") == FAULT.text
    assert form.read(text, "Resolution") == DONE.text


def test_what_only_a_person_can_write_is_marked() -> None:
    text = written((FAULT, DONE))
    assert all(form.read(text, part) == form.OPEN for part in form.BY_HAND)


def test_what_the_record_should_have_and_lacks_is_empty() -> None:
    text = written((), PHASES[:1])
    assert form.read(text, "Root Cause") == ""
    assert form.read(text, "Response team notified") == ""
    assert form.read(text, "Resolution") == ""
