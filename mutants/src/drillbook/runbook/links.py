"""Accepted links: what a person saw when they last looked at a claim and its scenario."""

import json
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from drillbook.errors import UsageError
from drillbook.evidence.files import write_atomically


class Link(BaseModel):
    """A link as it was accepted: by whom, when, and the fingerprints of both sides.

    ``runbook`` is the SHA-256 of the section's text, ``covering`` that of the scenario with its
    phrases' code, ``items`` the section's items by their short fingerprints; ``at`` is ISO 8601.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    claim: str
    scenario: str
    section: str
    runbook: str
    covering: str
    items: tuple[str, ...]
    by: str
    at: str
    seen: str


def file_of(catalogue: Path) -> Path:
    """Return the file of a catalogue's accepted links: ``kg_rca.links.json`` beside it."""
    return catalogue.with_name(f"{catalogue.stem}.links.json")


def load(file: Path) -> tuple[Link, ...]:
    """Read accepted links; none when there is no file. Raises UsageError for one that is broken."""
    if not file.exists():
        return ()
    try:
        return TypeAdapter(tuple[Link, ...]).validate_json(file.read_bytes())
    except ValidationError as error:
        raise UsageError(
            f"{file}: not readable as accepted links ({error.error_count()} errors); take it from "
            "the last commit again"
        ) from error


def store(file: Path, links: Iterable[Link]) -> None:
    """Write accepted links, in order, a file that merges line by line."""
    ordered = sorted(links, key=lambda link: (link.claim, link.scenario))
    lines = ",\n".join(json.dumps(link.model_dump(), ensure_ascii=False) for link in ordered)
    write_atomically(file, f"[\n{lines}\n]\n")
