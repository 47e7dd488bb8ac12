"""Redis' faults on the lab: seen by its clients, and put back, also by another process."""

import secrets
from collections.abc import Iterator
from datetime import timedelta
from types import ModuleType

import pytest
import redis
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import OutOfMemoryError

from drillbook.clients import redis as clients
from drillbook.errors import EffectNotObserved, UndoIncomplete, UsageError
from drillbook.faults import redis as faults
from drillbook.faults import redis_aof, redis_memory, volumes
from drillbook.probes import redis as probes
from drillbook.session import Session
from tests.faults.data import system
from tests.faults.data.system import NAMESPACE

pytestmark = pytest.mark.lab

POD = "redis-0"
KEYS = 1_000
World = tuple[dict[bytes, list[object]], str, str]


def client(session: Session) -> redis.Redis:
    access = clients.access(session, NAMESPACE)
    return redis.Redis(access.host, access.port, password=access.password)


def filled(session: Session) -> None:
    """Put in 4 MB under keys of any bytes, every other one with a time to live."""
    with client(session).pipeline() as many:
        many.flushall()
        for number in range(KEYS):
            value = b"\0\r\n" + secrets.token_bytes(4_000)
            many.set(b"key\n\xff %d" % number, value, ex=90_000 if number % 2 else None)
        many.execute()


def world(session: Session) -> World:
    """Return each key with its value and expiry, the settings, and the files beside the data."""
    asked = client(session)
    names = sorted(asked.scan_iter(count=1_000))
    with asked.pipeline() as many:
        for name in names:
            many.dump(name)
            many.expiretime(name)
        said = many.execute()
    keys = {name: said[2 * i : 2 * i + 2] for i, name in enumerate(names)}
    files = system.execute(session, POD, "ls -A /data")
    return keys, str(sorted(asked.config_get("*").items())), files


@pytest.fixture
def full_of_data(lab: Session) -> Iterator[Session]:
    system.fresh(lab, POD)
    filled(lab)
    yield lab
    client(lab).config_set("maxmemory-policy", "noeviction")


def test_writes_are_refused_while_memory_is_full_and_reads_are_not(full_of_data: Session) -> None:
    before = world(full_of_data)
    said = redis_memory.fill(NAMESPACE, POD)
    assert "refuses writes" in said
    with pytest.raises(OutOfMemoryError):
        client(full_of_data).set("another", "x")
    assert client(full_of_data).get(b"key\n\xff 7")
    with pytest.raises(UsageError, match="is full already"):
        redis_memory.fill(NAMESPACE, POD)
    full_of_data.undo()
    assert world(full_of_data) == before
    assert client(full_of_data).set("drillbook:no-such-key", "", xx=True) is None
    assert full_of_data.undo() == []


def test_keys_that_were_evicted_by_the_policy_are_all_there_again_after_the_undo(
    full_of_data: Session,
) -> None:
    asked = client(full_of_data)
    asked.config_set("maxmemory-policy", "volatile-ttl")
    before = world(full_of_data)
    redis_memory.fill(NAMESPACE, POD)
    left = set(asked.scan_iter(count=1_000))
    assert 0 < len(left) < KEYS
    assert all(key in left for key in before[0] if before[0][key][1] == -1)
    full_of_data.undo()
    assert world(full_of_data) == before


