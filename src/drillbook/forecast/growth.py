"""A runbook's growth: its projection in whole months, and whether its table agrees with itself."""

from dataclasses import dataclass

_ROUNDING = 0.02  # of what the table says; it is rounded


@dataclass(frozen=True)
class Projection:
    """When a quantity is full, in whole months from now, and when to plan for more.

    The runbook's arithmetic: rounded down, and the plan so many months before. A plan month below
    0 is overdue.
    """

    months_until_full: int
    plan_month: int


@dataclass(frozen=True)
class Row:
    """A row of a growth table: now, after so many months, and the growth it says (1.0 = +100 %).

    ``now`` is None where the table only says what is added each month.
    """

    of: str
    months: int
    then: float
    growth: float
    now: float | None = None
    a_month: float | None = None

    @property
    def monthly(self) -> float | None:
        """Return the growth a month that leads from now to then."""
        start = self.start
        return (self.then / start) ** (1 / self.months) - 1 if start else None

    @property
    def start(self) -> float | None:
        """Return what there is now, as said or as the growth implies."""
        return self.now if self.now is not None else self.then / (1 + self.growth)

    @property
    def contradiction(self) -> str:
        """Return in which way the row does not agree with itself; nothing if it does."""
        start = self.start
        grown = self.then / start - 1 if start else self.growth
        if abs(grown - self.growth) > _ROUNDING * (1 + self.growth):
            return f"{start:g} to {self.then:g} is {grown:+.0%}, not {self.growth:+.0%}"
        if self.a_month is not None and start is not None:
            added = start + self.a_month * self.months
            if abs(added - self.then) > _ROUNDING * self.then:
                return (
                    f"{self.growth:+.0%} to {self.then:g} starts from {start:g}, and "
                    f"{self.a_month:g} a month more leads to {added:g} in {self.months} months, "
                    f"not {self.then:g}"
                )
        return ""


def projection(now: int, a_month: int, at_most: int, plan_months_before: int) -> Projection:
    """Return the projection of a quantity that grows by so many a month."""
    months = max((at_most - now) // a_month, 0)
    return Projection(months, months - plan_months_before)
