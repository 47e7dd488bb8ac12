"""A record whose writing is interrupted by a signal is not there, and leaves no gap."""

import json
import os
from hashlib import sha256
from pathlib import Path

import pytest

from drillbook.evidence import chain


def test_the_next_record_has_the_number_of_one_that_was_interrupted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_descriptor: int) -> None:
        raise KeyboardInterrupt

    file = tmp_path / "run.jsonl"
    writing = chain.Chain(tmp_path)
    with chain.open_records(file) as stream:
        writing.append(stream, "step", {"number": 1})
        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", interrupted)
            with pytest.raises(KeyboardInterrupt):
                writing.append(stream, "step", {"number": 2})
        assert len(file.read_bytes().splitlines()) == 1
        writing.append(stream, "step", {"number": 3})
    first, second = file.read_bytes().splitlines()
    assert [json.loads(line)["number"] for line in (first, second)] == [1, 2]
    assert json.loads(second)["body"] == {"number": 3}
    assert json.loads(second)["previous"] == sha256(first).hexdigest()
