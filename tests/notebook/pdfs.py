"""What a reader sees of a PDF: the text of each page, and the files attached to it."""

from pathlib import Path

import pypdfium2


def read(file: Path) -> tuple[list[str], dict[str, bytes]]:
    """Return the text of the pages, white space as one blank, and the attached files by name."""
    document = pypdfium2.PdfDocument(file)
    try:
        pages = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
        several = [document.get_attachment(n) for n in range(document.count_attachments())]
        return pages, {one.get_name(): bytes(one.get_data()) for one in several}
    finally:
        document.close()
