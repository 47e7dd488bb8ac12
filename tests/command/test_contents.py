"""``drillbook --help``: quick, true, and a sentence where something is wrong."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.core import TyperGroup
from typer.testing import CliRunner

from drillbook.cli import app
from drillbook.contents import CONTENTS, Entry

ROOT = Path(__file__).parents[2]
#: What takes long to import, and what neither the help nor a completion needs.
HEAVY = {"kubernetes", "duckdb", "pytest", "pandas", "numpy", "psycopg", "jsonschema"}
COLOUR = re.compile(r"\x1b\[[0-9;]*3[0-7]m")
#: They hand over to something else: a shell, a shell's configuration.
PRINTS_NOTHING = {"lab shell"}


def drillbook(
    *arguments: str,
    code: str = "from drillbook.cli import main; main()",
    given: str = "",
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *arguments]
    source = os.environ | {"PYTHONPATH": str(ROOT / "src"), "COLUMNS": "80"} | environment
    return subprocess.run(
        command, input=given, capture_output=True, text=True, check=False, env=source
    )


def every_command() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for entry in CONTENTS:
        one = entry.load()
        several = one.commands if isinstance(one, TyperGroup) else {"": one}
        found |= {f"{entry.name} {name}".strip(): command for name, command in several.items()}
    return found


@pytest.mark.parametrize("entry", CONTENTS, ids=lambda entry: entry.name)
def test_the_contents_say_of_a_command_what_it_says_of_itself(entry: Entry) -> None:
    command = entry.load()
    assert command.name in {entry.name, ""}
    assert command.help.startswith(entry.says)


def test_the_help_lists_every_command_by_chapter() -> None:
    shown = CliRunner().invoke(app, ["--help"]).stdout
    assert all(f" {entry.name} " in shown and entry.chapter in shown for entry in CONTENTS)


def test_neither_help_nor_completion_imports_what_only_a_command_needs() -> None:
    code = """
import sys
from drillbook.cli import main
sys.argv = ["drillbook", *sys.argv[1:]]
try:
    main()
finally:
    print("imported", *{name.partition(".")[0] for name in sys.modules}, file=sys.stderr)
"""
    helped = drillbook("--help", code=code)
    completed = drillbook(
        code=code,
        _DRILLBOOK_COMPLETE="complete_bash",
        COMP_WORDS="drillbook hist",
        COMP_CWORD="1",
    )
    assert completed.stdout.split() == ["history"]
    for done in (helped, completed):
        imported = set(done.stderr.rpartition("imported")[2].split())
        assert "typer" in imported
        assert not imported & HEAVY


def test_subcommands_and_options_are_completed() -> None:
    words = {"_DRILLBOOK_COMPLETE": "complete_bash", "COMP_CWORD": "2"}
    assert drillbook(COMP_WORDS="drillbook history im", **words).stdout.split() == ["import"]
    assert "--json" in drillbook(COMP_WORDS="drillbook verify --", **words).stdout.split()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["histroy"], "no such command 'histroy'. Did you mean 'history'? 'drillbook --help'"),
        (["run", "--nope"], "no such option: --nope; 'drillbook run --help' says what there is"),
        (["verify"], "missing argument 'BUNDLE…'; 'drillbook verify --help' says what there is"),
        (["lab", "up", "-n", "x"], "invalid value for '--number' / '-n': "),
        (["lint", "no-such"], "no .feature file to look at"),
        (["history", "prune", "--keep", "9999999999"], "invalid value for '--keep': "),
        (["clean", "--dry-run", "--days", "999999"], "invalid value for '--days': "),
        (["lab", "deploy", "nosuch"], "the manifests in "),
    ],
)
def test_what_is_wrong_is_one_line_and_exit_code_2(arguments: list[str], said: str) -> None:
    done = drillbook(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith(f"drillbook: {said}")
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_a_file_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n")
    done = drillbook("audit", str(tmp_path / "a.md"), "--sarif", "/proc/none/a.sarif")
    assert done.returncode == 2
    assert done.stderr.startswith("drillbook: /proc/none")
    assert done.stderr.count("\n") == 1


def test_what_is_no_text_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.feature").write_bytes(b"Feature: \xff\n")
    done = drillbook("lint", str(tmp_path))
    assert done.returncode == 2
    assert "a.feature: not readable as Gherkin: 'utf-8' codec" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"drills": 3}', '{"drills": [{}]}', "nonsense"])
def test_what_is_no_summary_is_one_line(text: str, tmp_path: Path) -> None:
    (tmp_path / "summary.json").write_text(text)
    done = drillbook("claims", "--results", str(tmp_path))
    assert done.returncode == 2
    assert "summary.json: not the summary of a run" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("text", ["keys: [", "keys:\n\t- x", "a: b: c"])
def test_what_is_no_yaml_is_one_line_with_its_place(text: str, tmp_path: Path) -> None:
    (tmp_path / "trust.yaml").write_text(text)
    done = drillbook("verify", str(tmp_path), "--trust", str(tmp_path / "trust.yaml"))
    assert done.returncode == 2
    assert re.search(r"trust\.yaml: not readable as YAML: line \d, column \d+: \w", done.stderr)
    assert done.stderr.count("\n") == 1


def test_a_disk_that_is_full_is_one_line() -> None:
    code = """
import errno, os, sys
from pathlib import Path
from drillbook.cli import main
def full(*_, **__):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
Path.write_text = full
sys.argv = ["drillbook", "audit", "README.md", "--sarif", "nowhere.sarif"]
main()
"""
    done = drillbook(code=code)
    assert done.returncode == 2
    assert done.stderr == (
        "drillbook: No space left on device; name another place, or mend that and try again\n"
    )


def test_who_says_no_on_a_terminal_is_told_that_nothing_was_removed() -> None:
    code = """
import sys
from drillbook.cli import main
from drillbook.machine import commands
commands.leftovers = lambda *_: ()
commands._bundles = lambda *_: [commands._Going("bundle of a run", "x", None, 1, lambda: 1 / 0)]
sys.stdin.isatty = lambda: True
sys.argv = ["drillbook", "clean"]
main()
"""
    done = drillbook(code=code, given="n\n")
    assert done.returncode == 2
    assert done.stderr.endswith(
        "drillbook: not confirmed, so nothing was removed; '--yes' answers beforehand\n"
    )
    assert "Traceback" not in done.stderr


def test_everything_that_prints_can_print_json() -> None:
    without = {
        name
        for name, command in every_command().items()
        if not any("--json" in option.opts for option in command.params)
    }
    assert without == PRINTS_NOTHING


def test_no_color_is_heeded() -> None:
    coloured = drillbook("--help", FORCE_COLOR="1", TERM="xterm-256color")
    plain = drillbook("--help", FORCE_COLOR="1", TERM="xterm-256color", NO_COLOR="1")
    assert COLOUR.search(coloured.stdout)
    assert not COLOUR.search(plain.stdout)


def test_the_version_is_printed() -> None:
    assert drillbook("--version").stdout.strip().count(".") == 2


def test_lint_counts_scenarios_as_json() -> None:
    done = CliRunner().invoke(app, ["lint", "features/kg_rca", "--json"])
    assert json.loads(done.stdout)["scenarios"] > 0
