"""Options that several commands have, each said once."""

from typing import Annotated

import typer

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]

#: The most days that an option takes: a hundred years, so that every day is one that there was.
MOST_DAYS = 36_500
