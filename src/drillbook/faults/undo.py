"""The rollback of every experiment: the journal's undo, which is the one undo there is."""

from drillbook.faults.bringing import action
from drillbook.opening import required


@action
def everything() -> str:
    """Put back all that is pending on the target (an action for Chaos Toolkit)."""
    return "; ".join(required().undo()) or "nothing to put back"


ACTIONS = {"everything": everything}
