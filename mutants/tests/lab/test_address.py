from ipaddress import IPv4Network
from itertools import combinations

import pytest

from drillbook.errors import UsageError
from drillbook.lab.address import LABS, MOST_NODES, Addresses

SET_ASIDE_FOR_TESTS = IPv4Network("198.18.0.0/15")
ALL = [Addresses(number) for number in range(LABS)]


def test_the_ranges_of_all_labs_are_disjoint_and_set_aside_for_tests() -> None:
    ranges = [r for lab in ALL for r in (lab.pods, lab.services, lab.links)]
    assert len(ranges) == 3 * LABS
    assert all(r.subnet_of(SET_ASIDE_FOR_TESTS) for r in ranges)
    assert not [pair for pair in combinations(ranges, 2) if pair[0].overlaps(pair[1])]


def test_lab_n_has_the_ranges_that_the_design_states() -> None:
    assert [str(lab.pods) for lab in ALL] == [f"198.18.{16 * n}.0/20" for n in range(8)]
    assert [str(lab.services) for lab in ALL] == [f"198.19.{16 * n}.0/20" for n in range(8)]


@pytest.mark.parametrize("lab", ALL, ids=lambda lab: f"lab {lab.number}")
def test_nodes_have_links_and_pod_ranges_of_their_own(lab: Addresses) -> None:
    nodes = range(1, MOST_NODES + 1)
    links = [lab.link(node).network for node in nodes]
    pods = [lab.node_pods(node) for node in nodes]
    assert not any(a.overlaps(b) for a, b in combinations([*links, *pods], 2))
    assert all(link.subnet_of(lab.links) for link in links)
    assert all(part.subnet_of(lab.pods) for part in pods)
    assert all(lab.node(node) in lab.link(node).network for node in nodes)


def test_fixed_services_are_in_the_range_of_services_and_differ() -> None:
    lab = Addresses(7)
    fixed = {lab.api_service, lab.dns, lab.prometheus, lab.alertmanager}
    assert len(fixed) == 4
    assert all(address in lab.services for address in fixed)


@pytest.mark.parametrize("number", [-1, 8])
def test_a_lab_that_does_not_exist_is_refused(number: int) -> None:
    with pytest.raises(UsageError, match="numbered 0 to 7"):
        Addresses(number)
