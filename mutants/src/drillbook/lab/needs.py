"""What a machine must have at the moment a lab is brought up; ``make setup`` checks far more."""

import os
import shutil
import sys
from pathlib import Path

from drillbook.errors import UsageError

PROGRAMS = (
    "conntrack",
    "containerd",
    "ctr",
    "etcd",
    "ip",
    "losetup",
    "mount",
    "nft",
    "nsenter",
    "runc",
    "unshare",
)
CNI = Path("/usr/lib/cni/bridge")
INSTEAD = "or drill on a cluster that exists (targets/). Nothing was changed."


def check(cni: Path = CNI) -> None:
    """Raise UsageError when a lab cannot be brought up here, with what to do about it."""
    if sys.platform != "linux":
        raise UsageError(f"a lab needs Linux, and this is {sys.platform}; {INSTEAD}")
    if os.geteuid() != 0:
        raise UsageError(f"a lab makes namespaces, links and cgroups: run it as root, {INSTEAD}")
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if not cni.exists():
        missing.append(str(cni))
    if missing:
        raise UsageError(f"a lab needs {', '.join(missing)}: run `make setup`, {INSTEAD}")
