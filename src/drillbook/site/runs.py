"""The runs that the site shows: read once from their evidence, then kept as the site's own data.

What is kept outlives a bundle that retention removes; the site then says that it is gone.
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from drillbook.errors import DrillbookError, UsageError
from drillbook.evidence import bundle as bundles
from drillbook.evidence.chain import RUN_RECORDS
from drillbook.evidence.files import write_atomically
from drillbook.evidence.reading import read_run
from drillbook.evidence.verify import Status, verify
from drillbook.site import compact

Json = dict[str, Any]

#: Part of what is kept: raised when ``compact`` changes, so that all is read anew.
_FORM = 1
_PLAIN = re.compile(r"\w[\w.-]*")
_HEAD, _TAIL = "drillbook.run(", ");\n"


def found(reports: Path, site: Path) -> Iterator[Json | str]:
    """Yield all runs, oldest first, and for each that cannot be read a sentence.

    Runs that were read before, and have not changed since, are taken from the site's data.
    """
    data = site / "data" / "runs"
    known = {file.stem for file in data.glob("*.js")}
    there = {
        file.parent.name: file.parent
        for file in sorted(reports.glob("*/evidence"))
        if not file.parent.is_symlink()
    }
    for name in sorted(known | there.keys()):
        try:
            yield _one(there[name], data, site) if name in there else _gone(data / f"{name}.js")
        except DrillbookError as error:
            yield str(error)


def write(run: Json, data: Path) -> None:
    """Keep a run as a script that a page loads, since a page that is a file cannot fetch."""
    written = json.dumps(run, ensure_ascii=False, separators=(",", ":"))
    write_atomically(data / f"{run['id']}.js", f"{_HEAD}{written}{_TAIL}")


def read(file: Path) -> Json | None:
    """Return a run that was kept; None for what is no such script."""
    text = file.read_text(encoding="utf-8")
    try:
        kept: Json = json.loads(text.removeprefix(_HEAD).removesuffix(_TAIL))
    except json.JSONDecodeError:
        return None
    return kept


def _one(directory: Path, data: Path, site: Path) -> Json:
    mark = _mark(directory)
    file = data / f"{directory.name}.js"
    kept = read(file) if file.exists() else None
    if kept is not None and kept.get("mark") == mark:
        return kept
    way = Path(os.path.relpath(directory, site)).as_posix()
    run = read_run(directory)
    for drill in run.drills:
        if not _PLAIN.fullmatch(drill.scenario.system):
            raise UsageError(
                f"{directory}: a drill of system {drill.scenario.system!r}, a name that no page's "
                "file can have, so the run is left out; was this bundle made by drillbook?"
            )
    made = {**compact.run(run, _status(directory), way), "mark": mark}
    # The directory's name is what all pages call it.
    made["id"] = directory.name
    made["page"] = (directory / "index.html").exists()
    write(made, data)
    return made


def _gone(file: Path) -> Json:
    """Return a run whose bundle is not there any more."""
    kept = read(file)
    if kept is None:
        raise DrillbookError(f"{file}: damaged, and its run is gone; remove it")
    if kept["bundle"] is not None:
        kept.update(bundle=None, page=False)
        write(kept, file.parent)
    return kept


def _mark(directory: Path) -> list[Any]:
    """Return what changes with a run's evidence, without reading all of it."""
    files = sorted((directory / "evidence").iterdir())
    newest = max((file.stat().st_mtime_ns for file in files), default=0)
    size = sum(file.stat().st_size for file in files)
    return [_FORM, len(files), size, newest, (directory / "index.html").exists()]


def _status(directory: Path) -> str:
    read = bundles.read(directory)
    if RUN_RECORDS not in read.files:
        return Status.UNVOUCHED.value
    return verify(read, None).status.value
