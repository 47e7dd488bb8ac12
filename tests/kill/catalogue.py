"""Every fault of the catalogue, and how it is brought in the small world.

A fault that needs no more than the small world has runs its own code there. Any other one (of
Kafka, PostgreSQL, network namespaces …) is stood in for: the same number of undo steps, brought by
the same ``bring``, around changes of an object and a file.
"""

import importlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from drillbook.clock import now
from drillbook.errors import NotDone, UndoIncomplete
from drillbook.faults import catalogue
from drillbook.faults.bringing import Fault, bring
from drillbook.guard import Change
from drillbook.kept import Kept
from drillbook.observation import Observation
from drillbook.opening import required
from drillbook.session import Session, undo_step
from tests.world.seed import MESHED, NAMESPACE

#: Arguments of the faults whose own code runs in the small world.
OWN: Mapping[str, Mapping[str, object]] = {
    "backups.age": {"namespace": NAMESPACE, "component": "PostgreSQL", "hours": 30},
    "backups.empty": {"namespace": NAMESPACE, "component": "Neo4j"},
    "backups.truncate": {"namespace": NAMESPACE, "component": "PostgreSQL"},
    "configuration.wrong_config_map": {
        "namespace": NAMESPACE,
        "config_map": "web",
        "key": "greeting",
        "value": "wrong",
    },
    "configuration.wrong_secret": {"namespace": NAMESPACE, "secret": "web", "key": "password"},
    "mesh.abort": {"namespace": NAMESPACE, "source": MESHED[0], "destination": MESHED[1]},
    "mesh.delay": {
        "namespace": NAMESPACE,
        "source": MESHED[0],
        "destination": MESHED[1],
        "milliseconds": 800,
    },
    "nodes.cordon": {"node": "node-1"},
    "nodes.drain": {"node": "node-1"},
    "pods.kill": {"namespace": NAMESPACE, "pod": "kafka-1"},
    "pods.kill_again": {"namespace": NAMESPACE, "selector": "app=kafka", "times": 2},
    "pods.kill_all": {"namespace": NAMESPACE, "selector": "app=kafka"},
    "pods.kill_share": {"namespace": NAMESPACE, "selector": "app=kafka", "share": 0.5},
    "pods.kill_some": {"namespace": NAMESPACE, "selector": "app=kafka", "count": 2},
    "workloads.scale": {"namespace": NAMESPACE, "workload": "web", "replicas": 1},
    "workloads.stop_server": {"namespace": NAMESPACE, "pod": "redis-0", "server": "redis"},
}


@dataclass(frozen=True)
class Brought:
    """One fault as it is brought in the small world."""

    name: str
    change: str
    bring: Callable[[], str] = field(compare=False)
    own_code: bool


def action(name: str) -> Callable[..., str]:
    """Return an action of drillbook.faults by its name in the catalogue."""
    module, _, function = name.partition(".")
    found: Callable[..., str] = getattr(
        importlib.import_module(f"drillbook.faults.{module}"), function
    )
    return found


def faults(words: Collection[str] = ()) -> Iterator[Brought]:
    """Yield every fault of the catalogue; with ``words``, only those whose names have one."""
    for fault in catalogue.faults():
        if words and not any(word in fault.name for word in words):
            continue
        if fault.name in OWN:
            own = partial(action(fault.name), **OWN[fault.name])
            yield Brought(fault.name, fault.changes, own, own_code=True)
        else:
            yield Brought(fault.name, fault.changes, partial(_stand_in, fault), own_code=False)


def _stand_in(fault: catalogue.Described) -> str:
    """Bring a fault of the same shape: one undo step for each, a nested one inside the inject."""
    session = required()
    steps = (fault.undo, *fault.also_undone_by)
    mark = f"{fault.name} was here"
    before = _look(session)

    def inject() -> None:
        for step in steps[1:]:
            session.intend("stand_in.file", {"left": mark, "for": step}, {"text": before["file"]})
        _write(session, mark)
        _label(session, mark)

    catalogue.running.set(None)  # its description is of the fault that is stood in for
    return bring(
        Fault(
            text=f"{fault.name} is stood in for",
            change=Change(fault.changes, NAMESPACE, ("web",), taken_down=1),
            undo="stand_in.both",
            arguments={"left": mark, "for": steps[0]},
            before={"text": before["file"], "kept": Kept({"label": before["label"].encode()})},
            inject=inject,
            look=lambda: Observation("marks", _look(session), "", "", now(), now()),
            took_effect=lambda seen: set(seen.values()) == {mark},
            effect_within=timedelta(seconds=60),
        )
    )


@undo_step("stand_in.both")
def _put_both_back(
    session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]
) -> str:
    """Put the file and the label back."""
    _put_file_back(session, arguments, before)
    was = session.kept(before["kept"])["label"].decode()
    found = _look(session)["label"]
    if found == arguments["left"]:
        _label(session, was)
    elif found != was:
        raise UndoIncomplete(f"the label is {found!r}; by hand: {was!r}")
    return "file and label are as they were"


@undo_step("stand_in.file")
def _put_file_back(
    session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]
) -> str:
    """Put the file back."""
    found = _look(session)["file"]
    if found == arguments["left"]:
        _write(session, before["text"])
    elif found != before["text"]:
        raise UndoIncomplete(f"the file holds {found!r}; by hand: {before['text']!r}")
    return "the file is as it was"


_FILE = "/data/settings"
_MAP = f"/api/v1/namespaces/{NAMESPACE}/configmaps/web"


def _look(session: Session) -> dict[str, str]:
    read = session.cluster.execute(NAMESPACE, "redis-0", ["cat", _FILE])
    return {"file": read.stdout, "label": session.cluster.get(_MAP)["data"]["greeting"]}


def _write(session: Session, text: str) -> None:
    script = (
        f'printf %s "$1" > {_FILE}.new && mv {_FILE}.new {_FILE} && touch -d @1700000000 {_FILE}'
    )
    done = session.cluster.execute(NAMESPACE, "redis-0", ["sh", "-c", script, "sh", text])
    if done.exit_code:
        raise NotDone(done.stderr)


def _label(session: Session, text: str) -> None:
    session.cluster.merge_patch(_MAP, {"data": {"greeting": text}})
