"""The lab's session, for tests that are marked ``lab``."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from drillbook import opening
from drillbook import target as targets
from drillbook.session import Session


@pytest.fixture
def lab() -> Iterator[Session]:
    """Open the lab that DRILLBOOK_TARGET names; put everything back afterwards."""
    file = os.environ.get("DRILLBOOK_TARGET")
    if not file:
        pytest.fail(
            "DRILLBOOK_TARGET is not set: these tests write to a lab with KG RCA in it, and must "
            "be told which; e.g. DRILLBOOK_TARGET=targets/lab.yaml after 'drillbook lab up' and "
            "'drillbook lab deploy kg_rca'"
        )
    target = targets.load(Path(file))
    with opening.opened(target) as opened:
        try:
            yield opened
        finally:
            opened.undo()
