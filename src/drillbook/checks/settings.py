"""Whether settings are in effect where they are meant to be."""

from collections.abc import Mapping

from drillbook.verdict import Judgement, failed, passed


def in_effect(wanted: Mapping[str, str], found: Mapping[str, Mapping[str, str]]) -> Judgement:
    """Judge that every part runs with every value; ``found`` maps a part to what it runs with."""
    if not wanted or not found:
        return failed("there is nothing to compare")
    wrong = [
        f"{part} has {name} {values.get(name, 'not set')}, not {value}"
        for part, values in sorted(found.items())
        for name, value in sorted(wanted.items())
        if values.get(name) != value
    ]
    if wrong:
        return failed("; ".join(wrong))
    return passed(f"{len(wanted)} settings are in effect on {', '.join(sorted(found))}")
