"""The figures of proof: what is proven of the project's own scenarios, and what was planted.

    python tests/proof/figures.py

Ends with 1 when a plant is not found, or when fewer scenarios are proven than there are recordings.
"""

import os
import sys
from collections import Counter
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).parents[2]
SYSTEM = "kg_rca"


def main() -> int:
    """Prove, plant, and print the figures; return the exit code."""
    # The doors must be there before any phrase is imported, which the plants do.
    from drillbook.proof import boundary  # noqa: PLC0415

    boundary.install()
    from drillbook import target as targets  # noqa: PLC0415
    from drillbook.proof import proof  # noqa: PLC0415
    from drillbook.proof.recording import DIRECTORY, RecordedDrill, load  # noqa: PLC0415
    from drillbook.proof.scene import Scenario, Scene, scenarios  # noqa: PLC0415
    from drillbook.runbook import claims  # noqa: PLC0415
    from tests.proof import plants  # noqa: PLC0415

    scene = Scene(targets.load(Path("targets/lab.yaml")))
    known = claims.load(Path("runbooks") / f"{SYSTEM}.yaml")
    features = sorted((Path("features") / SYSTEM).glob("*.feature"))
    everything = [scenario for file in features for scenario in scenarios(file)]
    recordings = {one.scenario.name: one for one in load(DIRECTORY / SYSTEM)}

    def prove(scenario: Scenario, changed: RecordedDrill | None) -> proof.ScenarioProof:
        played = recordings | ({scenario.name: changed} if changed else {})
        (found,) = proof.of_system(
            scene, SYSTEM, [scenario], known, tuple(played.values()), whole_claims=False
        )
        return found

    whole = proof.of_system(scene, SYSTEM, everything, known, tuple(recordings.values()))
    proven = [s for s in everything if s.name in recordings and prove(s, None).proven]
    planted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for plant in chain(
        plants.checks(scene, proven, recordings),
        plants.blind_thens(scene, proven),
        plants.swallowing_thens(scene, proven, recordings),
        plants.budgets(scene, proven),
        plants.numbers(scene, proven),
        plants.dead_faults(scene, proven, recordings),
    ):
        planted[plant.kind] += 1
        if plants.found(plant, prove):
            found[plant.kind] += 1
        else:
            print(f"not found: {plant.kind}: {plant.into} ({plant.scenario.name})")
    for kind, count in planted.items():
        print(f"{kind}: {found[kind]} of {count} found")
    for one in whole:
        for lack in one.lacking:
            print(f"not proven: {one.name}: {lack.text}")
    shown = sum(one.proven for one in whole)
    print(
        f"proven to be able to fail {shown} of {len(whole)} scenarios of {SYSTEM} "
        f"({len(recordings)} recorded), planted {found.total()} of {planted.total()} found"
    )
    return 0 if found == planted and shown >= len(recordings) and planted else 1


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
