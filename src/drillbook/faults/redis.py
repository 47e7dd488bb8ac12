"""Redis killed."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.clients import redis as clients
from drillbook.clients.redis import Access
from drillbook.clock import eventually
from drillbook.errors import CheckFailed, UndoIncomplete, UsageError
from drillbook.faults import processes
from drillbook.faults.bringing import action, bring
from drillbook.faults.catalogue import described
from drillbook.opening import required
from drillbook.probes import redis as probes
from drillbook.session import Session, undo_step

PROGRAM = "redis-server"

_BACK_WITHIN = timedelta(minutes=3)


@action
@described(
    changes="process.kill",
    effect="no Redis answers, or another process than before",
    undo="redis.is_back",
    needs=processes.KILL,
)
def kill(namespace: str, pod: str) -> str:
    """Kill the Redis process of a pod with SIGKILL; its container has to bring it back.

    The effect is that no Redis answers, or another process than before. Redis must not be the
    first process of its container: that one cannot be killed from inside (kill the pod instead).
    """
    session = required()
    access = clients.access(session, namespace)
    before = probes.server(access).value
    if not before.answers:
        raise UsageError(f"Redis in {namespace} does not answer as it is: {before.said}")
    return bring(
        processes.killing(
            session,
            processes.find(session, namespace, pod, PROGRAM),
            text=f"Redis in pod {pod} is killed with SIGKILL",
            undo="redis.is_back",
            look=lambda: probes.server(access),
            took_effect=lambda seen: seen.run != before.run,
        )
    )


@undo_step("redis.is_back")
def _is_back(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    """Wait until the pod is ready again and Redis answers."""
    process = processes.await_back(session, arguments, before)
    try:
        await_answer(clients.access(session, process.namespace))
    except CheckFailed as error:
        raise UndoIncomplete(
            f"{error}; see 'kubectl logs -n {process.namespace} {process.pod}'"
        ) from error
    return f"Redis in pod {process.pod} answers"


def await_answer(access: Access, within: timedelta = _BACK_WITHIN) -> probes.Server:
    """Wait until Redis answers, its data loaded. Raises CheckFailed."""
    return eventually(
        lambda: probes.server(access).value,
        lambda seen: seen.answers,
        within=within,
        what=f"Redis at {access} answers",
    ).value


ACTIONS = {"kill": kill}
