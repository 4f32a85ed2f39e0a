"""Where sentences end.

The rules of the sentencex library do most of the work. What they lack for news is done around them: they cut
nothing inside quotation marks, where an article has most of its sentences; they never cut before a number;
they know few abbreviations; and they see nothing of Markdown.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from itertools import accumulate

from workflow.languages import profile
from workflow.model import Markup
from workflow.segment.abbreviations import Abbreviations, abbreviations, endings
from workflow.segment.markdown import inline_spans

_DOUBLE = '"“”„‟«»＂「」『』〝〞〟'
_SINGLE = "'‘’‚‛‹›ʻʼ`´"
_CLOSING = _DOUBLE + _SINGLE + ")）]］】》〉*_"
# What closes and never opens; the straight quotation mark does both.
_CLOSING_ONLY = "”’»」』）)］]】》〉›"
_ENDS = ".!?…。！？．｡।॥۔؟"
# A letter, so that the library neither ends a sentence at it nor looks for its partner.
_MASK = "Q"

# A terminator with the quotation marks that belong to the sentence before it.
_QUOTED = {
    Markup.PLAIN: re.compile(rf"([{_ENDS}])([{_DOUBLE}{_SINGLE}]+)(?=\s|\Z)"),
    Markup.MARKDOWN: re.compile(
        rf"([{_ENDS}])((?:[{_DOUBLE}{_SINGLE}*_]|\](?:\([^()\s]*\))?)+)(?=\s|\Z)",
    ),
}
_MASKED = re.compile(rf"[{_DOUBLE}{_SINGLE}\ud800-\udfff]")
_WIDE_SPACE = re.compile(r"[^\S\x00-\x7f]")
# Chinese has no space between sentences.
_UNSPACED = re.compile(r"[。！？｡]+")
_SPACED = re.compile(rf"[.!?…][{re.escape(_CLOSING)}]*\s+|[()]")
_NEXT_WORD = re.compile(r"[\W_]*([^\W\d_]\.(?!\w)|\w+(?:['’]\w+)?)")
_LIKELY = re.compile(rf"[{_ENDS}]\s++(?=\S)|[。！？](?=[^\W_])")
_SPACE = re.compile(r"(?<!\s)\s++(?=\S)")
_LONG = 5000  # characters; a paragraph of news is far shorter
_INITIAL = re.compile(r"(?<![^\W_])[^\W\d_]\.\Z")
# Abbreviations that no list has are rarely longer.
_LAST_WORD = re.compile(r"[^\W\d_]{4,}\.\Z")


def sentence_ends(text: str, language: str, markup: Markup = Markup.PLAIN) -> list[int]:
    """Offsets at which a new sentence begins, ascending, without 0 and ``len(text)``.

    White space between two sentences belongs to the first.
    """
    spaces = profile(language).spaces
    known = abbreviations(language)
    cuts = {cut for cut in _rules(text, language, markup) if not _is_inside(text, cut, known, cased=spaces)}
    if spaces:
        cuts.update(_missed(text, known))
    else:
        cuts = {_after_closing(text, cut) for cut in cuts}
        cuts.update(_after_closing(text, match.end()) for match in _UNSPACED.finditer(text))
    kept = sorted(cuts - {0, len(text)})
    if markup is Markup.MARKDOWN and kept:
        kept = _outside(kept, inline_spans(text))
    return kept


def _rules(text: str, language: str, markup: Markup) -> list[int]:
    """Offsets that the library gives for the text with its quotation marks masked."""
    import sentencex  # noqa: PLC0415  (--help does without)

    masked = _QUOTED[markup].sub(lambda m: _MASK * len(m[2]) + m[1], text)
    cuts: list[int] = []
    start = 0
    # It counts white space as one byte, and panics where that is wrong.
    masked = _WIDE_SPACE.sub(" ", _MASKED.sub(_MASK, masked))
    for chunk, ends in _chunks(masked):
        try:
            parts: list[str] = sentencex.segment(language, chunk)
        except BaseException as error:
            # A panic in Rust is no Exception; any that is left costs the library's cuts in this part only.
            if type(error).__name__ != "PanicException":
                raise
            parts = [chunk]
        found = list(accumulate((len(part) for part in parts), initial=start))[1:]
        cuts += found if ends else found[:-1]
        start += len(chunk)
    return cuts


def _chunks(text: str) -> Iterator[tuple[str, bool]]:
    """Parts of an overlong text, and whether a sentence is likely to end where the part does.

    The library takes time in proportion to the square of the length of some texts.
    """
    start = 0
    while len(text) - start > _LONG:
        window = text[start : start + _LONG]
        likely = max((match.end() for match in _LIKELY.finditer(window)), default=0)
        border = likely or max((match.end() for match in _SPACE.finditer(window)), default=_LONG)
        yield window[:border], bool(likely)
        start += border
    yield text[start:], True


def _is_inside(text: str, cut: int, known: Abbreviations, *, cased: bool) -> bool:
    """Whether a cut of the library is wrong: in a word, after an abbreviation, before a small letter."""
    left = text[max(0, cut - 80) : cut].rstrip()
    word = _next_word(text, cut)
    mark = left.rstrip(_CLOSING)[-1:]
    if not mark or mark not in ".!?…":
        return False
    if not text[cut - 1].isspace() and (cased or text[cut : cut + 1].isascii()):
        return True
    if cased and word[:1].islower() and not word[1:2].isupper():  # "iPhone" may begin a sentence
        return True
    if not left.endswith("."):
        return False
    found = endings(left)
    if found & known.end_before_capital:
        return not word[:1].isupper()
    if found & known.open or (_INITIAL.search(left) and not left[-2].islower()):
        return word.casefold() not in known.starters
    return bool(found & known.inside or (word[:1].isdigit() and found & known.before_number))


def _missed(text: str, known: Abbreviations) -> list[int]:
    """Sure ends of sentences that the library does not see: what follows begins like a sentence."""
    found = []
    depth = 0
    for match in _SPACED.finditer(text):
        if match[0] in "()":
            # Sentences in brackets stay together, as the library keeps them.
            depth = depth + 1 if match[0] == "(" else max(0, depth - 1)
            continue
        if ")" in match[0]:
            depth = max(0, depth - match[0].count(")"))
        cut = match.end()
        word = _next_word(text, cut)
        capital = word[:1].isupper()
        if depth or not (capital or word[:1].isdigit()):
            continue
        left = text[max(0, cut - 80) : cut].rstrip()
        if not left.endswith("."):
            if capital and match[0][0] != ".":
                found.append(cut)
            continue
        ending = endings(left)
        if capital and (
            ending & known.end_before_capital or (ending & known.open and word.casefold() in known.starters)
        ):
            found.append(cut)
            continue
        never = known.inside | known.open if capital else known.inside | known.open | known.before_number
        if _LAST_WORD.search(left) and not ending & never:
            found.append(cut)
    return found


def _next_word(text: str, position: int) -> str:
    """The first word from ``position`` on; a single letter with its full stop, since that is an initial."""
    match = _NEXT_WORD.match(text[position : position + 80])
    return match[1] if match else ""


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
