"""``make test-notebooks``: notebooks from real nights, their figures worked out apart.

The nights in tests/nights were drilled on a lab. What the pages say of them is compared with what
the documents in their bundles, and Prometheus' answers beside them, say, read with json alone.
Then each notebook is given inputs that are missing, empty and from a newer drillbook. Prints one
line, and fails when any is wrong.
"""

import json
import re
import statistics
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import weasyprint

from drillbook.dr.report import exercise
from drillbook.errors import DrillbookError
from drillbook.evidence import bundle as bundles
from drillbook.evidence import text
from drillbook.evidence.canonical import digest
from drillbook.history.database import opened
from drillbook.history.importing import import_bundle
from drillbook.history.migrations import migrate
from drillbook.notebook import pdf, run
from tests.notebook import pdfs, validator

ROOT = Path(__file__).parents[2]
NIGHTS = sorted((ROOT / "tests" / "nights").glob("*.zip"))
RUN = ROOT / "tests" / "nights" / "runs" / "20261121T195344Z.zip"
#: The pods of a component, by their names.
PODS = {
    "kafka": r"kafka-\d",
    "neo4j": r"neo4j-\d",
    "postgresql": r"postgresql-\d",
    "graph-builder": r"graph-builder-[0-9a-f]+-\w{5}",
    "kg-api": r"kg-api-[0-9a-f]+-\w{5}",
}
PLAN = ROOT / "dr" / "2026Q4" / "plan.yaml"
CORRUPTED = "A damaged billing table is restored and only what came after the backup is lost"

#: The parameter by which a notebook takes one that was executed.
AGAIN = {"postmortem": "evidence", "capacity": "run"}

Document = dict[str, Any]


class Rows(HTMLParser):
    """The rows of all tables of a page, as text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[list[str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        if tag == "tr":
            self.found.append([])
        self._inside = tag in {"td", "th"} or (self._inside and tag == "a")
        if tag in {"td", "th"}:
            self.found[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag not in {"td", "th"}

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1][-1] += data.replace("\N{NO-BREAK SPACE}", " ")


class Figures:
    """Figures that were compared, and those that were wrong."""

    def __init__(self) -> None:
        self.compared = 0
        self.wrong: list[str] = []

    def equal(self, what: str, shown: object, expected: object) -> None:
        """Compare one figure."""
        self.compared += 1
        if shown != expected:
            self.wrong.append(f"{what}: the page says {shown!r}, and it is {expected!r}")


def rows(page: Path) -> list[list[str]]:
    parser = Rows()
    parser.feed(page.read_text("utf-8"))
    return parser.found


def documents() -> list[Document]:
    """Return the drills of all nights as their documents say, by time."""
    found = []
    for night in NIGHTS:
        with zipfile.ZipFile(night) as archive:
            names = [name for name in archive.namelist() if re.match(r"\d{3}-.*\.json$", name)]
            found += [{**json.loads(archive.read(n)), "night": night.stem} for n in names]
    return sorted(found, key=lambda one: str(one["started"]))


def trends(figures: Figures, page: Path, drills: list[Document]) -> None:
    """Compare each recovery time, the slowest drills, and the share of unknown."""
    said, table = page.read_text("utf-8"), rows(page)
    unknown = sum(one["verdict"] == "unknown" for one in drills)
    told = re.search(r"(\d+) of (\d+) drills ended unknown", said)
    figures.equal(
        "drills that ended unknown", told and told.groups(), (str(unknown), str(len(drills)))
    )
    scenario = ""
    shown: dict[tuple[str, str], list[str]] = {}
    for row in (one for one in table if len(one) == 8):
        scenario = row[0] or scenario
        shown[scenario, row[1]] = row
    measured: dict[tuple[str, str], list[float]] = {}
    for one in drills:
        for phase in one["phases"] if one["verdict"] in {"pass", "fail"} else []:
            name = one["scenario"]["name"], phase["name"]
            measured.setdefault(name, []).append(phase["seconds"])
    for name, seconds in measured.items():
        row = shown.get(name, [""] * 8)
        figures.equal(f"nights of {name}", row[2], str(len(seconds)))
        figures.equal(f"newest of {name}", row[3].partition(" (-")[0], text.span(seconds[-1]))
        figures.equal(f"median of {name}", row[4], text.span(statistics.median(seconds)))
    for name in {one["scenario"]["name"] for one in drills}:
        several = [seconds_of(one) for one in drills if one["scenario"]["name"] == name]
        slow = (row for row in table if len(row) == 4 and row[0] == name and row[3] == "2")
        for row in slow:
            figures.equal(f"length of {name}", row[1], text.span(statistics.median(several)))


def seconds_of(drill: Document) -> float:
    ended, started = (datetime.fromisoformat(drill[name]) for name in ("ended", "started"))
    return (ended - started).total_seconds()


def dr(figures: Figures, page: Path, drills: list[Document]) -> None:
    """Compare every attempt, phase clock and ledger of the planned drills."""
    table = rows(page)
    planned = [one for one in drills if one["scenario"]["name"] in PLAN.read_text("utf-8")]
    attempts = [row for row in table if len(row) == 6 and re.match(r"\d{4}-\d\d-\d\d ", row[0])]
    expected = [
        [one["started"][:19].replace("T", " "), one["scenario"]["name"], one["night"],
         str(one["attempt"]), one["verdict"], one["reason"] or "every step held"]
        for one in planned
    ]  # fmt: skip
    figures.equal("attempts", attempts, expected)
    clocks = [row for row in table if len(row) == 8 and re.match(r"\d\d:\d\d:\d\d", row[3])]
    figures.equal(
        "phase clocks",
        [(row[2], row[4]) for row in clocks],
        [(p["name"], text.span(p["seconds"])) for one in planned for p in one["phases"]],
    )
    accounts = [row[1:7] for row in table if len(row) == 8 and row[0].startswith("2026")
                and row[2].replace(",", "").isdigit()]  # fmt: skip
    figures.equal(
        "ledgers",
        accounts,
        [
            [led["system_under_write"], *(f"{led[n]:,}" for n in ("acked", "present", "lost")),
             f"{led['duplicated']:,}", text.span(led["rpo_seconds"])]
            for one in planned
            for led in one["ledgers"]
        ],
    )  # fmt: skip
    seen = exercise(page.with_suffix(".ipynb"))
    for attempt in seen.attempts:
        night = next(file for file in NIGHTS if file.stem == attempt.run)
        with zipfile.ZipFile(night) as archive:
            figures.equal("hash", attempt.sha256, digest(archive.read(attempt.file)))


def postmortem(figures: Figures, page: Path, drill: Document) -> None:
    """Compare the ledger's account and the phases of the corrupted table."""
    cells = Counter(cell for row in rows(page) for cell in row)
    (ledger,) = drill["ledgers"]
    for name in ("acked", "lost"):
        figures.equal(f"postmortem, {name}", cells[f"{ledger[name]:,}"] > 0, True)
    took = {row[0]: row[1] for row in rows(page) if len(row) == 5}
    for phase in drill["phases"]:
        shown = took.get(f"recovery: {phase['name']}")
        figures.equal(f"postmortem, {phase['name']}", shown, text.span(phase["seconds"]))


