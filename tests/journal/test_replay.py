import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drillbook.clients.answers import Unanswered
from drillbook.drill import Drill, current
from drillbook.errors import NotWritten, UndoIncomplete, Unobservable
from drillbook.evidence.reading import read_aborted
from drillbook.journal import Intent, Journal
from drillbook.redaction import Redactor
from drillbook.replay import replay
from tests.evidence import samples

_SHORT = timedelta(seconds=0.3)


def intended(file: Path, *names: str) -> Journal:
    book = Journal(file)
    for name in names:
        book.intend(name, {}, {}, drill="", cluster_uid="u")
    return book


def fails_for(*names: str, error: Exception) -> Callable[[Intent], str]:
    def put_back(intent: Intent) -> str:
        if intent.undo in names:
            raise error
        return "done"

    return put_back


def test_steps_are_undone_newest_first_and_each_says_what_it_did(tmp_path: Path) -> None:
    book = intended(tmp_path / "j", "first", "second")
    said = replay(book, lambda intent: f"{intent.number} is as it was", _SHORT)
    assert said == ["second: 2 is as it was", "first: 1 is as it was"]
    assert book.pending() == Journal(tmp_path / "j").pending() == ()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (UndoIncomplete("by hand: x"), "second: by hand: x"),
        (
            Unobservable("x"),
            "second: putting it back: not within 0.3 s; never seen; last error: x",
        ),
        (KeyError("x"), "second: crashed with KeyError: 'x'"),
        (NotImplementedError(), "second: crashed with NotImplementedError: "),
    ],
)
def test_what_cannot_be_put_back_stays_pending_and_does_not_cost_the_others(
    tmp_path: Path, error: Exception, said: str
) -> None:
    book = intended(tmp_path / "j", "first", "second", "third")
    with pytest.raises(UndoIncomplete, match=f"^{re.escape(said)}$"):
        replay(book, fails_for("second", error=error), _SHORT)
    assert [intent.undo for intent in Journal(tmp_path / "j").pending()] == ["second"]
    assert replay(Journal(tmp_path / "j"), lambda _: "done", _SHORT) == ["second: done"]


def test_all_that_could_not_be_put_back_is_said_newest_first(tmp_path: Path) -> None:
    book = intended(tmp_path / "j", "first", "second", "third")
    error = UndoIncomplete("by hand")
    with pytest.raises(UndoIncomplete, match=r"^third: by hand; first: by hand$"):
        replay(book, fails_for("first", "third", error=error), _SHORT)


def test_what_is_put_back_and_cannot_be_written_down_is_not_said_to_be_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = intended(tmp_path / "j", "first")

    def full(_intent: Intent) -> None:
        raise NotWritten("the disk is full")

    monkeypatch.setattr(book, "undone", full)
    said = "first: as it was, but that cannot be written down: the disk is full"
    with pytest.raises(UndoIncomplete, match=f"^{said}$"):
        replay(book, lambda _: "as it was", _SHORT)
    assert [intent.undo for intent in Journal(tmp_path / "j").pending()] == ["first"]


def test_all_steps_share_the_time_that_an_api_server_may_be_away(tmp_path: Path) -> None:
    looks: Counter[str] = Counter()

    def put_back(intent: Intent) -> str:
        looks[intent.undo] += 1
        if looks["first"] > 1 or looks["second"] > 5:
            pytest.fail(f"asked again when the time was over: {looks}")
        raise Unobservable("nobody answers")

    book = intended(tmp_path / "j", "first", "second")
    with pytest.raises(UndoIncomplete):
        replay(book, put_back, timedelta(seconds=1.2))
    assert looks["first"] == 1
    assert looks["second"] > 1


def test_a_drill_that_runs_has_each_step_of_its_undo_on_its_timeline(tmp_path: Path) -> None:
    book = intended(tmp_path / "j", "first", "second")
    record = samples.scenario("x", ["c"], ["s"], 1)
    running = Drill("it", samples.RUN, samples.TARGET, record, tmp_path, Redactor())
    token = current.set(running)
    try:
        replay(book, lambda _: "as it was", _SHORT)
    finally:
        current.reset(token)
    aborted = read_aborted(samples.kill(running, tmp_path / "it.jsonl"))
    undone = [event.text for event in aborted.timeline if event.kind == "undo"]
    assert undone == ["second: as it was", "first: as it was"]


