"""Images of the lab: built from recipes, kept in the cache, rebuilt when what went in has changed.

``$DRILLBOOK_IMAGES`` may name a TOML file that maps names to references of another registry; those
are neither built nor imported.
"""

import json
import os
import re
import shutil
import tempfile
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from drillbook.errors import UsageError
from drillbook.lab import cache, layers, packages
from drillbook.lab.progress import step
from drillbook.lab.recipes import Recipe, read_recipe, recipe_names, with_bases
from drillbook.lab.toolchain import LAB, READY_PROGRAMS, ensure_toolchain, go_modules

IMAGE_MAP = "DRILLBOOK_IMAGES"
PREFIX = "localhost/drillbook"
_FORMAT = 3  # raise when the same recipe is to give another image
_PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True)
class Image:
    """An image that pods can use; one of another registry has no ``archive`` and no ``digest``."""

    name: str
    reference: str
    archive: Path | None
    digest: str | None


@dataclass(frozen=True)
class _Built:
    """An image in the cache, with what the images above it need."""

    image: Image
    key: str
    config: Mapping[str, object]
    blobs: tuple[layers.Blob, ...]


def image_names(system: str, lab: Path = LAB) -> tuple[str, ...]:
    """Return the names of the images that a system's manifests name by ``${VARIABLE}``, sorted.

    Raises UsageError when there are no manifests, or they name no image.
    """
    folder = lab / "systems" / system
    text = "\n".join(path.read_text() for path in sorted(folder.rglob("*.yaml")))
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

    Raises UsageError for an unknown name, BuildFailed with a build's last words.
    """
    wanted = tuple(names)
    elsewhere = _image_map()
    here = tuple(name for name in wanted if name not in elsewhere)
    built: dict[str, _Built] = {}
    for recipe in with_bases(here):
        built[recipe.name] = _ensure(recipe, built.get(recipe.base or ""), rehash=rehash)
    return tuple(
        Image(name, elsewhere[name], None, None) if name in elsewhere else built[name].image
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
            f"not: {', '.join(unknown) or 'a value that is no text'}"
        )
    return listed


def _ensure(recipe: Recipe, base: _Built | None, *, rehash: bool) -> _Built:
    key = cache.key_of(
        [_FORMAT, recipe.model_dump(mode="json"), base.key if base else None, _inputs(recipe)]
    )
    entry = cache.cache_folder() / "images" / f"{recipe.name}-{key}"

    def build(scratch: Path) -> None:
        with step(f"building image {recipe.name}"):
            _build(recipe, base, scratch)

    cache.sealed(entry, build, rehash=rehash)
    archive = entry / "image.tar"
    about = json.loads((entry / "image.json").read_text())
    image = Image(recipe.name, about["reference"], archive, about["digest"])
    return _Built(
        image, key, about["config"], tuple(layers.iterate_blobs(about["layers"], archive))
    )


def _inputs(recipe: Recipe) -> dict[str, object]:
    """Return what goes into an image beside its recipe and its base."""
    pinned = packages.versions()
    inputs: dict[str, object] = {}
    if recipe.debian or recipe.debian_files:
        inputs["debian"] = pinned["debian"]
    if recipe.maven:
        inputs["maven"] = pinned["maven"]
    if recipe.pip:
        inputs["python"] = pinned["python"]
    files = [*recipe.copies, *recipe.compile]
    files += [recipe.maven.pom, recipe.maven.pom.with_name("jars.sha256")] if recipe.maven else []
    files += [recipe.pip.requirements] if recipe.pip else []
    for path in (path for listed in files for path in packages.project_files(listed)):
        mode = path.stat().st_mode & 0o111
        inputs[str(path.relative_to(packages.ROOT))] = [cache.sha256_of_file(path), mode]
    ready = os.environ.get(READY_PROGRAMS)
    for program in recipe.toolchain if ready else ():
        inputs[program] = cache.sha256_of_file(Path(ready or "", program))
    for module in go_modules():
        if module.programs & set(recipe.toolchain):
            inputs[module.name] = [cache.sha256_of_file(module.folder / "go.sum"), module.flags()]
    return inputs


def _build(recipe: Recipe, base: _Built | None, into: Path) -> None:
    below = base.blobs if base else ()
    with tempfile.TemporaryDirectory(prefix=f"{recipe.name}.", dir=_scratch()) as folder:
        scratch = Path(folder)
        found: dict[str, str] = {}
        own = [scratch / f"{number}.tar" for number in range(2)]
        if recipe.debian:
            found |= _debian_layer(recipe, below, scratch / "root", own[0])
        files = scratch / "files"
        files.mkdir()
        if recipe.users and not recipe.debian:
            for name in ("passwd", "group") if below else ():
                (files / "etc").mkdir(exist_ok=True)
                (files / "etc" / name).write_bytes(layers.read_file(below, f"etc/{name}"))
            packages.add_users(files, recipe.users)
        found |= _files(recipe, files)
        if any(files.iterdir()):
            layers.write_layer(files, own[1])
        config = _config(recipe, base)
        made = [path for path in own if path.exists()]
        reference = f"{PREFIX}/{recipe.name}:{{id}}"
        digest, blobs = layers.write_archive(into / "image.tar", reference, config, below, made)
    about = {
        "reference": reference.format(id=digest[:12]),
        "digest": digest,
        "debian": found,
        "config": config,
        "layers": [{k: v for k, v in asdict(blob).items() if k != "archive"} for blob in blobs],
    }
    (into / "image.json").write_text(json.dumps(about, indent=1))


def _scratch() -> Path:
    folder = cache.cache_folder() / "scratch"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _debian_layer(
    recipe: Recipe, below: tuple[layers.Blob, ...], root: Path, into: Path
) -> dict[str, str]:
    """Write the layer of a recipe's Debian packages; return the versions of all installed."""
    root.mkdir()
    if below:
        layers.extract(below, root)
        before = layers.listing(root)
        packages.add_users(
            root, recipe.users
        )  # first, so that a package's own user gets the number
        packages.install_debian(root, recipe.debian)
        layers.write_layer(root, into, before)
    else:
        packages.bootstrap_debian(root, recipe.debian)
        packages.add_users(root, recipe.users)
        layers.write_layer(root, into)
    found = packages.debian_versions(root)
    shutil.rmtree(root)
    return found


