from datetime import timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from kg_rca.ranking import KIND_WEIGHT, Candidate, confidence, quality, rank

WINDOW = timedelta(minutes=15)
CAUSES = [(kind, severity) for kind in (*KIND_WEIGHT, "cpu_high", "heartbeat") for severity in ("info", "error")]


@st.composite
def candidates(draw: st.DrawFn) -> Candidate:
    """One cause has one kind, severity and time, by whatever way it is reached."""
    number, effect, hops = draw(st.tuples(st.integers(0, 19), st.sampled_from(["e1", "e2"]), st.integers(0, 2)))
    kind, severity = CAUSES[number % len(CAUSES)]
    return Candidate(effect, f"c{number}", kind, severity, hops, number * 50_000 - 1_000)


def candidate(kind: str = "deploy", hops: int = 0, age_ms: int = 1_000, cause_id: str = "c") -> Candidate:
    return Candidate("e", cause_id, kind, "warning", hops, age_ms)


def test_nearer_later_and_weightier_candidates_are_surer() -> None:
    assert confidence(candidate(hops=0), WINDOW) > confidence(candidate(hops=1), WINDOW)
    assert confidence(candidate(age_ms=1_000), WINDOW) > confidence(candidate(age_ms=60_000), WINDOW)
    assert confidence(candidate("deploy"), WINDOW) > confidence(candidate("cpu_high"), WINDOW)


@given(st.lists(candidates(), max_size=30), st.integers(1, 5))
def test_ranks_count_from_one_without_gaps_and_never_pass_the_limit(found: list[Candidate], most: int) -> None:
    links = rank(found, WINDOW, most)
    for effect_id in {one.effect_id for one in links}:
        of_effect = [one for one in links if one.effect_id == effect_id]
        assert [one.rank for one in of_effect] == list(range(1, len(of_effect) + 1))
        assert len(of_effect) <= most
        assert len({one.cause_id for one in of_effect}) == len(of_effect)
        assert [one.confidence for one in of_effect] == sorted((one.confidence for one in of_effect), reverse=True)
    assert all(0 < one.confidence < 1 for one in links)


@given(st.lists(candidates(), max_size=30), st.randoms())
def test_the_order_of_candidates_does_not_matter(found: list[Candidate], chance: Random) -> None:
    shuffled = list(found)
    chance.shuffle(shuffled)
    assert rank(found, WINDOW, 5) == rank(shuffled, WINDOW, 5)


def test_what_is_too_old_later_or_a_mere_reading_is_no_cause() -> None:
    assert rank([candidate(age_ms=900_001)], WINDOW, 5) == []
    assert rank([candidate(age_ms=-1)], WINDOW, 5) == []
    assert rank([Candidate("e", "c", "heartbeat", "info", 0, 10)], WINDOW, 5) == []
    assert rank([candidate(age_ms=900_000)], WINDOW, 5)


def test_of_a_cause_reached_twice_the_shorter_way_counts() -> None:
    links = rank([candidate(hops=2), candidate(hops=0), candidate(hops=1)], WINDOW, 5)
    assert [one.confidence for one in links] == [confidence(candidate(hops=0), WINDOW)]


def test_quality_counts_what_was_not_found_against_accuracy_but_not_into_the_mean() -> None:
    judged = quality([1, 1, 2, 4, None])
    assert judged is not None
    assert judged.accuracy == {1: 0.4, 3: 0.6, 5: 0.8, 10: 0.8}
    assert judged.mean_rank == 2.0
    assert quality([]) is None
    nothing_found = quality([None])
    assert nothing_found is not None
    assert nothing_found.mean_rank is None
