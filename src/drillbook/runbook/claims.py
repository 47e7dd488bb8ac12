"""Claim catalogues: what a runbook promises, sentence by sentence, and what covers it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    field_validator,
)

from drillbook.errors import UsageError


def _several(written: object) -> object:
    return written if isinstance(written, list | tuple) else (written,)


#: An item of the runbook's inventory, by its fingerprint.
ItemName = Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]


#: One or several: a figure, a span such as ``24 h``, or an objective of the target file.
Limits = Annotated[tuple[float | str, ...], BeforeValidator(_several)]


class Claim(BaseModel):
    """One checkable sentence of a runbook, in our words; ``items`` are those that it stands for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    section: str
    says: str
    criticality: Literal["high", "medium", "low"] = "medium"
    items: tuple[ItemName, ...] = ()
    note: str = ""
    covered_by: tuple[str, ...] = Field(default=(), description="FEATURE FILE#SCENARIO NAME")
    violated_by: tuple[dict[str, Any], ...] = Field(
        default=(),
        description="what, seen by a probe, must turn the verdict to fail; any one of it",
    )
    limits: dict[str, Limits] = Field(
        default_factory=dict,
        description="numbers at which the verdict turns; the name of an objective is its number",
    )
    blocked: str | None = None

    @field_validator("violated_by", mode="before")
    @classmethod
    def _alternatives(cls, written: object) -> object:
        return _several(written)

    @property
    def uncovered(self) -> bool:
        """Return whether no scenario covers it, and nothing is said to be in the way of one."""
        return not self.covered_by and self.blocked is None


class Aside(BaseModel):
    """Items of a runbook that no drill can check, and why not."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    section: str
    not_checkable: str = Field(min_length=1)
    items: tuple[ItemName, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Catalogue:
    """A runbook's claims, and what in it cannot be checked."""

    claims: tuple[Claim, ...]
    asides: tuple[Aside, ...]


def load(file: Path) -> tuple[Claim, ...]:
    """Read the claims of a catalogue. Raises as ``catalogue``."""
    return catalogue(file).claims


def catalogue(file: Path) -> Catalogue:
    """Read a catalogue. Raises UsageError that names the file, the claim and the rule."""
    try:
        written = yaml.safe_load(file.read_text(encoding="utf-8")) or []
        if not isinstance(written, list):
            raise UsageError(f"{file}: a catalogue is a list of claims")
        aside = [isinstance(entry, dict) and "not_checkable" in entry for entry in written]
        asides = TypeAdapter(tuple[Aside, ...]).validate_python(
            [entry for entry, is_aside in zip(written, aside, strict=True) if is_aside]
        )
        claims = TypeAdapter(tuple[Claim, ...]).validate_python(
            [entry for entry, is_aside in zip(written, aside, strict=True) if not is_aside]
        )
    except FileNotFoundError:
        raise UsageError(f"{file}: no such catalogue of claims") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: not readable as YAML: {error}") from error
    except ValidationError as error:
        lines = (f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise UsageError(f"{file}: " + "; ".join(lines)) from error
    seen: set[str] = set()
    for claim in claims:
        if claim.id in seen:
            raise UsageError(f"{file}: two claims are named {claim.id}")
        seen.add(claim.id)
    return Catalogue(claims, asides)


def sections(file: Path, identities: Iterable[str]) -> tuple[str, ...]:
    """Return the runbook sections that some claims stand in, each once, in the claims' order."""
    by_id = {claim.id: claim.section for claim in load(file)} if file.exists() else {}
    found = (by_id[identity] for identity in identities if identity in by_id)
    return tuple(dict.fromkeys(found))
