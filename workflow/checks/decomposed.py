"""``[decomposed]``: a letter with a mark is one character, not a letter and a mark."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from workflow.checks.check import Pair, unit_check
from workflow.checks.signs import either, having
from workflow.checks.vocabulary import vocabulary
from workflow.checks.words import listed
from workflow.lazy import late
from workflow.model import Edit, Remark, Severity

# At most a few marks: to sort thousands of them, as a hostile text may have, takes time.
_MARKED = late("[^\\W\\d_][\u0300-\u036f\u0653-\u0655]{1,4}")
# "Do not use" in chapter 12 of the Unicode standard: they look like the vowel on the right.
_VOWELS = {
    "अा": "आ",
    "अो": "ओ",
    "अौ": "औ",
    "अॉ": "ऑ",
    "अे": "ए",
    "आे": "ओ",
    "आै": "औ",
    "आॅ": "ऑ",
    "एे": "ऐ",
    "एॅ": "ऍ",
    "ाे": "ो",
    "ाै": "ौ",
    "ाॅ": "ॉ",
}
_ODD_VOWEL = late("अ[ाोौॉे]|आ[ेैॅ]|ए[ेॅ]|ा[ेैॅ]")
_ORDER = late("([\u093e-\u094c])\u093c")  # a nukta after the vowel sign
_MARK = late("[\u0300-\u036f\u0653-\u0655]")
_MOST_SPANS = 50
_MARKS = frozenset(map(chr, (*range(0x300, 0x370), 0x653, 0x654, 0x655)))


def _may_have(pairs: Sequence[Pair]) -> list[Pair]:
    odd = [_with(pairs, _ODD_VOWEL, "अआएा"), _with(pairs, _ORDER, "\u093c")]
    return either(pairs, having(pairs, _MARKS), *odd)


def _with(pairs: Sequence[Pair], pattern: re.Pattern[str], needs: str) -> list[Pair]:
    """The pairs in whose target a pattern of letters is found, one of which it needs.

    In Devanagari texts have these letters, and the words of a catalogue are looked at once.
    """
    if pairs[0].profile.script == "Deva" and not pattern.search(vocabulary(pairs).text):
        return []
    return [pair for pair in having(pairs, needs) if pattern.search(pair.target)]


@unit_check("decomposed", Severity.ERROR, prefilter=_may_have)
def check_decomposed(pair: Pair) -> Iterator[Remark]:
    """Letters that Unicode has as one character (NFC of UAX 15) and that stand as several.

    They look the same, so nobody sees it; search, sorting and the glossary do. The same of Devanagari vowels
    that were put together from parts. A stress mark has no such character, and stays.
    """
    found: list[tuple[int, int, str]] = []
    for match in _MARKED.finditer(pair.target) if _MARK.search(pair.target) else ():
        composed = unicodedata.normalize("NFC", match[0])
        if composed != match[0] and match[0] not in pair.source:
            found.append((*match.span(), composed))
    if any(parts in pair.target for parts in _VOWELS):
        found += [(*match.span(), _VOWELS[match[0]]) for match in _ODD_VOWEL.finditer(pair.target)]
    if "\u093c" in pair.target:
        found += [(*match.span(), f"\u093c{match[1]}") for match in _ORDER.finditer(pair.target)]
    if found:
        found.sort()
        yield Remark(
            f"{listed(right for *_, right in found)}: put together from several characters",
            hint="type it as one letter; search does not find the word",
            spans=tuple((start, end) for start, end, _ in found[:_MOST_SPANS]),
            fix=tuple(Edit(start, end, right) for start, end, right in found),
        )