def test_a_disk_with_no_room_for_the_evidence_costs_no_step_of_the_undo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    book = intended(tmp_path / "j", "first", "second")
    record = samples.scenario("x", ["c"], ["s"], 1)
    running = Drill("it", samples.RUN, samples.TARGET, record, tmp_path, Redactor())
    monkeypatch.setattr(running, "event", full)
    token = current.set(running)
    try:
        said = replay(book, lambda _: "as it was", _SHORT)
    finally:
        current.reset(token)
    samples.kill(running, tmp_path / "it.jsonl")
    assert said == ["second: as it was", "first: as it was"]
    assert not Journal(tmp_path / "j").pending()


def test_an_api_server_that_comes_back_in_time_is_waited_for(tmp_path: Path) -> None:
    away = [True, True]

    def put_back(_intent: Intent) -> str:
        if away:
            away.pop()
            # As undo steps do it: what the client said is the cause of what a person reads.
            raise UndoIncomplete("scale it by hand") from Unanswered("503")
        return "done"

    book = intended(tmp_path / "j", "first")
    assert replay(book, put_back, timedelta(minutes=2)) == ["first: done"]


def test_an_api_server_that_stays_away_is_reported_with_what_to_do_by_hand(tmp_path: Path) -> None:
    book = intended(tmp_path / "j", "first")

    def put_back(_intent: Intent) -> str:
        raise UndoIncomplete("scale it by hand") from Unanswered("503")

    with pytest.raises(UndoIncomplete, match=r"not within 0\.3 s.*scale it by hand"):
        replay(book, put_back, _SHORT)
    assert len(Journal(tmp_path / "j").pending()) == 1


def test_only_what_is_not_older_than_asked_for_is_undone(tmp_path: Path) -> None:
    book = intended(tmp_path / "j", "ledger", "fault", "page")
    assert replay(book, lambda _: "done", _SHORT, since=2) == ["page: done", "fault: done"]
    assert [intent.undo for intent in book.pending()] == ["ledger"]


@settings(max_examples=50, deadline=None)  # fsync takes what it takes
@given(
    # Things that are changed, in order, and how far the replay gets before each kill.
    changed=st.lists(st.sampled_from("abc"), min_size=1, max_size=8),
    kills=st.lists(st.integers(0, 8), max_size=4),
)
def test_undone_again_and_again_the_world_is_as_undone_once(
    tmp_path_factory: pytest.TempPathFactory, changed: list[str], kills: list[int]
) -> None:
    file = tmp_path_factory.mktemp("journal") / "j"
    before = dict.fromkeys("abc", 0)
    world = dict(before)
    book = Journal(file)
    for number, name in enumerate(changed, start=1):
        arguments, seen = {"name": name, "left": number}, {"value": world[name]}
        book.intend("set", arguments, seen, drill="", cluster_uid="u")
        world[name] = number

    def put_back(intent: Intent) -> str:
        name, was = intent.arguments["name"], intent.before["value"]
        assert world[name] in (intent.arguments["left"], was)
        world[name] = was
        return "done"

    class Killed(BaseException):
        """The process ends here: after the change is put back, before that is written down."""

    def killed_after(count: int) -> Callable[[Intent], str]:
        left = [count]

        def put_back_or_die(intent: Intent) -> str:
            said = put_back(intent)
            left[0] -= 1
            if left[0] < 0:
                raise Killed
            return said

        return put_back_or_die

    for kill in kills:
        try:
            replay(Journal(file), killed_after(kill), _SHORT)
        except Killed:
            continue
    replay(Journal(file), put_back, _SHORT)
    assert world == before
    assert replay(Journal(file), put_back, _SHORT) == []
    assert world == before
