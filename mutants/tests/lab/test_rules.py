from pathlib import Path

import pytest

from drillbook.lab import rules


@pytest.fixture
def promtool(tmp_path: Path) -> str:
    """Refuse what holds the word broken; the lab's own tests have the real promtool."""
    program = tmp_path / "promtool"
    program.write_text("#!/bin/sh\nif grep -q broken; then echo unexpected end >&2; exit 1; fi\n")
    program.chmod(0o755)
    return str(program)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    made = tmp_path / "rules"
    made.mkdir()
    return made


def test_every_key_of_every_config_map_is_a_rule_file() -> None:
    maps = [
        {"metadata": {"namespace": "shop", "name": "r"}, "data": {"a.yaml": "1", "b.yml": "2"}},
        {"metadata": {"namespace": "shop", "name": "empty"}},
    ]
    assert rules.wanted_files(maps) == {"shop.r.a.yaml": "1", "shop.r.b.yaml": "2"}


def test_files_follow_the_config_maps(directory: Path, promtool: str) -> None:
    assert rules.make_so(directory, {"a.yaml": "1", "b.yaml": "2"}, promtool) == [
        "wrote a.yaml",
        "wrote b.yaml",
    ]
    assert rules.make_so(directory, {"a.yaml": "1"}, promtool) == ["removed b.yaml"]
    assert rules.make_so(directory, {"a.yaml": "changed"}, promtool) == ["wrote a.yaml"]
    assert {path.name: path.read_text() for path in directory.iterdir()} == {"a.yaml": "changed"}


def test_a_file_that_promtool_refuses_is_left_out_and_its_older_form_goes(
    directory: Path, promtool: str
) -> None:
    rules.make_so(directory, {"a.yaml": "1", "b.yaml": "2"}, promtool)
    done = rules.make_so(directory, {"a.yaml": "broken", "b.yaml": "2"}, promtool)
    assert done == ["refused a.yaml: unexpected end"]
    assert [path.name for path in directory.iterdir()] == ["b.yaml"]
