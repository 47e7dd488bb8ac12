"""A week of the schedule on a clock of its own: what is due is made as its job makes it, one after the other.

Between two backups a row is written whose time is the clock's, and the server is asked what time it has: so that each
moment of the week is one of the server's. The report says what was made when, and the rows.
"""

from __future__ import annotations

import json
import random
import subprocess
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from archive import making
from archive.schedule import due
from archive.tools import BACKUPS, DATA, ask

REPORT = BACKUPS / "week" / "report.json"
START = datetime(2026, 11, 1, tzinfo=UTC)  # a Sunday
WEEK = timedelta(days=7)
_MAKE = "DROP TABLE IF EXISTS drill_week; CREATE TABLE drill_week (at timestamptz PRIMARY KEY)"
_PSQL = ("psql", "-XqAt", f"--host={DATA}", "-U", "postgres", "-d", "billing", "--set=ON_ERROR_STOP=1")


class Writer:
    """One session that writes rows."""

    def __init__(self) -> None:
        self._psql = subprocess.Popen(_PSQL, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def write(self, moment: datetime) -> str:
        """Write a row of a moment; return the server's time once it is committed."""
        told, answered = self._psql.stdin, self._psql.stdout
        if told is None or answered is None:
            raise OSError("psql has no pipes")
        insert = f"INSERT INTO drill_week VALUES ('{moment.isoformat()}')"  # noqa: S608 a moment
        told.write(f"{insert};\nSELECT clock_timestamp();\n")
        told.flush()
        said = answered.readline().strip()
        if not said:
            raise OSError("psql ended")
        return said


def run(schedules: Mapping[str, str], report: Path = REPORT) -> dict[str, Any]:
    """Run the week; return and keep its report."""
    ask(_MAKE)
    began, clock = time.monotonic(), START
    writer, made, rows = Writer(), [], []
    for moment, name in due(schedules, START, START + WEEK):
        if moment > clock:
            between = clock + random.random() * (moment - clock)  # noqa: S311 no secret
            rows.append({"at": between.isoformat(), "server": writer.write(between)})
            clock = moment
        said = making.MAKERS[name]()
        made.append({"at": moment.isoformat(), "name": name, "said": said})
    seconds = time.monotonic() - began
    whole = {"start": START.isoformat(), "seconds": seconds, "made": made, "rows": rows}
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text(json.dumps(whole))
    return whole
