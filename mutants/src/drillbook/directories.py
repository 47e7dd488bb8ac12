"""Where drillbook keeps what it writes (XDG Base Directory Specification 0.8)."""

import os
from pathlib import Path


def state() -> Path:
    """Return the directory of what must outlive a run: journals, labs."""
    return _base("XDG_STATE_HOME", ".local/state") / "drillbook"


def cache() -> Path:
    """Return the directory of what can be made again: binaries, images."""
    return _base("XDG_CACHE_HOME", ".cache") / "drillbook"


def _base(variable: str, default: str) -> Path:
    # The specification has a relative path ignored.
    given = Path(os.environ.get(variable, ""))
    return given if given.is_absolute() else Path.home() / default
