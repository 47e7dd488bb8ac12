"""The parameters of the notebooks: named, typed, and checked before a kernel starts.

papermill itself only warns of a name that it does not know, and stores values in clear: none of
them is a secret.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from drillbook.errors import UsageError
from drillbook.history.places import checked


def _exists(path: Path) -> Path:
    if not path.exists():
        raise ValueError(f"{path} does not exist")
    return path.resolve()


def _is_history(where: str) -> str:
    try:
        return checked(where)
    except UsageError as error:
        raise ValueError(str(error)) from error


ExistingPath = Annotated[Path, AfterValidator(_exists)]


HistoryPlace = Annotated[str, AfterValidator(_is_history)]


class Parameters(BaseModel):
    """What a notebook is given."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Postmortem(Parameters):
    """One drill's evidence."""

    evidence: ExistingPath = Field(
        description="evidence document (.json), records of an aborted drill (.jsonl),"
        " or an executed postmortem notebook (.ipynb)"
    )
    availability: float | None = Field(
        default=None,
        ge=0.5,
        lt=1,
        description="share of the time that the system has to be there, such as 0.999",
    )


class Capacity(Parameters):
    """A run or a history or both, and the growth that the runbook plans with."""

    run: ExistingPath | None = Field(
        default=None, description="directory of a run, or an executed capacity notebook (.ipynb)"
    )
    history: ExistingPath | None = Field(
        default=None,
        description="CSV of time,resource,value[,unit,limit,kind], or directory of exported answers"
        " of Prometheus",
    )
    load_test: ExistingPath | None = Field(
        default=None, description="CSV of consumers,throughput[,unit] as measured"
    )
    system: str = Field(default="kg_rca", description="system to look at")
    clients: int | None = Field(
        default=None, ge=0, description="clients now; by default as the runbook says, as the next"
    )
    clients_a_month: int | None = Field(default=None, ge=1, description="clients added every month")
    clients_at_most: int | None = Field(default=None, ge=1, description="clients that fit")
    plan_months_before: int | None = Field(
        default=None, ge=0, description="months from plan to capacity"
    )
    growth_factor: float = Field(
        default=1.0, gt=0, le=100, description="what if growth were so many times as fast"
    )
    large_client: int = Field(
        default=0, ge=0, description="what if a client came that is worth so many"
    )
    large_client_in_days: int = Field(default=0, ge=0, description="days until it comes")

    @model_validator(mode="after")
    def _has_something_to_look_at(self) -> Self:
        if self.run is None and self.history is None:
            raise ValueError("neither a run nor a history is given")
        return self


class Trends(Parameters):
    """A history, and what of it to look at."""

    history: HistoryPlace = Field(
        description="history: a file, postgresql://USER@HOST/DATABASE (no password), or an "
        "executed trends notebook (.ipynb)"
    )
    target: str = Field(default="", description="target; by default that of the newest run")
    system: str = Field(default="", description="system; all by default")
    text: str = Field(default="", description="only scenarios with this in their name")


class DrEvidence(Parameters):
    """A quarter's exercise: the history, and what people wrote for it."""

    history: HistoryPlace = Field(
        description="history: a file, postgresql://USER@HOST/DATABASE (no password), or an "
        "executed dr_evidence notebook (.ipynb)"
    )
    plan: ExistingPath | None = Field(
        default=None, description="plan of the exercise (YAML); needed with a history"
    )
    quarter: str = Field(default="", description="the plan's quarter, to be sure: 2026Q4")
    sign_off: ExistingPath | None = Field(default=None, description="sign-off (YAML)")
    controls: ExistingPath | None = Field(default=None, description="control map (YAML)")
    trust: ExistingPath | None = Field(
        default=None, description="keys that count; ./trust.yaml if there is one"
    )


def _is_project(directory: str) -> str:
    """Return a directory that has features, by default this one or the next above it."""
    here = Path(directory or ".").resolve()
    for place in (here, *([] if directory else here.parents)):
        if (place / "features").is_dir():
            return str(place)
    raise ValueError(f"{here} has no features/; say where features, steps and targets are")


class Walkthrough(Parameters):
    """What to walk through, and what may be changed; the rest is chosen in the notebook."""

    directory: Annotated[str, AfterValidator(_is_project)] = Field(
        default="", description="where features, steps and targets are", validate_default=True
    )
    target: str = Field(default="targets/lab.yaml", description="target file, as seen from there")
    system: str = Field(default="", description="system")
    section: str = Field(default="", description="section, or a part of its name")
    scenario: str = Field(default="", description="scenario, or a part of its name")
    changes: bool = Field(default=False, description="make what changes the target file allows")
    confirm: str = Field(default="", description="name of the cluster that may be changed")
    results: str = Field(default="reports/walks", description="directory of walks")


NOTEBOOKS: Mapping[str, type[Parameters]] = {
    "postmortem": Postmortem,
    "capacity": Capacity,
    "trends": Trends,
    "dr_evidence": DrEvidence,
    "walkthrough": Walkthrough,
}


def check(name: str, given: Mapping[str, Any]) -> Parameters:
    """Return the checked parameters of a notebook.

    Raises UsageError that names every one that is unknown, missing or wrong, and lists the right
    ones. A value of None counts as not given.
    """
    model = NOTEBOOKS.get(name)
    if model is None:
        raise UsageError(f"no notebook {name!r}; there are: {', '.join(sorted(NOTEBOOKS))}")
    try:
        return model.model_validate({k: v for k, v in given.items() if v is not None})
    except ValidationError as error:
        wrong = "; ".join(_complaint(one) for one in error.errors(include_url=False))
        right = "; ".join(
            f"{key} ({'needed' if field.is_required() else f'default {field.default}'}):"
            f" {field.description}"
            for key, field in model.model_fields.items()
        )
        raise UsageError(f"notebook {name}: {wrong}. It takes: {right}") from error


def _complaint(error: Any) -> str:
    name = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"unknown parameter {name!r}"
    if error["type"] == "missing":
        return f"parameter {name!r} is missing"
    if not name:
        return str(error["msg"].removeprefix("Value error, "))
    return f"parameter {name!r}: {error['msg'].removeprefix('Value error, ')}"
