"""Objects changed as kubectl does, and what the undo does after they are put back."""

from pathlib import Path
from typing import Any

import pytest

from drillbook.clients.answers import Absent
from drillbook.errors import Refused
from drillbook.procedures import objects
from drillbook.session import Session
from tests.standing import KnownCluster, session

SETTINGS = "/api/v1/namespaces/shop/configmaps/settings"
SERVER = "/apis/apps/v1/namespaces/shop/statefulsets/server"


class Shop(KnownCluster):
    """A server that reads its settings at its start."""

    def __init__(self) -> None:
        self.text = "every 15s"
        self.read = self.text
        self.gone = False

    def get(self, path: str) -> dict[str, Any]:
        if path == SETTINGS:
            return {"data": {"text": self.text}}
        counts = dict.fromkeys(("replicas", "updatedReplicas", "readyReplicas"), 1)
        return {
            "metadata": {"generation": 1},
            "spec": {"replicas": 1},
            "status": {"observedGeneration": 1} | counts,
        }

    def merge_patch(self, path: str, body: dict[str, Any]) -> None:
        if path == SETTINGS:
            self.text = body["data"]["text"]
        elif self.gone:
            raise Absent(f"{path}: not found")
        else:
            self.read = self.text


def change(opened: Session) -> None:
    objects.restart_at_undo(opened, "shop", "statefulsets/server")
    objects.replace_text(opened, "shop", "settings", "text", "15s", "30s")
    objects.restart(opened, "shop", "statefulsets/server")


def test_what_reads_its_settings_at_its_start_reads_those_that_the_undo_put_back(
    tmp_path: Path,
) -> None:
    shop = Shop()
    opened = session(tmp_path, shop, "workload.change")
    change(opened)
    assert shop.read == "every 30s"
    said = opened.undo()
    assert shop.read == "every 15s"
    assert (
        said[-1]
        == "object.restart: statefulsets/server was restarted and has read what was put back"
    )


def test_the_undo_of_a_workload_that_is_gone_restarts_nothing(tmp_path: Path) -> None:
    shop = Shop()
    opened = session(tmp_path, shop, "workload.change")
    change(opened)
    shop.gone = True
    assert opened.undo()[-1] == "object.restart: statefulsets/server is gone"


def test_a_restart_at_the_undo_is_asked_of_the_guard_first(tmp_path: Path) -> None:
    opened = session(tmp_path, Shop())
    with pytest.raises(Refused):
        objects.restart_at_undo(opened, "shop", "statefulsets/server")
    assert not opened.journal.pending()
