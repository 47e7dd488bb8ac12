"""Whatever a runbook's text is, an audit ends soon, with a result or one sentence."""

import os
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from drillbook.audit import patch
from drillbook.audit.audit import FAILED, Report, audit
from drillbook.audit.rules import syntax
from drillbook.cli import app
from drillbook.errors import UsageError

SLIP = "kubectl get pods --all-namespace"
FENCED = f"```bash\n{SLIP}\n```\n"
BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{at + 1}: &a{at + 1} [{', '.join([f'*a{at}'] * 9)}]\n" for at in range(9)
)


def audited(folder: Path, text: str | bytes) -> Report:
    file = folder / "runbook.md"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    report = audit(file)
    assert not [one for one in report.not_looked_at if one.why.startswith(FAILED)]
    return report


def slips(report: Report) -> list[int]:
    return [one.line for one in report.findings if one.rule == "unknown-flag"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"# A\r\n\r\n```bash\r\n{SLIP}\r\n```\r\n", [4]),
        (f"# A\r\r```bash\r{SLIP}\r```\r", [4]),
        (f"\ufeff{FENCED}", [2]),
        (f"# A\n\n```bash\n{SLIP}\necho done\n\n## B\n", [4]),
        (f"- do\n\n\t```bash\n\t{SLIP}\n\t```\n", [4]),
        (f"1. a\n\n   - b\n\n     1. c\n\n        ```sh\n        {SLIP}\n        ```\n", [8]),
        (f"> ```bash\n> {SLIP}\n> ```\n", [2]),
        (f"~~~~ bash title='x'\n{SLIP}\n~~~~\n", [2]),
        (f"Run\n\n    {SLIP}\n", [3]),
        (f"````md\n{FENCED}````\n", []),
        (f"<details>\n\n{FENCED}\n</details>\n", [4]),
        (f"---\ntitle: RTO\nkubectl: {SLIP}\n---\n\n{FENCED}", [7]),
        (f"```\n{SLIP}\n```\n", [2]),
        (f"```{{.bash .numberLines}}\n{SLIP}\n```\n", [2]),
        (f"```bash,ignore\n{SLIP}\n```\n", [2]),
        (f"```bash{{1,2}}\n{SLIP}\n```\n", [2]),
        (f"```klingon\n{SLIP}\n```\n", []),
        (f"```powershell\n{SLIP}\n```\n", []),
        (f"```console\nops@db-1:~$ {SLIP}\nkubectl get pods --nothing\n```\n", [2]),
        (f"# A\u2028\x0c\x85\n\n```bash\necho a\u2028b\n{SLIP}\n```\n", [5]),
        ("```cmd\nC:\\Programs\\kubectl.exe get pods\n```\n\nUse `C:\\Temp\\n`.\n", []),
    ],
)
def test_a_command_is_found_however_it_stands(tmp_path: Path, text: str, lines: list[int]) -> None:
    assert slips(audited(tmp_path, text)) == lines


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "there is no text in it"),
        (b"\xef\xbb\xbf \n\r\n", "there is no text in it"),
        ("# A\n\n\u00fc".encode("latin-1"), "line 3 is not UTF-8"),
        ("# A\n".encode("utf-16"), "line 1 is not UTF-8"),
    ],
)
def test_what_is_no_text_is_one_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(UsageError, match=rf"^cannot audit .*runbook\.md: {said}$"):
        audited(tmp_path, content)


def test_a_folder_and_a_pipe_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    for file in (tmp_path, tmp_path / "pipe.md", Path("/dev/zero")):
        with pytest.raises(UsageError, match="it is no file"):
            audit(file)
    done = CliRunner().invoke(app, ["audit", str(tmp_path / "missing.md")])
    assert isinstance(done.exception, UsageError)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"```yaml\n{BOMB}```\n", "the YAML at line 2"),
        ("```yaml\na: &a\n  b: *a\n```\n", "the YAML at line 2"),
        (f"```yaml\na: {'[' * 3000}{']' * 3000}\n```\n", "the YAML at line 2"),
        (f"```bash\n{'(' * 3000}ls{')' * 3000}\n```\n", "the commands at line 2"),
        (f"```bash\n{'true && ' * 3000}ls\n```\n", "the commands at line 2"),
        (f"```promql\n{'up + ' * 5000}up\n```\n", "the query at line 2"),
        (f"```promql\n{'(' * 5000}up{')' * 5000}\n```\n", "the query at line 2"),
        ("<details><pre>\n\nls\n", "code in HTML at line 1"),
        ("<details>\n```bash\nls\n```\n</details>\n", "code in HTML at line 2"),
        ("Say <code>kubectl get pods</code> first.\n", "code in HTML at line 1"),
    ],
)
def test_what_nobody_would_write_is_listed_as_not_looked_at(
    tmp_path: Path, text: str, told: str
) -> None:
    report = audited(tmp_path, text)
    assert told in [one.what for one in report.not_looked_at]
    assert report.findings == ()


