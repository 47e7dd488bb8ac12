"""The collected logs answer by fields, as the runbook's queries ask."""

import json
import logging

import pytest

from neo_production.lines import Json
from neo_production.logs import QueryError, reader

SLOW = {
    "service": "storage-service",
    "level": "ERROR",
    "response_time": 1200,
    "status_code": 503,
    "message": "timeout: x",
}
QUICK = {
    "service": "storage-service",
    "level": "INFO",
    "response_time": 1000,
    "status_code": 200,
    "message": "answered 200",
}


@pytest.mark.parametrize(
    "query",
    [
        'service:"storage-service" AND level:"ERROR"',
        "response_time:>1000 AND status_code:5*",
        'message:"timeout"',
    ],
)
def test_the_runbooks_queries_find_what_they_are_for_and_nothing_else(query: str) -> None:
    matches = reader(query)
    assert matches(SLOW)
    assert not matches(QUICK)


def test_a_query_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(QueryError, match="no term"):
        reader("errors")


def test_a_line_of_the_log_has_a_field_for_each_thing_that_is_asked() -> None:
    record = logging.makeLogRecord({"msg": "slow", "levelname": "ERROR", "response_time": 7, "status_code": 504})
    line = json.loads(Json("oracle-service").format(record))
    assert (line["service"], line["level"], line["message"]) == ("oracle-service", "ERROR", "slow")
    assert (line["response_time"], line["status_code"]) == (7, 504)
    assert "path" not in line
