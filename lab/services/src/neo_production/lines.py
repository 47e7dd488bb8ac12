"""Lines of the log as JSON: a field each for what the runbook's log queries ask."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

FIELDS = ("response_time", "status_code", "path", "request")


class Json(logging.Formatter):
    """One object a line: time, service, level, message, and what the record has beside them."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "service": self._service,
            "level": record.levelname,
            "message": record.getMessage(),
        }
        line |= {name: value for name in FIELDS if (value := getattr(record, name, None)) is not None}
        return json.dumps(line)


def begin(service: str) -> None:
    """Write every record as a line to standard output from now on."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(Json(service))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)  # what fails is said by who asked
    logging.getLogger("pika").setLevel(logging.CRITICAL)
