"""The account that is printed can do what its drills need, and Kubernetes lets it do no more."""

from pathlib import Path

import pytest

from tests.attacks.project import Project
from tests.attacks.world import World

pytestmark = pytest.mark.lab

ACCOUNT = "system:serviceaccount:drillbook:drillbook"
_CHOSEN = ("kg_rca", "-k", "lost")


def apply_printed(world: World, project: Project, target: Path) -> None:
    """Give the account on the lab what ``target rbac`` prints for the chosen drills."""
    code, manifests = project.says("target", "rbac", *_CHOSEN, "--target", str(target))
    assert code == 0, manifests
    file = project.directory / "rbac.yaml"
    file.write_text(manifests, encoding="utf-8")
    world.kubectl("apply", "-f", str(file))


def test_drills_run_with_the_account_that_is_printed_and_check_finds_each_right_too_many(
    world: World, project: Project
) -> None:
    target = ("--target", str(project.target(**{"as": ACCOUNT})))
    code, said = project.says("target", "check", *_CHOSEN, *target)
    assert code == 2, said
    assert "missing: delete pods in shop" in said

    apply_printed(world, project, Path(target[1]))
    code, said = project.says("target", "check", *_CHOSEN, *target)
    assert (code, said) == (0, "0 missing, 0 too many\n")

    world.changes()
    code, said = project.says(*project.run_words(Path(target[1]), "lost"))
    assert code == 0, said
    events = world.audited()
    assert {event.acted_as for event in events} == {ACCOUNT}
    assert [event.line.split()[:2] for event in events if not event.own] == [["delete", "pods"]]

    bind = ("create", "rolebinding", "more", "--serviceaccount=drillbook:drillbook")
    world.kubectl("-n", "shop", *bind, "--clusterrole=view")
    world.kubectl(*("create", "clusterrolebinding", *bind[2:]), "--clusterrole=system:node-proxier")
    code, said = project.says("target", "check", *_CHOSEN, *target)
    assert code == 0, said
    assert "warning: too much: get configmaps in shop" in said
    assert "warning: too much: watch pods in shop" in said
    assert "warning: too much: list nodes in the whole cluster" in said
    assert "warning: too much: delete pods" not in said


def test_what_the_drill_does_not_need_kubernetes_refuses_whatever_the_target_file_allows(
    world: World, project: Project
) -> None:
    target = project.target(**{"as": ACCOUNT})
    apply_printed(world, project, target)
    world.changes()
    code, said = project.says(*project.run_words(target, "taken"))
    assert code == 3, said
    assert "403" in project.drill()["reason"]
    assert [event.line for event in world.audited() if not event.own] == []


def test_a_token_for_the_account_does_as_well_as_impersonating_it(
    world: World, project: Project
) -> None:
    own = project.target(**{"as": ACCOUNT})
    apply_printed(world, project, own)
    token = world.kubectl("-n", "drillbook", "create", "token", "drillbook").strip()
    target = project.target(kubeconfig=world.kubeconfig(token=token))
    world.changes()
    code, said = project.says(*project.run_words(target, "lost"))
    assert code == 0, said
    assert {event.acted_as for event in world.audited()} == {ACCOUNT}
