"""``[doublepunc]``: no mark twice, and no two marks of which one is a slip."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from workflow.checks.check import Pair, unit_check
from workflow.checks.signs import matching
from workflow.checks.typography import style
from workflow.lazy import late
from workflow.model import Edit, Remark, Severity

# The same mark again; exactly two full stops (three are an ellipsis, «?..» is right); a comma before a stop.
_TWICE = late(
    r"([,;:،؛，；：、।])\1+|(?<![.?!…])\.\.(?![.\w/\\])|(?<!。)。。(?!。)|(?<!۔)۔۔(?!۔)"
    r"|[,;،؛，；、](?=\s?(?:[。۔।]|\.(?![.\w])))"
)

# For a first look: marks that may be the first of two, and what follows them then.
_USUAL = r"(?<=,),|(?<=[.,;])\.|(?<=,) \.|(?<=;);|(?<=:):"
_OTHERS = {
    **dict.fromkeys(("fa", "ur"), ("،؛۔", r"(?<=[،؛]) ?[،؛.۔]|(?<=[۔,])۔")),
    **dict.fromkeys(("zh", "zh-Hant"), ("，；、：。", r"(?<=[，；、：])[，；、：。]|(?<=[。,])。")),
    "hi": ("।", r"(?<=।)।|(?<=[,;]) ?।"),
}


def _may_double(pairs: Sequence[Pair]) -> list[Pair]:
    return matching(pairs, _may_have(pairs[0].language))


@unit_check("doublepunc", Severity.WARNING, prefilter=_may_double)
def check_doublepunc(pair: Pair) -> Iterable[Remark]:
    """“,,”, “..”, “。。”, “,.” where the source has none.

    “!!” and “???” are not meant, and commas that stand for low quotation marks have no fix, nor a stop
    that may be a stop or an ellipsis.
    """
    if not _may_have(pair.language).search(pair.target):
        return ()
    return _remarks(pair)


@cache
def _may_have(language: str) -> re.Pattern[str]:
    marks, behind = _OTHERS.get(language, ("", "(?!)"))
    # The set stands first, because the expression engine skips what is not in it.
    return re.compile(f"[,.;:{marks}](?:{_USUAL}|{behind})")


def _remarks(pair: Pair) -> Iterator[Remark]:
    prose = pair.prose
    found: dict[str, list[tuple[str, tuple[int, int], tuple[Edit, ...]]]] = {}
    for hit in _TWICE.finditer(prose):
        sign = hit.group()
        start, end = hit.span()
        if len(sign) == 1:
            drawn = prose[start : end + 2] if prose[end].isspace() else prose[start : end + 1]
            if drawn not in pair.source:
                found.setdefault("two", []).append((drawn, (start, end), (Edit(start, end, ""),)))
        elif sign not in pair.source:
            low = sign == ",," and prose[end : end + 1].isalnum()
            dots = sign in ("..", "。。", "۔۔") and ("..." in pair.source or "…" in pair.source)
            unclear = low or dots or sign[0] == "।"
            fix = () if unclear else (Edit(start, end, sign[0]),)
            found.setdefault("low" if low else "same", []).append((sign, (start, end), fix))
    for kind, hits in found.items():
        drawn = hits[0][0]
        yield Remark(
            f"“{drawn}”" + (f", in {len(hits)} places" if hits[1:] else ""),
            "quotation marks of the language" if kind == "low" else drawn[-1],
            kind=kind,
            spans=tuple(span for _, span, _ in hits),
            fix=tuple(edit for _, _, fix in hits for edit in fix),
            severity=style(pair.language).level("doublepunc", kind),
        )
