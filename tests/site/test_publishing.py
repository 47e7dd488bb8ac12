"""What tells of a run elsewhere: the job's page, metrics, alerts."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from prometheus_client.parser import text_string_to_metric_families
from typer.testing import CliRunner, Result

from drillbook.cli import app
from drillbook.errors import Unobservable, UsageError
from drillbook.evidence.reading import Run
from drillbook.evidence.summary import summary
from drillbook.site import alerts, job_page, metrics, summaries
from drillbook.verdict import Verdict
from tests.evidence import samples
from tests.site.listening import listening

Json = dict[str, Any]


def night(verdict: Verdict = Verdict.PASS, identity: str = "night-1", days: int = 0) -> Json:
    """Return the summary of a run of two drills, one of them with that verdict."""
    at = samples.NIGHT + timedelta(days=days)
    first = samples.with_verdict(samples.broker_loss(at), verdict, "seen | to <b>fail</b>")
    record = samples.RUN.model_copy(update={"id": identity, "started": at})
    run = Run(Path(identity), record, samples.TARGET, (first, samples.no_leader(at)))
    return summary(run)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    nights = (night(Verdict.PASS, "night-1"), night(Verdict.FAIL, "night-2", 1))
    for one in nights:
        directory = tmp_path / one["run"]["id"]
        directory.mkdir()
        (directory / "summary.json").write_text(json.dumps(one))
    return tmp_path


def publish(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["publish", *map(str, arguments)])


def test_the_job_page_says_verdict_reason_and_what_changed() -> None:
    said = job_page.markdown(night(Verdict.FAIL, "night-2", 1), night())
    assert said.startswith("## ✗ Drills on lab: fail\n")
    assert "### Did not pass" in said
    assert "### Changed since run night-1" in said
    assert "**Lab, not production:**" in said
    assert "| pass | fail |" in said


def test_what_evidence_says_stays_text_in_the_job_page() -> None:
    drawn = MarkdownIt("gfm-like", {"linkify": False}).render(
        job_page.markdown(night(Verdict.FAIL))
    )
    assert "<b>" not in drawn
    assert "seen | to &lt;b&gt;fail&lt;/b&gt;</td>" in drawn


def test_a_long_job_page_is_cut_and_says_so() -> None:
    many = night(Verdict.FAIL)
    many["drills"] = [many["drills"][0]] * 300
    said = job_page.markdown(many)
    assert said.count("✗ fail |") == 100
    assert "200 more are in summary.json" in said


def test_metrics_are_read_back_by_prometheus_own_parser() -> None:
    text = metrics.exposition(night(Verdict.FAIL))
    read = {
        (sample.name, sample.labels.get("system"), sample.labels.get("verdict")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.labels.get("scenario", "").startswith(("A Kafka", ""))
    }
    assert read["drillbook_run_exit_code", None, None] == 1
    assert read["drillbook_run_drills", None, "fail"] == 1
    assert read["drillbook_run_drills", None, "blocked"] == 1
    assert ("drillbook_drill_recovery_seconds", "kg_rca", None) in read


def test_of_each_drill_one_verdict_is_1_and_all_others_are_0() -> None:
    families = text_string_to_metric_families(metrics.exposition(night(Verdict.UNKNOWN)))
    (verdicts,) = [one for one in families if one.name == "drillbook_drill_verdict"]
    for scenario in {sample.labels["scenario"] for sample in verdicts.samples}:
        mine = [s.value for s in verdicts.samples if s.labels["scenario"] == scenario]
        assert sorted(mine) == [0, 0, 0, 1]


def test_metrics_go_to_a_file_whole_and_to_a_pushgateway(reports: Path) -> None:
    file = reports / "drillbook.prom"
    assert publish("metrics", reports / "night-2", "--to", file).exit_code == 0
    assert "drillbook_run_exit_code" in file.read_text()
    assert not list(reports.glob(".*.partial"))
    with listening() as (host, heard):
        assert publish("metrics", reports / "night-2", "--push", host).exit_code == 0
        told = publish("metrics", reports / "night-2", "--push", host, "--json")
        assert json.loads(told.stdout) == {"pushed": host}
    (method, path, body), again = heard
    assert again == (method, path, body)
    assert (method, path) == ("PUT", "/metrics/job/drillbook/target/lab")
    assert body == metrics.exposition(summaries.read(reports / "night-2")).encode()


def test_a_pushgateway_that_is_not_there_is_a_sentence(reports: Path) -> None:
    with listening() as (host, _):
        pass
    done = publish("metrics", reports / "night-2", "--push", host)
    assert isinstance(done.exception, Unobservable)


@pytest.mark.parametrize(
    ("before", "now", "status"),
    [
        (Verdict.PASS, Verdict.FAIL, "firing"),
        (Verdict.PASS, Verdict.UNKNOWN, "firing"),
        (Verdict.FAIL, Verdict.UNKNOWN, "firing"),
        (Verdict.FAIL, Verdict.PASS, "resolved"),
        (Verdict.UNKNOWN, Verdict.PASS, "resolved"),
    ],
)
def test_a_changed_verdict_is_an_alert(before: Verdict, now: Verdict, status: str) -> None:
    said = alerts.changes(night(now, "night-2", 1), night(before))
    assert said is not None
    (alert,) = said["alerts"]
    assert (said["version"], said["status"], alert["status"]) == ("4", status, status)
    assert alert["annotations"]["before"] == before
    assert (alert["endsAt"] == "0001-01-01T00:00:00Z") == (status == "firing")


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_verdict_that_stays_is_no_alert(verdict: Verdict) -> None:
    assert alerts.changes(night(verdict, "night-2", 1), night(verdict)) is None


def test_an_alert_keeps_its_identity_from_firing_to_resolved() -> None:
    fired = alerts.changes(night(Verdict.FAIL, "night-2", 1), night())
    resolved = alerts.changes(night(Verdict.PASS, "night-3", 2), night(Verdict.FAIL, "night-2", 1))
    assert fired is not None
    assert resolved is not None
    first, last = fired["alerts"][0], resolved["alerts"][0]
    assert (first["labels"], first["fingerprint"]) == (last["labels"], last["fingerprint"])
    assert first["startsAt"] == last["startsAt"]


def test_a_first_run_fires_for_what_did_not_pass() -> None:
    said = alerts.changes(night(Verdict.FAIL), None)
    assert said is not None
    assert said["alerts"][0]["annotations"]["summary"].endswith("not drilled before, now fail")


@pytest.mark.parametrize("between", [Verdict.BLOCKED, None])
def test_what_fired_is_resolved_though_the_run_before_says_nothing_of_it(
    reports: Path, between: Verdict | None
) -> None:
    # The night before was of other drills, or could not drill this one.
    for number, verdict in ((3, between), (4, Verdict.PASS)):
        one = night(verdict or Verdict.PASS, f"night-{number}", number)
        if verdict is None:
            del one["drills"][0]
        (reports / f"night-{number}").mkdir()
        (reports / f"night-{number}" / "summary.json").write_text(json.dumps(one))
    said = json.loads(publish("alerts", reports / "night-4").stdout)
    assert [(one["status"], one["annotations"]["before"]) for one in said["alerts"]] == [
        ("resolved", "fail")
    ]


def test_alerts_are_posted_to_the_webhook_against_the_run_before(reports: Path) -> None:
    with listening() as (host, heard):
        done = publish("alerts", reports / "night-2", "--webhook", f"http://{host}/hook?token=t")
    assert done.stdout == "1 alerts sent\n"
    ((_, path, body),) = heard
    assert path == "/hook?token=t"
    assert json.loads(body)["alerts"][0]["labels"]["system"] == "kg_rca"


@pytest.mark.parametrize("status", [400, 503])
def test_a_webhook_that_refuses_is_said_without_its_address(reports: Path, status: int) -> None:
    with listening(status) as (host, _):
        done = publish("alerts", reports / "night-2", "--webhook", f"http://{host}/secret-token")
    assert isinstance(done.exception, Unobservable)
    assert str(status) in str(done.exception)
    assert "secret-token" not in str(done.exception)


@pytest.mark.parametrize("proxy", ["socks9://h:1", "nonsense://", "http://[::1:1"])
def test_a_webhook_behind_a_proxy_that_cannot_be_used_is_a_sentence(
    reports: Path, proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    done = publish("alerts", reports / "night-2", "--webhook", "http://192.0.2.1/secret-token")
    assert isinstance(done.exception, Unobservable)
    assert "run this again" in str(done.exception)
    assert "secret-token" not in str(done.exception)


def test_a_pushgateway_is_said_without_a_password_in_its_address(reports: Path) -> None:
    done = publish("metrics", reports / "night-2", "--push", "user:hidden-pw@gateway")
    assert isinstance(done.exception, UsageError)
    assert "hidden-pw" not in str(done.exception)


def test_a_webhook_must_be_http(reports: Path) -> None:
    done = publish("alerts", reports / "night-2", "--webhook", "file:///etc/passwd")
    assert isinstance(done.exception, UsageError)


@pytest.mark.parametrize(
    "webhook",
    [
        "nonsense",
        "file:///etc/passwd",
        "http://[",
        "https://",
        "http://h:99999/t",
        "http://h/\x01t",
    ],
)
def test_a_webhook_that_is_wrong_is_said_also_when_nothing_changed(
    reports: Path, webhook: str
) -> None:
    done = publish("alerts", reports / "night-1", "--webhook", webhook)
    assert isinstance(done.exception, UsageError)


def test_a_pushgateway_without_a_port_number_is_a_sentence(reports: Path) -> None:
    done = publish("metrics", reports / "night-2", "--push", "nonsense:port")
    assert isinstance(done.exception, UsageError)
    assert "write host:port. Nothing was sent" in str(done.exception)


def test_catalogues_that_are_not_there_make_no_site_without_claims(reports: Path) -> None:
    done = publish("site", reports, "--runbooks", str(reports / "nowhere"))
    assert isinstance(done.exception, UsageError)
    assert not (reports / "site").exists()


def test_a_file_that_is_a_directory_leaves_nothing_beside_it(reports: Path) -> None:
    (reports / "there").mkdir()
    done = publish("summary", reports / "night-2", "--to", str(reports / "there"))
    assert isinstance(done.exception, OSError)
    assert not list(reports.glob(".*"))


def test_what_is_a_link_or_a_device_stays_one(reports: Path) -> None:
    (reports / "link.prom").symlink_to("real.prom")
    (reports / "null").symlink_to("/dev/null")
    for name in ("link.prom", "null"):
        publish("metrics", reports / "night-2", "--to", str(reports / name))
        assert (reports / name).is_symlink()
    assert "drillbook_run_exit_code" in (reports / "real.prom").read_text()
    assert Path("/dev/null").is_char_device()


def test_the_run_before_is_of_the_same_target(reports: Path) -> None:
    other = night(Verdict.UNKNOWN, "other", 0)
    other["target"]["name"] = "staging"
    (reports / "other").mkdir()
    (reports / "other" / "summary.json").write_text(json.dumps(other))
    found = summaries.before(reports / "night-2")
    assert found is not None
    assert found["run"]["id"] == "night-1"
    assert summaries.before(reports / "other") is None


def test_a_summary_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"summary\.json: not there; name a run's directory"):
        summaries.read(tmp_path)
