"""Rules of nftables for network policies: pure, from the objects of the cluster to the text of one table.

A pod that a policy picks gets a chain for each way that the policy is about; what no rule of it lets through is
dropped. The node itself, and so the kubelet's probes, do not pass through the hook; the machine that drills come from
does, and is let in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from policies.selecting import labels_of, picks

Object = Mapping[str, Any]
TABLE = "drillbook_policies"
#: Of each way: the key of its rules, of their peers, and nftables' words for the pod's end and the other one.
_WAYS = {"Ingress": ("ingress", "from", "daddr", "saddr"), "Egress": ("egress", "to", "saddr", "daddr")}
_ALIVE = ("Pending", "Running")


def table(policies: Sequence[Object], pods: Sequence[Object], namespaces: Sequence[Object], machine: str) -> str:
    """The text that makes the table anew, in place of what it was."""
    alive = [pod for pod in pods if _has_own_address(pod)]
    chains, ways = [], []
    for way, (key, _, own, _) in _WAYS.items():
        jumps = []
        for pod in alive:
            about = [one for one in policies if _is_about(one, pod, way)]
            if about:
                name = f"{key}_{_address(pod).replace('.', '_')}"
                lines = list(_lines(about, way, pod, alive, namespaces))
                let_in = [f"ip saddr {machine} return"] if way == "Ingress" and machine else []
                chains.append(_chain(name, [*let_in, *lines, "counter drop"]))
                jumps.append(f"{_address(pod)} : jump {name}")
        if jumps:
            ways.append(f"ip {own} vmap {{ {', '.join(sorted(jumps))} }}")
    hook = "type filter hook forward priority filter; policy accept;"
    chains.append(_chain("forward", [hook, "ct state established,related accept", *ways]))
    body = "\n".join(chains)
    return f"table inet {TABLE}\ndelete table inet {TABLE}\ntable inet {TABLE} {{\n{body}\n}}\n"


def isolated(policies: Sequence[Object], pods: Sequence[Object]) -> list[str]:
    """The addresses of the pods that any policy picks."""
    alive = [pod for pod in pods if _has_own_address(pod)]
    return [_address(pod) for pod in alive if any(_is_about(one, pod, way) for one in policies for way in _WAYS)]


def _is_about(policy: Object, pod: Object, way: str) -> bool:
    spec = policy["spec"]
    ways = spec.get("policyTypes") or ["Ingress", *(["Egress"] if "egress" in spec else [])]
    same = policy["metadata"]["namespace"] == pod["metadata"]["namespace"]
    return way in ways and same and picks(spec.get("podSelector") or {}, labels_of(pod))


def _lines(
    policies: Iterable[Object], way: str, pod: Object, alive: Sequence[Object], namespaces: Sequence[Object]
) -> Iterator[str]:
    key, peers, _, other = _WAYS[way]
    for policy in policies:
        for rule in policy["spec"].get(key) or ():
            found = list(_peers(rule.get(peers), other, policy["metadata"]["namespace"], alive, namespaces))
            for match, several in found:
                served = [pod] if way == "Ingress" else several
                for port in _ports(rule.get("ports"), served):
                    yield " ".join(part for part in (match, port, "return") if part)


def _peers(
    listed: Sequence[Object] | None, other: str, own: str, alive: Sequence[Object], namespaces: Sequence[Object]
) -> Iterator[tuple[str, Sequence[Object]]]:
    """nftables' match of each peer, and the pods that it is; no list is everybody."""
    if not listed:
        yield "", alive
        return
    for one in listed:
        if "ipBlock" in one:
            without = one["ipBlock"].get("except") or ()
            but = f" ip {other} != {{ {', '.join(without)} }}" if without else ""
            yield f"ip {other} {one['ipBlock']['cidr']}{but}", ()
            continue
        where = {own}
        if "namespaceSelector" in one:
            where = {n["metadata"]["name"] for n in namespaces if picks(one["namespaceSelector"], labels_of(n))}
        several = [
            pod
            for pod in alive
            if pod["metadata"]["namespace"] in where and picks(one.get("podSelector") or {}, labels_of(pod))
        ]
        if several:
            yield f"ip {other} {{ {', '.join(sorted({_address(pod) for pod in several}))} }}", several


def _ports(listed: Sequence[Object] | None, served: Sequence[Object]) -> Iterator[str]:
    """nftables' match of each port, those with a name as the pods that are served have it; no list is all."""
    if not listed:
        yield ""
        return
    for one in listed:
        protocol, port = str(one.get("protocol", "TCP")).lower(), one.get("port")
        if port is None:
            yield f"meta l4proto {protocol}"
        elif isinstance(port, int):
            yield f"{protocol} dport {port}" + (f"-{one['endPort']}" if one.get("endPort") else "")
        else:
            for number in sorted({n for pod in served for n in _named(pod, port, protocol)}):
                yield f"{protocol} dport {number}"


def _named(pod: Object, name: str, protocol: str) -> Iterator[int]:
    for container in pod["spec"]["containers"]:
        for port in container.get("ports") or ():
            if port.get("name") == name and str(port.get("protocol", "TCP")).lower() == protocol:
                yield int(port["containerPort"])


def _has_own_address(pod: Object) -> bool:
    status = pod.get("status") or {}
    alive = status.get("phase") in _ALIVE and bool(status.get("podIP"))
    return alive and not pod["spec"].get("hostNetwork")


def _address(pod: Object) -> str:
    return str(pod["status"]["podIP"])


def _chain(name: str, lines: Iterable[str]) -> str:
    return "\n".join([f"  chain {name} {{", *(f"    {line}" for line in lines), "  }"])
