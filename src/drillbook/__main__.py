"""``python -m drillbook``: the command ``drillbook``."""

from drillbook.cli import main

main()
