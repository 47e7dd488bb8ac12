"""The lab's session, for tests that are marked ``lab``."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from drillbook import session as sessions
from drillbook import target as targets
from drillbook.session import Session


@pytest.fixture
def lab() -> Iterator[Session]:
    """Open the lab that DRILLBOOK_TARGET names; put everything back afterwards."""
    target = targets.load(Path(os.environ.get("DRILLBOOK_TARGET", "targets/lab.yaml")))
    with sessions.opened(target) as opened:
        try:
            yield opened
        finally:
            opened.undo()
