"""Operations and bytes of disks, read from the kernel's own list."""

from drillbook.probes.disk_figures import Moved, _moved

STATS = """   7       0 loop0 56 0 2104 8 6 0 4 26 0 32 62
 254       0 vda 100 5 800 7 200 6 1600 9 0 1 2
 254       1 vda1 90 5 700 7 190 6 1500 9 0 1 2
 254      16 vdb 1 0 8 0 2 0 16 0 0 0 0
"""


def test_whole_disks_are_summed_up_and_nothing_else() -> None:
    assert _moved(STATS) == Moved(303, 2424 * 512)
