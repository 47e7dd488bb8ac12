"""Configuration kept in a Git repository: committed as it is deployed, and deployed as committed.

Neo Operational, Backup Procedures. Secrets are none of it.
"""

import json
import shutil
from collections.abc import Mapping
from typing import Any

from drillbook.clients import git
from drillbook.clock import now
from drillbook.errors import NotDone
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.probes import committed
from drillbook.procedures import objects
from drillbook.procedures.restoring import note
from drillbook.session import Session, undo_step


def commit(session: Session, namespace: str, message: str) -> Observation[str]:
    """Commit what is deployed; the undo removes the repository from this machine.

    Raises Refused, Unobservable.
    """
    session.permit(Change("backup.run", namespace, ("configuration",)))
    session.intend("configuration.forget_commits", {}, {})
    started = now()
    found = git.commit(committed.repository(), committed.deployed(session, namespace), message)
    note(f"what is deployed is commit {found[:12]}")
    source = str(committed.repository())
    return Observation("committed", found, source, f"git commit: {message}", started, now())


def deploy(session: Session, namespace: str, commit: str) -> None:
    """Make what is deployed what a commit says; the undo puts back what that changed.

    Raises Refused, Unobservable, CheckFailed (pods do not come), or NotDone: objects are neither
    made nor deleted.
    """
    said = git.files(committed.repository(), commit)
    is_now = committed.deployed(session, namespace)
    if other := sorted(set(said) ^ set(is_now)):
        raise NotDone(f"not in both, the commit and what is deployed: {', '.join(other)}")
    for name, text in said.items():
        if text != is_now[name]:
            body = difference(json.loads(is_now[name]), json.loads(text))
            objects.patch(session, namespace, name, body, f"{name} is as {commit[:12]} says")


def difference(was: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return the merge patch that makes one mapping the other."""
    found: dict[str, Any] = dict.fromkeys(was.keys() - wanted.keys())
    for key, value in wanted.items():
        before = was.get(key)
        if isinstance(value, Mapping) and isinstance(before, Mapping):
            if changed := difference(before, value):
                found[key] = changed
        elif key not in was or before != value:
            found[key] = value
    return found


@undo_step("configuration.forget_commits")
def _forget(_session: Session, _arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    shutil.rmtree(committed.repository(), ignore_errors=True)
    return f"{committed.repository().name} is removed from this machine"
