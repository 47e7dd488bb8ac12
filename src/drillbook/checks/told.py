"""Whether what an operator is told is what was counted or made apart from it."""

from collections.abc import Mapping, Sequence

from drillbook.verdict import Judgement, failed, passed


def same(what: str, told: Mapping[str, object], counted: Mapping[str, object]) -> Judgement:
    """Judge that each part is told as it was counted, and none is told or counted alone."""
    if not counted:
        return failed(f"{what}: nothing was counted")
    wrong = [
        f"{part}: told {told.get(part, 'nothing')}, counted {counted.get(part, 'nothing')}"
        for part in sorted(told.keys() | counted.keys())
        if told.get(part) != counted.get(part)
    ]
    if wrong:
        return failed(f"{what}: {'; '.join(wrong)}")
    said = ", ".join(f"{part} {value}" for part, value in sorted(counted.items()))
    return passed(f"{what}: {said}")


def at_least(what: str, told: Mapping[str, float], made: Mapping[str, float]) -> Judgement:
    """Judge that of each part at least as much is told as was made of it."""
    if not any(made.values()):
        return failed(f"{what}: nothing was made")
    wrong = [
        f"{part}: told {told.get(part, 0):g}, made {number:g}"
        for part, number in sorted(made.items())
        if not told.get(part, 0) >= number
    ]
    if wrong:
        return failed(f"{what}: {'; '.join(wrong)}")
    said = ", ".join(f"{part} {told[part]:g} of {number:g}" for part, number in made.items())
    return passed(f"{what}: {said}")


def all_told(what: str, wanted: Sequence[str], told: Sequence[str]) -> Judgement:
    """Judge that each of those that there are is told."""
    if not wanted:
        return failed(f"{what}: there is none")
    missing = sorted(set(wanted) - set(told))
    if missing:
        return failed(f"{what}: nothing is told of {', '.join(missing)}")
    return passed(f"{what}: {', '.join(sorted(wanted))}")


def as_many(what: str, told: int, counted: int) -> Judgement:
    """Judge that as many are told as were counted, and that there was one to be told of."""
    if not counted:
        return failed(f"{what}: nothing was counted that could be told")
    if told != counted:
        return failed(f"{what}: told {told}, counted {counted}")
    return passed(f"{what}: told {told}, counted {counted}")


def falling(what: str, figures: Sequence[tuple[str, float]], least: int = 1) -> Judgement:
    """Judge that figures are listed, the largest first, and each is more than nothing."""
    if len(figures) < least:
        return failed(f"{what}: {len(figures)} are listed, not {least}")
    values = [value for _, value in figures]
    if not all(value > 0 for value in values):
        return failed(f"{what}: one of nothing is listed")
    if values != sorted(values, reverse=True):
        return failed(f"{what}: not the largest first")
    return passed(f"{what}: {figures[0][0]} first of {len(figures)}, with {values[0]:g}")


def first_is(what: str, figures: Sequence[tuple[str, float]], wanted: str) -> Judgement:
    """Judge that what was made the largest is listed first."""
    if not figures or wanted not in figures[0][0]:
        first = figures[0][0] if figures else "nothing"
        return failed(f"{what}: {first} is listed first, not {wanted}")
    return passed(f"{what}: {figures[0][0]} is listed first")


def is_(what: str, found: object, wanted: object) -> Judgement:
    """Judge that something is as it is wanted."""
    return (
        passed(f"{what}: {found}") if found == wanted else failed(f"{what}: {found}, not {wanted}")
    )


def under(what: str, figure: float, limit: float) -> Judgement:
    """Judge that a figure is under its limit."""
    if figure < limit:
        return passed(f"{what}: {figure:g}, under {limit:g}")
    return failed(f"{what}: {figure:g}, not under {limit:g}")


def over(what: str, figure: float, limit: float) -> Judgement:
    """Judge that a figure is above its limit."""
    if figure > limit:
        return passed(f"{what}: {figure:g}, above {limit:g}")
    return failed(f"{what}: {figure:g}, not above {limit:g}")


def not_below(what: str, figure: float, limit: float) -> Judgement:
    """Judge that a figure is not below its limit."""
    if figure >= limit:
        return passed(f"{what}: {figure:,.6g}, at least {limit:,g}")
    return failed(f"{what}: {figure:,.6g}, not at least {limit:,g}")


def not_above(what: str, figure: float, limit: float) -> Judgement:
    """Judge that a figure is not above its limit."""
    if figure <= limit:
        return passed(f"{what}: {figure:,.6g}, at most {limit:,g}")
    return failed(f"{what}: {figure:,.6g}, not at most {limit:,g}")


def near(what: str, told: float, counted: float, off: float) -> Judgement:
    """Judge that a figure is told as it was counted, but for ``off`` more or less."""
    if not abs(told - counted) <= off:
        return failed(f"{what}: told {told:g}, counted {counted:g}")
    return passed(f"{what}: told {told:g}, counted {counted:g}")
