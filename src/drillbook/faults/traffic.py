"""Traffic between two named services made slow, thin or broken: toxiproxy is put between.

One toxiproxy a pod of the calling service, in the pod's own network namespace: new connections
to the other service are led into it. Connections that are open already are not slowed. The faults
that a service mesh brings along are in ``mesh``.
"""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from drillbook.clock import eventually
from drillbook.errors import CheckFailed, NotDone, Unobservable, UsageError
from drillbook.faults import lab
from drillbook.faults.bringing import Fault, action, bring
from drillbook.faults.catalogue import Needs, described
from drillbook.faults.network import (
    NEEDS,
    SHOWS_WITHIN,
    add_rules,
    connected,
    new_mark,
    restored_by,
)
from drillbook.guard import Change
from drillbook.lab import pods
from drillbook.lab.toolchain import ensure_toolchain
from drillbook.opening import required
from drillbook.probes import network
from drillbook.probes.network import Answer

# Toxiproxy's own connections must not be led back into it.
_RULES = """
  chain traffic {{
    type nat hook output priority -100
    {redirects}
  }}
"""
_REDIRECT = "ip daddr {address} tcp dport {port} meta skgid != {outsider} redirect to :{proxy_port}"
# What `go install` calls toxiproxy's server.
_PROGRAM = "server"
_POST = (
    "import http.client, sys; port, path, body = sys.argv[1:]; "
    "api = http.client.HTTPConnection('127.0.0.1', int(port), timeout=3); "
    "api.request('POST', path, body); print(api.getresponse().status)"
)
_FIRST_PORT = 30_000
_REQUESTS = 20
_NEEDS = Needs(
    rights=NEEDS.rights,
    target=NEEDS.target,
    on_machine=(*NEEDS.on_machine, "setpriv", "toxiproxy (compiled when first needed)"),
)


@dataclass(frozen=True)
class Toxic:
    """What toxiproxy does to a connection; ``share`` is of connections, from 0 to 1."""

    type: str
    attributes: Mapping[str, int]
    share: float = 1.0


@action
@described(
    changes="traffic.delay",
    effect="a request from each pod of the one service to the other takes at least that long",
    undo="network.restore",
    needs=_NEEDS,
)
def delay(namespace: str, source: str, destination: str, milliseconds: int) -> str:
    """Delay what one Service answers to the pods of another."""
    if int(milliseconds) < 1:
        raise UsageError(f"a delay is at least 1 ms, not {milliseconds}")
    return _bring(
        "traffic.delay",
        f"{destination} answers {source} {milliseconds} ms later",
        (namespace, source, destination),
        Toxic("latency", {"latency": int(milliseconds)}),
        lambda answers: all(answer.seconds >= int(milliseconds) / 1000 for answer in answers),
    )


@action
@described(
    changes="traffic.limit",
    effect="the answer to a request is no faster than the rate, and was twice as fast before",
    undo="network.restore",
    needs=_NEEDS,
)
def limit(
    namespace: str, source: str, destination: str, kb_per_second: int, path: str = "/"
) -> str:
    """Limit the rate at which one Service's answers reach the pods of another.

    ``path`` is what is asked for over HTTP to see the effect; its answer must be large enough.
    """
    if int(kb_per_second) < 1:
        raise UsageError(f"a rate is at least 1 kB/s, not {kb_per_second}")

    def slow(answers: tuple[Answer, ...]) -> bool:
        # Toxiproxy counts in steps of 100 ms.
        return all(a.seconds >= 0.8 * _seconds(a.bytes, kb_per_second) for a in answers)

    def could_show(answers: tuple[Answer, ...]) -> str:
        fast = [a for a in answers if a.seconds < _seconds(a.bytes, kb_per_second) / 2]
        if len(fast) == len(answers):
            return ""
        return f"{path} has {answers[0].bytes} bytes: at {kb_per_second} kB/s no difference shows"

    return _bring(
        "traffic.limit",
        f"{destination} answers {source} at {kb_per_second} kB/s",
        (namespace, source, destination),
        Toxic("bandwidth", {"rate": int(kb_per_second)}),
        slow,
        path=path,
        could_show=could_show,
    )


