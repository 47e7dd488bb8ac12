import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from drillbook.errors import UsageError
from drillbook.notebook.prometheus_export import (
    Query,
    capacity_queries,
    export,
    read_exported,
)
from tests.evidence import samples
from tests.notebook.prometheus_samples import serving

UP = Query(name="up", says="Targets that are up", unit="targets", query='sum(up{a="b"})')
GONE = Query(name="gone", says="Nothing", unit="x", query="gone")
BROKEN = Query(name="broken", says="Broken", unit="x", query="broken")
END = samples.NIGHT + timedelta(minutes=10)
STEP = timedelta(seconds=15)


def test_an_answer_is_kept_with_all_that_is_needed_to_ask_again(tmp_path: Path) -> None:
    at = samples.NIGHT.timestamp()
    result = [{"metric": {"job": "x"}, "values": [[at, "1"], [at + 15, "NaN"], [at + 30, "3"]]}]
    with serving({UP.query: result}) as (url, asked):
        export(url, [UP], samples.NIGHT, END, STEP, tmp_path)
    assert asked[0]["query"] == [UP.query]
    assert float(asked[0]["step"][0]) == 15
    kept = read_exported(tmp_path)["up"]
    assert kept.query == UP
    assert kept.source == url
    assert (kept.start, kept.end, kept.step_seconds) == (samples.NIGHT, END, 15)
    assert kept.series[0].labels == {"job": "x"}
    assert [value for _, value in kept.series[0].points] == [1, 3]
    assert kept.error is None


def test_a_query_without_an_answer_leaves_a_file_that_says_why(tmp_path: Path) -> None:
    with serving({BROKEN.query: "broken"}) as (url, _):
        export(url, [GONE, BROKEN], samples.NIGHT, END, STEP, tmp_path)
    kept = read_exported(tmp_path)
    assert kept["gone"].series == ()
    assert "no data for gone" in str(kept["gone"].error)
    assert "too many samples" in str(kept["broken"].error)


def test_a_server_that_is_not_there_is_written_down_too(tmp_path: Path) -> None:
    export("http://127.0.0.1:9", [UP], samples.NIGHT, END, STEP, tmp_path)
    assert read_exported(tmp_path)["up"].error


def test_more_steps_than_prometheus_answers_are_refused_with_a_step_that_fits(
    tmp_path: Path,
) -> None:
    with pytest.raises(UsageError, match="take a step of at least 8 s"):
        export(
            "http://127.0.0.1:9",
            [UP],
            samples.NIGHT,
            samples.NIGHT + timedelta(days=1),
            timedelta(seconds=1),
            tmp_path,
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("queries", "end"), [([], END), ([UP], samples.NIGHT)])
def test_nothing_to_export_is_an_error(queries: list[Query], end: datetime, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nothing to export"):
        export("http://127.0.0.1:9", queries, samples.NIGHT, end, STEP, tmp_path)


def test_a_file_that_is_no_export_is_named(tmp_path: Path) -> None:
    (tmp_path / "odd.json").write_text(json.dumps({"a": 1}), "utf-8")
    with pytest.raises(UsageError, match=r"odd\.json: not an export"):
        read_exported(tmp_path)


def test_every_capacity_query_has_a_name_of_its_own_and_stays_in_its_namespace() -> None:
    queries = capacity_queries("kg-rca-server")
    assert len({query.name for query in queries}) == len(queries)
    of_cluster = [q for q in queries if "container" in q.query or "kube" in q.query]
    of_cluster = [q for q in of_cluster if "by (node)" not in q.query]  # nodes are in none
    assert len(of_cluster) == 6
    assert all('namespace="kg-rca-server"' in query.query for query in of_cluster)
