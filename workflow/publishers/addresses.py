"""Where pages are: below ``output/``, from each other, and on the web."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from urllib.parse import quote

from workflow.errors import PublishError
from workflow.publishers.inline import clean

_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")  # a BCP 47 tag, as far as a path must trust it
RESERVED = ("archive", "tags", "languages")  # folders beside those of the articles of a language
_BAD_SLUG = re.compile(r"[/\\\x00-\x1f\x7f\ud800-\udfff]")


def article_path(language: str, slug: str) -> str:
    """Path of the page of an article, below ``output/``."""
    return f"{language}/{slug}/index.html"


# Kind, name of the file, and what people call it. Web servers know the kind of a file by its name.
FEEDS = (
    ("application/atom+xml", "feed.atom", "Atom"),
    ("application/rss+xml", "rss.xml", "RSS"),
)


def feed_path(language: str, name: str) -> str:
    """Path of a feed of a language; ``name`` is one of :data:`FEEDS`."""
    return f"{language}/{name}"


def front_path(language: str) -> str:
    """Path of the front page of a language."""
    return f"{language}/index.html"


def shelf_path(language: str, shelf: str, number: int = 0) -> str:
    """Path of a page of one of the lists beside the front page ("archive/2018"); 0 is its newest page."""
    return f"{language}/{shelf}/{number}/index.html" if number else f"{language}/{shelf}/index.html"


def issue_path(language: str, month: date, extension: str) -> str:
    """Path of the file that holds a month, beside the lists of its years."""
    return f"{language}/archive/{month.year:04}-{month.month:02}{extension}"


def relative(path: str, target: str) -> str:
    """Address of page ``target`` as page ``path`` links to it; both are paths below ``output/``."""
    here, there = path.split("/")[:-1], target.split("/")
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    return "../" * (len(here) - shared) + "/".join(map(_step, there[shared:]))


@lru_cache(maxsize=1 << 12)
def _step(name: str) -> str:
    return quote(name, safe="")


def absolute(base: str, path: str) -> str:
    """Address of ``path`` on the web; "" where ``base`` is not known. Of an index page it is its folder's."""
    folder, _, name = path.rpartition("/")
    steps = [*folder.split("/"), "" if name == "index.html" else name] if folder else [name]
    if steps == ["index.html"]:
        steps = [""]
    return f"{base}{'/'.join(map(_step, steps))}" if base else ""


def check_names(slug: str, language: str, where: str) -> None:
    """That an article's name and a language's tag can be parts of a path.

    :raises PublishError: one cannot.
    """
    # Files that stand where articles have their folders, on disks that do not tell cases apart too.
    taken = (".", "..", "index.html", *(name for _, name, _ in FEEDS))
    if not slug or slug.casefold() in taken or _BAD_SLUG.search(slug):
        raise PublishError(
            f"an article cannot be named {slug!r}",
            where=where,
            hint="Rename the file: the name becomes a folder and a part of an address.",
        )
    if slug.casefold() in RESERVED:  # and disks that do not tell cases apart must hold both
        raise PublishError(
            f"an article cannot be named {slug!r}: the pages that list articles stand there",
            where=where,
            hint="Rename the file.",
        )
    if not _TAG.fullmatch(language):
        raise PublishError(f"{language!r} is not a language tag", where=where, hint="Use a tag such as 'ru'.")


def base_address(url: str) -> str:
    """The configured address, ready to be put before a path.

    :raises PublishError: it is not an address of the web.
    """
    if not url:
        return ""
    if not re.match(r"https?://[^/\s?#]", url, re.IGNORECASE) or re.search(r"[?#\x00-\x20]", url):
        raise PublishError(
            f"{url!r} is not an address to publish at",
            where="base_url",
            hint="Give one such as https://example.org/.",
        )
    url = re.sub(r'[<>"`{}|\\^]', lambda match: quote(match[0]), clean(url))
    return url if url.endswith("/") else f"{url}/"