def test_keys_that_clients_may_have_deleted_are_not_brought_back(full_of_data: Session) -> None:
    asked = client(full_of_data)
    asked.config_set("maxmemory-policy", "allkeys-lru")
    redis_memory.fill(NAMESPACE, POD, short_bytes=400_000)
    for key in list(asked.scan_iter(count=1_000))[: KEYS // 2]:
        asked.delete(key)
    left = asked.dbsize()
    with pytest.raises(UndoIncomplete, match=r"clients may have deleted .* by hand: .*dump\.rdb"):
        full_of_data.undo()
    assert asked.dbsize() == left
    assert system.execute(full_of_data, POD, "ls /data/drillbook/*/dump.rdb")
    for intent in full_of_data.journal.pending():
        if intent.undo == "redis.keys_back":
            full_of_data.journal.gave_up(intent, "the test has seen it")
    full_of_data.undo()
    assert "drillbook" not in system.execute(full_of_data, POD, "ls -A /data")


def test_a_limit_that_somebody_set_since_stays(full_of_data: Session) -> None:
    redis_memory.fill(NAMESPACE, POD)
    client(full_of_data).config_set("maxmemory", 50_000_000)
    lines = full_of_data.undo()
    assert any("was set to 50000000 since, and stays" in line for line in lines)
    assert client(full_of_data).config_get("maxmemory") == {"maxmemory": "50000000"}
    client(full_of_data).config_set("maxmemory", "64mb")


def test_a_killed_redis_is_noticed_and_comes_back_with_what_it_had(full_of_data: Session) -> None:
    before = world(full_of_data)
    run = client(full_of_data).info("server")["run_id"]
    faults.kill(NAMESPACE, POD)
    full_of_data.undo()
    assert client(full_of_data).info("server")["run_id"] != run
    assert world(full_of_data) == before


def test_a_torn_file_costs_its_last_write_where_redis_may_drop_it(full_of_data: Session) -> None:
    before = world(full_of_data)
    said = redis_aof.truncate(NAMESPACE, POD)
    assert "last 10 bytes" in said
    assert list(client(full_of_data).scan_iter("drillbook:torn:*")) == []  # it was acknowledged
    assert "aof-load-truncated" in full_of_data.cluster.log(NAMESPACE, POD)
    full_of_data.undo()
    assert world(full_of_data) == before


def refusing(session: Session) -> None:
    system.execute(session, POD, "echo aof-load-truncated no > /data/redis.conf")
    client(session).config_set("aof-load-truncated", "no")


def dropping(session: Session) -> None:
    system.execute(session, POD, "rm /data/redis.conf")
    client(session).config_set("aof-load-truncated", "yes")


def refused(session: Session) -> None:
    with pytest.raises(NoConnection):
        client(session).ping()
    told = session.cluster.log(NAMESPACE, POD)
    assert "Unexpected end of file reading the append only file" in told


def test_a_torn_file_keeps_a_strict_redis_from_starting_until_another_process_mends_it(
    up: timedelta,
) -> None:
    assert up
    with system.opened() as session:
        filled(session)
        refusing(session)
        before = world(session)
    system.brought_by_a_process_that_is_killed("redis_aof", "truncate", POD)
    with system.opened() as session:
        refused(session)
        assert any("is whole again" in line for line in session.undo())
        assert world(session) == before
        assert session.undo() == []
        dropping(session)


@pytest.mark.parametrize("policy", ["noeviction", "allkeys-lru"])
def test_another_process_puts_back_what_a_killed_one_has_left(up: timedelta, policy: str) -> None:
    assert up
    with system.opened() as session:
        filled(session)
        client(session).config_set("maxmemory-policy", policy)
        before = world(session)
    system.brought_by_a_process_that_is_killed("redis_memory", "fill", POD)
    with system.opened() as session:
        assert probes.memory(clients.access(session, NAMESPACE)).value.limit_bytes != 64 << 20
        session.undo()
        assert world(session) == before
        client(session).config_set("maxmemory-policy", "noeviction")


@pytest.mark.parametrize(
    ("module", "action"), [(faults, "kill"), (redis_aof, "truncate"), (redis_memory, "fill")]
)
def test_a_fault_whose_effect_is_not_seen_is_undone(
    full_of_data: Session, monkeypatch: pytest.MonkeyPatch, module: ModuleType, action: str
) -> None:
    before = world(full_of_data)
    system.without_effect(monkeypatch, module)
    with pytest.raises(EffectNotObserved, match="it was undone"):
        getattr(module, action)(NAMESPACE, POD)
    assert full_of_data.journal.pending() == ()
    assert world(full_of_data) == before


def test_the_pod_beside_is_gone_when_it_is_no_longer_needed(lab: Session) -> None:
    with volumes.beside(lab, NAMESPACE, POD) as name:
        listed = lab.cluster.execute(NAMESPACE, name, ["ls", "/data"])
        assert "appendonlydir" in listed.stdout
    names = [
        pod["metadata"]["name"] for pod in lab.cluster.items(f"/api/v1/namespaces/{NAMESPACE}/pods")
    ]
    assert POD in names
    assert f"{POD}-drillbook" not in names
