"""The errors of drillbook.

    DrillbookError
      UsageError           a file, name or option is wrong; nothing was changed   exit 2
      Refused              the guard said no; nothing was changed                 unknown
      NotWritten           the journal could not be written; nothing was changed  unknown
      Blocked              the target lacks what the claim needs                  blocked
      CheckFailed          what was observed violates the claim                   fail
      Unobservable         what was asked could not be seen                       unknown
        EffectNotObserved  a fault was brought, but its effect was not seen       unknown
      NotDone              a change was not carried out, as far as is known       unknown
      Stopped              a stop condition tripped; all is being put back        fail
        CutShort           a stop condition could not be watched any more         unknown
      UndoIncomplete       something could not be put back                        exit 4

Any other exception that leaves a step is a defect of drillbook or of its surroundings and makes
the drill ``unknown``: what crashed has seen nothing (the rule of Jepsen's ``check-safe``).
"""


class DrillbookError(Exception):
    """Base of everything drillbook raises on purpose."""

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook shows of it: its sentence, and nothing of drillbook's inside."""
        return [f"{type(self).__name__}: {self}"]


class UsageError(DrillbookError):
    """A file, name or option that a person wrote is wrong. Nothing was changed."""


class Refused(DrillbookError):
    """The guard does not allow this change on this target. Nothing was changed."""


class NotWritten(DrillbookError):
    """The journal could not be written, so what depends on it was not begun."""


class Blocked(DrillbookError):
    """The target lacks what the claim needs, for a reason that is stated."""


class CheckFailed(DrillbookError):
    """What was observed violates the claim."""


class Unobservable(DrillbookError):
    """What was asked of the world could not be seen, so nothing is known about it."""


class EffectNotObserved(Unobservable):
    """A fault was brought, but its effect did not show within its deadline; it was undone."""


class NotDone(DrillbookError):
    """A change was not carried out, as far as is known.

    ``status`` is the HTTP status of the answer, None when there was none: then, as with 5xx, it
    may have happened all the same, and who called must look.
    """

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class Stopped(DrillbookError):
    """A stop condition of the target has tripped; everything that was changed is being put back."""


class CutShort(Stopped):
    """The run had to end, not for what the system did; everything is being put back.

    A stop condition could not be watched, the lease was lost, or the window shuts.
    """


class UndoIncomplete(DrillbookError):
    """Something that a fault changed could not be put back. The message says how to, by hand."""


def in_one_line(error: DrillbookError) -> str:
    """Return what an error says; what a parser has told over several lines is told in one."""
    said, cause = str(error), error.__cause__
    drawn = str(cause) if cause is not None else ""
    if "\n" not in drawn:
        return said
    mark = getattr(cause, "problem_mark", None)
    if mark is None:
        return said.replace(drawn, " ".join(drawn.split()))
    told = f"line {mark.line + 1}, column {mark.column + 1}: {getattr(cause, 'problem', '')}"
    return said.replace(drawn, told)
