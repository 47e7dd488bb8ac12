"""What the side proxies do with a request from the one service of the mesh to the other."""

from tests.world.objects import Json, Objects
from tests.world.seed import MESHED, NAMESPACE

HOST = f"{MESHED[1]}.{NAMESPACE}"
_LABELS = {"app": MESHED[0], "app.kubernetes.io/name": MESHED[0]}
_COLLECTION = f"/apis/networking.istio.io/v1/namespaces/{NAMESPACE}/virtualservices"


def answer(objects: Objects) -> tuple[float, int]:
    """Return the seconds after which the request is answered, and its status."""
    for item in objects.below(_COLLECTION):
        if MESHED[1] in item["spec"]["hosts"]:
            route: Json = next(filter(_taken, item["spec"]["http"]), {})
            return _faulted(route.get("fault", {}))
    return 0.0, 200


def _taken(route: Json) -> bool:
    matches = route.get("match") or [{}]
    return any(match.get("sourceLabels", {}).items() <= _LABELS.items() for match in matches)


def _faulted(fault: Json) -> tuple[float, int]:
    delay, abort = fault.get("delay", {}), fault.get("abort", {})
    return float(delay.get("fixedDelay", "0s")[:-1]), int(abort.get("httpStatus", 200))
