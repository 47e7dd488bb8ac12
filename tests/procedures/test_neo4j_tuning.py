"""The tuned settings take the place of what a configuration said of them."""

from drillbook.procedures.neo4j_tuning import TUNED, tuned


def test_each_tuned_setting_is_there_once_and_all_others_stay() -> None:
    conf = "server.directories.data=/data\nserver.memory.heap.max_size=640m\n# a word\n"
    lines = tuned(conf).splitlines()
    assert lines[:2] == ["server.directories.data=/data", "# a word"]
    assert "server.memory.heap.max_size=768m" in lines
    assert "db.checkpoint.interval.tx=100000" in lines
    assert len(lines) == 2 + len(TUNED)
