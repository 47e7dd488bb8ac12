from itertools import islice, pairwise

from kg_rca.events import Event, Resource, encode
from kg_rca.generator import CLIENTS, applications_of, events, partition_of, topology, world


def test_equal_seeds_make_equal_bytes_and_other_seeds_do_not() -> None:
    first = [encode(one) for one in world(2_000, run="seed", seed=1)]
    assert first == [encode(one) for one in world(2_000, run="seed", seed=1)]
    assert first != [encode(one) for one in world(2_000, run="seed", seed=2)]


def test_the_world_has_what_was_asked_for() -> None:
    messages = list(world(5_003, run="seed"))
    made = [one for one in messages if isinstance(one, Event)]
    resources = [one for one in messages if isinstance(one, Resource)]
    assert len(made) == 5_003
    assert len(CLIENTS) >= 3
    assert len(resources) >= 10_000
    assert len({(one.client_id, one.id) for one in resources}) == len(resources)
    assert len({(one.client_id, one.id) for one in made}) == len(made)


def test_a_label_names_an_earlier_event_on_a_resource_that_is_within_reach() -> None:
    client = CLIENTS[0]
    application = applications_of(client)[0]
    needs = {one.id: set(one.depends_on) for one in topology(client, application)}
    made = list(events(client, application, 3_000, run="r"))
    by_id = {one.id: one for one in made}
    labelled = [one for one in made if one.true_cause]
    assert len(labelled) > 100
    for effect in labelled:
        assert effect.true_cause is not None
        cause = by_id[effect.true_cause]
        one_hop = needs[effect.resource_id]
        two_hops = {far for near in one_hop for far in needs[near]}
        assert cause.at_ms <= effect.at_ms
        assert cause.resource_id in {effect.resource_id} | one_hop | two_hops


def test_events_of_an_application_are_in_order_of_time_and_ids_differ_between_runs() -> None:
    client = CLIENTS[1]
    made = list(events(client, "app-001", 500, run="one"))
    assert all(earlier.at_ms <= later.at_ms for earlier, later in pairwise(made))
    others = events(client, "app-001", 500, run="two")
    assert not {one.id for one in made} & {one.id for one in others}


def test_an_application_lies_in_one_partition_and_all_partitions_are_used() -> None:
    used = {partition_of(one) for one in applications_of(CLIENTS[0])}
    assert used == set(range(8))


def test_a_resource_depends_only_on_resources_of_its_own_application() -> None:
    resources = topology(CLIENTS[2], "app-003")
    ids = {one.id for one in resources}
    assert all(set(one.depends_on) <= ids for one in resources)
    assert len(list(islice(iter(ids), 50))) == 50
