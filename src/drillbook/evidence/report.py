"""All reports of a run, drawn from its evidence, and the pointer ``reports/latest``.

A report that cannot be made does not cost the others: it is named in the summary, and the run is
not ok.
"""

import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from rich.console import Console

from drillbook import opening, target
from drillbook.errors import DrillbookError
from drillbook.evidence import bundle
from drillbook.evidence.chain import RUN_RECORDS
from drillbook.evidence.files import point_latest
from drillbook.evidence.junit import write_junit
from drillbook.evidence.model import Evidence
from drillbook.evidence.page import Words, write_page
from drillbook.evidence.reading import Run, read_run
from drillbook.evidence.summary import summary, write_summary
from drillbook.evidence.terminal import print_summary
from drillbook.evidence.verify import Status, verify
from drillbook.notebook.exporting import export_run
from drillbook.notebook.run import DIRECTORY as NOTEBOOKS
from drillbook.notebook.run import execute
from drillbook.runbook import claims, staleness
from drillbook.runbook import sections as runbook_sections
from drillbook.verdict import Verdict

_CATALOGUES = Path("runbooks")


class _Making:
    """Makes reports one after the other and notes which could not be made."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def __call__(self, name: str, make: Callable[[], object]) -> None:
        try:
            make()
        except Exception as error:  # noqa: BLE001 (whatever broke one must not cost the others)
            self.problems.append(f"{name} could not be made: {_one_line(error)}")


def write_reports(
    run_directory: Path,
    target_file: Path | None = None,
    *,
    parts: Mapping[str, float] | None = None,
    console: Console | None = None,
    notebooks: bool = True,
    proof: Mapping[str, int] | None = None,
    fingerprints: Mapping[str, str] | None = None,
) -> int:
    """Write every report into the run directory, print the summary, return the exit code.

    Reads ``evidence/`` and ``run.json`` (``undo_incomplete``: a reason or null; ``interrupted``)
    there, claims from ``runbooks/<system>.yaml``, and the runbooks that the target file names,
    shown beside the drills. From that target it also exports Prometheus data of the run to
    ``prometheus/<system>/``, unless they are there already. ``parts`` are seconds of work outside
    of the drills; ``notebooks`` can be left out, each takes some seconds. ``proof`` is the score of
    ``drillbook prove``; ``fingerprints`` are those of the scenarios that were run, by feature file
    and name. Raises UsageError if there is no evidence to read.
    """
    run = read_run(run_directory)
    making = _Making()
    undo_incomplete = _undo_incomplete(run_directory, making.problems)
    evidence = _verified(run_directory, making)
    making("junit.xml", lambda: write_junit(run, run_directory / "junit.xml"))

    def shown() -> dict[str, object]:
        return summary(
            run,
            undo_incomplete=undo_incomplete,
            problems=making.problems,
            parts=parts,
            evidence=evidence,
            proof=proof,
            covering=_covering(run, fingerprints or {}),
        )

    if target_file is not None:
        making("prometheus/", partial(_export, run, target_file))
    if notebooks and NOTEBOOKS.is_dir():  # a project of its own need not have any
        _notebooks(run, making)
    # After all others, because the page also says which of them is missing.
    beside = _links(run.directory)
    said = _words(run, target_file, beside, making)
    making("index.html", lambda: write_page(run, shown(), run_directory / "index.html", said))
    final = shown()
    write_summary(final, run_directory / "summary.json")
    point_latest(run_directory)
    print_summary(final, console)
    return int(str(final["exit_code"]))


def _covering(run: Run, fingerprints: Mapping[str, str]) -> dict[str, str]:
    names = {drill.scenario.name for drill in run.drills}
    found = {name: staleness.fingerprint_of(fingerprints, name) for name in names}
    return {name: one for name, one in found.items() if one is not None}


def worth_a_postmortem(run: Run) -> Evidence:
    """Return the drill to write the postmortem of: the worst of those that brought a fault.

    Of several, the one with the longest recovery; without any fault, the worst drill.
    """
    disruptive = [d for d in run.drills if any(event.kind == "fault" for event in d.timeline)]

    def weight(drill: Evidence) -> tuple[bool, bool, float]:
        longest = max((phase.seconds for phase in drill.phases), default=0.0)
        return drill.verdict is Verdict.FAIL, drill.verdict is Verdict.UNKNOWN, longest

    return max(disruptive or run.drills, key=weight)


def _verified(run_directory: Path, making: _Making) -> dict[str, object]:
    """Return what the evidence is worth as it lies there; broken evidence is a problem."""
    read = bundle.read(run_directory)
    if RUN_RECORDS not in read.files:
        remark = "nobody vouches for it: these drills were not recorded as a run"
        return {"status": Status.UNVOUCHED.value, "signed_by": None, "remarks": [remark]}
    found = verify(read, None)
    making.problems += [f"evidence broken: {finding.what}" for finding in found.broken]
    remarks = [remark for remark in found.open if not remark.startswith("signed by")]
    return {
        "status": found.status.value,
        "signed_by": found.signed_by or None,
        "remarks": remarks,
    }


def _export(run: Run, target_file: Path) -> None:
    """Export Prometheus data of every system that names a Prometheus, while the target is there."""
    opened_target = target.load(target_file)
    systems = sorted({drill.scenario.system for drill in run.drills})
    wanted = [
        name
        for name in systems
        if opened_target.system(name).prometheus is not None
        and not (run.directory / "prometheus" / name).exists()
    ]
    if not wanted:
        return
    with opening.opened(opened_target) as opened:
        for name in wanted:
            export_run(opened, name, run.record.started, run.ended, run.directory)


def _notebooks(run: Run, making: _Making) -> None:
    out = run.directory / "notebooks"
    drill = worth_a_postmortem(run)
    kind = "jsonl" if drill.aborted else "json"
    evidence = run.directory / "evidence" / f"{drill.id}.{kind}"
    making("notebooks/postmortem.html", lambda: execute("postmortem", {"evidence": evidence}, out))
    systems = sorted({drill.scenario.system for drill in run.drills})
    for system in systems:
        name = "capacity" if len(systems) == 1 else f"capacity-{system}"
        given = {"run": run.directory, "system": system}
        making(
            f"notebooks/{name}.html",
            partial(execute, "capacity", given, out, page_name=name),
        )


def _links(directory: Path) -> dict[str, str]:
    """Return the other pages of the run that are there, to be linked."""
    found = [directory / "pytest.html", *sorted((directory / "notebooks").glob("*.html"))]
    return {file.relative_to(directory).as_posix(): file.stem for file in found if file.exists()}


def words(run: Run, target_file: Path, links: Mapping[str, str]) -> Words:
    """Return claims in our words and the runbook's own; what is not to be had is left out."""
    return _words(run, target_file, links, _Making())


