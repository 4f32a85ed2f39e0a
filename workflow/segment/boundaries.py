"""Where sentences end.

The rules of the sentencex library do most of the work. What they lack for news is done around them: they cut
nothing inside quotation marks, where an article has most of its sentences; they know few abbreviations; and
they see nothing of Markdown.
"""

from __future__ import annotations

import bisect
import re
from itertools import accumulate

from workflow.languages import profile
from workflow.model import Markup
from workflow.segment.abbreviations import REACH, abbreviations
from workflow.segment.markdown import inline_spans

_DOUBLE = '"“”„‟«»＂「」『』〝〞〟'
_CLOSING = _DOUBLE + "’'›‹）)］]】》〉"
_ENDS = ".!?…。！？．｡।॥۔؟"
# Never part of an abbreviation or a number, and no terminator: what a quotation mark becomes for sentencex.
_MASK = "Q"

# A terminator with the quotation marks that belong to the sentence before it.
_QUOTED = {
    Markup.PLAIN: re.compile(rf"([{_ENDS}])((?=[’'›‹]*[{_DOUBLE}])[{_DOUBLE}’'›‹]+)(?=\s|\Z)"),
    Markup.MARKDOWN: re.compile(
        rf"([{_ENDS}])((?:[{_DOUBLE}’'›‹]*[{_DOUBLE}]|[*_]+|\](?:\([^()\s]*\))?)+)(?=\s|\Z)"
    ),
}
# What closes and never opens; the straight quotation mark does both.
_CLOSING_ONLY = "”’»」』）)］]】》〉›"
# Chinese has no space between sentences.
_UNSPACED = re.compile(r"[。！？｡]+")
_NEXT_WORD = re.compile(r"[\W_]*(\w+(?:['’]\w+)?)")
_INITIAL = re.compile(r"(?<![^\W_])(?<!['’])[^\W\d_]\.\Z")


def sentence_ends(text: str, language: str, markup: Markup = Markup.PLAIN) -> list[int]:
    """Offsets at which a new sentence begins, ascending, without 0 and ``len(text)``.

    White space between two sentences belongs to the first.
    """
    cuts = set(_rules(text, language, markup))
    if not profile(language).spaces:
        cuts = {_after_closing(text, cut) for cut in cuts}
        cuts.update(_after_closing(text, match.end()) for match in _UNSPACED.finditer(text))
    cuts -= {0, len(text)}
    kept = [cut for cut in sorted(cuts) if _is_end(text, cut, language)]
    if markup is Markup.MARKDOWN and kept:
        kept = _outside(kept, inline_spans(text))
    return kept


def _rules(text: str, language: str, markup: Markup) -> list[int]:
    """Offsets that the library gives for the text with its quotation marks masked."""
    import sentencex  # noqa: PLC0415  (--help does without)

    masked = _QUOTED[markup].sub(lambda m: _MASK * len(m[2]) + m[1], text)
    masked = re.sub(rf"[{_DOUBLE}\ud800-\udfff]", _MASK, masked)
    parts: list[str] = sentencex.segment(language, masked)
    return list(accumulate(len(part) for part in parts))


def _after_closing(text: str, cut: int) -> int:
    """Move a cut behind closing quotation marks and the white space after them."""
    if cut and not text[cut - 1].isspace():
        while cut < len(text) and text[cut] in _CLOSING_ONLY:
            cut += 1
        if text[cut : cut + 1] == '"' and text.count('"', 0, cut) % 2:
            cut += 1
    while cut < len(text) and text[cut].isspace():
        cut += 1
    return cut


def _outside(cuts: list[int], spans: list[tuple[int, int]]) -> list[int]:
    """Those cuts that fall in no span."""
    inside: set[int] = set()
    reached = 0
    for start, end in spans:  # by start: what an earlier span covers need not be looked at again
        low = bisect.bisect_right(cuts, max(start, reached))
        inside.update(cuts[low : bisect.bisect_left(cuts, end)])
        reached = max(reached, end - 1)
    return [cut for cut in cuts if cut not in inside]


def _is_end(text: str, cut: int, language: str) -> bool:
    """Whether a sentence really ends before ``cut``: not after an abbreviation nor before a small letter."""
    end = cut
    while end and text[end - 1].isspace():
        end -= 1
    left = text[max(0, end - REACH) : end]
    ahead = text[cut : cut + 80]
    match = _NEXT_WORD.match(ahead)
    word = match[1] if match else ""
    mark = left.rstrip(_CLOSING)[-1:]
    if mark not in _ENDS:
        return True
    if word[:1].islower() and mark in ".!?…" and profile(language).spaces:
        return False
    if not left.endswith("."):
        return True
    known = abbreviations(language)
    starts = word.casefold() in known.starters
    # "open" goes first: in Russian "г." after a number is a year, else a town.
    if known.open.search(left) or _INITIAL.search(left):
        return starts
    if known.before_number.search(left) and word[:1].isdigit():
        return False
    return not known.inside.search(left)
