"""``[urls]``: addresses of pages are copied letter for letter, or lead to the edition of another language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import unquote, urlsplit

from workflow.checks.addresses import Address, differing
from workflow.checks.check import Pair, unit_check
from workflow.checks.sources import in_sources
from workflow.languages.once import remembered
from workflow.lazy import late
from workflow.model import Remark, Severity

# An address ends at a space, a quotation mark or punctuation that no address has.
_ADDRESS = late(
    r"(?:https?|ftp)://[^\s<>\"«»“”„‘’，。；：！？）】」』、؛،؟।|\\^`{}]+"
    r"|(?<![\w@./-])www\.[^\s<>\"«»“”„‘’，。；：！？）】」』、؛،؟।|\\^`{}]+",
    re.IGNORECASE,
)
# «target» of [text](target "title"); relative ones too.
_DOTTED = re.compile(r"\.[A-Za-z]{2}")
_LINK = late(r"\]\(\s{0,3}<?([^\s<>()]{1,2000}(?:\([^\s<>()]{0,500}\)[^\s<>()]{0,500})?)")
_DOMAIN = late(
    r"(?<![\w@./-])(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,4}"
    r"(?:com|org|net|info|gov|edu|int|mil|eu|io|tv|uk|us|ca|au|de|fr|ru|cn|kz|kg|tj|uz|by|in|pk|ir|af)(?![A-Za-z0-9_]|-[A-Za-z0-9]|\.\w)"
)
_ENDING = late(r"[-–][^\x00-\x7f]{1,12}$")
_END = ".,;:!?'*_~…"
_LANGUAGES = frozenset(
    [
        "en",
        "ru",
        "zh",
        "hi",
        "ur",
        "fa",
        "kk",
        "ky",
        "tg",
        "uz",
        "be",
        "kz",
        "kg",
        "tj",
        "by",
        "cn",
        "us",
        "uk",
        "ar",
        "de",
        "fr",
        "es",
        "tr",
        "uzb",
        "kaz",
        "rus",
        "eng",
        "chs",
        "cht",
        "hans",
        "hant",
        "zh-cn",
        "zh-hans",
        "zh-tw",
        "zh-hant",
        "en-us",
        "en-gb",
        "ru-ru",
        "fa-ir",
        "ur-pk",
        "hi-in",
        "uz-latn",
        "oz",
        "uz-cyrl",
        "english",
        "russian",
        "chinese",
    ]
)


def _may_have(text: str) -> bool:
    return "://" in text or "](" in text or _DOTTED.search(text) is not None


@remembered
def _there(source: str, _: str) -> list[Address]:
    """The addresses of a source."""
    return _addresses(source) if _may_have(source) else []


def _with_addresses(pairs: Sequence[Pair]) -> Sequence[Pair]:
    """Those with an address in the source, or with what may be one in the target."""
    known, dotted = in_sources(_there, pairs), _DOTTED.search
    return [
        pair
        for pair in pairs
        if known[pair.source] or dotted(text := pair.target) or "://" in text or "](" in text
    ]


@unit_check("urls", Severity.ERROR, prefilter=_with_addresses)
def check_urls(pair: Pair) -> Iterable[Remark]:
    """An address that is changed, lost, or new (a warning).

    Allowed are the edition of the same site in another language (``/en/`` and ``/ru/``, ``en.`` and ``ru.``),
    and the same address with its letters written as letters, escaped or in Punycode. A bare domain
    ("weather.com") is often a name: a warning if it is lost.
    """
    there = _there(pair.source, pair.source_language)
    if not there and not _may_have(pair.target):
        return ()
    here = _addresses(pair.target)
    if [each.text for each in there] == [each.text for each in here]:
        return ()
    return differing(there, here, _same, "address")


def _addresses(text: str) -> list[Address]:
    found: list[Address] = []
    taken = 0
    if "](" in text:
        found += [Address(hit.start(1), hit.end(1), hit[1]) for hit in _LINK.finditer(text)]
    if "://" in text or "www." in text.lower():
        for hit in _ADDRESS.finditer(text):
            if not any(each.start <= hit.start() < each.end for each in found):
                shown = _trimmed(hit.group())
                found.append(Address(hit.start(), hit.start() + len(shown), shown))
    for hit in _DOMAIN.finditer(text):
        if hit.start() >= taken and not any(each.start <= hit.start() < each.end for each in found):
            found.append(Address(hit.start(), hit.end(), hit.group().lower(), sure=False))
            taken = hit.end()
    return sorted(found, key=lambda each: each.start)


def _trimmed(address: str) -> str:
    """Without the punctuation of the sentence, a bracket that was opened before it, and «-да» behind it."""
    end = len(address) if address.isascii() else len(_ENDING.sub("", address))
    while end:
        last = address[end - 1]
        if last in _END or (last in ")]" and _unopened(address[:end], last)):
            end -= 1
        else:
            break
    return address[:end]


def _unopened(text: str, bracket: str) -> bool:
    return text.count(bracket) > text.count("(" if bracket == ")" else "[")


def _same(one: str, other: str) -> bool:
    """Whether two addresses are one, or editions of one page."""
    mine, theirs = _parts(one), _parts(other)
    if mine is None or theirs is None:
        return False
    if mine == theirs:
        return True
    (host, labels, path), (other_host, other_labels, other_path) = mine, theirs
    if host != other_host:
        return False
    return path == other_path or (labels != other_labels and bool(labels) and bool(other_labels))


def _parts(address: str) -> tuple[str, tuple[str, ...], str] | None:
    """The site, the languages that its address names, and the rest; None if it is no address at all."""
    try:
        parts = urlsplit(
            address if "://" in address or address.startswith(("/", "#", ".")) else f"//{address}"
        )
        host = (parts.hostname or "").encode("idna").decode("ascii") if parts.hostname else ""
    except (ValueError, UnicodeError):
        return None
    names = host.split(".")
    labels = tuple(name for name in names[:-2] if name in _LANGUAGES)
    site = ".".join(name for at, name in enumerate(names) if at >= len(names) - 2 or name not in _LANGUAGES)
    steps = unquote(parts.path).split("/")
    labels += tuple(step.lower() for step in steps if step.lower() in _LANGUAGES)
    path = "/".join("·" if step.lower() in _LANGUAGES else step for step in steps)
    query = re.sub(
        r"(?<=lang=)[\w-]{2,8}|(?<=\bhl=)[\w-]{2,8}|(?<=locale=)[\w-]{2,8}", "·", unquote(parts.query)
    )
    if "·" in query:
        labels += ("query",)
    rest = path.replace("/·", "") if labels else path
    return f"{parts.scheme}://{site}", labels, f"{rest}?{query}#{unquote(parts.fragment)}"
