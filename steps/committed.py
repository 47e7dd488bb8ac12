"""Phrases of configuration in a repository: committed, held against a commit, deployed again."""

import pytest
from pytest_bdd import parsers, step, then, when

from drillbook.checks import production_recovery as checks
from drillbook.drill import Drill
from drillbook.observation import Observation
from drillbook.probes import committed
from drillbook.procedures import committing
from drillbook.session import Session
from drillbook.system import SystemUnderDrill

Commits = dict[str, Observation[str]]


@pytest.fixture
def commits() -> Commits:
    """Return the commits that a scenario has made, by its words for them."""
    return {}


@step(parsers.parse("what is deployed is committed as the {which} commit"))
def _committed(
    drill: Drill, session: Session, system: SystemUnderDrill, commits: Commits, which: str
) -> None:
    commits[which] = committing.commit(session, system.namespace, f"the {which} commit")
    drill.observe(commits[which])


@then(parsers.re(r"(?P<names>.+) alone differs? from the (?P<which>\w+) commit"))
def _differ(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    commits: Commits,
    names: str,
    which: str,
) -> None:
    seen = committed.drifted(session, system.namespace, commits[which].value)
    found = [name.partition("/")[2] for name in seen.value]
    drill.judge(checks.alone_drifted(found, names.split(", ")), [commits[which], seen])


@then(parsers.parse("what is deployed is what the {which} commit says"))
def _same(
    drill: Drill, session: Session, system: SystemUnderDrill, commits: Commits, which: str
) -> None:
    seen = committed.drifted(session, system.namespace, commits[which].value)
    drill.judge(checks.alone_drifted(seen.value, ()), [commits[which], seen])


@when(parsers.parse("the {which} commit is deployed"))
def _deployed(session: Session, system: SystemUnderDrill, commits: Commits, which: str) -> None:
    committing.deploy(session, system.namespace, commits[which].value)
