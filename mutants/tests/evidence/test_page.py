import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from drillbook.evidence.model import Evidence
from drillbook.evidence.page import NO_SECTION, Words, page, systems, write_page
from drillbook.evidence.reading import Run, read_run
from drillbook.evidence.summary import summary
from drillbook.runbook.claims import Claim
from drillbook.verdict import Verdict
from tests.evidence import samples


def run_of(*drills: Evidence) -> Run:
    return Run(Path("reports/x"), samples.RUN, samples.TARGET, drills)


def drawn(run: Run, undo_incomplete: str | None = None, problems: tuple[str, ...] = ()) -> str:
    return page(run, summary(run, undo_incomplete=undo_incomplete, problems=problems))


def soup_of(run: Run) -> BeautifulSoup:
    return BeautifulSoup(drawn(run), "html.parser")


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> BeautifulSoup:
    return soup_of(read_run(samples.write_night(tmp_path_factory.mktemp("night"))))


def article(soup: BeautifulSoup, identity: str) -> Tag:
    found = soup.find(id=identity)
    assert isinstance(found, Tag)
    return found


def test_the_verdict_comes_first_in_words_and_with_a_symbol(night: BeautifulSoup) -> None:
    heading = night.find("h1")
    assert heading is not None
    assert heading.get_text(" ", strip=True) == "✗ fail"
    assert "1 of 5 drills failed, and 2 could not be seen." in night.get_text()


@pytest.mark.parametrize(
    ("drills", "sentence"),
    [
        ((samples.broker_loss(),), "1 drill showed what the runbook promises."),
        (
            (samples.broker_loss(), samples.no_leader()),
            "1 of 2 drills passed; this target cannot show the others.",
        ),
        (
            (samples.broker_loss(), samples.alert_not_observable()),
            "1 of 2 drills could not be seen, which is no pass.",
        ),
    ],
)
def test_the_sentence_under_it_counts_what_decided(
    drills: tuple[Evidence, ...], sentence: str
) -> None:
    assert sentence in drawn(run_of(*drills))


def test_markup_in_a_drill_is_text_and_never_a_script(night: BeautifulSoup) -> None:
    assert len(night.find_all("script")) == 1
    assert "<script>alert(1)</script>" in article(night, "postgresql-corruption").get_text()


@pytest.mark.parametrize("field", ["reason", "observation", "query", "event", "log", "claim"])
def test_markup_is_escaped_wherever_it_comes_in(field: str) -> None:
    evil = '"><img src=x onerror=alert(1)><script>alert(2)</script>'
    drill = samples.restore_over_budget()
    seen = drill.observations[0]
    changes: dict[str, dict[str, Any]] = {
        "reason": {"reason": evil},
        "observation": {"observations": (seen.model_copy(update={"value": {evil: evil}}),)},
        "query": {"observations": (seen.model_copy(update={"query": evil, "source": evil}),)},
        "event": {"timeline": (drill.timeline[0].model_copy(update={"text": evil}),)},
        "log": {"logs": (drill.logs[0].model_copy(update={"lines": (evil,)}),)},
        "claim": {"scenario": drill.scenario.model_copy(update={"claims": (evil,)})},
    }
    soup = soup_of(run_of(drill.model_copy(update=changes[field])))
    assert soup.find("img") is None
    assert len(soup.find_all("script")) == 1


def test_the_page_needs_no_network(night: BeautifulSoup) -> None:
    text = str(night)
    assert not re.findall(r"""(?:src|href)=["'](?:https?:)?//""", text)
    assert "@import" not in text
    assert "url(" not in text
    policy = night.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert isinstance(policy, Tag)
    assert str(policy["content"]).startswith("default-src 'none'")


def test_every_drill_says_on_what_it_was_measured(night: BeautifulSoup) -> None:
    drills = night.select("details.drill")
    assert len(drills) == 5
    for drill in drills:
        words = drill.get_text(" ", strip=True)
        assert "Lab, not production." in words
        assert "Scale: 1:10" in words
        assert "Durations compressed 10 times" in words
        assert "Neo4j Community for Neo4j Enterprise" in words


def test_every_observation_shows_value_source_query_and_time(night: BeautifulSoup) -> None:
    shown = article(night, "postgresql-corruption-o1").get_text(" ", strip=True)
    assert "invalid page in block 0" in shown
    assert "postgresql-0.postgresql:5432/billing" in shown
    assert "SELECT count(*) FROM clients" in shown
    assert "2026-11-21 02:03:33.000 UTC" in shown


def test_what_an_aborted_drill_saw_is_shown(night: BeautifulSoup) -> None:
    assert "list pods" in article(night, "pod-killed-o1").get_text()


