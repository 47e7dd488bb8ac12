"""Kubeconfigs that are none: a sentence that names the file, and nothing of a token in it."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from drillbook.clients.answers import Unanswered
from drillbook.clients.kubernetes import Cluster
from drillbook.errors import DrillbookError, UsageError
from tests.attacks.recorder import Json, Recorder, served

CONTEXT = "staging"


def kubeconfig(directory: Path, **more: Any) -> Path:
    written = {
        "clusters": [{"name": CONTEXT, "cluster": {"server": "http://127.0.0.1:9"}}],
        "users": [{"name": CONTEXT, "user": {}}],
        "contexts": [{"name": CONTEXT, "context": {"cluster": CONTEXT, "user": CONTEXT}}],
    }
    file = directory / "kubeconfig"
    file.write_text(yaml.safe_dump(written | more), encoding="utf-8")
    return file


@pytest.mark.parametrize("text", ["- a list", "only words", "clusters: 5", "contexts: [5]", ""])
def test_a_file_that_is_no_kubeconfig_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "kubeconfig"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="kubeconfig"):
        Cluster(file, CONTEXT)


@pytest.mark.parametrize(
    "part",
    [
        {"clusters": [{"name": CONTEXT, "cluster": {"server": 5}}]},
        {"clusters": [{"name": CONTEXT, "cluster": {"server": "http://x", "proxy-url": "::::"}}]},
        {"users": [{"name": CONTEXT, "user": {"auth-provider": {"name": "gcp"}}}]},
        {"users": [{"name": CONTEXT, "user": {"tokenFile": "/nowhere/token"}}]},
    ],
)
def test_a_part_that_cannot_be_used_is_said_with_its_file(
    tmp_path: Path, part: dict[str, Any]
) -> None:
    with pytest.raises(DrillbookError) as raised:
        Cluster(kubeconfig(tmp_path, **part), CONTEXT)
    assert str(tmp_path) in str(raised.value)


@pytest.mark.parametrize("token", ["s3cr3t\r\nX-Remote-User: admin", "s3cr3t\N{SNOWMAN}"])
def test_a_token_that_no_request_can_carry_is_not_said(tmp_path: Path, token: str) -> None:
    file = kubeconfig(tmp_path, users=[{"name": CONTEXT, "user": {"token": token}}])
    with pytest.raises(UsageError, match="the credentials of context 'staging'") as raised:
        Cluster(file, CONTEXT).uid()
    assert "s3cr3t" not in str(raised.value)


@pytest.mark.parametrize("answer", [{}, {"metadata": None}, {"metadata": {"uid": ""}}])
def test_what_answers_without_a_uid_is_no_api_server(tmp_path: Path, answer: Json) -> None:
    class Portal(Recorder):
        def answer(self, _method: str, _path: str, _body: Json | None) -> tuple[int, Json]:
            return 200, answer

    with served(Portal()) as url:
        clusters = [{"name": CONTEXT, "cluster": {"server": url}}]
        cluster = Cluster(kubeconfig(tmp_path, clusters=clusters), CONTEXT)
        for ask in (cluster.uid, lambda: cluster.standing("shop")):
            with pytest.raises(Unanswered, match="none of an API server"):
                ask()