@action
@described(
    changes="traffic.abort",
    effect="of 20 requests some are reset, and with a share of 1 all",
    undo="network.restore",
    needs=_NEEDS,
)
def abort(namespace: str, source: str, destination: str, share: float = 1.0) -> str:
    """Reset a share (0 to 1) of the requests of one Service's pods to another."""
    if not 0 < float(share) <= 1:
        raise UsageError(f"a share is above 0 and at most 1, not {share}")

    def aborted(answers: tuple[Answer, ...]) -> bool:
        bad = sum(answer.ended in ("reset", "closed") for answer in answers)
        return bad == len(answers) if float(share) == 1 else bad > 0

    return _bring(
        "traffic.abort",
        f"{float(share):.0%} of requests from {source} to {destination} are aborted",
        (namespace, source, destination),
        Toxic("reset_peer", {"timeout": 0}, float(share)),
        aborted,
        times=_REQUESTS,
    )


def _bring(
    kind: str,
    text: str,
    where: tuple[str, str, str],
    toxic: Toxic,
    shows: Callable[[tuple[Answer, ...]], bool],
    *,
    path: str = "/",
    times: int = 1,
    could_show: Callable[[tuple[Answer, ...]], str] = lambda _: "",
) -> str:
    session, mark = required(), new_mark()
    number = lab.number(session, "putting toxiproxy between two services")
    namespace, *names = where
    source, destination = connected(session, number, namespace, (names[0], names[1]))
    before = network.answers(session, number, source, destination, path).value
    strange = [answer.ended for answer in before if answer.ended != "answered"]
    complaint = f"GET {path} is {strange[0]} as it is" if strange else could_show(before)
    if shows(before) or complaint:
        raise UsageError(f"{complaint or text + ' already'}, so the fault would show nothing")
    program = ensure_toolchain([_PROGRAM]) / _PROGRAM
    return bring(
        Fault(
            text=text,
            change=Change(kind, namespace, tuple(sorted(source.pods))),
            undo="network.restore",
            arguments=restored_by(source, mark),
            before={},
            inject=lambda: _put_between(number, source, destination, mark, str(program), toxic),
            look=lambda: network.answers(session, number, source, destination, path, times),
            took_effect=shows,
            effect_within=SHOWS_WITHIN,
        )
    )


def _put_between(
    number: int,
    source: network.Service,
    destination: network.Service,
    mark: str,
    program: str,
    toxic: Toxic,
) -> None:
    api = _FIRST_PORT + int(mark[:3], 16)
    proxies = list(enumerate(destination.entrances, start=api + 1))
    for uid in source.pods.values():
        pods.start_in_network(number, uid, [program, "-port", str(api)], mark=mark)
        for port, (address, its_port) in proxies:
            listen, upstream = f"127.0.0.1:{port}", f"{address}:{its_port}"
            body = {"name": str(port), "listen": listen, "upstream": upstream}
            _post(number, uid, api, "/proxies", body)
            _post(number, uid, api, f"/proxies/{port}/toxics", _written(toxic))
    redirects = "\n    ".join(
        _REDIRECT.format(address=a, port=p, outsider=pods.OUTSIDER, proxy_port=port)
        for port, (a, p) in proxies
    )
    add_rules(number, source.pods, mark, _RULES.format(redirects=redirects))


def _written(toxic: Toxic) -> dict[str, Any]:
    attributes = dict(toxic.attributes)
    return {"type": toxic.type, "toxicity": toxic.share, "attributes": attributes}


def _seconds(size: int, kb_per_second: int) -> float:
    return size / (1000 * int(kb_per_second))


def _post(number: int, pod_uid: str, port: int, path: str, body: Mapping[str, Any]) -> None:
    """Tell toxiproxy, once it listens, what to do. Raises NotDone."""

    command = [sys.executable, "-I", "-S", "-c", _POST, str(port), path, json.dumps(body)]

    def posted() -> str:
        done = pods.run_in_network(number, pod_uid, command)
        if done.returncode != 0:
            raise Unobservable(f"toxiproxy does not answer: {done.stderr.strip()[-200:]}")
        return done.stdout.strip()

    try:
        eventually(
            posted,
            lambda status: status in ("200", "201"),
            within=SHOWS_WITHIN,
            what=f"toxiproxy takes {path}",
        )
    except (CheckFailed, Unobservable) as error:
        raise NotDone(str(error)) from error


ACTIONS = {"delay": delay, "limit": limit, "abort": abort}
