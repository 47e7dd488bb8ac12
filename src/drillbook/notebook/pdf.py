"""A page as PDF/A-3u, to be kept for years, with what it was made from attached to it.

PDF/A-3 (ISO 19005-3) embeds fonts and colours and lets any file be attached; level u means that its
text can be searched and copied. Nothing is loaded from the network or from other files.
"""

import hashlib
import logging
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

from drillbook.errors import UsageError

_VARIANT = "pdf/a-3u"


def write(page: Path, attached: Iterable[Path]) -> Path:
    """Write ``<page>.pdf`` from ``<page>.html`` with files attached, and return it.

    The same page and files give the same bytes. Raises UsageError when WeasyPrint's libraries
    (Pango) are not on this machine; the page is there all the same.
    """
    try:
        import weasyprint  # noqa: PLC0415 (a second, and Pango, which only a PDF needs)
    except OSError as error:
        raise UsageError(
            f"no PDF without Pango, which WeasyPrint draws with ({error}); on Debian: "
            f"apt-get install libpango-1.0-0 libpangoft2-1.0-0. The page is {page}"
        ) from error
    # It says of every rule for screens that it leaves it out.
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    written = page.read_text(encoding="utf-8")
    file = page.with_suffix(".pdf")
    partial = file.with_name(f".{file.name}.partial")
    with warnings.catch_warnings():
        # It leaves the closing of its colour profile to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        weasyprint.HTML(string=written, url_fetcher=_refuse).write_pdf(
            partial,
            attachments=[_attachment(weasyprint, one) for one in attached],
            pdf_variant=_VARIANT,
            pdf_identifier=hashlib.sha256(written.encode("utf-8")).digest()[:16],
        )
    partial.replace(file)
    return file


def _attachment(weasyprint: Any, file: Path) -> Any:
    return weasyprint.Attachment(
        string=file.read_bytes(),
        name=file.name,
        description=f"{file.name}, from which this report was made",
        relationship="Source",
    )


def _refuse(url: str, *_: object, **__: object) -> NoReturn:
    raise ValueError(f"{url}: a report loads nothing")
