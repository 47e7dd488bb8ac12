"""Attacks by time, rights, confirmation, and by what happens meanwhile."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from drillbook.clients.kubernetes import Cluster
from drillbook.errors import UsageError
from drillbook.faults import pods
from tests.attacks.attack import Attack, kill, kill_some, on, real_pod, recorded, stop
from tests.attacks.recorder import http_date
from tests.attacks.world import NAME, World

_HOUR = timedelta(hours=1)
_OPEN = """
import sys
from pathlib import Path
from drillbook import opening, target
with opening.opened(target.load(Path(sys.argv[1])), confirmed=sys.argv[2]):
    print("opened", flush=True)
    sys.stdin.readline()
"""


def attacks() -> Iterator[Attack]:
    """Yield them all."""
    yield from _windows()
    yield from _clocks()
    yield from _confirmations()
    yield from _rights()
    yield from _meanwhile()
    yield from _other_runs()


def _window(begins: timedelta, length: timedelta = _HOUR, **more: Any) -> dict[str, Any]:
    at = datetime.now(UTC) + begins
    return {"from": f"{at:%H:%M}", "to": f"{at + length:%H:%M}"} | more


def _windows() -> Iterator[Attack]:
    day = datetime.now(UTC).date()
    others = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    del others[day.weekday()]
    around = _window(-_HOUR, 12 * _HOUR)
    late = {day.isoformat(): datetime.now(UTC).isoformat()}
    for name, window, said in (
        ("a window that has expired", _window(-3 * _HOUR), "no window"),
        ("a window that is not open yet", _window(3 * _HOUR), "no window"),
        ("a window of other days", around | {"days": others}, "no window"),
        ("a window of a day long past", around | {"dates": ["2020-02-29"]}, "no window"),
        ("a window that was never announced", around | {"notice": "72 h"}, "no window"),
        (
            "a window that was announced too late",
            around | {"notice": "72 h", "announced": late},
            "no window",
        ),
        (
            "a window too short to put things back in",
            _window(-_HOUR, _HOUR + timedelta(minutes=2)),
            "putting it back may take",
        ),
        (
            "a run that may use a window for less than the undo",
            around | {"at_most": "1 min"},
            "putting it back may take",
        ),
    ):
        yield Attack(name, real_pod(kill, allow={"windows": [window]}), said)


def _clocks() -> Iterator[Attack]:
    for name, hours in (("an hour ahead", 1), ("an hour behind", -1), ("a year ahead", 8766)):
        yield Attack(
            f"the cluster's clock is {name}",
            on(recorded, lambda r, h=hours: setattr(r, "clock", lambda: http_date(h * _HOUR))),
            "no window can be trusted",
        )
    for name, date in (("nothing", ""), ("no date", "yesterday")):
        yield Attack(
            f"the cluster says {name} of its time",
            on(recorded, lambda r, d=date: setattr(r, "clock", lambda: d)),
            "does not tell its time",
        )


def _confirmations() -> Iterator[Attack]:
    for confirmed in (None, "", "Attacked", "attacke", "production", "attacked "):
        yield Attack(
            f"confirmed as {confirmed!r}", real_pod(kill, confirmed=confirmed), "reading only"
        )
    yield Attack(
        "a target that allows no change", real_pod(kill, allow={"changes": []}), "allow.changes"
    )
    yield Attack(
        "a kind of change that is not listed",
        real_pod(kill, allow={"changes": ["node.drain"]}),
        "allow.changes",
    )
    yield Attack(
        "a change past the guard in a run that only reads", _past_the_guard, "reading only"
    )
    yield Attack("a command in a pod in a run that only reads", _command, "reading only")


def _past_the_guard(world: World) -> None:
    with world.opened(confirmed=None) as opened:
        opened.cluster.delete(f"/api/v1/namespaces/shop/pods/{world.pod()}")


def _command(world: World) -> None:
    with world.opened(confirmed=None) as opened:
        opened.cluster.execute("shop", world.pod(), ["true"])


def _rights() -> Iterator[Attack]:
    nobody = "system:serviceaccount:drillbook:nobody"
    yield Attack(
        "an account without rights, impersonated", on(kill, "web", **{"as": nobody}), "403"
    )
    yield Attack("a token without rights", _powerless, "403")
    yield Attack(
        "a token that nobody gave",
        lambda w: kill(w, "web", kubeconfig=w.kubeconfig(token="x")),
        "401",
    )
    yield Attack("a command by an account that may only read", _reader, "403")


def _powerless(world: World) -> None:
    kill(world, "web", kubeconfig=world.kubeconfig(token=world.token("powerless")))


def _reader(world: World) -> None:
    world.token("reader")
    account = "system:serviceaccount:drillbook:reader"
    world.kubectl(
        "create",
        "clusterrolebinding",
        "reader",
        "--clusterrole=view",
        "--serviceaccount=drillbook:reader",
    )
    cluster = Cluster(world.kubeconfig(), f"drillbook-lab-{world.lab.number}", account=account)
    cluster.get("/api/v1/namespaces/shop/pods")
    cluster.execute("shop", world.pod(), ["true"])


def _meanwhile() -> Iterator[Attack]:
    yield Attack(
        "a label that changes between listing and deleting",
        _relabelled_meanwhile,
        "does not pick pod",
    )
    yield Attack(
        "a pod that is replaced between listing and deleting",
        on(_between, _replaced),
        "does not pick pod",
    )
    yield Attack(
        "a selected pod that is gone before it is deleted", on(_between, _gone), "does not pick pod"
    )
    yield Attack("more may not be down while some are", _down_already, "are down already")
    yield Attack(
        "the API server goes away before the change",
        on(recorded, lambda r: setattr(r, "away", True)),
        "503",
    )


def _between(
    world: World, change: Callable[[World, str], None], selector: str = "app=store"
) -> None:
    """Do something to the pod after it was looked at and the guard has said yes."""
    with (
        world.opened(allow={"max_down": 9}) as opened,
        pytest.MonkeyPatch.context() as patched,
    ):
        permit = type(opened).permit

        def then_change(self: Any, asked: Any, written: Any = None) -> None:
            permit(self, asked, written)
            if not done:
                done.append(asked)
                change(world, asked.objects[0])

        done: list[Any] = []
        patched.setattr(type(opened), "permit", then_change)
        pods.kill_some("shop", selector, 1)


def _relabelled_meanwhile(world: World) -> None:
    try:
        # A Deployment's, which makes another pod at once; the undo waits for that.
        _between(world, _relabelled, "app=web")
    finally:
        world.kubectl("-n", "shop", "delete", "pod", "-l", "app=precious", "--wait")


def _relabelled(world: World, pod: str) -> None:
    world.kubectl("-n", "shop", "label", "pod", pod, "app=precious", "--overwrite")


def _replaced(world: World, pod: str) -> None:
    world.kubectl("-n", "shop", "delete", "pod", pod, "--grace-period=0", "--force", "--wait")
    world.kubectl("-n", "shop", "wait", "--for=create", f"pod/{pod}", "--timeout=60s")


def _gone(world: World, pod: str) -> None:
    world.kubectl("-n", "shop", "scale", "statefulset", "store", "--replicas=0")
    world.kubectl("-n", "shop", "wait", "--for=delete", f"pod/{pod}", "--timeout=60s")
    world.kubectl("-n", "shop", "scale", "statefulset", "store", "--replicas=2")


def _down_already(world: World) -> None:
    world.kubectl("-n", "shop", "scale", "deployment", "web", "--replicas=4")
    world.kubectl("-n", "shop", "set", "image", "deployment/web", "main=localhost/none:1")
    try:
        kill_some(world, "app=store", 1, allow={"max_down": 1})
    finally:
        world.kubectl("-n", "shop", "rollout", "undo", "deployment/web")
        world.kubectl("-n", "shop", "scale", "deployment", "web", "--replicas=3")


def _other_runs() -> Iterator[Attack]:
    yield Attack(
        "a second run, of another machine's state",
        on(_second, "elsewhere", NAME),
        "the cluster is in use by process",
    )
    yield Attack(
        "a second run, by a target file of another name",
        on(_second, "elsewhere", "other"),
        "the cluster is in use by process",
    )
    yield Attack("a second run on this machine", on(_second, "", NAME), "in use by process")
    yield Attack("a run whose lease somebody took", _lease_taken, "the lease was taken by")
    yield Attack(
        "a command after the lease was taken", on(_lease_taken, stop), "the lease was taken by"
    )


def _second(world: World, state: str, name: str) -> None:
    with pytest.MonkeyPatch.context() as patched, world.opened():
        if state:
            patched.setenv("XDG_STATE_HOME", str(Path(world.directory, state)))
        file = world.target_file(name=name)
        done = subprocess.run(
            [sys.executable, "-c", _OPEN, str(file), name],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            input="",
        )
        raise (AssertionError(done.stdout) if "opened" in done.stdout else UsageError(done.stderr))


def _lease_taken(world: World, attack: Callable[[World, str], None] | None = None) -> None:
    with world.opened() as opened:
        lease = opened.cluster.gate.args[3]  # type: ignore[attr-defined]  # a partial
        annotate = ("annotate", "lease", "run", "drillbook/host=thief", "--overwrite")
        world.kubectl("-n", "drillbook", *annotate)
        lease.renew()
        if attack is None:
            pods.kill("shop", world.pod())
        else:
            opened.cluster.execute("shop", world.pod(), ["true"])
