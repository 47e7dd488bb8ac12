"""What the command prints and writes."""

import json
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from drillbook.audit import patch, sarif, shown
from drillbook.audit.audit import Report, audit
from drillbook.audit.catalogue import RULES
from drillbook.cli import app
from drillbook.errors import UsageError
from tests.audit.figures import HERE

PLANTED = sorted((HERE / "runbooks").glob("*.md"))
TEXT = """# Kiosk

```bash
kubectl get pods -n kiosk --all-namespace
kubectl logs -n kiosk -l app=till --since=1h | grep ERROR
```

```sql
SELECT mean_time FROM pg_stat_statements;
```

```bash
podman ps "<script>alert(1)</script>" --tills
```
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = tmp_path / "kiosk.md"
    written.write_text(TEXT, encoding="utf-8")
    return written


@pytest.fixture
def report(file: Path) -> Report:
    return audit(file)


def test_json_has_the_fields_that_stay(file: Path) -> None:
    done = CliRunner().invoke(app, ["audit", str(file), "--json"])
    findings = json.loads(done.output)["findings"]
    assert [(one["line"], one["rule"], one["severity"], one["shown_by"]) for one in findings] == [
        (4, "unknown-flag", "error", "reference"),
        (5, "last-lines-only", "warning", "reference"),
        (9, "unknown-column", "error", "reference"),
    ]
    assert all(one["message"] and one["repair"] for one in findings)
    assert done.exit_code == 1


def test_a_runbook_without_errors_ends_with_0(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n\n```bash\nkubectl get pods -n a\n```\n")
    assert CliRunner().invoke(app, ["audit", str(tmp_path / "a.md")]).exit_code == 0


def test_a_patch_applies_and_leaves_nothing_to_mend(file: Path, report: Report) -> None:
    (file.parent / "audit.patch").write_text(patch.unified_diff(report))
    subprocess.run(
        ["patch", "-s", str(file), str(file.parent / "audit.patch")], check=True, cwd=file.parent
    )
    mended = file.read_text()
    assert "--all-namespaces" in mended
    assert "--tail=-1" in mended
    assert "mean_exec_time" in mended
    assert audit(file).findings == ()


def test_git_applies_the_patch_of_a_file_in_a_folder_with_blanks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("our runbooks").mkdir()
    file = Path("our runbooks/kiosk.md")
    file.write_bytes(TEXT.replace("\n", "\r\n").encode())
    Path("audit.patch").write_bytes(patch.unified_diff(audit(file)).encode())
    subprocess.run(["git", "apply", "audit.patch"], check=True)
    assert audit(file).findings == ()
    assert file.read_bytes().count(b"\r\n") == TEXT.count("\n")


@pytest.mark.parametrize("runbook", PLANTED, ids=lambda file: file.stem)
def test_every_mechanical_repair_does_away_with_its_finding(tmp_path: Path, runbook: Path) -> None:
    before = audit(runbook)
    file = tmp_path / "repaired.md"
    file.write_text("\n".join(patch.repaired(before)) + "\n", encoding="utf-8")
    after = audit(file)
    assert [one for one in after.findings if one.edits] == []
    left = Counter(one.rule for one in before.findings if not one.edits)
    assert Counter(one.rule for one in after.findings) == left


def test_two_repairs_of_one_line_are_both_made(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("```bash\nkubectl logs -l app=a --since=1h --all-container | grep x\n```\n")
    assert patch.repaired(audit(file))[1] == (
        "kubectl logs --tail=-1 -l app=a --since=1h --all-containers | grep x"
    )


def test_sarif_names_the_place_the_rule_and_the_fix(report: Report) -> None:
    (run,) = sarif.document([report])["runs"]
    first = run["results"][0]
    assert first["ruleId"] == "unknown-flag"
    region = first["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 4}
    (replacement,) = first["fixes"][0]["artifactChanges"][0]["replacements"]
    deleted = replacement["deletedRegion"]
    line = report.lines[deleted["startLine"] - 1]
    assert line[deleted["startColumn"] - 1 : deleted["endColumn"] - 1] == "--all-namespace"
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {
        result["ruleId"] for result in run["results"]
    }


def test_sarif_has_every_rule_with_what_it_says() -> None:
    (run,) = sarif.document([audit(file) for file in PLANTED])["runs"]
    listed = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert listed.keys() == RULES.keys()
    for name, rule in listed.items():
        assert rule["shortDescription"] == {"text": RULES[name].says}
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
        assert rule["properties"]["tags"] == [RULES[name].about]
    for result in run["results"]:
        assert result["ruleId"] in listed
        assert result["message"]["text"].strip()


def test_sarif_replaces_each_of_several_and_names_files_as_forges_want(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = Path("ein Läufer.md")
    file.write_text('```bash\npsql -c "🎻 $$ BEGIN $$"\n```\n', encoding="utf-8")
    (run,) = sarif.document([audit(file)])["runs"]
    (result,) = [one for one in run["results"] if one["ruleId"] == "dollar-quotes"]
    (change,) = result["fixes"][0]["artifactChanges"]
    assert change["artifactLocation"] == {"uri": "ein%20L%C3%A4ufer.md"}
    columns = [one["deletedRegion"]["startColumn"] for one in change["replacements"]]
    assert (columns, run["columnKind"]) == ([12, 21], "unicodeCodePoints")


def test_the_page_shows_each_repair_by_itself(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(
        "```sql\nSELECT total_time\nFROM pg_stat_statements\nORDER BY total_time;\n```\n"
    )
    (finding,) = (report := audit(file)).findings
    before, after = patch.sides(report, finding)
    assert before == "SELECT total_time\nORDER BY total_time;"
    assert after == before.replace("total_time", "total_exec_time")
    assert after in shown.html([report])


def test_the_page_escapes_what_the_runbook_says(report: Report) -> None:
    page = shown.html([report])
    assert "<script>alert" not in page
    assert "Not looked at" in page


def test_what_was_not_looked_at_is_listed(report: Report) -> None:
    said = shown.text(report)
    assert "not looked at: flags of podman (1): this tool is not recorded" in said


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot audit .*missing\.md"):
        audit(tmp_path / "missing.md")
