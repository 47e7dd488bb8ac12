"""The system that a scenario is about."""

from dataclasses import dataclass

from drillbook.target import Target


@dataclass(frozen=True)
class SystemUnderDrill:
    """The system that the scenario is about, where the target has it."""

    name: str
    namespace: str
    others: tuple[str, ...] = ()
    databases: str = ""

    @property
    def namespaces(self) -> tuple[str, ...]:
        """Return all its namespaces, its own first."""
        return (self.namespace, *self.others)

    @classmethod
    def on(cls, target: Target, name: str) -> "SystemUnderDrill":
        """Return a system as a target file has it."""
        place = target.system(name)
        return cls(name, place.namespace, place.namespaces, place.of_databases)
