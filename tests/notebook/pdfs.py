"""What is in a PDF: the text of each page and the attached files, and all else it is made of."""

import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import pypdfium2

_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_METADATA = ("Title", "Author", "Subject", "Keywords", "Creator", "Producer")


def read(file: Path) -> tuple[list[str], dict[str, bytes]]:
    """Return the text of the pages, white space as one blank, and the attached files by name."""
    document = pypdfium2.PdfDocument(file)
    try:
        pages = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
        several = [document.get_attachment(n) for n in range(document.count_attachments())]
        return pages, {one.get_name(): bytes(one.get_data()) for one in several}
    finally:
        document.close()


def everything(file: Path) -> Iterator[tuple[str, bytes]]:
    """Yield what a PDF says, by where: its pages as read, metadata, attachments, each stream.

    A page's text comes a second time without white space, since words are broken at line ends.
    """
    document = pypdfium2.PdfDocument(file)
    try:
        for number, page in enumerate(document, 1):
            read = page.get_textpage().get_text_range()
            yield f"page {number}", read.encode()
            yield f"page {number} without white space", "".join(read.split()).encode()
        for name in _METADATA:
            yield f"metadata {name}", document.get_metadata_value(name).encode()
        for number in range(document.count_attachments()):
            one = document.get_attachment(number)
            yield f"attachment {one.get_name()}", bytes(one.get_data())
    finally:
        document.close()
    for number, found in enumerate(_STREAM.findall(file.read_bytes())):
        try:
            yield f"stream {number}", zlib.decompressobj().decompress(found)
        except zlib.error:
            yield f"stream {number}", found
