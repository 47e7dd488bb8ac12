"""Images of the lab: built from recipes, kept in the cache, rebuilt when what went in has changed.

A recipe's parts (Debian packages, jars, Python libraries, files) are one layer each, kept under a
key of what went into that layer, so that a changed script does not install Debian again.

``$DRILLBOOK_IMAGES`` may name a TOML file that maps names to references of another registry; those
are neither built nor imported.
"""

import hashlib
import json
import os
import re
import shutil
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from drillbook.errors import UsageError
from drillbook.lab import cache, debian, packages, parts
from drillbook.lab.layers import (
    Layer,
    configuration,
    extract,
    listing,
    read_file,
    write_archive,
    write_layer,
)
from drillbook.lab.programs import versions
from drillbook.lab.progress import step
from drillbook.lab.recipes import Recipe, read_recipe, recipe_names, with_bases
from drillbook.lab.toolchain import LAB, READY_PROGRAMS, ensure_toolchain, go_modules

IMAGE_MAP = "DRILLBOOK_IMAGES"
PREFIX = "localhost/drillbook"
UNUSED_KEPT = timedelta(hours=6)  # images are large, and quicker to build than programs are
_FORMAT = 4  # raise when the same recipe is to give another image
_PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True)
class Image:
    """An image that pods can use; one of another registry has no ``archive`` and no ``digest``."""

    name: str
    reference: str
    archive: Path | None
    digest: str | None


@dataclass(frozen=True)
class _Stack:
    """An image before it is an archive: its layers, and how its containers start."""

    layers: tuple[Layer, ...] = ()
    config: Mapping[str, object] | None = None


def image_names(system: str, lab: Path = LAB) -> tuple[str, ...]:
    """Return the names of the images that a system's manifests name by ``${VARIABLE}``, sorted.

    Raises UsageError when there are no manifests, or they name no image.
    """
    folder = lab / "systems" / system
    text = "\n".join(parts.texts(folder).values())
    used = set(re.findall(r"\$\{([A-Z0-9_]+)\}", text))
    names = tuple(name for name in recipe_names(lab) if read_recipe(name, lab).variable in used)
    if not names:
        raise UsageError(
            f"the manifests in {folder} name no image of lab/images; "
            f"is `{system}` a system of the lab?"
        )
    return names


def ensure_images(names: Iterable[str], *, rehash: bool = False) -> tuple[Image, ...]:
    """Return the images in the order of the names, building what the cache lacks.

    With ``rehash`` what the cache has is read whole. Raises UsageError for an unknown name,
    BuildFailed with a build's last words.
    """
    wanted = tuple(names)
    elsewhere = _image_map()
    stacks: dict[str, _Stack] = {"": _Stack()}
    made: dict[str, Image] = {}
    for recipe in with_bases(tuple(name for name in wanted if name not in elsewhere)):
        stacks[recipe.name] = _stack(recipe, stacks[recipe.base or ""], rehash=rehash)
        if recipe.name in wanted:
            made[recipe.name] = _archived(recipe.name, stacks[recipe.name], rehash=rehash)
    return tuple(
        Image(name, elsewhere[name], None, None) if name in elsewhere else made[name]
        for name in wanted
    )


def _image_map() -> dict[str, str]:
    path = os.environ.get(IMAGE_MAP)
    if not path:
        return {}
    try:
        listed = tomllib.loads(Path(path).read_text())
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{IMAGE_MAP}={path}: {error}. Nothing was built.") from error
    unknown = sorted(set(listed) - set(recipe_names()))
    if unknown or not all(isinstance(reference, str) for reference in listed.values()):
        raise UsageError(
            f'{IMAGE_MAP}={path}: each line must be NAME = "REFERENCE" with a name of lab/images; '
            f"not: {', '.join(unknown) or 'a value that is no text'}. Nothing was built."
        )
    return listed


def _archived(name: str, stack: _Stack, *, rehash: bool) -> Image:
    spelled = configuration(stack.config or {}, stack.layers)
    digest = hashlib.sha256(spelled).hexdigest()
    reference = f"{PREFIX}/{name}:{digest[:12]}"
    entry = cache.cache_folder() / "images" / f"{name}-{digest[:12]}"
    cache.sealed(
        entry,
        lambda scratch: write_archive(scratch / "image.tar", reference, spelled, stack.layers),
        rehash=rehash,
        unused_kept=UNUSED_KEPT,
    )
    return Image(name, reference, entry / "image.tar", digest)


