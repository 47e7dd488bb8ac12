"""What a run attests: in-toto statements, made from its records alone.

Two, each in its DSSE envelope, one a line of ``run.intoto.jsonl`` (an in-toto bundle): the
standard's test result, and our predicate with what the standard has no field for. Both have the
run's files as their subjects, so whoever holds one can check the files with sha256sum.

https://github.com/in-toto/attestation/blob/main/spec/predicates/test-result.md
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from drillbook.evidence.canonical import digest

STATEMENT = "https://in-toto.io/Statement/v1"
PAYLOAD_TYPE = "application/vnd.in-toto+json"
TEST_RESULT = "https://in-toto.io/attestation/test-result/v0.1"
RUN = "https://drillbook.dev/attestation/run/v1"

Record = Mapping[str, Any]

# The standard knows no unknown. What was not seen is not passed; blocked ran nothing that failed.
_LISTS = {"pass": "passedTests", "blocked": "warnedTests"}


def statements(
    records: Sequence[Record], head: tuple[int, str], files: Mapping[str, bytes]
) -> list[dict[str, Any]]:
    """Return the statements of a run that has closed.

    ``records`` are all of the run, in the order of their numbers; ``files`` are its records' files
    and documents by name.
    """
    subject = [
        {"name": name, "digest": {"sha256": digest(written)}}
        for name, written in sorted(files.items())
    ]
    both = ((TEST_RESULT, _test_result(records)), (RUN, _run(records, head)))
    return [
        {"_type": STATEMENT, "subject": subject, "predicateType": kind, "predicate": predicate}
        for kind, predicate in both
    ]


def drills(records: Iterable[Record]) -> list[dict[str, Any]]:
    """Return each drill with its verdict, in the order in which they started."""
    found: dict[str, dict[str, Any]] = {}
    running: dict[str, Any] = {}
    for record in records:
        body = record["body"]
        if record["record"] == "started":
            scenario = body["scenario"]
            running = found[body["id"]] = {
                "id": body["id"],
                "system": scenario["system"],
                "scenario": scenario["name"],
                "claims": scenario["claims"],
                "attempt": body.get("attempt"),
                "verdict": None,
                "reason": "",
            }
        if record["record"] == "finished":
            running |= {"verdict": body["verdict"], "reason": body["reason"]}
    return list(found.values())


def of_kind(records: Iterable[Record], kind: str) -> list[Any]:
    """Return the bodies of all records of a kind."""
    return [record["body"] for record in records if record["record"] == kind]


def _test_result(records: Sequence[Record]) -> dict[str, Any]:
    lists: dict[str, list[str]] = {"passedTests": [], "warnedTests": [], "failedTests": []}
    for drill in drills(records):
        name = f"{drill['system']}: {drill['scenario']}"
        lists[_LISTS.get(drill["verdict"], "failedTests")].append(name)
    result = "FAILED" if lists["failedTests"] or not lists["passedTests"] else "PASSED"
    if result == "PASSED" and lists["warnedTests"]:
        result = "WARNED"
    configuration = [
        {"name": body["name"], "digest": {"sha256": body["sha256"]}}
        for body in of_kind(records, "configuration")
    ]
    return {"result": result, "configuration": configuration, **lists}


def _run(records: Sequence[Record], head: tuple[int, str]) -> dict[str, Any]:
    (opened,) = of_kind(records, "opened")
    (closed,) = of_kind(records, "closed")
    return {
        "run": opened["run"],
        "target": opened["target"],
        "numbered": next(iter(of_kind(records, "numbered")), None),
        "started": records[0]["at"],
        "ended": records[-1]["at"],
        "verdict": closed["verdict"],
        "undoIncomplete": closed["undo_incomplete"],
        "drills": drills(records),
        "records": {"count": head[0], "sha256": head[1]},
    }
