from pathlib import Path

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from drillbook.evidence.junit import junit, write_junit
from drillbook.evidence.model import Evidence
from drillbook.evidence.reading import Run, read_run
from tests.evidence import samples


def cases(run: Run) -> dict[str, TestCase]:
    (suite,) = list(JUnitXml.fromstring(junit(run).encode("utf-8")))
    assert isinstance(suite, TestSuite)
    return {case.name: case for case in suite}


def run_of(*drills: Evidence) -> Run:
    return Run(Path("reports/x"), samples.RUN, samples.TARGET, drills)


def test_each_verdict_is_what_ci_systems_know_it_as(tmp_path: Path) -> None:
    found = cases(read_run(samples.write_night(tmp_path)))
    kinds = {name.split()[0]: [type(r) for r in case.result] for name, case in found.items()}
    assert [type(r) for r in found[samples.broker_loss().scenario.name].result] == []
    assert [type(r) for r in found[samples.restore_over_budget().scenario.name].result] == [Failure]
    assert [type(r) for r in found[samples.alert_not_observable().scenario.name].result] == [Error]
    assert [type(r) for r in found[samples.no_leader().scenario.name].result] == [Skipped]
    aborted = found["A graph-builder pod is killed and no event is lost"]
    assert [(type(r), r.type) for r in aborted.result] == [(Error, "aborted")]
    assert len(kinds) >= 3


def test_the_suite_counts_what_it_holds(tmp_path: Path) -> None:
    document = JUnitXml.fromstring(junit(read_run(samples.write_night(tmp_path))).encode("utf-8"))
    assert (document.tests, document.failures, document.errors, document.skipped) == (5, 1, 2, 1)


def test_a_case_carries_claims_verdict_target_and_scale() -> None:
    case = cases(run_of(samples.broker_loss()))[samples.broker_loss().scenario.name]
    assert case.classname == "kg_rca.Recovery"
    assert case.time == 104.0
    (properties,) = [child for child in case._elem if child.tag == "properties"]
    shown = {p.get("name"): p.get("value") for p in properties}
    assert shown["claims"] == "kg-kafka-broker-failure"
    assert shown["verdict"] == "pass"
    assert shown["target"] == "lab (lab)"
    assert shown["scale"] == "1:10"
    assert shown["compression"] == "10"
    assert "Neo4j Community" in shown["stand-ins"]


def test_the_output_has_the_steps_and_each_observation_with_its_query() -> None:
    case = cases(run_of(samples.restore_over_budget()))[samples.restore_over_budget().scenario.name]
    assert "fail  Then PostgreSQL serves again within 1 minute" in case.system_out
    assert "SELECT count(*) FROM clients" in case.system_out
    assert "lost 41" in case.system_out
    assert "lab, scale 1:10, durations compressed 10 times" in case.system_out


def test_characters_that_xml_cannot_hold_do_not_break_the_file(tmp_path: Path) -> None:
    odd = samples.alert_not_observable()
    odd = odd.model_copy(update={"reason": "psql: \x1b[31mERROR\x00 <&> \ud800 ü"})
    write_junit(run_of(odd), tmp_path / "junit.xml")
    document = JUnitXml.fromfile(str(tmp_path / "junit.xml"))
    (suite,) = list(document)
    (case,) = list(suite)
    assert case.result[0].message == "psql: �[31mERROR� <&> � ü"
