"""Paths of objects of the Kubernetes API."""

import re

from drillbook.errors import UsageError

# Names of objects and their collections, e.g. of roles with a colon (RFC 1123, and RBAC's names).
_SEGMENT = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.:]*[A-Za-z0-9])?")


def require_plain(path: str) -> None:
    """Raise UsageError for a path that would lead elsewhere: a name may come from anybody.

    The transport resolves ``..`` before it sends, so a pod named ``../../kube-system/pods/x``
    would be one of another namespace.
    """
    for segment in path.removeprefix("/").split("/"):
        if not _SEGMENT.fullmatch(segment):
            raise UsageError(
                f"{segment!r} is no object's name (in {path!r}); correct it where it is written. "
                "Nothing was sent."
            )
    if not path.startswith("/api"):
        raise UsageError(f"{path!r} is no path of an object. Nothing was sent.")
