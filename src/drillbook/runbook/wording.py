"""What a piece of Markdown says, without how it is laid out."""

from collections.abc import Iterator
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

_CODE = ("fence", "code_block", "html_block")
_LISTED = {"bullet_list_open": "-", "ordered_list_open": "1."}


def wording(text: str) -> str:
    """Return what a section says below its heading, laid out in one way.

    Blank lines, the padding of a table, the look of headings and fences, and how deep the section
    stands are layout; the order of its parts, and which of its headings stand below which, are not.
    """
    defined: dict[str, Any] = {}
    tokens = MarkdownIt().enable("table").parse(text, defined)
    heading = _own_heading(tokens)
    return "\n".join([*(said for at, said in _said(tokens) if at != heading), *_links(defined)])


def _own_heading(tokens: list[Token]) -> int:
    """Return which token is a section's own heading, which may be a bold line."""
    return next((at for at, token in enumerate(tokens) if token.type == "inline"), -1)


def _said(tokens: list[Token]) -> Iterator[tuple[int, str]]:
    """Yield what each token says, and which one it is."""
    levels = sorted({one.tag for one in tokens[1:] if one.type == "heading_open"})
    lists: list[str] = []
    sign = ""
    for at, token in enumerate(tokens):
        if token.type in _LISTED:
            lists.append(_LISTED[token.type])
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            sign = lists[-1]
        elif token.type == "heading_open" and at:
            sign = "#" * (levels.index(token.tag) + 1)
        elif token.type in ("tr_open", "td_open", "th_open"):
            sign += "|"
        elif token.type == "hr":
            yield at, "---"
        elif token.type == "inline" or token.type in _CODE:
            yield at, " ".join(f"{sign} {token.info} {token.content}".split())
            sign = ""


def _links(defined: dict[str, Any]) -> Iterator[str]:
    """Yield the addresses that are defined apart from where they are used."""
    for name, link in sorted(defined.get("references", {}).items()):
        yield f"[{name}]: {link['href']}"
