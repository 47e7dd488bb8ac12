from pathlib import Path

import pytest

from drillbook.errors import Unobservable, UsageError
from drillbook.history.database import opened
from drillbook.history.places import checked


def test_a_file_is_named_in_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "h.duckdb").touch()
    monkeypatch.chdir(tmp_path)
    assert checked("h.duckdb") == str(tmp_path / "h.duckdb")


def test_a_server_is_taken_as_it_is() -> None:
    assert checked("postgresql://history@db/drills") == "postgresql://history@db/drills"


@pytest.mark.parametrize(
    ("where", "complaint"),
    [
        ("no/such.duckdb", "not there; 'drillbook history import"),
        ("mysql://host/x", "a file's name or postgresql://"),
        ("postgresql://me:word@db/drills", "no password in its address"),
        ("postgresql://db/drills?password=word", "no password in its address"),
    ],
)
def test_what_is_no_place_says_so(where: str, complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint.replace("?", r"\?")) as caught:
        checked(where)
    assert "word@" not in str(caught.value)


@pytest.mark.parametrize(
    "where",
    ["postgresql://u:hid%zzden@127.0.0.1:1/db", "postgresql://u:hidden/pw@127.0.0.1:1/db"],
)
def test_an_address_that_cannot_be_read_is_said_without_its_password(where: str) -> None:
    with (
        pytest.raises(Unobservable, match="or name another with --history") as raised,
        opened(where),
    ):
        pass
    assert "hid" not in str(raised.value)
