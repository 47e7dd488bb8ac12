from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from drillbook.checks.health import Level
from drillbook.clock import Seen
from drillbook.errors import Unobservable, UsageError
from drillbook.ledger.history import ReadBack
from drillbook.observation import Observation
from drillbook.probes.backups import Listed
from drillbook.probes.kafka import Lag, PartitionLag
from drillbook.procedures.restoring import RestoreRefused
from drillbook.proof.values import decode, encode

MOMENT = datetime(2026, 11, 21, 16, 55, tzinfo=UTC)
LAG = Lag("kg-builder", (PartitionLag("events", 0, None, 7, 7),), 7, 7)
SEEN = Observation("lag", LAG, "kafka", "OffsetFetch", MOMENT, MOMENT, {"group": "kg-builder"})


@pytest.mark.parametrize(
    "value",
    [
        None, True, 3, 0.5, "words", MOMENT, timedelta(seconds=1.5), UUID(int=7), (1, "a"), [1],
        {2}, frozenset({"a"}), {"a": 1}, {("topic", 1): 2}, Level.WARNING, LAG, SEEN,
        Seen(SEEN, MOMENT, None),
    ],
    ids=repr,
)  # fmt: skip
def test_what_was_seen_comes_back_as_it_was(value: object) -> None:
    again = decode(encode(value))
    assert again == value
    assert type(again) is type(value)


def test_what_was_seen_can_come_back_later() -> None:
    later = decode(encode(Seen(SEEN, MOMENT, None)), timedelta(minutes=2))
    assert later.at == MOMENT + timedelta(minutes=2)
    assert later.value.ended == MOMENT + timedelta(minutes=2)
    assert later.value.value == LAG


def test_what_an_object_makes_for_itself_is_made_anew() -> None:
    read = ReadBack(writes=3, lanes=0, begun=7)
    read.saw(1)
    again = decode(encode(read))
    assert (again.writes, again.begun, again.times(1)) == (3, 7, 0)


def test_a_refusal_comes_back_with_what_was_looked_at() -> None:
    again = decode(encode(RestoreRefused("no good backup", SEEN)))  # type: ignore[arg-type]
    assert isinstance(again, RestoreRefused)
    assert str(again) == "no good backup"
    assert encode(again.observation) == encode(SEEN)


def test_a_connection_does_not_come_back_and_says_so_when_asked() -> None:
    again = decode(encode(object()))
    with pytest.raises(Unobservable, match="no connection to ask for query"):
        again.query("RETURN 1")


def test_what_does_not_fit_the_code_any_more_is_a_usage_error() -> None:
    written = encode(Listed("/backups/a", 1, MOMENT)) | {"colour": "red"}
    with pytest.raises(UsageError, match="does not fit it any more"):
        decode(written)
    with pytest.raises(UsageError, match="no such class any more"):
        decode({"!": "drillbook.probes.backups.Gone"})


def test_no_class_of_anybody_else_is_made() -> None:
    with pytest.raises(UsageError, match="no such class"):
        decode({"!": "subprocess.Popen", "args": ["true"]})
