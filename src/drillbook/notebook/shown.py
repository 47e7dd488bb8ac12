"""What notebook cells show: words, tables and charts, as HTML that is escaped and as plain text."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import altair
import vl_convert
from markupsafe import Markup

# Okabe and Ito's colours, which people of every kind of colour vision can tell apart.
BLUE, ORANGE, GREEN, VERMILION, SKY, BLACK = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#D55E00",
    "#56B4E9",
    "#000000",
)
_LONG, _LONG_WORD = 120, 20  # characters
_UNIT = re.compile(r"(\d) (?=(?:s|min|h|%)\b)")
#: What a verdict is drawn in, in every chart.
VERDICT_COLOURS = {"pass": GREEN, "fail": VERMILION, "unknown": ORANGE, "blocked": SKY}
WIDTH = 620  # as wide as an A4 page between its margins


@dataclass(frozen=True)
class Shown:
    """One thing that a cell shows."""

    html: Markup
    text: str

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/html": str(self.html), "text/plain": self.text}


def together(*parts: Shown) -> Shown:
    """Return several things as one."""
    return Shown(Markup("\n").join(p.html for p in parts), "\n\n".join(p.text for p in parts))


def several(number: int, noun: str) -> str:
    """Return a number of things: ``1 gap``, ``2 gaps``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def words(*paragraphs: str) -> Shown:
    """Return paragraphs of plain text."""
    html = Markup("\n").join(Markup("<p>{}</p>").format(text) for text in paragraphs)
    return Shown(html, "\n\n".join(paragraphs))


def points(items: Iterable[str], nothing: str) -> Shown:
    """Return a list of plain text, or ``nothing`` if there is none."""
    several = list(items)
    if not several:
        return words(nothing)
    html = Markup("").join(Markup("<li>{}</li>").format(item) for item in several)
    return Shown(Markup("<ul>{}</ul>").format(html), "\n".join(f"- {item}" for item in several))


def table(headings: Sequence[str], rows: Iterable[Sequence[Any]], nothing: str) -> Shown:
    """Return a table, or ``nothing`` if it has no row. Cells are plain text, or safe markup."""
    several = [[c if isinstance(c, Markup) else str(c) for c in row] for row in rows]
    if not several:
        return words(nothing)
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(name) for name in headings)
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(Markup("").join(_cell(cell) for cell in row))
        for row in several
    )
    # What is wider than the window scrolls in a box of its own, by keys, too.
    html = Markup(
        '<div class="wide" role="group" tabindex="0" aria-label="{}">'
        "<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format(f"Table: {', '.join(headings)}", head, body)
    plain = [[c.striptags() if isinstance(c, Markup) else c for c in row] for row in several]
    return Shown(html, "\n".join(" | ".join(row) for row in [list(headings), *plain]))


def _cell(cell: str) -> Markup:
    """Return a cell: a number stays beside its unit, a long text gets room and may break."""
    if isinstance(cell, Markup):
        return Markup("<td>{}</td>").format(cell)
    name = any(len(word) > _LONG_WORD for word in cell.split())
    kind = "long" if len(cell) > _LONG else "name" if name else "short"
    said = _UNIT.sub("\\1\N{NO-BREAK SPACE}", cell)
    return Markup('<td class="{}">{}</td>').format(kind, said)


def facts(rows: Iterable[tuple[str, Any]]) -> Shown:
    """Return names with what they are, as a table of two columns."""
    several = [(name, str(value)) for name, value in rows]
    html = Markup("").join(
        Markup('<tr><th scope="row">{}</th><td>{}</td></tr>').format(name, value)
        for name, value in several
    )
    text = "\n".join(f"{name}: {value}" for name, value in several)
    return Shown(Markup('<table class="facts"><tbody>{}</tbody></table>').format(html), text)


def folded(title: str, inside: Shown) -> Shown:
    """Return something that is open only on a click."""
    html = Markup("<details><summary>{}</summary>{}</details>").format(title, inside.html)
    return Shown(html, f"{title}\n{inside.text}")


def chart(drawn: Any, says: str, rows: Shown) -> Shown:
    """Return an altair chart as SVG, with what it says in a sentence and its data as a table."""
    specification = drawn.configure(**_STYLE).to_dict(validate=False)
    svg = Markup(vl_convert.vegalite_to_svg(specification))  # noqa: S704 (it escapes its texts)
    html = Markup(
        '<figure><div class="wide" role="group" tabindex="0" aria-label="Chart">'
        '<div role="img" aria-label="{says}">{svg}</div></div>'
        "<figcaption>{says}</figcaption></figure>"
    ).format(says=says, svg=svg)
    return together(Shown(html, says), folded("The chart as a table", rows))


_STYLE: dict[str, Any] = {
    "background": "white",
    "font": "DejaVu Sans, sans-serif",
    "axis": altair.AxisConfig(
        labelFontSize=12, titleFontSize=12, gridColor="#e4e4e4", labelOverlap=True, titleLimit=WIDTH
    ),
    "legend": altair.LegendConfig(
        labelFontSize=12, titleFontSize=12, orient="top", titleLimit=WIDTH
    ),
    "view": altair.ViewConfig(stroke=None),
}
