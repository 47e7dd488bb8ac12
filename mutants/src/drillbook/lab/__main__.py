"""``python -m drillbook.lab``: the lab alone, without the rest of the command."""

from drillbook.lab.commands import lab_app

lab_app(prog_name="drillbook lab")
