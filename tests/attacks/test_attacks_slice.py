"""Every second attack by files and names, on the small world: quick, without a lab."""

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, cast

import pytest
import yaml

from drillbook import opening
from drillbook import target as targets
from drillbook.errors import DrillbookError
from drillbook.session import Session
from tests.attacks import files, places
from tests.attacks.attack import Attack
from tests.attacks.world import CHANGES, NAME
from tests.attacks.world import World as Lab
from tests.world import client
from tests.world.seed import UID

_NO_NAME = "no object's name"


@dataclasses.dataclass
class Small:
    """The small world, as far as these attacks want a lab."""

    world: client.World
    directory: Path

    @contextmanager
    def opened(self, **_more: Any) -> Iterator[Session]:
        file = self.target_file()
        with opening.opened(targets.load(file), confirmed=NAME) as found:
            yield found

    def target_file(self) -> Path:
        allow = {"changes": list(CHANGES), "namespaces": ["shop"], "max_down": 2}
        written = {
            "name": NAME,
            "kind": "cluster",
            "context": client.CONTEXT,
            "kubeconfig": str(self.world.kubeconfig),
            "cluster_uid": UID,
            "allow": allow,
            "systems": {"shop": {"namespace": "shop"}},
        }
        file = self.directory / "world.yaml"
        file.write_text(yaml.safe_dump(written), encoding="utf-8")
        return file

    @staticmethod
    def pod(_namespace: str = "") -> str:
        return "web-x0001"


@pytest.fixture(scope="module")
def whole_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[client.World]:
    with client.started(tmp_path_factory.mktemp("attacked") / "world") as world:
        before = world.control("snapshot")
        yield world
        assert world.control("snapshot") == before


@pytest.fixture
def small(
    whole_world: client.World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Small]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    yield Small(whole_world, tmp_path)
    assert whole_world.changes() == []


NAMES = (attack for attack in places.attacks() if attack.said == _NO_NAME)


@pytest.mark.parametrize(
    "attack", tuple(chain(files.attacks(), NAMES))[::2], ids=lambda attack: attack.name
)
def test_nothing_is_changed_by(small: Small, attack: Attack) -> None:
    with pytest.raises((DrillbookError, ValueError)) as refused:
        attack.do(cast("Lab", small))
    assert attack.said in str(refused.value)
