"""`drillbook phrases`: what scenarios may say, where each is said, and that none says it twice."""

from pathlib import Path

from drillbook.runbook.phrases import Use, twice, used


def test_every_phrase_of_the_projects_scenarios_is_listed_with_its_place_and_its_scenarios() -> (
    None
):
    features = sorted(Path("features").rglob("*.feature"))
    (healthy,) = [use for use in used(features) if use.words == "the system is healthy"]
    assert healthy.kind == "given"
    assert healthy.where.startswith("steps/health.py:")
    place = "features/kg_rca/daily_health.feature#Every pod runs and is ready"
    assert healthy.scenarios.count(place) == 1


def test_no_two_phrases_of_the_project_say_the_same() -> None:
    assert twice(used([])) == []


def test_phrases_that_differ_in_the_names_of_parameters_alone_say_the_same() -> None:
    one = Use("{pod} is back within {time}", "then", "steps/a.py:1", ())
    two = Use("{workload} is  back within {span}", "then", "steps/b.py:1", ())
    other = Use("{pod} is back", "then", "steps/b.py:9", ())
    assert twice([one, two, other]) == [(one, two)]
    # A phrase that may stand as a Given and as a Then is registered twice, from one place.
    assert twice([one, one]) == []
