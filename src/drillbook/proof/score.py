"""The live score: which scenarios were made to fail on a cluster, as they are now and not long ago.

What a live proof found is kept beside its runs, in ``build/falsified/<system>/score.json``.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from drillbook.evidence.files import write_atomically
from drillbook.fields import Strict
from drillbook.proof.live import DIRECTORY, Falsified
from drillbook.runbook.staleness import fingerprint_of
from drillbook.verdict import Verdict

#: Every falsifier has its day of the week; one more, so that a night may begin late.
FRESH = timedelta(days=8)


class Tried(Strict):
    """The last time that a falsifier said something of a scenario."""

    at: datetime
    failed: bool
    fingerprint: str


_KEPT = TypeAdapter(dict[str, Tried])


def keep(
    found: Sequence[Falsified],
    fingerprints: Mapping[str, str],
    at: datetime,
    directory: Path = DIRECTORY,
) -> None:
    """Keep what falsifiers showed; one that ended unknown showed nothing.

    ``fingerprints`` are the scenarios' by feature file and name, as they ran.
    """
    for system in {one.system for one in found}:
        kept = _read(directory / system)
        for one in found:
            mark = fingerprint_of(fingerprints, one.scenario)
            if one.system == system and mark and one.verdict in (Verdict.FAIL, Verdict.PASS):
                failed = one.verdict is Verdict.FAIL
                kept[one.scenario] = Tried(at=at, failed=failed, fingerprint=mark)
        directory.joinpath(system).mkdir(parents=True, exist_ok=True)
        write_atomically(directory / system / "score.json", _KEPT.dump_json(kept).decode())


def failed(
    system: str,
    names: Sequence[str],
    fingerprints: Mapping[str, str],
    at: datetime,
    directory: Path = DIRECTORY,
) -> list[str]:
    """Return the scenarios that failed as they must, no longer ago than ``FRESH``."""
    kept = _read(directory / system)
    return [
        name
        for name in names
        if (last := kept.get(name)) is not None
        and last.failed
        and at - last.at <= FRESH
        and last.fingerprint == fingerprint_of(fingerprints, name)
    ]


def _read(directory: Path) -> dict[str, Tried]:
    """Return what is kept of a system. A file that cannot be read counts for nothing."""
    try:
        return _KEPT.validate_json((directory / "score.json").read_bytes())
    except (OSError, ValidationError):
        return {}
