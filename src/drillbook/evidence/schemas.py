"""The published form of the evidence: JSON Schemas (draft 2020-12), and the page made from them."""

from collections.abc import Iterator, Mapping
from typing import Any

from drillbook.evidence.chain import RUN_KINDS
from drillbook.evidence.model import BODIES, ChainedRecord, Evidence

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_HEAD = """# Schema of the evidence

Made from the code by `drillbook schema --markdown > docs/evidence-schema.md`; the JSON Schemas are
`src/drillbook/evidence/schema.json` (`drillbook schema`, of a drill's document) and
`src/drillbook/evidence/record.schema.json` (`drillbook schema --record`, of a line of records).
Both are of version `drillbook/evidence/1`. All times are UTC, ISO 8601; all spans are seconds."""
_TYPES = {"integer": "whole number", "null": "nothing"}

Json = Mapping[str, Any]


def document() -> dict[str, Any]:
    """Return the schema of a drill's document."""
    return {"$schema": _DRAFT, **Evidence.model_json_schema(by_alias=True)}


def record() -> dict[str, Any]:
    """Return the schema of one line of records. The body of a drill's records is by their kind."""
    definitions: dict[str, Any] = {}
    rules = []
    for kind, body in BODIES.items():
        described = body.model_json_schema(ref_template="#/$defs/{model}")
        definitions |= described.pop("$defs", {})
        definitions[body.__name__] = described
        rules.append(
            {
                "if": {"properties": {"record": {"const": kind}}},
                "then": {"properties": {"body": {"$ref": f"#/$defs/{body.__name__}"}}},
            }
        )
    schema = ChainedRecord.model_json_schema()
    schema["properties"]["record"]["enum"] = sorted({*RUN_KINDS, *BODIES, "finished"})
    return {"$schema": _DRAFT, **schema, "$defs": definitions, "allOf": rules}


def markdown() -> str:
    """Return the page that describes both."""
    of_document, of_record = document(), record()
    named = {**of_record["$defs"], **of_document["$defs"]}
    parts = [_HEAD, *_section("The document of a drill", of_document)]
    parts += [*_section("A line of records", of_record), "", _kinds()]
    for name in sorted(named):
        parts += _section(name, named[name])
    return "\n".join(parts) + "\n"


def _kinds() -> str:
    bodies = ", ".join(f"`{kind}` ({_link(BODIES[kind].__name__)})" for kind in BODIES)
    of_run = ", ".join(f"`{kind}`" for kind in sorted(RUN_KINDS))
    return (
        f"Kinds of a drill's records, with their bodies: {bodies}, and `finished`, which has the "
        f"verdict and the document's hash. Kinds of the run's own: {of_run}."
    )


def _section(title: str, schema: Json) -> Iterator[str]:
    yield from ("", f"## {title}", "", " ".join(str(schema.get("description", "")).split()))
    if "enum" in schema:
        yield from ("", "One of " + ", ".join(f"`{value}`" for value in schema["enum"]) + ".")
        return
    required = set(schema.get("required", ()))
    yield from ("", "| field | type | |", "|---|---|---|")
    for name, field in schema["properties"].items():
        optional = "" if name in required else "may be left out"
        said = "; ".join(text for text in (field.get("description", ""), optional) if text)
        yield f"| `{name}` | {_type(field)} | {said} |"


def _type(field: Json) -> str:
    if "$ref" in field:
        return _link(field["$ref"].rpartition("/")[2])
    if "anyOf" in field:
        return " or ".join(_type(one) for one in field["anyOf"])
    if "const" in field:
        return f"`{field['const']}`"
    if "enum" in field and len(field["enum"]) <= len(BODIES):
        return ", ".join(f"`{value}`" for value in field["enum"])
    if field.get("type") == "array":
        return f"list of {_type(field.get('items', {}))}"
    if field.get("format") == "date-time":
        return "time"
    kind = str(field.get("type", "any JSON"))
    return _TYPES.get(kind, kind)


def _link(name: str) -> str:
    return f"[{name}](#{name.lower()})"
