from types import SimpleNamespace

import pytest

from kg_rca.seed import require_brokers


class Admin:
    """An administrator's client that sees some brokers."""

    def __init__(self, brokers: int) -> None:
        self.metadata = SimpleNamespace(brokers=dict.fromkeys(range(brokers)))

    def list_topics(self, timeout: float) -> SimpleNamespace:
        assert timeout > 0
        return self.metadata


def test_no_topic_is_made_before_every_broker_is_there_to_hold_a_part() -> None:
    with pytest.raises(TimeoutError, match="4 of 5 brokers are there"):
        require_brokers(Admin(4), 5)
    require_brokers(Admin(5), 5)
