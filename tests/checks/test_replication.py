"""A broker has rejoined only when it answers, counts, and is in sync everywhere."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from drillbook.checks.replication import rejoined
from drillbook.verdict import Judgement, Verdict

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


def judged(
    *,
    answers: bool = True,
    in_cluster: bool = True,
    replicas: int = 5,
    in_sync: int = 5,
    took: int = 60,
) -> Judgement:
    return rejoined(
        3,
        answers=answers,
        in_cluster=in_cluster,
        replicas=replicas,
        in_sync=in_sync,
        took=timedelta(seconds=took),
        limit=timedelta(minutes=3),
    )


@pytest.mark.parametrize(
    ("judge", "verdict", "says"),
    [
        (judged, PASS, "in sync for all 5 replicas after 60 s, limit 3 min"),
        (lambda: judged(took=181), FAIL, "after 181 s"),
        (lambda: judged(answers=False), FAIL, "does not answer"),
        (lambda: judged(in_cluster=False), FAIL, "does not count it in"),
        (lambda: judged(in_sync=4), FAIL, "4 of its 5"),
        (lambda: judged(replicas=0, in_sync=0), UNKNOWN, "holds no replica"),
    ],
)
def test_each_thing_that_is_missing_is_said(
    judge: Callable[[], Judgement], verdict: Verdict, says: str
) -> None:
    judgement = judge()
    assert judgement.verdict is verdict
    assert says in judgement.reason
