"""What ledgers in Redis and Neo4j refuse or cannot know, before any server is asked."""

from pathlib import Path
from typing import Any

import pytest

from drillbook.clients import neo4j as neo4j_clients
from drillbook.clients import redis as redis_clients
from drillbook.errors import Refused, UndoIncomplete, Unobservable
from drillbook.ledger.neo4j import Neo4jLedger
from drillbook.ledger.redis import RedisLedger
from drillbook.ledger.stored import StoredLedger
from drillbook.session import UNDO_STEPS, Session
from tests.ledger.worlds import NAMESPACE, session

SECRETS = {"redis-auth": {"password": "p"}, "neo4j-auth": {"password": "p"}}
NOWHERE = {"redis": "127.0.0.1:9", "neo4j": "127.0.0.1:9"}
LEDGERS = [RedisLedger, Neo4jLedger]


def world(directory: Path, *changes: str) -> Session:
    allowed = frozenset(changes)
    return session(directory, changes=allowed, secrets=SECRETS, addresses=NOWHERE)


@pytest.mark.parametrize("ledger", LEDGERS)
def test_a_target_that_does_not_allow_ledgers_is_not_written_to(
    tmp_path: Path, ledger: type[Any]
) -> None:
    opened = world(tmp_path)
    with pytest.raises(Refused, match=r"ledger\.write in kg-rca-server refused"):
        ledger(opened, NAMESPACE).start()
    assert opened.journal.pending() == ()


@pytest.mark.parametrize("ledger", LEDGERS)
def test_a_ledger_that_has_not_written_has_no_account(tmp_path: Path, ledger: type[Any]) -> None:
    made: StoredLedger = ledger(world(tmp_path, "ledger.write"), NAMESPACE)
    with pytest.raises(Unobservable, match="has not written"):
        made.account()


@pytest.mark.parametrize("prefix", ["session:", "drillbook:ledger:"])
def test_the_undo_leaves_keys_alone_that_no_ledger_made(tmp_path: Path, prefix: str) -> None:
    with pytest.raises(UndoIncomplete, match="were not made by a ledger"):
        UNDO_STEPS["redis.remove_ledger"](
            world(tmp_path), {"namespace": NAMESPACE, "prefix": prefix}, {}
        )


def test_an_undo_that_reaches_nobody_says_how_to_by_hand(tmp_path: Path) -> None:
    arguments = {"namespace": NAMESPACE, "prefix": "drillbook:ledger:x:", "ledger": "ledger-x"}
    with pytest.raises(UndoIncomplete, match=r"127\.0\.0\.1:9.*redis-cli unlink"):
        UNDO_STEPS["redis.remove_ledger"](world(tmp_path), arguments, {})
    with pytest.raises(UndoIncomplete, match=r"127\.0\.0\.1:9.*DELETE w"):
        UNDO_STEPS["neo4j.remove_ledger"](world(tmp_path), arguments, {})


def test_the_password_is_in_no_text_of_an_access() -> None:
    assert "hidden" not in repr(redis_clients.Access("redis", 6379, "hidden"))
    assert "hidden" not in repr(neo4j_clients.Access("x", "bolt://x", "neo4j", "hidden"))
