"""A text without what it is wrapped in, and where each character of it stands in the text.

What a secret passes through on its way into a log: escapes of JSON, HTML, URLs, Python, YAML and
shells, one inside another; colours of a terminal; line breaks with their indentation.
"""

import html
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

#: Escapes inside of escapes that are followed: a URL in JSON in a log line of JSON has three.
LAYERS = 3

_ESCAPED = re.compile(
    r"""(?P<percent>(?:%[0-9A-Fa-f]{2})+)
    |(?P<unicode>(?:\\u[0-9A-Fa-f]{4})+)
    |(?P<long>\\U00(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4})
    |(?P<bytes>(?:\\x[0-9A-Fa-f]{2})+)
    |(?P<octal>(?:\\[0-3][0-7]{2})+)
    |(?P<html>&(?:\#\d{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});)
    |(?P<quote>'"'"'|'\\'')
    |(?P<broken>\\\r?\n[ \t]*)
    |(?P<other>\\[^\r\n])""",
    re.VERBOSE,
)
_OTHER = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "e": "\x1b", "0": "\0"}
# White space, characters that no one sees, colours and other commands to a terminal (ECMA-48).
_UNSEEN = re.compile(r"(?:[\s\0\xad\u200b-\u200d\ufeff]|\x1b\[[0-?]*[ -/]*[@-~])+")


#: No shorter text can be found.
SHORTEST = 6


class Finder:
    """Finds many texts in one pass, by what each begins with."""

    def __init__(self) -> None:
        self._by_start: dict[str, set[str]] = defaultdict(set)

    def add(self, wanted: Iterable[str]) -> None:
        """Look for these, too."""
        for one in wanted:
            if len(one) >= SHORTEST:
                self._by_start[one[:SHORTEST]].add(one)

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where each stands, begin and end."""
        starts = self._by_start.keys()
        for at in range(len(text) - SHORTEST + 1):
            start = text[at : at + SHORTEST]
            if start in starts:
                several = self._by_start[start]
                yield from ((at, at + len(one)) for one in several if text.startswith(one, at))


@dataclass(frozen=True)
class View:
    """A text as it reads, and for each character where it begins and ends in the original."""

    text: str
    begins: Sequence[int]
    ends: Sequence[int]

    def spans(self, finder: Finder) -> Iterator[tuple[int, int]]:
        """Yield where what is looked for stands in the original, begin and end."""
        return ((self.begins[first], self.ends[end - 1]) for first, end in finder.spans(self.text))


def views(text: str) -> Iterator[View]:
    """Yield a text as it reads with each layer of escapes taken off, the text itself first."""
    view = View(text, range(len(text)), range(1, len(text) + 1))
    for _ in range(LAYERS):
        yield view
        if _ESCAPED.search(view.text) is None:
            return
        view = _rewritten(view, _ESCAPED, _unescaped)
    yield view


def bare(view: View) -> View:
    """Return a view without white space and colours."""
    return _rewritten(view, _UNSEEN, lambda _: iter(()))


def bare_text(text: str) -> str:
    """Return a text without white space and colours."""
    return _UNSEEN.sub("", text)


def _rewritten(
    view: View,
    pattern: re.Pattern[str],
    read: Callable[[re.Match[str]], Iterator[tuple[str, int, int]]],
) -> View:
    """Replace each match by the characters it is read as, each with its span in the match."""
    texts: list[str] = []
    begins: list[int] = []
    ends: list[int] = []
    at = 0
    for found in pattern.finditer(view.text):
        first = found.start()
        texts.append(view.text[at:first])
        begins += view.begins[at:first]
        ends += view.ends[at:first]
        for character, begin, end in read(found):
            texts.append(character)
            begins.append(view.begins[first + begin])
            ends.append(view.ends[first + end - 1])
        at = found.end()
    texts.append(view.text[at:])
    return View("".join(texts), [*begins, *view.begins[at:]], [*ends, *view.ends[at:]])


def _unescaped(found: re.Match[str]) -> Iterator[tuple[str, int, int]]:
    kind, said = found.lastgroup, found[0]
    if kind in {"percent", "bytes"}:
        width = 3 if kind == "percent" else 4
        pairs = (said[at + width - 2 : at + width] for at in range(0, len(said), width))
        return _of_bytes(bytes(int(pair, 16) for pair in pairs), width)
    if kind == "octal":
        return _of_bytes(bytes(int(part, 8) for part in said.split("\\")[1:]), 4)
    if kind == "unicode":
        units = b"".join(int(part, 16).to_bytes(2, "big") for part in said.split("\\u")[1:])
        return _wide(units.decode("utf-16-be", errors="replace"))
    if kind == "broken":
        return iter(())
    if kind == "long":
        return iter([(chr(min(int(said[2:], 16), 0x10FFFF)), 0, len(said))])
    if kind == "html":
        read = html.unescape(said)
    else:
        read = "'" if kind == "quote" else _OTHER.get(said[1], said[1])
    return ((character, 0, len(said)) for character in read)


def _of_bytes(several: bytes, width: int) -> Iterator[tuple[str, int, int]]:
    try:
        text, wide = several.decode(), True
    except UnicodeDecodeError:
        text, wide = several.decode("latin-1"), False  # e.g. \xfc of Python and YAML
    at = 0
    for character in text:
        end = at + width * (len(character.encode()) if wide else 1)
        yield character, at, end
        at = end


def _wide(text: str) -> Iterator[tuple[str, int, int]]:
    at = 0
    for character in text:
        end = at + 6 * (2 if ord(character) > 0xFFFF else 1)
        yield character, at, end
        at = end
