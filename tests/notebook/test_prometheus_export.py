import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from drillbook.errors import Unobservable, UsageError
from drillbook.notebook import histories
from drillbook.notebook.capacity_plan import Limit, Plan
from drillbook.notebook.exporting import exported_history
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
    assert len(of_cluster) == 7
    assert all('namespace="kg-rca-server"' in query.query for query in of_cluster)


def test_a_history_of_a_server_that_is_away_is_a_sentence_and_leaves_nothing(
    tmp_path: Path,
) -> None:
    place = tmp_path / "reports" / "history"
    away = exported_history("http://me:p4ssw0rd@127.0.0.1:9/", "shop", 90, place)
    with (
        pytest.raises(Unobservable, match="refused; is it up, and its address right") as said,
        away,
    ):
        pass
    assert "p4ssw0rd" not in str(said.value)
    assert list(tmp_path.iterdir()) == []


def test_a_history_of_a_namespace_that_the_server_does_not_know_leaves_nothing(
    tmp_path: Path,
) -> None:
    place = tmp_path / "reports" / "history"
    with serving({}) as (url, _):
        nothing = exported_history(url, "shop", 3, place)
        with pytest.raises(Unobservable, match="nothing of namespace shop in 3 days"), nothing:
            pass
    assert list(tmp_path.iterdir()) == []


def test_a_history_stays_once_the_report_is_drawn_and_goes_when_that_fails(tmp_path: Path) -> None:
    lag = next(query for query in capacity_queries("shop") if query.name == "kafka_lag")
    result = [{"metric": {}, "values": [[samples.NIGHT.timestamp(), "7"]]}]
    place = tmp_path / "out" / "history"
    with serving({lag.query: result}) as (url, _):
        with pytest.raises(ZeroDivisionError), exported_history(f"{url}/", "shop", 3, place) as now:
            _ = len(read_exported(now)["kafka_lag"].series) // 0
        assert list(tmp_path.iterdir()) == []
        with exported_history(url, "shop", 3, place):
            pass
        assert read_exported(place)["kafka_lag"].series
        again = exported_history(url, "shop", 3, place)
        with pytest.raises(UsageError, match="holds a history already"), again:
            pass
    assert read_exported(place)["kafka_lag"].series


def test_exported_answers_without_data_of_what_has_a_limit_are_no_history(tmp_path: Path) -> None:
    export("http://127.0.0.1:9", [UP], samples.NIGHT, END, STEP, tmp_path)
    limited = Plan(limits=(Limit(resource="up", section="s", at=3),))
    with pytest.raises(UsageError, match=r"a limit \(up\): GET .* refused"):
        histories.read(tmp_path, limited)
    with pytest.raises(UsageError, match="has no limit of a resource"):
        histories.read(tmp_path, Plan())
