"""Building the site of a directory of reports."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from drillbook.clock import now
from drillbook.runbook import claims
from drillbook.runbook.claims import Claim
from drillbook.site import pages
from drillbook.site.runs import found

#: Where the site is, below the reports.
SITE = "site"


@dataclass(frozen=True)
class Built:
    """What was built: its first page, the runs and drills that it shows, and what could not be."""

    page: Path
    runs: int
    drills: int
    unread: tuple[str, ...]


def build(
    reports: Path,
    into: Path | None = None,
    catalogues: Path = Path("runbooks"),
    at: datetime | None = None,
) -> Built:
    """Build the site over all runs in ``reports``, with the claims of the catalogues."""
    site = into or reports / SITE
    several = list(found(reports, site))
    runs = [one for one in several if isinstance(one, dict)]
    runs.sort(key=lambda run: (run["started"], run["id"]))
    unread = [one for one in several if isinstance(one, str)]
    pages.write(site, runs, unread, _claims(catalogues), at or now())
    return Built(
        site / "index.html", len(runs), sum(len(run["drills"]) for run in runs), tuple(unread)
    )


def _claims(catalogues: Path) -> dict[str, tuple[Claim, ...]]:
    return {file.stem: claims.load(file) for file in sorted(catalogues.glob("*.yaml"))}
