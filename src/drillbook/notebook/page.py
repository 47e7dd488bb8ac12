"""An executed notebook as one HTML page without code: its words, tables and charts.

nbconvert would do it, too, but reads its page again with Beautiful Soup, which takes two seconds
of the five that a report may take; and it brings styles and scripts, none of which belongs here.
"""

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from itertools import pairwise
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

_NO_SLUG = re.compile(r"[^a-z0-9]+")


def slug(name: str) -> str:
    """Return a name as a heading's id or a file has it: small letters, digits and hyphens."""
    return _NO_SLUG.sub("-", name.lower()).strip("-")


def page(notebook: Any, title: str) -> str:
    """Return the page of a notebook that was executed."""
    style = files(__package__).joinpath("templates/notebook.css").read_text(encoding="utf-8")
    environment = Environment(
        loader=PackageLoader("drillbook.notebook"), autoescape=True, undefined=StrictUndefined
    )
    body = Markup("\n").join(_parts(notebook))
    # The style is a file of this package.
    return environment.get_template("notebook.html.j2").render(
        title=title,
        style=Markup(style),  # noqa: S704
        body=body,
    )


def _parts(notebook: Any) -> Iterator[Markup]:
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield _words(cell.source)
        elif cell.cell_type == "code":
            for output in cell.outputs:
                yield _shown(output)


def _words(source: str) -> Markup:
    """Return Markdown as HTML, each heading with an id to link to."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(source)
    for opening, inside in pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", slug(inside.content))
    rendered = markdown.renderer.render(tokens, markdown.options, {})
    return Markup(rendered)  # noqa: S704 (it lets no HTML of the source through)


def _shown(output: Mapping[str, Any]) -> Markup:
    data = output.get("data", {})
    if "text/html" in data:
        # Cells escape what they show.
        return Markup("<div>{}</div>").format(Markup(data["text/html"]))  # noqa: S704
    said = data.get("text/plain") or output.get("text") or ""
    return Markup("<pre>{}</pre>").format(said) if said else Markup()
