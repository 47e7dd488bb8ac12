"""Configuration in a repository: what a commit holds, and the way back to it."""

from pathlib import Path

import pytest

from drillbook.clients import git
from drillbook.errors import Unobservable
from drillbook.probes import committed
from drillbook.procedures.committing import difference


def test_a_commit_holds_its_own_files_and_no_others(tmp_path: Path) -> None:
    first = git.commit(tmp_path, {"configmaps/a": "1\n", "configmaps/b": "2\n"}, "first")
    second = git.commit(tmp_path, {"configmaps/a": "3\n"}, "second")
    assert git.files(tmp_path, first) == {"configmaps/a": "1\n", "configmaps/b": "2\n"}
    assert git.files(tmp_path, second) == {"configmaps/a": "3\n"}


def test_the_same_may_be_committed_twice(tmp_path: Path) -> None:
    first = git.commit(tmp_path, {"a": "1\n"}, "first")
    second = git.commit(tmp_path, {"a": "1\n"}, "second")
    assert git.files(tmp_path, first) == git.files(tmp_path, second)


def test_a_commit_that_is_not_there_is_not_observed(tmp_path: Path) -> None:
    git.commit(tmp_path, {"a": "1\n"}, "first")
    with pytest.raises(Unobservable, match="git archive"):
        git.files(tmp_path, "0" * 40)


def test_the_difference_makes_one_the_other() -> None:
    was = {"data": {"a": "1", "b": "2"}, "same": [1]}
    wanted = {"data": {"a": "1", "c": "3"}, "same": [1]}
    assert difference(was, wanted) == {"data": {"b": None, "c": "3"}}
    assert difference(was, was) == {}


def test_when_a_workload_was_restarted_is_none_of_its_configuration() -> None:
    metadata = {"annotations": {"kubectl.kubernetes.io/restartedAt": "today"}}
    restarted = {"spec": {"replicas": 2, "template": {"metadata": metadata}}}
    assert committed.wanted(restarted) == {"spec": {"replicas": 2, "template": {"metadata": {}}}}
    assert restarted["spec"]["template"]["metadata"]["annotations"]  # type: ignore[index]
