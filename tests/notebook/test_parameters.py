from pathlib import Path

import pytest

from drillbook.errors import UsageError
from drillbook.notebook.parameters import Capacity, Postmortem, check


def test_right_parameters_are_checked_and_typed(tmp_path: Path) -> None:
    given = check("capacity", {"run": str(tmp_path), "clients": "60", "system": None})
    assert isinstance(given, Capacity)
    assert given.clients == 60
    assert given.system == "kg_rca"
    assert isinstance(check("postmortem", {"evidence": tmp_path}), Postmortem)


@pytest.mark.parametrize(
    ("name", "given", "complaint"),
    [
        ("postmortem", {"evidance": "."}, "unknown parameter 'evidance'"),
        ("postmortem", {}, "parameter 'evidence' is missing"),
        ("postmortem", {"evidence": "no/such.json"}, "no/such.json does not exist"),
        ("capacity", {"run": ".", "clients": "many"}, "parameter 'clients': Input should be"),
        ("capacity", {"run": ".", "clients_a_month": 0}, "greater than or equal to 1"),
        ("capacity", {"clients": 60}, "neither a run nor a history is given"),
    ],
)
def test_a_wrong_parameter_is_an_error_that_lists_the_right_ones(
    name: str, given: dict[str, object], complaint: str
) -> None:
    with pytest.raises(UsageError) as caught:
        check(name, given)
    assert complaint in str(caught.value)
    right = "evidence (needed)" if name == "postmortem" else "clients_at_most"
    assert right in str(caught.value)


def test_a_notebook_that_is_not_there_says_which_are() -> None:
    with pytest.raises(UsageError, match="there are: capacity, dr_evidence, postmortem, trends, w"):
        check("postmortum", {})
