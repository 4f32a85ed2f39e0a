"""How well is the article found on saved web pages, by this program and by libraries?

The pages are those of ``tests/readers/pages/``, or those of other folders: each ``x.html`` beside an
``x.txt`` with a line ``role: text`` for each block that belongs to the article::

    python tests/benchmarks/pages.py [FOLDER …]

A paragraph counts as found if its words are those of an expected one; headlines do not count. Columns:
precision and recall of paragraphs over all pages, pages without a fault, and the time a page. The reader
was made with the pages of the project, so that its own line there says only that nothing has become worse.

Ways: ``page`` is the reader as it is; ``article`` reads each page as if it were an article already (the
rule for clean exports); trafilatura, readability-lxml and jusText are measured if they are installed, which
the project does not ask for. Exit code 1: ``page`` has a precision or a recall below 95 %.
"""

from __future__ import annotations

import importlib
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

from workflow.readers import html as html_reader
from workflow.readers.html import HtmlReader
from workflow.readers.inline import plain_text
from workflow.readers.saved import opened

PAGES = Path(__file__).parents[1] / "readers" / "pages"
TARGET = 0.95
STOP_LISTS = {"en": "English", "ru": "Russian", "fa": "Persian", "ur": "Urdu", "hi": "Hindi", "kk": "Kazakh"}


def read(content: bytes) -> list[str]:
    """Paragraphs as the reader has them."""
    article = HtmlReader().read_bytes(content, slug="x", source="x", language="en")
    return [plain_text(block.text) for block in article.blocks[1:]]


def as_article(content: bytes) -> list[str]:
    """Paragraphs if every page is taken for an article."""
    with mock.patch.object(html_reader, "is_page", return_value=False):
        return read(content)


def with_trafilatura(library: Any, content: bytes) -> list[str]:
    """Lines of its text."""
    text = library.extract(opened(content, "x").text, include_comments=False, include_tables=True) or ""
    return [re.sub(r"^[-|#\s]+", "", cell) for line in text.split("\n") for cell in line.split("|")]


def with_readability(library: Any, content: bytes) -> list[str]:
    """Its summary in HTML, read by our reader of articles."""
    summary = library.Document(opened(content, "x").text).summary()
    return as_article(f"<h1>x</h1>{summary}".encode())


def with_justext(library: Any, content: bytes) -> list[str]:
    """Its good paragraphs, with the stop words of the page's language where it has them."""
    text = opened(content, "x").text
    found = re.search(r"<html[^>]*\blang=\"?(\w\w)", text)
    name = STOP_LISTS.get(found[1] if found else "", "English")
    try:
        words = library.get_stoplist(name)
    except ValueError:
        words = library.get_stoplist("English")
    paragraphs = library.justext(text, words)
    return [each.text for each in paragraphs if not each.is_boilerplate]


def folded(text: str) -> str:
    """Words without marks and spaces."""
    return "".join(re.findall(r"\w+", text)).casefold()


def main(folders: list[str]) -> int:
    """Print the table."""
    ways: dict[str, Callable[[bytes], list[str]]] = {"page": read, "article": as_article}
    for name, way in (
        ("trafilatura", with_trafilatura),
        ("readability", with_readability),
        ("justext", with_justext),
    ):
        try:
            library = importlib.import_module(name)
        except ImportError:
            print(f"{name} is not installed", file=sys.stderr)
            continue
        ways[name] = lambda content, way=way, library=library: way(library, content)  # type: ignore[misc]
    pages = sorted(page for folder in folders or [str(PAGES)] for page in Path(folder).glob("*.html"))
    print(f"{len(pages)} pages\n\n{'':<12} precision  recall  whole pages  ms a page")
    good = True
    for name, way in ways.items():
        hits = found = wanted = whole = 0
        spent = 0.0
        for page in pages:
            lines = page.with_suffix(".txt").read_text("utf-8").splitlines()
            expected = Counter(
                folded(line.partition(": ")[2])
                for line in lines
                if not line.startswith(("headline", "language", "date"))
            )
            heads = {folded(line.partition(": ")[2]) for line in lines if line.startswith("headline")}
            start = time.process_time()
            got = Counter(folded(text) for text in way(page.read_bytes()))
            spent += time.process_time() - start
            for counts in (expected, got):
                for empty in ("", *heads):
                    counts.pop(empty, None)
            same = sum((expected & got).values())
            hits, found, wanted = hits + same, found + sum(got.values()), wanted + sum(expected.values())
            whole += expected == got
        precision, recall = hits / max(found, 1), hits / max(wanted, 1)
        print(f"{name:<12} {precision:>9.1%} {recall:>7.1%} {whole:>12} {1000 * spent / len(pages):>10.0f}")
        good = good and (name != "page" or min(precision, recall) >= TARGET)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