@pytest.mark.parametrize(
    "text",
    [
        f"```bash\n{'sudo ' * 3000}ls\n```\n",
        f"```json\n{'[' * 100_000}{']' * 100_000}\n```\n",
        f"```sql\nSELECT {'1+' * 5000}1;\n```\n",
        f"```sql\nSELECT {'(' * 5000}1{')' * 5000};\n```\n",
        f"{'>' * 5000} x\n\n{'[' * 20_000}x{']' * 20_000}\n",
        f"{'word ' * 200_000}\n\n```bash\necho {'a' * 1_000_000}\n```\n",
        f"{'at 90% every 10 minutes RTO: 15 minutes ' * 10_000}\n",
        f"{'a' * 5000}!\n{'(1 ' * 5000}\n{'9' * 9000} days\n{'restore ' * 3000} takes\n",
        "```bash\n" + "\n".join([sign * 4999 for sign in "'\"*<#$0"]) + "\n```\n",
        "```yaml\n!!python/object/apply:os.system [exit]\n```\n\n```yaml\n? [a, b]\n: c\n```\n",
        "```yaml\nkind: Pod\napiVersion: v1\nspec: {containers: [1], volumes: x}\n```\n",
        "```yaml\ngroups: [1, {rules: [2, {alert: a, expr: [1], for: [2], labels: 3}]}]\n```\n",
        "```bash\nkubectl\nkubectl exec x --\npsql -c\nsh -c\nxargs\nhelm\n|\n```\n",
        "```sql\n;\n```\n\n```sql\n```\n\n```yaml\n---\n---\n```\n\n```promql\n\n```\n",
    ],
)
def test_text_beyond_reason_ends_soon(tmp_path: Path, text: str) -> None:
    started = time.process_time()
    audited(tmp_path, text)
    assert time.process_time() - started < 5


def test_ten_thousand_blocks_take_seconds(tmp_path: Path) -> None:
    started = time.process_time()
    audited(tmp_path, "```bash\nkubectl get pods -n a\n```\n\n" * 10_000)
    assert time.process_time() - started < 15


def test_a_rule_that_fails_costs_the_others_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syntax, "_judged", None)
    (tmp_path / "a.md").write_text(FENCED + "\n```json\n{}\n```\n", encoding="utf-8")
    report = audit(tmp_path / "a.md")
    assert slips(report) == [2]
    (failed,) = [one for one in report.not_looked_at if one.why.startswith(FAILED)]
    assert failed.what == "what syntax.json_texts looks for"


@pytest.mark.parametrize("end", ["\n", ""])
@pytest.mark.parametrize("feed", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_patch_keeps_line_ends_and_marks(tmp_path: Path, mark: str, feed: str, end: str) -> None:
    lines = ["```bash", SLIP, "```", "The end"]
    report = audited(tmp_path, mark + feed.join(lines) + end)
    diff = patch.unified_diff(report)
    assert f"+{SLIP}s{feed}" in diff
    assert ("No newline" in diff) == (end == "")
    assert patch.repaired(report)[1] == f"{SLIP}s"


def test_code_that_stands_whole_in_html_is_read_at_its_own_lines(tmp_path: Path) -> None:
    file = tmp_path / "runbook.md"
    file.write_text(
        "# Pods\n\n<details>\n<summary>More</summary>\n"
        '<pre><code class="language-bash">kubectl get pods &amp;&amp; \\\n'
        "  kubectl logs x --last=<b>5</b>\n</code></pre>\n</details>\n"
    )
    report = audit(file)
    assert [(one.line, one.rule) for one in report.findings] == [(6, "unknown-flag")]
    assert not any("HTML" in one.what for one in report.not_looked_at)
