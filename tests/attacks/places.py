"""Attacks by place: the wrong cluster, namespace, pod or node."""

from collections.abc import Iterator

from drillbook import opening
from drillbook import target as targets
from drillbook.faults import pods
from drillbook.guard import Change
from tests.attacks.attack import (
    Attack,
    drain,
    kill,
    kill_all,
    kill_some,
    on,
    real_pod,
    recorded,
    scale,
    stop,
)
from tests.attacks.recorder import Recorder, served
from tests.attacks.world import LOOK_ALIKES, NAME, World

OTHER = "00000000-0000-0000-0000-000000000000"


def attacks() -> Iterator[Attack]:
    """Yield them all."""
    yield from _clusters()
    yield from _namespaces()
    yield from _names()
    yield from _selectors()


def _clusters() -> Iterator[Attack]:
    yield Attack(
        "the cluster was made anew under the same name",
        on(kill, "web", cluster_uid=OTHER),
        "leads to cluster",
    )
    yield Attack(
        "a context of the same name leads to another cluster",
        _other_cluster,
        "leads to cluster cluster-1",
    )
    yield Attack(
        "the cluster is another one since the target was opened",
        on(recorded, lambda r: r.uids.update({"kube-system": "cluster-2"})),
        "this is cluster cluster-2",
    )
    yield Attack(
        "a context that is not there",
        on(kill, "web", context="production"),
        "no context 'production'",
    )


def _other_cluster(world: World) -> None:
    recorder = Recorder()
    with served(recorder) as url:
        file = world.target_file(kubeconfig=world.kubeconfig(server=url))
        try:
            with opening.opened(targets.load(file), confirmed=NAME):
                pods.kill("shop", "web-0")
        finally:
            assert recorder.changes == []
            assert recorder.own == {}


def _namespaces() -> Iterator[Attack]:
    for name in LOOK_ALIKES:
        yield Attack(
            f"namespace {name} looks like shop",
            on(_kill_in, name),
            "allow.namespaces",
        )
    yield Attack("drillbook's own namespace", on(kill_all_in, "drillbook"), "no pod in drillbook")
    yield Attack("namespace kube-system", on(kill_all_in, "kube-system"), "no pod in kube-system")
    for name in ("Shop", "shop-3"):
        yield Attack(f"namespace {name} is not there", on(kill, "web", name), "there is no pod")
    for name in (
        "shop ",
        "",
        "../bank",
        "shop/../bank",
        "shop%2F..%2Fbank",
        "shop?watch=1",
        "shop\n",
    ):
        yield Attack(f"namespace {name!r}", on(kill, "web", name), "no object's name")
    yield Attack("the namespace was deleted and made anew", _made_anew, "it was made anew")
    yield Attack(
        "the namespace has another UID since the target was opened",
        on(recorded, lambda r: r.uids.update(shop="shop-2")),
        "it was made anew",
    )
    yield Attack(
        "the namespace was renamed away",
        on(recorded, lambda r: r.uids.pop("shop")),
        "no such namespace",
    )
    yield Attack(
        "a look-alike takes the place of a namespace that is gone", _renamed, "there is no pod"
    )


def _kill_in(world: World, namespace: str) -> None:
    kill(world, world.pod(namespace), namespace)


def kill_all_in(world: World, namespace: str) -> None:
    """Kill everything that has an app in a namespace."""
    with world.opened():
        pods.kill_all(namespace, "app in (web, store)")


def _made_anew(world: World) -> None:
    world.kubectl("create", "namespace", "brief")
    with world.opened(allow={"namespaces": ["shop", "brief"]}) as opened:
        world.kubectl("delete", "namespace", "brief", "--wait")
        world.kubectl("create", "namespace", "brief")
        opened.permit(Change("pod.kill", "brief", ("web",), 1))


def _renamed(world: World) -> None:
    with world.opened(allow={"namespaces": ["shop-1"]}):
        pods.kill("shop-1", "web")


def _names() -> Iterator[Attack]:
    bank = "../../bank/pods/"
    for bad in (
        "..",
        "../pods",
        "web?gracePeriodSeconds=0",
        "web#",
        "%2e%2e",
        "$(reboot)",
        "`id`",
        "web; rm -rf /",
        "web'; DROP TABLE clients;--",
        "{{ 7*7 }}",
        "web\r\nX-Remote-User: admin",
    ):
        yield Attack(f"a pod named {bad!r}", on(kill, bad), "no object's name")
    yield Attack(
        "a pod's name leads to another namespace",
        lambda w: kill(w, bank + w.pod("bank")),
        "no object's name",
    )
    yield Attack(
        "a command in a pod of another namespace",
        lambda w: stop(w, bank + w.pod("bank")),
        "no object's name",
    )
    yield Attack(
        "a workload's name leads to another namespace",
        on(scale, "../../bank/deployments/web", 0),
        "0 workloads are named",
    )
    yield Attack(
        "a workload named with SQL", on(scale, "web' OR '1'='1", 0), "0 workloads are named"
    )
    yield Attack(
        "a node's name leads to a namespace", on(drain, "../namespaces/bank"), "no object's name"
    )
    yield Attack("a node that the target does not list", on(drain, "node-1"), "")
    yield Attack(
        "a node with pods of a namespace that is not allowed",
        on(drain, "node-1", allow={"nodes": ["node-1"]}),
        "",
    )
    yield Attack("a pod that is not there", on(kill, "web-none"), "there is no pod")
    yield Attack(
        "more replicas than a workload may be scaled to",
        on(scale, "web", 21),
        "scales to 21 replicas",
    )
    yield Attack("replicas that are no number", on(scale, "web", "3; reboot"), "invalid literal")


def _selectors() -> Iterator[Attack]:
    for empty in (
        "",
        "app",
        "!nothing",
        "app!=nothing",
        "app notin (nothing)",
        "app,!nothing",
        " , ",
    ):
        yield Attack(
            f"selector {empty!r} picks everything",
            on(kill_all, empty),
            "does not say which pods are meant",
        )
    yield Attack("a selector of nothing", on(kill_some, "app=nothing"), "no pod in shop matches")
    yield Attack(
        "a selector of another namespace's pods", on(kill_some, "of=bank"), "no pod in shop matches"
    )
    yield Attack(
        "every pod of every role",
        on(kill_all, "app in (web, store, client)"),
        "takes down 6 at once",
    )
    yield Attack(
        "all of a role, more than may be down", on(kill_all, "app=web"), "takes down 3 at once"
    )
    yield Attack("more pods than there are", on(kill_some, "app=web", 99), "not 99 to kill")
    yield Attack("less than no pods", on(kill_some, "app=web", -1), "not -1 to kill")
    yield Attack("a selector with a shell command", on(kill_some, "app=web; rm -rf /"), "")
    yield Attack("a selector with a template in it", on(kill_some, "app=${namespace}"), "")
    yield Attack(
        "a count with SQL in it", on(kill_some, "app=web", "1; DROP TABLE"), "invalid literal"
    )
    yield Attack(
        "a kill that the target allows none of",
        real_pod(kill, allow={"max_down": 0}),
        "takes down 1 at once",
    )