def _stack(recipe: Recipe, base: _Stack, *, rehash: bool) -> _Stack:
    """Return the base with the recipe's own layers on top, building those the cache lacks."""
    layers = list(base.layers)
    pinned = versions()

    def part(name: str, inputs: object, build: Callable[[Path, Path], None]) -> None:
        key = cache.key_of([_FORMAT, inputs])
        layers.append(_layer(f"{recipe.name}.{name}", key, build, rehash=rehash))

    if recipe.debian:
        below = tuple(layers)
        inputs = [[x.digest for x in below], recipe.debian, recipe.users, pinned["debian"]]
        part("debian", inputs, lambda root, into: _debian(recipe, below, root, into))
    if recipe.maven:
        files = packages.hashes([recipe.maven.pom, recipe.maven.pom.with_name("jars.sha256")])
        inputs = [recipe.maven.to, files, pinned["maven"]]
        part("jars", inputs, lambda root, into: _jars(recipe, root, into))
    if recipe.pip:
        files = packages.hashes([recipe.pip.requirements])
        inputs = [recipe.pip.to, files, pinned["python"]]
        if recipe.pip.platforms:
            inputs.append(recipe.pip.platforms)
        part("python", inputs, lambda root, into: _python(recipe, root, into))
    if recipe.has_files:
        users = {} if recipe.debian else _accounts(recipe, layers)
        accounts = {name: lines.decode() for name, lines in users.items()}
        inputs = [_file_inputs(recipe, pinned), accounts]
        part("files", inputs, lambda root, into: _files(recipe, users, root, into))
    return _Stack(tuple(layers), _config(recipe, base))


def _layer(name: str, key: str, build: Callable[[Path, Path], None], *, rehash: bool) -> Layer:
    """Return a layer from the cache; ``build`` gets an empty root to fill and the tar to write."""

    def fill(scratch: Path) -> None:
        root = scratch / "root"
        root.mkdir()
        with step(f"building {name}"):
            build(root, scratch / "layer.tar")
        shutil.rmtree(root)
        (scratch / "digest").write_text(cache.sha256_of_file(scratch / "layer.tar"))

    entry = cache.cache_folder() / "layers" / f"{name}-{key}"
    cache.sealed(entry, fill, rehash=rehash, unused_kept=UNUSED_KEPT)
    return Layer(entry / "layer.tar", (entry / "digest").read_text())


def _debian(recipe: Recipe, below: tuple[Layer, ...], root: Path, into: Path) -> None:
    if below:
        extract(below, root)
        before = listing(root)
        debian.add_users(root, recipe.users)  # first, so that a package's user gets the number
        debian.install(root, recipe.debian)
        write_layer(root, into, before)
    else:
        debian.bootstrap(root, recipe.debian)
        debian.add_users(root, recipe.users)
        write_layer(root, into)
    found = debian.versions_in(root)
    into.with_name("debian.json").write_text(json.dumps(found, indent=1))


def _jars(recipe: Recipe, root: Path, into: Path) -> None:
    if recipe.maven:
        packages.jars(root, recipe.maven)
    packages.settle(root)
    write_layer(root, into)


def _python(recipe: Recipe, root: Path, into: Path) -> None:
    if recipe.pip:
        packages.python_libraries(root, recipe.pip)
    packages.settle(root)
    write_layer(root, into)


def _accounts(recipe: Recipe, below: Iterable[Layer]) -> dict[str, bytes]:
    """Return passwd and group of the layers below, to which a recipe adds its users."""
    if not recipe.users:
        return {}
    layers = tuple(below)
    return {name: read_file(layers, f"etc/{name}") for name in ("passwd", "group")}


def _file_inputs(recipe: Recipe, pinned: Mapping[str, object]) -> dict[str, object]:
    """Return all that goes into the layer of files."""
    about = recipe.model_dump(
        mode="json",
        include={"toolchain", "debian_files", "compile", "copies", "links", "directories", "users"},
    )
    about["content"] = packages.hashes([*recipe.copies, *recipe.compile])
    if recipe.debian_files:
        about["debian"] = pinned["debian"]
    ready = os.environ.get(READY_PROGRAMS)
    for program in recipe.toolchain if ready else ():
        about[program] = cache.sha256_of_file(Path(ready or "", program))
    for module in go_modules():
        if module.makes & set(recipe.toolchain):
            about[module.name] = [cache.sha256_of_file(module.folder / "go.sum"), module.flags()]
    return about


def _files(recipe: Recipe, users: Mapping[str, bytes], root: Path, into: Path) -> None:
    for name, lines in users.items():
        (root / "etc").mkdir(exist_ok=True)
        (root / "etc" / name).write_bytes(lines)
    if users:
        debian.add_users(root, recipe.users)
    if recipe.toolchain:
        programs = ensure_toolchain(recipe.toolchain)
        for program, to in recipe.toolchain.items():
            packages.place(programs / program, root, to)
    debian.single_files(root, recipe.debian_files)
    packages.compile_c(root, recipe.compile)
    packages.copy_files(root, recipe.copies)
    packages.make_links(root, recipe.links)
    packages.settle(root)
    packages.make_directories(root, recipe.directories)
    write_layer(root, into)


def _config(recipe: Recipe, base: _Stack) -> dict[str, object]:
    """Return the OCI configuration without layers; user and environment are inherited."""
    inherited = (base.config or {}).get("config")
    below = inherited if isinstance(inherited, dict) else {}
    said = recipe.config
    lines = (line.split("=", 1) for line in [_PATH, *below.get("Env", [])])
    environment = dict(lines) | said.env
    own = {
        "Env": [f"{name}={value}" for name, value in environment.items()],
        "User": said.user or below.get("User", ""),
        "WorkingDir": said.directory,
        "Entrypoint": list(said.entrypoint) or None,
        "Cmd": list(said.command) or None,
    }
    return {"architecture": "amd64", "os": "linux", "config": own}
