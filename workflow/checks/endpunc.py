"""``[endpunc]``: a text ends as the source does, with the language's own mark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from workflow.checks.check import Pair, unit_check
from workflow.checks.protected import MASK
from workflow.checks.sources import in_sources
from workflow.checks.typography import WHITE_SPACE, style
from workflow.languages.once import remembered
from workflow.lazy import late
from workflow.model import Edit, Markup, Remark, Severity

_STOPS = frozenset(".。۔।॥")
_CLASSES = {
    **dict.fromkeys(_STOPS, "stop"),
    **dict.fromkeys("?？؟", "question"),
    **dict.fromkeys("!！", "exclamation"),
    "…": "ellipsis",
    **dict.fromkeys(":：", "colon"),
    **dict.fromkeys(",;，；،؛、", "comma"),
}
_ASKING = {"question": "?？؟", "exclamation": "!！"}
_RANKS = ("question", "exclamation", "ellipsis", "stop", "colon", "comma")  # "?»." is a question
_SIGNS = {"question": "?", "exclamation": "!", "colon": ":"}
# What may follow the mark; a quotation may open at the end of a segment only by a slip.
_AFTER = frozenset("\"'»«”“’‘„」』》)]）］】* _~\u00a0\u200b\u200f\u200e")
# All white space, and every mark that is known here: what is before them tells nothing of the end.
_SIGNS_AFTER = "".join((*_CLASSES, *_AFTER, *WHITE_SPACE))
_LONG_TAIL = 16  # characters; longer ones are rare, and not kept
_CLOSING = frozenset("\"'»”“’」』")
# A full stop of these need not be the end of a sentence, in English texts.
_SHORT = late(r"(?:\b[A-Za-z]|\b(?:Inc|Co|Corp|Ltd|Jr|Sr|Mr|Mrs|Ms|Dr|St|Gen|Sen|Gov|etc|vs|No))$")


def _may_differ(pairs: Sequence[Pair]) -> list[Pair]:
    wanted = in_sources(_wanted, pairs)
    return [
        pair
        for pair in pairs
        if not (pair.source[-1:] == "." and pair.target[-1:] in _STOPS)
        and wanted[pair.source] != _kind(pair.target)
    ]


@unit_check("endpunc", Severity.WARNING, prefilter=_may_differ)
def check_endpunc(pair: Pair) -> Iterable[Remark]:
    """A final mark that is missing, added, or of another kind (a question that became a statement).

    Marks before and after closing quotation marks are the same for this check: where they stand is the
    language's own affair. After a comma or semicolon nothing is said: sentences are built anew. Which
    script the mark is of is told by [fullwidth], [arabicpunc] and [danda].
    """
    if pair.source[-1:] == "." and pair.target[-1:] in _STOPS:
        return ()
    if _wanted(pair.source, pair.source_language) == _kind(pair.target):
        return ()
    return _remarks(pair)


@remembered
def _wanted(source: str, _: str) -> str:
    return _kind(source)


def _kind(text: str) -> str:
    """The kind of the mark that ends a text: that of the signs after its last word, of which few differ."""
    tail = text[len(text.rstrip(_SIGNS_AFTER)) :]
    return _kind_of(tail) if len(tail) < _LONG_TAIL else _final(tail)[0]


@lru_cache(maxsize=1024)
def _kind_of(tail: str) -> str:
    return _final(tail)[0]


def _remarks(pair: Pair) -> Iterator[Remark]:
    wanted, there = _final(pair.source_prose)
    found, here = _final(pair.prose)
    if wanted == found or "comma" in (wanted, found) or not any(map(str.isalnum, pair.target)):
        return
    if wanted == "stop" and not found and _SHORT.search(pair.source, 0, there[0]):
        return
    text = pair.target
    if found == "stop" and not wanted and text[here[0]] == "." and _is_abbreviation(text, here[0]):
        return
    if pair.prose.rstrip()[-1:] in ("", MASK) and not found:
        return  # an address; a mark after it would become a part of it
    if wanted in _ASKING and _moved(pair.prose, wanted):
        return  # "'Did you?' he asked" ends with the verb in most of our languages
    kind = "missing" if not found else "added" if not wanted else "changed"
    if kind == "changed" and "question" in (wanted, found):
        kind = "question"
    own = style(pair.language)
    sign = _sign(pair, wanted)
    message = {
        "missing": f"the {_told(wanted)} at the end is missing",
        "added": f"ends with {_one(found)}, which the source does not",
    }.get(kind, f"ends with {_one(found)}, the source with {_one(wanted)}")
    fix: tuple[Edit, ...] = ()
    if kind == "missing":
        fix = _appended(pair, sign, own.outside and wanted == "stop")
    elif kind == "added" and found == "stop" and _is_superfluous(text, here[0]):
        fix = (Edit(*here, ""),)
    yield Remark(
        message,
        sign if wanted else "no mark",
        kind=kind,
        spans=(here if found else (max(len(text) - 1, 0), len(text)),),
        source_spans=(there if wanted else (max(len(pair.source) - 1, 0), len(pair.source)),),
        fix=fix,
        severity=own.level("endpunc", kind),
    )


def _final(text: str) -> tuple[str, tuple[int, int]]:
    """The kind of the mark that ends a text, and where it stands; "" if none does."""
    end = len(text)
    if text[-1:].isalnum():
        return "", (0, 0)
    found: dict[str, tuple[int, int]] = {}
    while end:
        char = text[end - 1]
        if char in _CLASSES:
            dots = 1
            while char == "." and dots < 4 and end > dots and text[end - 1 - dots] == ".":
                dots += 1
            kind = "ellipsis" if dots > 1 else _CLASSES[char]
            found.setdefault(kind, (end - dots, end))
            end -= dots
        elif char in _AFTER or char.isspace():
            end -= 1
        else:
            break
    kind = next((each for each in _RANKS if each in found), "")
    return kind, found.get(kind, (0, 0))


def _moved(text: str, kind: str) -> bool:
    """Whether the mark ends a quotation within the text."""
    places = (place for place, char in enumerate(text) if char in _ASKING[kind])
    return any(text[place + 1 : place + 2] in _CLOSING for place in places if place + 1 < len(text))


def _told(kind: str) -> str:
    return {
        "stop": "full stop",
        "question": "question mark",
        "exclamation": "exclamation mark",
    }.get(kind, kind)


def _one(kind: str) -> str:
    return f"{'an' if kind in ('ellipsis', 'exclamation') else 'a'} {_told(kind)}"


def _sign(pair: Pair, kind: str) -> str:
    own = style(pair.language)
    if kind == "stop":
        return own.full_stop
    if kind == "ellipsis":
        return own.ellipsis or "..."
    return own.marks.get(_SIGNS.get(kind, ""), _SIGNS.get(kind, ""))


def _is_abbreviation(text: str, stop: int) -> bool:
    """Whether a full stop may be that of an abbreviation or an ordinal: after three letters at most."""
    start = stop
    while start and stop - start < 4 and not text[start - 1].isspace():
        start -= 1
    return stop - start < 4 or text[stop - 1].isdecimal()


def _is_superfluous(text: str, stop: int) -> bool:
    """Whether a full stop can go: there is one sentence only, and its last word is no abbreviation."""
    before = text[:stop]
    if any(char in "?!…؟？！" or (char in _STOPS and char != ".") for char in before) or ". " in before:
        return False
    return text[stop] != "." or (all(map(str.isalpha, before[-5:])) and stop >= 5)


def _appended(pair: Pair, sign: str, outside: bool) -> tuple[Edit, ...]:
    """The missing mark after the last word; after quotation marks only where a language has it there."""
    kept = len(pair.target.rstrip())
    last = pair.target[:kept].rstrip("*_~" if pair.markup is Markup.MARKDOWN else "")[-1:]
    if not sign or not (last.isalnum() or (last in "»”“" and outside) or "\u0900" <= last <= "\u0963"):
        return ()
    return (Edit(kept, kept, sign),)