def capacity(figures: Figures, page: Path, run_of: Path) -> None:
    """Compare what each component used, and that nothing is said of volumes that share a disk."""
    answers = run_of / "prometheus" / "kg_rca"
    table = {row[0]: row for row in rows(page) if len(row) == 6}
    for component, pattern in PODS.items():
        seen: set[str] = set()
        shown = table.get(component, [""] * 6)
        for name, column, unit in (("pod_cpu", 2, mcpu), ("pod_memory", 4, binary)):
            answer = json.loads((answers / f"{name}.json").read_text("utf-8"))
            sums: dict[str, float] = {}
            for one in answer["series"]:
                if re.fullmatch(pattern, one["labels"]["pod"]):
                    seen.add(one["labels"]["pod"])
                    for at, value in one["points"]:
                        sums[at] = sums.get(at, 0.0) + value
            figures.equal(
                f"{name} of {component}", shown[column], unit(statistics.mean(sums.values()))
            )
        figures.equal(f"pods of {component}", shown[1], str(len(seen)))
    said = page.read_text("utf-8")
    figures.equal("volumes", "8 of them are directories of one file system" in said, True)
    figures.equal("forecasts of ten minutes", "No history could be forecast." in said, True)


def mcpu(number: float) -> str:
    return f"{number * 1000:,.0f} mCPU" if number < 1 else f"{number:,.2f} cores"


def binary(number: float) -> str:
    unit, size = ("GiB", 2**30) if number >= 2**30 else ("MiB", 2**20)
    return f"{number / size:,.1f} {unit}"


