"""The planting itself: a slice of what ``make test-ledger`` runs, and that it can fail."""

from collections import Counter

import pytest

from drillbook.evidence.model import LedgerRecord
from drillbook.ledger.history import History, ReadBack
from tests.ledger.test_account import Planted
from tests.planted import histories
from tests.planted.trial import Trial, truth


def test_a_slice_of_planted_histories_is_found_whole_and_nothing_else() -> None:
    made = histories.run(40)
    assert made.histories >= 7 * 40
    assert made.planted > 100
    assert made.clean >= 40
    assert (made.found, made.alarms, made.wrong) == (made.planted, 0, [])


def test_an_account_that_misses_what_was_planted_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    account = histories.World.account
    blind = {"lost": 0, "duplicated": 0, "reordered": 0, "stale": 0}
    monkeypatch.setattr(
        histories.World, "account", lambda world: account(world).model_copy(update=blind)
    )
    made = histories.run(10)
    assert made.found < made.planted
    assert made.wrong


def test_an_alarm_about_a_clean_history_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    account = histories.World.account
    monkeypatch.setattr(
        histories.World, "account", lambda world: account(world).model_copy(update={"lost": 1})
    )
    made = histories.run(3)
    assert made.alarms == made.clean > 0


def test_the_truth_is_counted_one_by_one() -> None:
    history = History()
    for number in range(5):
        history.invoke()
        if number != 3:
            history.acknowledge(number)
    assert truth(history, [0, 1, 1, 3, 99, -1]) == {
        "acked": 4,
        "lost": 2,
        "duplicated": 1,
        "unexpected": 2,
    }


def record(**counts: int) -> LedgerRecord:
    world = Planted()
    for _ in range(3):
        world.write("acknowledged")
    clean: ReadBack = world.read(Counter({0: 1, 1: 1, 2: 1}))
    return world.account(clean).model_copy(update=counts)


def trial(plants: str, account: LedgerRecord, **so: int) -> Trial:
    return Trial("Kafka", "x", plants, account, {"acked": 3, "lost": 0} | so)


def test_a_trial_is_right_only_if_the_account_says_what_is_so() -> None:
    assert trial("", record()).right
    assert trial("lost", record(lost=2), lost=2).right
    assert not trial("lost", record(lost=1), lost=2).right
    assert not trial("", record(lost=1), lost=0).right


def test_a_clean_run_with_any_alarm_is_wrong_though_the_truth_was_not_asked_for_it() -> None:
    assert not trial("", record(stale=1)).right
    assert not trial("", record(reordered=1)).right


def test_a_plant_that_did_not_take_is_no_loss_found() -> None:
    assert not trial("lost", record()).right


def test_a_trial_that_could_not_be_carried_out_is_wrong() -> None:
    assert not Trial("Kafka", "x", "lost", error="no broker").right
