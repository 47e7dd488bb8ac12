import json
from pathlib import Path

import jsonschema
import pytest

from drillbook.evidence import bundle as bundles
from drillbook.evidence import schemas
from drillbook.evidence.bundle import Bundle
from tests.evidence import runs, samples

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "evidence-schema.md"
PUBLISHED = ROOT / "src" / "drillbook" / "evidence"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return bundles.read(runs.record(tmp_path_factory.mktemp("reports") / "night"))


def test_the_published_schemas_are_those_of_the_code() -> None:
    for name, made in (("schema", schemas.document()), ("record.schema", schemas.record())):
        published = json.loads((PUBLISHED / f"{name}.json").read_text(encoding="utf-8"))
        assert published == made, f"{name}.json is old: drillbook schema > {name}.json"


def test_the_page_is_made_from_the_schemas() -> None:
    assert PAGE.read_text(encoding="utf-8") == schemas.markdown(), (
        "docs/evidence-schema.md is old: drillbook schema --markdown > docs/evidence-schema.md"
    )


def test_every_document_follows_the_schema(run: Bundle) -> None:
    jsonschema.Draft202012Validator.check_schema(schemas.document())
    for name in run.documents():
        jsonschema.validate(json.loads(run.files[name]), schemas.document())
    for drill in (samples.broker_loss(), samples.restore_over_budget(), samples.no_leader()):
        full = drill.model_dump(mode="json", by_alias=True)
        jsonschema.validate(full, schemas.document())


def test_every_record_follows_the_schema_and_a_changed_one_does_not(run: Bundle) -> None:
    jsonschema.Draft202012Validator.check_schema(schemas.record())
    valid = jsonschema.Draft202012Validator(schemas.record())
    lines = list(run.lines())
    for line in lines:
        valid.validate(line.record)
    for line in lines:
        assert line.record is not None
        assert not valid.is_valid({**line.record, "record": "unheard of"})
        assert not valid.is_valid({**line.record, "previous": "none"})
        if line.file != "run.jsonl" and line.record["record"] != "finished":
            assert not valid.is_valid({**line.record, "body": {}})
