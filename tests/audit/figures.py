"""The figures of the audit: planted defects found, look-alikes and the control set flagged.

    python tests/audit/figures.py [DIRECTORY]

In a runbook, ``<!-- defect: RULE … -->`` before a block plants defects of these rules in it, and
``<!-- right -->`` says that the block only looks like one. Without a directory the project's own
runbooks are audited. A runbook without marks gives the number of its findings.
"""

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

from drillbook.audit import document, sql
from drillbook.audit.audit import FAILED, Report, audit
from drillbook.audit.runbook import Runbook

HERE = Path(__file__).parent
_MARK = re.compile(r"^<!--\s*(defect|right)\s*:?\s*([\w\s,-]*?)\s*-->\s*$")


@dataclass
class Figures:
    """What was planted and what was found of it."""

    planted: int = 0
    found: int = 0
    look_alikes: int = 0
    flagged: int = 0
    control: int = 0
    control_flagged: int = 0
    complaints: list[str] = field(default_factory=list)
    unmarked: dict[str, int] = field(default_factory=dict)

    def text(self) -> str:
        """Return the figures as one line, and what is wrong with them before it."""
        line = (
            f"planted defects found {self.found} of {self.planted}, "
            f"look-alikes flagged {self.flagged} of {self.look_alikes}, "
            f"control set flagged {self.control_flagged} of {self.control}"
        )
        unmarked = [f"{name}: {count} findings" for name, count in self.unmarked.items()]
        return "\n".join([*self.complaints, *unmarked, line])


def marks(report: Report) -> list[tuple[str, list[str], range]]:
    """Return the marks of a runbook: kind, rules, and the lines that it speaks of."""
    found = []
    starts = [
        (number, match)
        for number, line in enumerate(report.lines, start=1)
        if (match := _MARK.match(line))
    ]
    for number, match in starts:
        fenced = begun = False
        end = len(report.lines) + 1
        for at in range(number + 1, len(report.lines) + 1):
            line = report.lines[at - 1]
            fenced ^= line.startswith("```")
            # A mark just before a heading speaks of its section.
            if not fenced and ((begun and line.startswith("#")) or _MARK.match(line)):
                end = at
                break
            begun |= bool(line.strip())
        found.append((match[1], match[2].replace(",", " ").split(), range(number, end)))
    return found


def score(files: list[Path], figures: Figures) -> None:
    """Audit runbooks and add what was planted and found in them."""
    for file in files:
        report = audit(file)
        figures.complaints += failures(report)
        marked = marks(report)
        if not marked:
            figures.unmarked[file.name] = len(report.findings)
        for kind, rules, lines in marked:
            within = [one for one in report.findings if one.line in lines]
            if kind == "right":
                figures.look_alikes += 1
                figures.flagged += bool(within)
                figures.complaints += [
                    f"{file.name}:{one.line}: flagged, and right: {one.rule}: {one.message}"
                    for one in within
                ]
            for rule in rules:
                figures.planted += 1
                hit = any(one.rule == rule for one in within)
                figures.found += hit
                if not hit:
                    figures.complaints.append(f"{file.name}:{lines.start}: not found: {rule}")


def failures(report: Report) -> list[str]:
    """Return the rules that failed on a runbook."""
    return [
        f"{report.file.name}: {one.what}: {one.why}"
        for one in report.not_looked_at
        if one.why.startswith(FAILED)
    ]


def control(files: list[Path], figures: Figures) -> None:
    """Audit what is known to be right, and count it."""
    for file in files:
        report = audit(file)
        figures.complaints += failures(report)
        figures.control += size(Runbook(document.read(file)))
        figures.control_flagged += len(report.findings)
        figures.complaints += [
            f"{file.name}:{one.line}: flagged, and right: {one.rule}: {one.message}"
            for one in report.findings
        ]


def size(runbook: Runbook) -> int:
    """Return how many commands, objects, rules, queries and statements a runbook holds."""
    commands = sum(
        one.wrapper is None and "command_substitution" not in one.inside
        for script in runbook.scripts
        for one in script.commands
    )
    queries = sum(query.where == "block" for query in runbook.queries)
    statements = sum(len(sql.read(one.text)) for one in runbook.sql if one.command is None)
    return commands + len(runbook.manifests) + len(runbook.alerts) + queries + statements


def main() -> None:
    """Print the figures; exit code 1 when the project's own are not as they must be."""
    figures = Figures()
    own = len(sys.argv) < 2
    folder = HERE / "runbooks" if own else Path(sys.argv[1])
    score(sorted(folder.glob("*.md")), figures)
    control(sorted((HERE / "control").glob("*.md")), figures)
    sys.stdout.write(figures.text() + "\n")
    sys.exit(1 if own and figures.complaints else 0)


if __name__ == "__main__":
    main()
