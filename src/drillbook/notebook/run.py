"""Executing notebooks: parameters checked first, papermill for the kernel.

Stock ``papermill notebooks/postmortem.ipynb out.ipynb -p evidence FILE`` works as well; the
notebooks check their parameters themselves.
"""

import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from drillbook.errors import DrillbookError, Unobservable, UsageError
from drillbook.evidence.files import write_atomically
from drillbook.notebook.page import page as drawn
from drillbook.notebook.parameters import check

DIRECTORY = Path("notebooks")
_START_SECONDS = 300  # a kernel starts in two, and in minutes on a machine that has no time for it
_INJECTED = "injected-parameters"


def execute(
    name: str,
    parameters: Mapping[str, Any],
    out_directory: Path,
    *,
    page_name: str | None = None,
    directory: Path = DIRECTORY,
) -> Path:
    """Execute a notebook and return its page, ``<out_directory>/<page_name or name>.html``.

    The executed notebook stays beside the page, with its inputs frozen in it; given in place of
    the evidence, it yields the same page again. Raises UsageError for a wrong parameter or a
    notebook that is not there, before a kernel starts, and Unobservable when a cell fails.
    """
    checked = check(name, parameters)
    source = directory / f"{name}.ipynb"
    if not source.is_file():
        raise UsageError(f"{source}: no such notebook; run this where notebooks/ is")
    title = page_name or name
    plain = {
        key: str(value) if isinstance(value, Path) else value
        for key, value in checked.model_dump().items()
    }
    executed = _execute(source, plain)
    write_atomically(out_directory / f"{title}.ipynb", _notebook_text(executed))
    page = out_directory / f"{title}.html"
    write_atomically(page, drawn(executed, title))
    return page


def _execute(source: Path, parameters: Mapping[str, Any]) -> Any:
    with (
        warnings.catch_warnings(),
        tempfile.TemporaryDirectory() as scratch,
        tempfile.TemporaryFile() as said,
    ):
        _ignore_warnings_of_others()
        import papermill  # noqa: PLC0415 (two seconds that only who executes a notebook pays)
        from traitlets.config import Config  # noqa: PLC0415 (as above)

        partial = Path(scratch) / source.name
        # Sockets in the file system: no one else on the machine can talk to the kernel.
        sockets = {"transport": "ipc", "ip": str(Path(scratch) / "kernel")}
        try:
            executed = papermill.execute_notebook(
                str(source),
                str(partial),
                parameters=dict(parameters),
                kernel_name="python3",
                progress_bar=False,
                start_timeout=_START_SECONDS,
                log_output=False,
                request_save_on_cell_execute=False,  # the file is thrown away
                config=Config({"KernelManager": sockets}),
                kernel_manager_class=_told_to(said),
                # Nobody asks for earlier cells; a database of them takes a tenth of a second.
                extra_arguments=["--HistoryManager.enabled=False"],
            )
        except papermill.PapermillExecutionError as error:
            raise _as_ours(source, error) from error
        except RuntimeError as error:
            said.seek(0)
            last = "; ".join(said.read().decode(errors="replace").strip().splitlines()[-1:])
            raise Unobservable(f"{source}: its kernel failed: {error} {last}") from error
    return _without_chance(executed)


def _told_to(log: BinaryIO) -> type:
    """Return a manager of kernels that write to a log what would stand between our own lines."""
    from jupyter_client.manager import AsyncKernelManager  # noqa: PLC0415 (as above)

    class Told(AsyncKernelManager):
        async def start_kernel(self, **launch: Any) -> None:  # type: ignore[override]  # typed as the blocking one
            await super().start_kernel(**launch, stderr=log)

    return Told


def _as_ours(source: Path, error: Any) -> DrillbookError:
    said = f"{source}: cell {error.exec_count} failed: {error.ename}: {error.evalue}"
    return UsageError(said) if error.ename == "UsageError" else Unobservable(said)


def _without_chance(notebook: Any) -> Any:
    """Take out what differs from one execution to the next: clocks, paths and random ids."""
    notebook.metadata.pop("papermill", None)
    for number, cell in enumerate(notebook.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if _INJECTED in cell.metadata.get("tags", []):
            cell["id"] = f"{_INJECTED}-{number}"
    return notebook


def _notebook_text(notebook: Any) -> str:
    import nbformat  # noqa: PLC0415 (as above)

    return str(nbformat.writes(notebook)) + "\n"


def _ignore_warnings_of_others() -> None:
    """Bear with warnings about the insides of Jupyter's packages, which we cannot mend."""
    warnings.simplefilter("default")
