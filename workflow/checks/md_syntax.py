"""``[md-syntax]``: emphasis and code are marked as in the source, and no mark is left over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from workflow.checks.check import Pair, unit_check
from workflow.checks.inline import Inline, inline
from workflow.lazy import late
from workflow.model import Markup, Remark, Severity

# Marks that a reader would see: they stand in the words, so the parser found no pair for them.
_LEFT = {
    "**": late(r"\*\*"),
    "*": late(r"(?<!\*)\*(?!\*)"),
    "`": late("`+"),
    "_": late(r"(?<![^\W_])_+(?=[^\W_])|(?<=[^\W_])_+(?![^\W_])"),
    "[": late(r"\[[^\[\]]{1,500}\]\s?[(（][^()（）\s]{0,500}[)）]|\]\("),
}
_WIDE = late("＊＊|＿＿|｀|＊")


@unit_check("md-syntax", Severity.ERROR, needs="*_`[＊＿｀")
def check_md_syntax(pair: Pair) -> Iterator[Remark]:
    """Marks without a partner, then code that was changed, then emphasis that came or went (a warning).

    CommonMark takes no ``**`` for a mark where a space stands inside of it, or punctuation inside and a
    letter outside, as in Chinese: ``因为**“这样”**所以``.
    """
    if pair.markup is not Markup.MARKDOWN:
        return
    source, target = inline(pair.source), inline(pair.target)
    if source is None or target is None:
        return
    yield from _left_over(pair, source, target)
    if Counter(source.codes) != Counter(target.codes):
        yield _code(pair, source, target)
    fewer = [
        f"{name} stands {have} times, {want} in the source"
        for name, want, have in (
            ("strong emphasis (**)", source.strong, target.strong),
            ("emphasis (*)", source.emphasis, target.emphasis),
        )
        if want != have
    ]
    if fewer:
        yield Remark(
            "; ".join(fewer),
            hint="mark the words that are marked in the source",
            kind="emphasis",
            severity=Severity.WARNING,
        )


def _left_over(pair: Pair, source: Inline, target: Inline) -> Iterator[Remark]:
    if source.words == target.words:
        return
    for mark, pattern in _LEFT.items():
        have, want = len(pattern.findall(target.words)), len(pattern.findall(source.words))
        if have > want:
            yield Remark(
                f"{mark} is left over: readers would see it",
                hint="a mark must touch its words: **words**, [words](address)"
                if mark != "`"
                else "code ends with as many ` as it begins with",
                kind="unpaired",
                spans=_places(pair.target, mark),
            )
            return  # one slip leaves several marks
    wide = _WIDE.search(target.words)
    if wide and not _WIDE.search(source.words):
        yield Remark(
            f"{wide[0]} is a mark of full width: readers would see it",
            hint="write it in half width",
            kind="unpaired",
            spans=tuple(match.span() for match in _WIDE.finditer(pair.target))[:50],
        )


def _code(pair: Pair, source: Inline, target: Inline) -> Remark:
    lost = list((Counter(source.codes) - Counter(target.codes)).elements())
    added = list((Counter(target.codes) - Counter(source.codes)).elements())
    shown = ", ".join(f"`{code[:60]}`" for code in (lost or added)[:3])
    return Remark(
        f"{shown} is missing" if lost else f"{shown} is code, and not in the source",
        ", ".join(f"`{code[:60]}`" for code in lost[:3]),
        "code is copied letter for letter" if lost else "delete the marks",
        kind="code",
        source_spans=tuple(
            (place, place + len(code))
            for code in lost[:50]
            if code and (place := pair.source.find(code)) >= 0
        ),
        spans=tuple(
            (place, place + len(code))
            for code in added[:50]
            if code and (place := pair.target.find(code)) >= 0
        ),
    )


def _places(text: str, mark: str) -> tuple[tuple[int, int], ...]:
    return tuple(match.span() for match in re.finditer(re.escape(mark), text))[:50]
