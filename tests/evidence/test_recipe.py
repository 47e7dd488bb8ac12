"""The recipe of docs/evidence.md, run as it stands there."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from drillbook.evidence import keys
from drillbook.numbering import Counter
from tests.evidence import runs

_DOCUMENT = Path(__file__).parents[2] / "docs" / "evidence.md"

pytestmark = pytest.mark.skipif(
    not all(shutil.which(tool) for tool in ("openssl", "jq", "sha256sum")),
    reason="the recipe needs openssl, jq and sha256sum",
)


def recipe(bundle: Path, key: Path) -> subprocess.CompletedProcess[str]:
    found = re.search(r"```sh verify\n(.*?)```", _DOCUMENT.read_text(encoding="utf-8"), re.S)
    assert found is not None
    environment = os.environ | {"BUNDLE": str(bundle / "evidence"), "KEY": str(key)}
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", found[1]],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def run(tmp_path: Path) -> tuple[Path, Path]:
    made = keys.new(tmp_path / "run.key")
    public = tmp_path / "run.pub"
    public.write_text(made.public, encoding="utf-8")
    return runs.record(tmp_path / "run", made, Counter(runs.InMemory())), public


def test_standard_tools_verify_a_signed_run(run: tuple[Path, Path]) -> None:
    done = recipe(*run)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Signature Verified Successfully") == 2
    assert "records, the last has the hash" in done.stdout
    assert '"verdict": "fail"' in done.stdout


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("002-drill.jsonl", b"1 message lost", b"0 message lost", "002-drill.jsonl: FAILED"),
        ("002-drill.json", b"fail", b"pass", "002-drill.json: FAILED"),
        ("run.intoto.jsonl", b'"payload":"', b'"payload":"A', ""),
    ],
)
def test_standard_tools_find_what_was_changed(
    run: tuple[Path, Path], name: str, old: bytes, new: bytes, said: str
) -> None:
    bundle, key = run
    file = bundle / "evidence" / name
    written = file.read_bytes()
    assert old in written
    file.write_bytes(written.replace(old, new, 1))
    done = recipe(bundle, key)
    assert done.returncode != 0
    assert said in done.stdout + done.stderr


def test_standard_tools_find_a_wrong_key(run: tuple[Path, Path], tmp_path: Path) -> None:
    bundle, _ = run
    other = tmp_path / "other.pub"
    other.write_text(keys.new(tmp_path / "other.key").public, encoding="utf-8")
    assert recipe(bundle, other).returncode != 0


def test_standard_tools_find_a_file_that_was_added(run: tuple[Path, Path]) -> None:
    bundle, key = run
    (bundle / "evidence" / "009-drill.json").write_text("{}", encoding="utf-8")
    assert recipe(bundle, key).returncode != 0
