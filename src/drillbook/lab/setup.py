"""Build what the lab needs: what ``make setup`` calls.

The compiler wants every core, while Debian and Maven mostly wait for the network, so the programs
and the images are built side by side; images with programs inside come last.
"""

import argparse
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from drillbook.errors import DrillbookError
from drillbook.lab import preflight
from drillbook.lab.addons import IMAGES
from drillbook.lab.images import Image, ensure_images, image_names
from drillbook.lab.progress import step
from drillbook.lab.recipes import read_recipe, recipe_names
from drillbook.lab.toolchain import ensure_toolchain, go_modules


def names_for(systems: Iterable[str]) -> tuple[str, ...]:
    """Return the images the systems need, those with programs last.

    When no system is named, all but those that are optional or need an optional module of the
    toolchain.
    """
    chosen = tuple(systems)
    optional = {name for module in go_modules() if module.optional for name in module.makes}
    recipes = [read_recipe(name) for name in recipe_names()]
    plain = [one.name for one in recipes if not (one.optional or optional & one.toolchain.keys())]
    needed = {*IMAGES, *(name for system in chosen for name in image_names(system))}
    names = sorted(needed) if chosen else plain
    return tuple(sorted(names, key=lambda name: bool(read_recipe(name).toolchain)))


def build(systems: Iterable[str]) -> tuple[Image, ...]:
    """Build programs and images, or verify by reading every byte that they are there."""
    names = names_for(systems)
    with step("setting up the lab"), ThreadPoolExecutor(max_workers=2) as pool:
        programs = pool.submit(ensure_toolchain, rehash=True)
        images = pool.submit(ensure_images, names, rehash=True)
        programs.result()
        return images.result()


def main() -> int:
    """Build for the target; a target that is no lab needs nothing."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--target", default="lab")
    parser.add_argument("systems", nargs="*")
    arguments = parser.parse_args()
    if not preflight.is_lab(arguments.target, preflight.ROOT / "targets"):
        sys.stderr.write(f"drillbook: {arguments.target} is no lab; nothing to build.\n")
        return 0
    try:
        images = build(arguments.systems)
    except DrillbookError as error:
        sys.stderr.write(f"drillbook: {error}\n")
        return 2
    for image in images:
        sys.stdout.write(f"{image.name:20} {image.reference}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
