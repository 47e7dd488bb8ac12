"""An undo that only removes something is over when that is gone already, e.g. after kill -9."""

from typing import Any

import pytest

from drillbook.procedures import network_policies, neurallog, planted_neurallog, releases, roles
from drillbook.session import Session
from tests.world.seed import NAMESPACE

#: Whose undo steps are tried.
REGISTERED = (network_policies, neurallog, planted_neurallog, releases, roles)
_PODS = {"namespace": NAMESPACE}
GONE: dict[str, tuple[dict[str, Any], str]] = {
    "network_policy.remove": (_PODS | {"policy": "web-alone"}, "policy web-alone is not there"),
    "config_map.remove_leak": (_PODS, "ConfigMap drill-leak is not there"),
    "pod.unmeasured_away": (_PODS, "drillbook-unmeasured was not there"),
    "pod.silent_away": (_PODS, "drillbook-silent was not there"),
    "planted.remove": ({"path": "/api/v1/nodes/lost"}, "/api/v1/nodes/lost was not there"),
    "rollout.end_canary": (_PODS | {"deployment": "web"}, ""),
    "role.take_away": (_PODS, "what was granted is taken away"),
}


@pytest.mark.parametrize(("step", "given"), GONE.items(), ids=list(GONE))
def test_what_is_gone_already_needs_no_undo(
    opened: Session, step: str, given: tuple[dict[str, Any], str]
) -> None:
    arguments, said = given
    opened.intend(step, arguments, {})
    (told,) = opened.undo()
    assert told.startswith(f"{step}: {said}")