def wrong_inputs(directory: Path) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield a notebook, what it is given, and what its error must say."""
    empty, newer = directory / "empty.json", directory / "newer.json"
    empty.write_text("", "utf-8")
    newer.write_text('{"schema": "drillbook/evidence/2"}', "utf-8")
    yield "postmortem", {"evidence": directory / "no.json"}, "does not exist"
    yield "postmortem", {"evidence": empty}, "damaged, not readable as JSON"
    yield "postmortem", {"evidence": newer}, "read it with the drillbook that wrote it"
    later_run, nothing_in = directory / "newer", directory / "history.csv"
    (later_run / "evidence").mkdir(parents=True)
    (later_run / "evidence" / newer.name).write_bytes(newer.read_bytes())
    nothing_in.write_text("", "utf-8")
    yield "capacity", {"run": directory / "no"}, "does not exist"
    yield "capacity", {"run": directory}, "no evidence here"
    yield "capacity", {"run": later_run}, "read it with the drillbook that wrote it"
    yield "capacity", {"history": nothing_in}, "columns are none"
    nothing, later = str(directory / "nothing.duckdb"), str(directory / "later.duckdb")
    for place in (nothing, later):
        with opened(place) as database:
            migrate(database)
            if place == later:
                with database.writing():
                    database.change("UPDATE schema_version SET version = 99")
    for name, more in (("trends", {}), ("dr_evidence", {"plan": PLAN})):
        yield name, {"history": str(directory / "no.duckdb"), **more}, "not there"
        empty_says = "it is empty" if name == "trends" else "no run on lab"
        yield name, {"history": nothing, **more}, empty_says
        yield name, {"history": later, **more}, "use the drillbook that wrote it"
        yield name, {"histry": nothing}, "unknown parameter 'histry'"


def valid(figures: Figures, pages: Iterable[Path]) -> int:
    """Print each page; ask veraPDF whether it is PDF/A-3u. Return how many sheets there are."""
    sheets, files = 0, []
    for page in pages:
        file = pdf.write(page, [page.with_suffix(".ipynb")])
        found, attached = pdfs.read(file)
        figures.equal(f"{page.stem}, attached", list(attached), [f"{page.stem}.ipynb"])
        sheets += len(found)
        files.append(file)
    plain = files[0].with_name("plain.pdf")
    weasyprint.HTML(string="<p>no PDF/A</p>").write_pdf(plain)
    figures.equal("not PDF/A-3u by veraPDF", validator.invalid([*files, plain]), [str(plain)])
    return sheets


def drawn(directory: Path) -> dict[str, Path]:
    """Execute the notebooks from the nights, and return their pages."""
    history = directory / "history.duckdb"
    with opened(str(history)) as database:
        migrate(database)
        for night in NIGHTS:
            import_bundle(database, bundles.read(night), None)
    evidence = directory / "drill.json"
    with zipfile.ZipFile(NIGHTS[-1]) as archive:
        name = next(n for n in archive.namelist() if n.startswith("017-") and n.endswith(".json"))
        evidence.write_bytes(archive.read(name))
    with zipfile.ZipFile(RUN) as archive:
        archive.extractall(directory / RUN.stem)
    given: dict[str, dict[str, Any]] = {
        "capacity": {"run": directory / RUN.stem, "system": "kg_rca"},
        "trends": {"history": str(history)},
        "dr_evidence": {"history": str(history), "plan": PLAN},
        "postmortem": {"evidence": evidence},
    }
    notebooks = ROOT / "notebooks"
    return {n: run.execute(n, g, directory, directory=notebooks) for n, g in given.items()}


def main() -> int:
    """Execute, compare, print the line, and return how much is wrong."""
    figures, drills = Figures(), documents()
    with tempfile.TemporaryDirectory(prefix="test-notebooks-") as name:
        directory = Path(name)
        pages = drawn(directory)
        trends(figures, pages["trends"], drills)
        dr(figures, pages["dr_evidence"], drills)
        capacity(figures, pages["capacity"], directory / RUN.stem)
        postmortem(figures, pages["postmortem"], [d for d in drills if _is_corrupted(d)][-1])
        printed = valid(figures, pages.values())
        for page in pages.values():
            again = run.execute(
                page.stem,
                {AGAIN.get(page.stem, "history"): str(page.with_suffix(".ipynb"))},
                directory / "again",
                directory=ROOT / "notebooks",
            )
            figures.equal(
                f"{page.stem}, drawn again", again.read_bytes() == page.read_bytes(), True
            )
        told = 0
        for notebook, given, says in wrong_inputs(directory):
            try:
                run.execute(notebook, given, directory / "wrong", directory=ROOT / "notebooks")
            except DrillbookError as error:
                figures.equal(
                    f"{notebook} given {given}", says if says in str(error) else str(error), says
                )
                told += 1
            else:
                figures.wrong.append(f"{notebook} given {given}: no error")
    for one in figures.wrong:
        print(f"  wrong: {one}")
    print(
        f"notebooks: {len(pages)} executed from {len(NIGHTS)} nights of {len(drills)} drills, "
        f"{figures.compared} figures compared, {len(figures.wrong)} wrong; each drawn again from "
        f"itself; {told} wrong inputs told; {printed} pages of PDF/A-3u, valid by veraPDF"
    )
    return len(figures.wrong)


def _is_corrupted(drill: Document) -> bool:
    return bool(drill["scenario"]["name"] == CORRUPTED)


if __name__ == "__main__":
    sys.exit(min(main(), 1))
