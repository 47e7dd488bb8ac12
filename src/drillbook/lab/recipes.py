"""Recipes of the lab's images: ``lab/images/<name>.toml``, as ``lab/README.md`` describes them."""

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from drillbook.errors import UsageError
from drillbook.lab.toolchain import LAB


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Maven(_Strict):
    """The jars of a POM and all that they need, in one folder of the image."""

    pom: Path
    to: str


class Pip(_Strict):
    """Python libraries from a requirements file with hashes, in one folder of the image.

    ``platforms`` are tags of wheels that are taken beside those of ``versions.toml``.
    """

    requirements: Path
    to: str
    platforms: tuple[str, ...] = ()


class PackagedFile(_Strict):
    """One file of a Debian package that is not installed; ``file`` without leading slash."""

    file: str
    to: str


class Directory(_Strict):
    """An empty folder; ``mode`` is octal."""

    owner: int = 0
    mode: str = Field("0755", pattern=r"^0[0-7]{3,4}$")


class Config(_Strict):
    """How a container of the image starts."""

    user: str = ""
    entrypoint: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    directory: str = "/"
    env: dict[str, str] = {}


class Recipe(_Strict):
    """One image. Paths of the project are relative to its root; paths of the image are absolute."""

    name: str
    optional: bool = False
    """Built only for the systems that use it, not by a setup of everything."""
    base: str | None = None
    debian: tuple[str, ...] = ()
    maven: Maven | None = None
    pip: Pip | None = None
    toolchain: dict[str, str] = {}
    debian_files: dict[str, tuple[PackagedFile, ...]] = {}
    compile: dict[Path, str] = {}
    copies: dict[Path, str] = Field({}, alias="copy")
    links: dict[str, str] = {}
    directories: dict[str, Directory] = {}
    users: dict[str, int] = {}
    config: Config = Config()

    @model_validator(mode="after")
    def _nothing_hides_debian(self) -> "Recipe":
        """Refuse a file in a folder that is a link in Debian: the layer would replace the link."""
        single = [file.to for files in self.debian_files.values() for file in files]
        placed = [
            *self.toolchain.values(),
            *single,
            *self.compile.values(),
            *self.copies.values(),
            *self.links,
            *self.directories,
        ]
        hidden = [
            path
            for path in placed
            if path.split("/")[1:2] in (["bin"], ["sbin"], ["lib"], ["lib64"])
        ]
        if hidden and (self.base or self.debian):
            raise ValueError(
                f"{', '.join(hidden)}: in Debian this folder is a link into /usr; name that one"
            )
        relative = [path for path in placed if not path.startswith("/")]
        if relative:
            raise ValueError(f"{', '.join(relative)}: a path of an image begins with /")
        return self

    @property
    def has_files(self) -> bool:
        """Return whether anything but packages and libraries goes in."""
        own = (self.toolchain, self.debian_files, self.compile, self.copies, self.links)
        return any((*own, self.directories, self.users and not self.debian))

    @property
    def variable(self) -> str:
        """Return what stands for the image in manifests, such as ``KUBE_STATE_METRICS``."""
        return self.name.upper().replace("-", "_")


def recipe_names(lab: Path = LAB) -> tuple[str, ...]:
    """Return the names of all recipes, sorted."""
    return tuple(sorted(path.stem for path in (lab / "images").glob("*.toml")))


def read_recipe(name: str, lab: Path = LAB) -> Recipe:
    """Return a recipe. Raises UsageError when there is none, or it says what no recipe can say."""
    path = lab / "images" / f"{name}.toml"
    try:
        return Recipe.model_validate({**tomllib.loads(path.read_text()), "name": name})
    except FileNotFoundError as error:
        known = ", ".join(recipe_names(lab)) or "none"
        raise UsageError(f"no recipe {path}; images that can be built: {known}") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path}: {error}") from error
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise UsageError(f"{path}: {wrong}") from error


def with_bases(names: tuple[str, ...], lab: Path = LAB) -> tuple[Recipe, ...]:
    """Return the recipes of the names and of all that they stand on, each after its base."""
    ordered: dict[str, Recipe] = {}

    def add(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            raise UsageError(f"lab/images: {' stands on '.join((*above, name))}: a circle")
        recipe = read_recipe(name, lab)
        if recipe.base:
            add(recipe.base, (*above, name))
        ordered.setdefault(name, recipe)

    for name in names:
        add(name, ())
    return tuple(ordered.values())
