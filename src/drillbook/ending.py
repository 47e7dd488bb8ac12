"""How a drill ends: what its fault led to is kept, and all that it changed is put back."""

from collections.abc import Iterator

from drillbook import signals
from drillbook.drill import Drill
from drillbook.errors import DrillbookError, UndoIncomplete
from drillbook.probes import aftermath
from drillbook.run import Run
from drillbook.verdict import Judgement, failed, unknown, verdict_of


def left_traces(running: Drill) -> bool:
    """Return whether a drill had a fault, or a step that did not pass."""
    return not running.passed_so_far() or bool(running.involved())


def keep_aftermath(run: Run, running: Drill) -> None:
    """Keep events and logs of the components that a drill's fault involved."""
    opened = run.session()
    namespace = opened.system(running.scenario.system).namespace
    ailing = not running.passed_so_far()
    for component, lines in aftermath.collect(
        opened, namespace, running.started, running.involved(), ailing=ailing
    ):
        running.log(component, lines)


def undone(run: Run) -> Iterator[Judgement]:
    """Put back all that a drill has changed; yield what this says of it, if it did not go well."""
    if not run.is_open():
        return
    try:
        with signals.first_waits() as asked_to_end:
            # What an undo goes through, e.g. replicas that are coming, is no reason to stop.
            run.session().unwatch()
            run.session().undo()
        run.asked_to_end = run.asked_to_end or "".join(asked_to_end)
    except UndoIncomplete as error:
        run.undo_incomplete = str(error)
        yield failed(f"undo incomplete: {error}")
    except DrillbookError as error:
        run.undo_incomplete = str(error)
        yield unknown(f"undo could not be checked: {error}")
    except KeyboardInterrupt:
        run.undo_incomplete = "the undo was interrupted; 'drillbook undo' goes on with it"
        yield failed(f"undo incomplete: {run.undo_incomplete}")
    except Exception as error:  # noqa: BLE001 (what crashed may have put back nothing)
        run.undo_incomplete = f"the undo crashed with {error!r}; 'drillbook undo' goes on with it"
        yield failed(f"undo incomplete: {run.undo_incomplete}")
    stop = run.session().settle()
    if stop.reason is not None:
        yield Judgement(verdict_of(stop.reason), str(stop.account or stop.reason))
