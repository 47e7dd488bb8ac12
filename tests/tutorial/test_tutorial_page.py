"""The documentation names commands and files that there are; ``make test-tutorial`` runs it."""

import re
import shlex
from pathlib import Path

import pytest
import yaml
from typer.core import TyperGroup

from drillbook.contents import CONTENTS
from tests.tutorial import following

DOCS = Path(__file__).parents[2] / "docs"
PAGES = (DOCS / "tutorial.md", *sorted((DOCS / "howto").glob("*.md")), DOCS / "site.md")
KNOWN = {"", "sh", "text", "yaml", "python", "gherkin", "toml", "markdown", "json", "promql"}


def commands(text: str) -> list[list[str]]:
    lines = (line.strip() for line in text.replace("\\\n", " ").splitlines())
    found = (re.search(r"(?:^|[\s/])drillbook\s+(.*)", line) for line in lines if line[:1] != "#")
    return [shlex.split(one[1], comments=True) for one in found if one]


def check(words: list[str], where: str) -> None:
    """Check that a command, its subcommand and its options are there."""
    known = {entry.name: entry for entry in CONTENTS}
    if words[0].startswith("--"):
        return
    assert words[0] in known, f"{where}: {words[0]}"
    command = known[words[0]].load()
    if isinstance(command, TyperGroup) and len(words) > 1 and words[1][0] != "-":
        assert words[1] in command.commands, f"{where}: {words[:2]}"
        command = command.commands[words[1]]
    options = {name for option in command.params for name in option.opts} | {"--help"}
    for word in words:
        if word.startswith("-"):
            assert word.partition("=")[0] in options, f"{where}: {word}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_of_a_page_is_one_that_there_is(page: Path) -> None:
    for fence in following.fences(page):
        for words in commands(fence.text) if fence.language == "sh" else ():
            check(words, f"{page.name}:{fence.line}")


@pytest.mark.parametrize("file", sorted((DOCS / "ci").glob("*.yaml")), ids=lambda file: file.name)
def test_every_command_of_a_ready_file_is_one_that_there_is(file: Path) -> None:
    assert isinstance(yaml.safe_load(file.read_text(encoding="utf-8")), dict)
    said = commands(file.read_text(encoding="utf-8"))
    assert {words[0] for words in said} == {"undo", "run", "publish"}
    for words in said:
        check(words, file.name)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_block_of_a_page_is_of_a_kind_that_is_known(page: Path) -> None:
    for fence in following.fences(page):
        assert fence.language in KNOWN, f"{page.name}:{fence.line}: {fence.language}"
        for word in fence.words:
            ok = word in following.NOT_RUN or word.partition("=")[0] in {"file", "exit"}
            assert ok, f"{page.name}:{fence.line}: {word}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
        assert "://" in link or (page.parent / link).exists(), f"{page.name}: {link}"


def test_a_page_that_is_wrong_is_found_out(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```sh\necho one\n```\n```text\ntwo\n```\n")
    with pytest.raises(AssertionError, match=r"page\.md:4: not printed: 'two'"):
        list(following.follow(page, tmp_path, {}))
    page.write_text("```sh exit=3\nfalse\n```\n")
    with pytest.raises(AssertionError, match=r"page\.md:1: ended with 1, not 3"):
        list(following.follow(page, tmp_path, {}))
