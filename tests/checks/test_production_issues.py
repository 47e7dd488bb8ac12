"""The checks of Neo Operational's issues: what does not start, connect, or go away."""

from drillbook.checks import production_issues as checks
from drillbook.verdict import Verdict

SETTINGS = {
    "POOL_SIZE": "3",
    "SLOTS": "4",
    "MILLISECONDS_EACH": "5",
    "CONSUL_URL": "http://consul:8500",
    "PRICE_SOURCE": "http://price-source:8080",
    "REDIS_HOST": "redis",
    "RABBITMQ_HOST": "rabbitmq",
    "RABBITMQ_USER": "neo",
}


def test_a_setting_that_is_no_number_is_found_wrong_and_no_other() -> None:
    wrong = SETTINGS | {"SLOTS": "none"}
    assert checks.alone_wrong(wrong, "SLOTS").verdict is Verdict.PASS
    assert checks.none_wrong(wrong).verdict is Verdict.FAIL
    assert checks.none_wrong(SETTINGS).verdict is Verdict.PASS
    assert checks.alone_wrong(wrong | {"REDIS_HOST": ""}, "SLOTS").verdict is Verdict.FAIL


def test_a_secret_that_services_need_and_that_is_gone_is_missing() -> None:
    needed = {"oracle": ("token", "password"), "consul": ()}
    assert checks.alone_missing(needed, ["password"], "token").verdict is Verdict.PASS
    assert checks.alone_missing(needed, ["password", "token"], "token").verdict is Verdict.FAIL
    assert checks.alone_missing(needed, [], "token").verdict is Verdict.FAIL


def test_idle_sessions_are_gone_at_the_limit_and_young_ones_are_not() -> None:
    before = {1: 600.1, 2: 700.0, 3: 10.0}
    assert checks.ended_alone(before, [3], [1, 3], 600).verdict is Verdict.PASS
    assert checks.ended_alone(before, [2, 3], [1, 3], 600).verdict is Verdict.FAIL
    assert checks.ended_alone(before, [], [1, 3], 600).verdict is Verdict.FAIL
    assert checks.ended_alone({3: 10.0}, [3], [3], 600).verdict is Verdict.FAIL


def test_sessions_from_before_are_none_that_are_fresh() -> None:
    assert checks.fresh([1, 2], [3]).verdict is Verdict.PASS
    assert checks.fresh([1, 2], [2, 3]).verdict is Verdict.FAIL
    assert checks.fresh([], [3]).verdict is Verdict.FAIL


def test_a_message_that_was_handled_twice_or_not_at_all_is_no_pass() -> None:
    assert checks.each_once(10, 0, 10).verdict is Verdict.PASS
    assert checks.each_once(10, 1, 10).verdict is Verdict.FAIL
    assert checks.each_once(9, 0, 10).verdict is Verdict.FAIL


def test_no_pod_may_say_what_it_says_when_all_is_well() -> None:
    assert checks.none_says("the database", {"a": "refused"}, "neo").verdict is Verdict.PASS
    assert checks.none_says("the database", {"a": "neo"}, "neo").verdict is Verdict.FAIL


def test_a_connection_string_is_right_or_wrong_by_its_parts() -> None:
    assert checks.string_is("right", {"host": True, "user": True}).verdict is Verdict.PASS
    assert checks.string_is("wrong", {"host": True, "user": False}).verdict is Verdict.PASS
    assert checks.string_is("right", {"host": False}).verdict is Verdict.FAIL


def test_what_was_asked_for_is_allowed_or_refused() -> None:
    assert checks.answer_is("refused", allowed=False, why="no window").verdict is Verdict.PASS
    assert checks.answer_is("allowed", allowed=False, why="no window").verdict is Verdict.FAIL


def test_a_pod_that_was_replaced_is_gone_and_has_another_in_its_place() -> None:
    assert checks.replaced(["b"], "a").verdict is Verdict.PASS
    assert checks.replaced(["a", "b"], "a").verdict is Verdict.FAIL
    assert checks.replaced([], "a").verdict is Verdict.FAIL


def test_a_heap_dump_has_to_be_whole_and_hold_what_the_jvm_held() -> None:
    assert checks.heap_held(1000, 1000, whole=True).verdict is Verdict.PASS
    assert checks.heap_held(1000, 1000, whole=False).verdict is Verdict.FAIL
    assert checks.heap_held(999, 1000, whole=True).verdict is Verdict.FAIL
    assert checks.heap_held(0, 0, whole=True).verdict is Verdict.FAIL