def test_every_link_within_the_page_leads_somewhere_and_ids_are_unique(
    night: BeautifulSoup,
) -> None:
    identities = [str(tag["id"]) for tag in night.find_all(id=True)]
    assert len(identities) == len(set(identities))
    goals = {str(tag["href"])[1:] for tag in night.select('a[href^="#"]')}
    assert "kafka-broker-loss-o1" in goals
    assert goals <= set(identities)


def test_every_picture_has_a_name_and_a_table_in_its_stead(night: BeautifulSoup) -> None:
    pictures = [svg for svg in night.find_all("svg") if svg.find_parent("svg") is None]
    assert len(pictures) > 10
    assert all(svg.get("aria-label") or svg.get("aria-hidden") for svg in pictures)
    for figure in night.find_all("figure"):
        assert figure.find("table") is not None


def test_the_picture_shows_fault_effect_phases_budgets_and_gaps(night: BeautifulSoup) -> None:
    loss = article(night, "kafka-broker-loss")
    names = " ".join(str(svg.get("aria-label")) for svg in loss.find_all("svg"))
    assert "2 Fault at 0.0 seconds" in names
    assert "3 Effect seen at 1.4 seconds" in names
    assert "Phase fully replicated: 40.5 s (-1.2 s), 2 min (target file)" in names
    assert "1 gaps, the longest pause 3.2 s" in names
    assert loss.select("line.budget")
    assert loss.select("rect.gap")
    over = article(night, "postgresql-corruption")
    assert len(over.select("rect.over")) == 1


def test_what_went_well_is_folded_and_what_did_not_is_open(night: BeautifulSoup) -> None:
    opened = {str(tag["id"]) for tag in night.select("details.drill[open]")}
    assert opened == {"postgresql-corruption", "consumer-lag-alert", "pod-killed"}


def test_undo_and_missing_reports_are_said_at_the_top() -> None:
    shown = drawn(run_of(samples.broker_loss()), "kafka has 4 of 5", ("junit.xml: no space",))
    top = shown[: shown.index("<main>")]
    assert "kafka has 4 of 5" in top
    assert "junit.xml: no space" in top


def test_a_claim_and_the_runbook_are_shown_beside_the_drill() -> None:
    run = run_of(samples.broker_loss())
    claim = Claim(
        id="kg-kafka-broker-failure",
        section="Incident Response",
        says="A lost broker comes back.",
        covered_by=("features/x.feature#y",),
    )
    section = samples.broker_loss().scenario.sections[0]
    words = Words({claim.id: claim}, {"kg_rca": {section: "kubectl delete pod <kafka-3>"}})
    shown = page(run, summary(run), words)
    assert "A lost broker comes back." in shown
    assert "kubectl delete pod &lt;kafka-3&gt;" in shown


def test_drills_are_grouped_by_section_and_one_without_is_not_left_out() -> None:
    bare = samples.no_leader()
    bare = bare.model_copy(update={"scenario": bare.scenario.model_copy(update={"sections": ()})})
    (system,) = systems([samples.restore_over_budget(), bare])
    assert [section.name for section in system.sections] == [
        "Backup & Restore / Restore Procedures",
        NO_SECTION,
    ]
    assert system.verdict is Verdict.FAIL


def test_an_enormous_value_is_cut_and_says_so() -> None:
    drill = samples.restore_over_budget()
    seen = drill.observations[0].model_copy(update={"value": "x" * 10_000_000})
    shown = drawn(run_of(drill.model_copy(update={"observations": (seen,)})))
    assert len(shown) < 200_000
    assert "10,000,000 characters; whole in the evidence" in shown


def test_the_file_is_whole(tmp_path: Path) -> None:
    run = run_of(samples.broker_loss())
    write_page(run, summary(run), tmp_path / "index.html")
    assert (tmp_path / "index.html").read_text("utf-8").rstrip().endswith("</html>")


@pytest.mark.parametrize(("verdict", "alarms"), [(Verdict.PASS, 0), (Verdict.FAIL, 2)])
def test_a_loss_is_an_alarm_unless_its_drill_allows_it(verdict: Verdict, alarms: int) -> None:
    drill = samples.restore_over_budget()
    ledger = drill.ledgers[0].model_copy(update={"lost": 7})
    lossy = samples.with_verdict(drill.model_copy(update={"ledgers": (ledger,)}), verdict)
    soup = soup_of(run_of(lossy))
    marked = [node for node in soup.select(".bad") if "7" in node.get_text()]
    assert len(marked) == alarms
    assert ("7 within what a drill allows" in soup.get_text()) is (verdict is Verdict.PASS)
