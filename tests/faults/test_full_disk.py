"""A disk with no room for the evidence keeps nothing from being put back."""

from types import SimpleNamespace
from typing import cast

from drillbook import drill
from drillbook.drill import Drill
from drillbook.session import Session


def _full(*_arguments: object, **_more: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_stop_that_cannot_be_recorded_puts_back_all_the_same(opened: Session) -> None:
    token = drill.current.set(cast("Drill", SimpleNamespace(event=_full)))
    try:
        assert opened._put_back_at_once() == "nothing was left to put back"
    finally:
        drill.current.reset(token)
