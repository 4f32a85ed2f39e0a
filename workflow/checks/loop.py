"""``[loop]``: the translation does not go round in circles, as texts of engines do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise, repeat
from operator import eq

from workflow.checks.check import MARKS, Pair, unit_check
from workflow.checks.vocabulary import vocabulary
from workflow.model import Remark, Severity

_WORDS = 2  # that are said again at once
_CHARACTERS = 6  # of a text without spaces
_TIMES = 3  # that make it sure


def _may_repeat(pairs: Sequence[Pair]) -> list[Pair]:
    """Texts in which some bare words come again, one after the other."""
    if pairs[0].profile.spaces:
        return [
            pair
            for pair, bare in zip(pairs, vocabulary(pairs).texts(), strict=True)
            if len(bare) - len(frozenset(bare)) >= _WORDS and _comes_again(bare)
        ]
    return [pair for pair in pairs if _repeats(pair.target) >= _CHARACTERS]


@unit_check("loop", Severity.ERROR, prefilter=_may_repeat)
def check_loop(pair: Pair) -> Iterable[Remark]:
    """Several words that are said again at once, in a text whose source does not do so.

    Twice is a warning: a speaker may do so. Three times it is an engine that lost itself.
    """
    if not pair.profile.spaces:
        return _rounds(pair, pair.target, _CHARACTERS) if _repeats(pair.target) >= _CHARACTERS else ()
    words = pair.words
    if len(words) == len(frozenset(words)):
        return ()
    bare = list(map(str.lower, map(str.strip, words, repeat(MARKS))))
    if len(bare) - len(frozenset(bare)) < _WORDS:
        return ()
    items = [small or word for small, word in zip(bare, words, strict=True)] if "" in bare else bare
    return _rounds(pair, items, _WORDS) if _comes_again(items) else ()


def _repeats(items: Sequence[str]) -> int:
    """One more than how many times two items come again one after the other."""
    return len(items) - len(frozenset(pairwise(items)))


def _comes_again(items: Sequence[str]) -> bool:
    """Whether as many items as a round may have are those of that many items before.

    A round of n items that is said twice has n - 1 pairs of items that came before.
    """
    repeats = _repeats(items)
    return repeats >= _WORDS and any(
        sum(map(eq, items, items[size:])) >= size for size in range(1, repeats + 1)
    )


def _rounds(pair: Pair, items: Sequence[str], least: int) -> Iterator[Remark]:
    found = _loop(items, least)
    if found is None:
        return
    source = [word.strip(MARKS).lower() for word in pair.source.split()]
    if any(map(eq, source, source[1:])) or _loop(source, _WORDS):
        return
    start, end, period = found
    spaces = pair.profile.spaces
    if spaces:
        lengths = [0, *accumulate(map(len, pair.words))]
        span = _span(pair.target, lengths[start], lengths[end])
    else:
        span = (start, end)
    times = (end - start) // period
    round_ = (pair.words if spaces else items)[start : start + period]
    said = (" " if spaces else "").join(round_)
    yield Remark(
        f"“{said}” is said {times} times",
        hint="delete what is said again",
        spans=(span,),
        severity=None if times >= _TIMES else Severity.WARNING,
    )


def _loop(items: Sequence[str], least: int) -> tuple[int, int, int] | None:
    """The first and the last item of what is repeated at once, and the length of one round; one pass.

    Pairs of items are followed, not items: within a round a word may well come twice. What is shorter than
    ``least`` must come four times.
    """
    last: dict[tuple[str, str], int] = {}
    distance = same = 0
    for at, pair in enumerate(pairwise(items), 1):
        back = at - last.get(pair, at)
        last[pair] = at
        same = same + 1 if back and back == distance else 1
        distance = back
        matched = same + 1  # items that are those of one round before
        enough = distance if distance >= least else max(least, (_TIMES * distance))
        if (
            distance
            and matched >= enough
            and any(map(str.isalpha, "".join(items[at - distance + 1 : at + 1])))
        ):
            start = at + 1 - matched - distance
            end = at + 1
            while end < len(items) and items[end] == items[end - distance]:
                end += 1
            return start, end, distance
    return None


def _span(text: str, start: int, end: int) -> tuple[int, int]:
    """Offsets in a text, of offsets in it without white space."""
    places = [at for at, char in enumerate(text) if not char.isspace()]
    return places[start], places[end - 1] + 1
