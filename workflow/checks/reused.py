"""``[reused]``: two different sentences have one translation, as if one had been pasted wrongly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from workflow.checks.check import Pair, catalogue_check
from workflow.lazy import late
from workflow.model import CatalogueView, Remark, Severity, TermJudge, Unit

_WORD = late(r"\w+")
_LETTERS = 12  # of a translation; what is shorter may well be said of two things
_WIDE = 6  # the same in scripts that write no spaces
_SHARED = 0.5  # of the words of the shorter source: two ways to say one thing share more


@catalogue_check("reused", Severity.WARNING)
def check_reused(
    view: CatalogueView,  # noqa: ARG001
    pairs: Sequence[Pair],
    judge: TermJudge,  # noqa: ARG001
) -> Iterator[tuple[Unit, Remark]]:
    """The later of two units whose sources have little in common and whose translations are the same."""
    first: dict[str, Pair] = {}
    for pair in _alike(pairs):
        text = " ".join(pair.words).casefold()
        other = first.setdefault(text, pair)
        if other is pair or len(text) < (_LETTERS if pair.profile.spaces else _WIDE):
            continue
        if text == other.source.casefold():  # a name, a title: those are the same on both sides
            first[text] = pair
            continue
        if text == pair.source.casefold() or _share(other.source, pair.source) > _SHARED:
            continue
        yield (
            pair.unit,
            Remark(
                f"another sentence has this translation at line {other.unit.line}",
                hint="one of the two is in the wrong place",
                spans=((0, len(pair.target)),),
                witness=other.source,
            ),
        )


def _alike(pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs whose translations have as many words, the same first, and the same last one, as another."""
    if not pairs:
        return []
    texts = [pair.words for pair in pairs]
    both = "\n".join([f"{words[0]} {words[-1]}" if words else "" for words in texts]).casefold().split("\n")
    ends = list(zip(map(len, texts), both, strict=True))
    times = Counter(ends)
    return [pair for pair, end in zip(pairs, ends, strict=True) if times[end] > 1]


def _share(one: str, other: str) -> float:
    """How much of the shorter text's words the other has."""
    left, right = (set(map(str.casefold, _WORD.findall(text))) for text in (one, other))
    return len(left & right) / max(1, min(len(left), len(right)))