def _words(run: Run, target_file: Path | None, links: Mapping[str, str], making: _Making) -> Words:
    """Return claims in our words and the runbook's own; what is not to be had is left out."""
    systems = sorted({drill.scenario.system for drill in run.drills})
    known: dict[str, claims.Claim] = {}
    runbook: dict[str, dict[str, str]] = {}
    for system in systems:
        catalogue = _CATALOGUES / f"{system}.yaml"
        if catalogue.exists():
            making(f"claims of {system}", partial(_read_claims, catalogue, known))
        if target_file is not None:
            making(
                f"runbook of {system}", partial(_read_sections, run, target_file, system, runbook)
            )
    return Words(known, runbook, links)


def _read_claims(catalogue: Path, known: dict[str, claims.Claim]) -> None:
    known.update({claim.id: claim for claim in claims.load(catalogue)})


def _read_sections(
    run: Run, target_file: Path, system: str, runbook: dict[str, dict[str, str]]
) -> None:
    file = target.load(target_file).system(system).runbook
    if file is not None:
        drills = (drill for drill in run.drills if drill.scenario.system == system)
        wanted = [section for drill in drills for section in drill.scenario.sections]
        runbook[system] = runbook_sections.texts(file, wanted)


def _undo_incomplete(run_directory: Path, problems: list[str]) -> str | None:
    """Return what could not be put back. A run that did not say so is a problem of its own."""
    file = run_directory / "run.json"
    try:
        outcome = json.loads(file.read_text(encoding="utf-8"))
        reason = outcome["undo_incomplete"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        problems.append(
            f"{file}: not readable ({_one_line(error)}), so the run did not end by itself; "
            "run 'drillbook undo' to see that everything is put back"
        )
        return None
    if outcome.get("interrupted"):
        problems.append("the run was interrupted: drills that had not begun are missing from it")
    return str(reason) if reason else None


def _one_line(error: BaseException) -> str:
    words = " ".join(str(error).split()) or "no message"
    return words if isinstance(error, DrillbookError) else f"{type(error).__name__}: {words}"
