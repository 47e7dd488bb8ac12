"""``drillbook claims`` on a project of its own: a runbook, a catalogue, a feature, its phrases."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

GUIDE = "# Guide\n\n## Morning\n\nLag is fine under 1,000 messages.\n\n- call Ada\n"
CATALOGUE = """
- id: shop-lag
  section: Morning
  says: Lag is small.
  covered_by: ["features/shop/lag.feature#Lag is fine"]
"""
FEATURE = """
Feature: Lag
  @claim:shop-lag
  Scenario: Lag is fine
    Given a shop
    Then its lag is under 1000
"""
STEPS = '''
from pytest_bdd import given, parsers, then

@given("a shop")
def _shop() -> None:
    """Open."""

@then(parsers.parse("its lag is under {limit:d}"))
def _lag(limit: int) -> None:
    assert 999 < limit
'''
TARGET = """
name: shop
kind: lab
lab: 3
context: drillbook-lab-3
systems: {shop: {namespace: shop, runbook: guide.md}}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    files = {
        "guide.md": GUIDE,
        "runbooks/shop.yaml": CATALOGUE,
        "features/shop/lag.feature": FEATURE,
        "steps/__init__.py": "",
        "steps/shop.py": STEPS,
        "target.yaml": TARGET,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def claims(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    code = "from drillbook.cli import main; main()"
    target = [] if arguments[:1] == ("inventory",) else ["--target", "target.yaml"]
    command = [sys.executable, "-c", code, "claims", *arguments, *target]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)


def test_a_link_is_unreviewed_then_linked_then_suspect(project: Path) -> None:
    check = ("check", "--system", "shop", "--json")
    assert json.loads(claims(project, *check).stdout)[0]["state"] == "unreviewed"
    done = claims(project, "accept", "shop-lag", "--system", "shop", "--by", "Ada", "--seen", "it")
    assert done.returncode == 0, done.stderr
    (link,) = json.loads((project / "runbooks/shop.links.json").read_text())
    assert (link["by"], link["seen"]) == ("Ada", "it")
    again = claims(project, *check)
    assert again.returncode == 0
    assert json.loads(again.stdout)[0]["state"] == "linked"
    (project / "guide.md").write_text(GUIDE.replace("1,000", "2,000"))
    drifted = claims(project, *check[:-1], "--github")
    assert drifted.returncode == 1
    assert "::warning file=guide.md,line=3,title=claim suspect::shop-lag" in drifted.stdout


@pytest.mark.parametrize(
    ("old", "new", "state"),
    [
        ("999 < limit", "999 <= limit", "suspect"),
        ("assert 999", "# a remark\n    assert 999", "linked"),
        ('"""Open."""', '"""Open the shop."""', "linked"),
    ],
)
def test_what_a_phrase_does_is_part_of_the_scenario(
    project: Path, old: str, new: str, state: str
) -> None:
    claims(project, "accept", "--all", "--system", "shop", "--by", "Ada", "--seen", "both")
    (project / "steps/shop.py").write_text(STEPS.replace(old, new))
    (found,) = json.loads(claims(project, "check", "--system", "shop", "--json").stdout)
    assert found["state"] == state


def committed(folder: Path) -> None:
    git = ("git", "-c", "user.name=a", "-c", "user.email=a@example.org")
    for words in (("init", "-q"), ("add", "."), ("commit", "-qm", "all")):
        subprocess.run([*git, *words], cwd=folder, check=True)


def test_without_a_system_each_runbook_at_hand_is_checked(project: Path) -> None:
    (project / "runbooks/forge.yaml").write_text(
        "- {id: heat, section: Heat, says: It is hot., covered_by: [a#b]}\n"
    )
    (project / "forge.md").write_text("# Forge\n\n## Heat\n\nIt is hot.\n")
    (alone,) = json.loads(claims(project, "check", "--json").stdout)  # the target names one
    assert (alone["system"], alone["claim"]) == ("shop", "shop-lag")
    assert "no runbook at hand: forge" in claims(project, "check").stderr
    (one,) = json.loads(claims(project, "check", "--runbook", "forge.md", "--json").stdout)
    assert (one["system"], one["state"]) == ("forge", "orphaned")
    (project / "guide.md").rename(project / "shop.md")
    both = claims(project, "check", "--runbook", ".")
    assert "forge:\norphaned: heat" in both.stdout
    assert "shop:\nunreviewed: shop-lag" in both.stdout
    page = claims(project, "check", "--runbook", ".", "--html", "page.html")
    assert (page.returncode, "--html is the page of one" in page.stderr) == (2, True)


def test_a_runbook_of_another_name_is_known_by_what_it_says(project: Path) -> None:
    (project / "runbooks/forge.yaml").write_text("- {id: heat, section: Heat, says: It is hot.}\n")
    listed = json.loads(claims(project, "inventory", "guide.md", "--json").stdout)
    items = [item["fingerprint"] for item in listed if item["kind"] != "heading"]
    catalogue = project / "runbooks/shop.yaml"
    catalogue.write_text(CATALOGUE + f"  items: {json.dumps(items)}\n")
    (project / "guide.md").rename(project / "operations-2.md")
    (one,) = json.loads(claims(project, "check", "--runbook", "operations-2.md", "--json").stdout)
    assert (one["system"], one["state"]) == ("shop", "unreviewed")
    (among,) = json.loads(claims(project, "check", "--runbook", ".", "--json").stdout)
    assert (among["system"], among["state"]) == ("shop", "unreviewed")
    (project / "operations-2.md").write_text("# Something else\n\n## Door\n\n- lock it\n")
    said = claims(project, "check", "--runbook", "operations-2.md")
    assert (said.returncode, "not seen whose it is" in said.stderr) == (2, True)


def test_a_runbook_that_was_renamed_since_a_commit_shows_what_changed_besides(
    project: Path,
) -> None:
    longer = GUIDE + "".join(f"\nLook at {hour}.\n" for hour in range(20))
    (project / "guide.md").write_text(longer)
    claims(project, "accept", "shop-lag", "--system", "shop", "--by", "Ada", "--seen", "it")
    committed(project)
    subprocess.run(["git", "mv", "guide.md", "manual.md"], cwd=project, check=True)
    check = ("check", "--system", "shop", "--since", "HEAD", "--github", "--runbook", "manual.md")
    alone = claims(project, *check)
    assert (alone.returncode, "::warning" in alone.stdout) == (0, False)
    gone = claims(project, "check", "--system", "shop", "--since", "HEAD")
    assert (gone.returncode, "guide.md: cannot be read" in gone.stderr) == (2, True)
    (project / "manual.md").write_text(longer.replace("at 17.", "at 71."))
    at = longer.splitlines().index("Look at 17.") + 1
    said = claims(project, *check)
    assert said.returncode == 1
    assert f"::warning file=manual.md,line={at},title=claim suspect" in said.stdout


def test_the_commit_may_be_of_the_runbooks_own_repository(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    committed(project)
    elsewhere = tmp_path_factory.mktemp("guides")
    guide = elsewhere / "guide.md"
    guide.write_text(GUIDE)
    committed(elsewhere)
    said = ("git", "rev-parse", "HEAD")
    commit = subprocess.run(said, cwd=elsewhere, capture_output=True, text=True, check=True).stdout
    check = ("check", "--system", "shop", "--since", commit.strip(), "--runbook", str(guide))
    nothing = claims(project, *check, "--json")
    assert (nothing.returncode, json.loads(nothing.stdout)) == (0, [])
    guide.write_text(GUIDE.replace("1,000", "2,000"))
    assert len(json.loads(claims(project, *check, "--json").stdout)) == 1


@pytest.mark.parametrize("commit", ["nowhere", "--output=x", "", "HEAD:guide.md"])
def test_what_is_no_commit_is_said_in_one_sentence(project: Path, commit: str) -> None:
    committed(project)
    said = claims(project, "check", "--system", "shop", f"--since={commit}")
    assert said.returncode == 2
    assert f"--since {commit}: no such commit" in " ".join(said.stderr.split()).replace(
        "--since :", "--since : "
    ).replace("  ", " ")
    assert not (project / "x").exists()


def test_the_page_has_a_claim_whose_section_moved_where_it_is_now(project: Path) -> None:
    claims(project, "accept", "shop-lag", "--system", "shop", "--by", "Ada", "--seen", "it")
    (project / "guide.md").write_text(GUIDE.replace("## Morning", "## Day\n\n### Morning"))
    done = claims(project, "check", "--system", "shop", "--html", "page.html")
    page = (project / "page.html").read_text()
    assert (done.returncode, "Claims without a section" in page) == (0, False)
    assert page.index("Day / Morning") < page.index("Lag is small.")


def test_only_what_changed_since_a_commit_is_asked_about(project: Path) -> None:
    git = ("git", "-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run([*git, "init", "-q"], cwd=project, check=True)
    subprocess.run([*git, "add", "."], cwd=project, check=True)
    subprocess.run([*git, "commit", "-qm", "all"], cwd=project, check=True)
    check = ("check", "--system", "shop", "--since", "HEAD", "--json")
    assert json.loads(claims(project, *check).stdout) == []
    (project / "guide.md").write_text(GUIDE + "\n")
    assert len(json.loads(claims(project, *check).stdout)) == 1
    whole = ("--runbook", str(project / "guide.md"))
    assert len(json.loads(claims(project, *check, *whole).stdout)) == 1
    assert "--since nowhere" in claims(project, *check[:-2], "nowhere").stderr


def test_an_annotation_stands_at_the_line_that_changed_since_a_commit(project: Path) -> None:
    longer = GUIDE.replace("messages.\n", "messages.\n\nLook at nine.\n\nLook at noon.\n")
    (project / "guide.md").write_text(longer)
    claims(project, "accept", "shop-lag", "--system", "shop", "--by", "Ada", "--seen", "it")
    git = ("git", "-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run([*git, "init", "-q"], cwd=project, check=True)
    subprocess.run([*git, "add", "."], cwd=project, check=True)
    subprocess.run([*git, "commit", "-qm", "all"], cwd=project, check=True)
    check = ("check", "--system", "shop", "--since", "HEAD", "--github")
    (project / "guide.md").write_text(longer.replace("noon", "eleven"))
    at = longer.splitlines().index("Look at noon.") + 1
    assert (
        f"::warning file=guide.md,line={at},title=claim suspect" in claims(project, *check).stdout
    )
    (project / "guide.md").write_text(longer.replace("Look at noon.\n", ""))
    at = longer.splitlines().index("Look at noon.")  # the line before what went
    assert f"file=guide.md,line={at},title=claim suspect" in claims(project, *check).stdout


def test_a_runbook_of_another_repository_may_have_changed_since_any_commit(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    git = ("git", "-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run([*git, "init", "-q"], cwd=project, check=True)
    subprocess.run([*git, "add", "."], cwd=project, check=True)
    subprocess.run([*git, "commit", "-qm", "all"], cwd=project, check=True)
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "guide.md"
    elsewhere.write_text(GUIDE)
    check = ("check", "--system", "shop", "--since", "HEAD", "--json", "--runbook")
    assert len(json.loads(claims(project, *check, str(elsewhere)).stdout)) == 1
    (project / "guide, again: é.md").write_text(GUIDE)  # new, and in no commit
    assert len(json.loads(claims(project, *check, "guide, again: é.md").stdout)) == 1


def test_what_no_claim_covers_is_listed_and_annotated(project: Path) -> None:
    (project / "guide: two.md").write_text(GUIDE + "\n## Doors\n\n- lock 100% of them\n")
    checked = claims(
        project, "check", "--system", "shop", "--runbook", "guide: two.md", "--github"
    ).stdout.splitlines()
    at = len(GUIDE.splitlines()) + 4
    assert f"no claim: line {at}: list item: lock 100% of them" in checked
    assert (
        f"::notice file=guide%3A two.md,line={at},title=no claim::list item: lock 100%25 of them"
        in checked
    )


def test_counts_and_inventory_are_printed_as_json(project: Path) -> None:
    counted = json.loads(claims(project, "--json").stdout)["systems"]["shop"]
    (morning,) = counted.pop("sections").items()
    assert (morning[0], morning[1]["covered"], counted.pop("open")) == ("Morning", 1, [])
    assert counted == {
        "checkable": 1,
        "covered": 1,
        "drilled": 0,
        "blocked": 0,
        "not_checkable": 0,
        "uncovered": 0,
        "unmapped": 2,
    }
    listed = json.loads(claims(project, "inventory", "guide.md", "--json").stdout)
    assert [item["kind"] for item in listed] == ["heading", "heading", "threshold", "list item"]


def test_one_system_is_printed_by_section_with_what_is_open_of_it(project: Path) -> None:
    catalogue = project / "runbooks/shop.yaml"
    text = catalogue.read_text() + "- {id: shop-cold, section: Morning, says: It is cold.}\n"
    catalogue.write_text(text)
    printed = claims(project, "--system", "shop").stdout
    assert "Morning" in printed
    assert "not covered: shop-cold (Morning): It is cold." in printed


def test_each_of_several_catalogues_is_counted_against_its_own_runbook(project: Path) -> None:
    (project / "runbooks/forge.yaml").write_text(
        "- {id: forge-heat, section: Heat, says: It is hot.}\n", encoding="utf-8"
    )
    (project / "guides").mkdir()
    (project / "guides/forge.md").write_text("# Forge\n\n## Heat\n\n- [ ] heat\n- [ ] cool\n")

    def unmapped(*arguments: str) -> dict[str, int | None]:
        counted = json.loads(claims(project, *arguments, "--json").stdout)["systems"]
        return {name: one["unmapped"] for name, one in counted.items()}

    assert unmapped() == {"forge": None, "shop": 2}
    assert unmapped("--runbook", "guides") == {"forge": 2, "shop": 2}
    assert unmapped("--runbook", "guides/forge.md") == {"forge": 2, "shop": 2}


def test_a_system_without_a_target_or_a_feature_can_be_checked(project: Path) -> None:
    (project / "runbooks/forge.yaml").write_text("- {id: heat, section: Heat, says: It is hot.}\n")
    checked = claims(project, "check", "--system", "forge", "--runbook", "guide.md")
    assert (checked.returncode, "not covered: heat" in checked.stdout) == (0, True)
    whose = claims(project, "--runbook", "guide.md")
    assert (whose.returncode, "not seen whose it is" in whose.stderr) == (2, True)


def test_the_page_shows_the_outline_and_the_claims(project: Path) -> None:
    claims(project, "check", "--system", "shop", "--html", "out/claims.html")
    page = (project / "out/claims.html").read_text()
    assert "Lag is small." in page
    assert "2 unmapped" in page
    assert "unreviewed" in page


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("check", "--system", "shop", "--runbook", "none.md"), "none.md: cannot be read"),
        (("accept", "--system", "shop", "--seen", "x"), "give --all"),
        (("accept", "shop-leg", "--system", "shop", "--seen", "x"), "no claim shop-leg"),
        (("accept", "--all", "--system", "shop", "--seen", " ", "--by", "Ada"), "--seen is empty"),
        (("accept", "--all", "--system", "shop", "--seen", "x", "--by", " "), "say who has looked"),
        (("check", "--system", "shoe"), "runbooks/shoe.yaml: no such catalogue"),
    ],
)
def test_bad_input_is_an_error_of_one_sentence(
    project: Path, arguments: tuple[str, ...], complaint: str
) -> None:
    done = claims(project, *arguments)
    assert done.returncode == 2
    assert complaint in " ".join(done.stderr.split())
    assert not (project / "runbooks/shop.links.json").exists()


def test_an_account_that_is_no_persons_own_is_nobody_who_has_looked(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "root")
    said = claims(project, "accept", "--all", "--system", "shop", "--seen", "both")
    assert said.returncode == 2
    assert "root is nobody in particular" in " ".join(said.stderr.split())
    monkeypatch.setenv("LOGNAME", "ada")
    assert claims(project, "accept", "--all", "--system", "shop", "--seen", "x").returncode == 0
