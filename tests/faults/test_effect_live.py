"""A fault whose effect does not show in time is undone again, on the lab."""

import dataclasses
from datetime import timedelta

import pytest

from drillbook import opening
from drillbook import target as targets
from drillbook.faults.bringing import bring
from drillbook.faults.workloads import scaling
from tests.faults.live import Shop, in_a_process

pytestmark = pytest.mark.lab


def test_a_fault_whose_effect_does_not_show_is_undone_and_nothing_is_known(world: Shop) -> None:
    before = world.objects()

    def brought() -> str:
        with opening.opened(targets.load(world.target)) as opened:
            fault = scaling(opened, "shop", "web", 1)
            never = dataclasses.replace(
                fault, took_effect=lambda _: False, effect_within=timedelta(seconds=8)
            )
            return bring(never)

    failed, said = in_a_process(brought)
    assert failed
    assert said.startswith(
        "EffectNotObserved: the effect of: deployments/web is scaled from 3 to 1"
    )
    assert "not within 8 s; last seen" in said
    assert said.endswith("it was undone")
    assert not world.pending()
    world.wait_until_whole()
    assert world.objects() == before
