"""What to do next when the Kubernetes API did not give what was asked for. Pure."""

_AWAY = (
    "'kubectl get --raw /readyz' tells how the API server is, 'drillbook lab status' how a lab is"
)
_NEXT = {
    400: "correct what was asked for where it is written",
    401: "'kubectl auth whoami' tells whether the cluster takes these credentials",
    403: "'drillbook target check' lists the rights that are missing",
    404: "'kubectl get' lists what is there; correct the name, or deploy what is missing",
    405: "correct what was asked for where it is written",
    409: "it was changed meanwhile; look at it, then try again",
    410: "what was asked for is too old; try again",
    422: "the object does not allow this; 'kubectl get -o yaml' shows how it is",
}


def of_status(status: int | None) -> str:
    """Return what to do about an answer's HTTP status, to follow a sentence; None is no answer."""
    return f"; {_NEXT.get(status or 0, _AWAY)}"


def cause(error: Exception) -> str:
    """Return why a request was not answered, without the pool that it was tried in."""
    return str(getattr(error, "reason", None) or error)
