"""PDF for printing and filing, made of the page and its print style by WeasyPrint, which is an extra.

https://doc.courtbouillon.org/weasyprint/. The file is tagged (PDF/UA-1, ISO 14289-1), knows its language and
title, and has its fonts in it. They are those of this computer: another one may break lines elsewhere.
"""

from __future__ import annotations

import hashlib
import io
import logging
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from posixpath import dirname
from typing import Any
from urllib.parse import unquote, urlsplit

from workflow.errors import PublishError
from workflow.model import Edition, Site, Story
from workflow.publishers.addresses import absolute, article_path, base_address
from workflow.publishers.beside import Beside
from workflow.publishers.frame import STYLE, style_sheet
from workflow.publishers.html import HtmlPublisher
from workflow.publishers.inline import safe_address

_HERE = "https://output.invalid/"  # where output/ is for the renderer; RFC 2606 says that nobody lives there


class PdfPublisher(Beside):
    """Publishes ``<language>/<slug>/<slug>.pdf``.

    :raises PublishError: WeasyPrint is not installed, or a library that it needs is not.
    """

    name = "pdf"
    extension = ".pdf"
    needs_pictures = True

    def __init__(self) -> None:
        try:
            import weasyprint  # noqa: PLC0415  (slow, and not everybody has it)
        except ImportError as error:
            raise PublishError(
                "needs WeasyPrint, which is not installed",
                where="format 'pdf'",
                hint="From a checkout: pip install '.[pdf]'",
            ) from error
        except OSError as error:  # Pango is no part of the Python package
            raise PublishError(
                f"WeasyPrint cannot be loaded ({str(error).splitlines()[0]})",
                where="format 'pdf'",
                hint="It needs the library Pango: https://doc.courtbouillon.org/weasyprint/stable/first_steps.html",
            ) from error
        self._library: Any = weasyprint
        self.version: str = weasyprint.__version__  # decides how the file looks
        logging.getLogger("weasyprint").setLevel(logging.CRITICAL)  # it speaks of every unknown property
        logging.getLogger("fontTools").setLevel(logging.ERROR)

    def content(self, edition: Edition, story: Story, site: Site) -> bytes:
        """The file.

        :raises PublishError: WeasyPrint cannot make it.
        """
        path = article_path(edition.language, story.slug)
        page = next(page for page in HtmlPublisher().pages(edition, story, site) if page.path == path)
        style, style_path = style_sheet(site.theme.get(STYLE, ""))
        folder = dirname(path)
        there = {style_path: style}
        for address, picture in edition.pictures.items():
            there[f"{folder}/{unquote(safe_address(address))}"] = picture
        base = base_address(site.base_url) or _HERE
        try:
            document = self._library.HTML(
                string=page.content.decode("utf-8"),
                base_url=absolute(base, path),
                url_fetcher=_fetcher(self._library, base, there),
            )
            return bytes(
                document.write_pdf(
                    stylesheets=[self._library.CSS(string=_style())],
                    pdf_variant="pdf/ua-1",
                    pdf_identifier=hashlib.sha256(page.content).digest()[:16],
                )
            )
        except Exception as error:  # a font, a picture, a limit: many kinds, none documented
            raise PublishError(
                f"no PDF can be made ({type(error).__name__}: {error})",
                where=f"{edition.language}/{story.slug}",
                hint="Leave 'pdf' out of the formats, or write to us.",
            ) from error


@cache
def _style() -> str:
    return (files(__package__) / "assets" / "pdf.css").read_text(encoding="utf-8")


def _fetcher(library: Any, base: str, there: Mapping[str, bytes]) -> Any:
    """Gives the renderer what is ``there``, by path below ``output/``, and nothing else."""

    class Fetcher(library.urls.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002
            start, wanted = urlsplit(base), urlsplit(url)
            path = unquote(wanted.path.removeprefix(start.path))
            if wanted[:2] != start[:2] or path not in there:
                raise ValueError(f"not asked for: {url}")
            kind = {"Content-Type": "text/css; charset=utf-8"} if path.endswith(".css") else {}
            return library.urls.URLFetcherResponse(url, io.BytesIO(there[path]), kind)

    return Fetcher()