def _files(recipe: Recipe, root: Path) -> dict[str, str]:
    """Fill ``root`` with all of a recipe but its Debian packages, in the order of lab/README.md."""
    if recipe.maven:
        packages.jars(root, recipe.maven)
    if recipe.pip:
        packages.python_libraries(root, recipe.pip)
    if recipe.toolchain:
        programs = ensure_toolchain(recipe.toolchain)
        for program, to in recipe.toolchain.items():
            packages.place(programs / program, root, to)
    found = packages.debian_files(root, recipe.debian_files)
    packages.compile_c(root, recipe.compile)
    packages.copy_files(root, recipe.copies)
    for name, to in recipe.links.items():
        link = root / name.lstrip("/")
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(to)
    packages.settle(root)
    for name, about in recipe.directories.items():
        folder = root / name.lstrip("/")
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(int(about.mode, 8))
        os.chown(folder, about.owner, about.owner)
        os.utime(folder, (0, 0))
    return found


def _config(recipe: Recipe, base: _Built | None) -> dict[str, object]:
    """Return the OCI configuration without layers; user and environment are inherited."""
    inherited = base.config.get("config") if base else None
    below = inherited if isinstance(inherited, dict) else {}
    environment = (
        dict(line.split("=", 1) for line in [_PATH, *below.get("Env", [])]) | recipe.config.env
    )
    said = recipe.config
    own = {
        "Env": [f"{name}={value}" for name, value in environment.items()],
        "User": said.user or below.get("User", ""),
        "WorkingDir": said.directory,
        "Entrypoint": list(said.entrypoint) or None,
        "Cmd": list(said.command) or None,
    }
    return {"architecture": "amd64", "os": "linux", "config": own}
